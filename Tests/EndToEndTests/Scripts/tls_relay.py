"""TLS in front of a broker on loopback, by Python's ssl; prints “at PORT”.

    tls_relay.py PORT CERTIFICATE KEY PROTOCOL

Prints “spoke PROTOCOL to NAME” for each connection: the application protocol that was agreed on and
the name that the client gave, each None where there was none.
"""

import asyncio
import ssl
import sys


async def hand_on(reader, writer):
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except (ConnectionError, ssl.SSLError):
        pass
    writer.close()


async def main():
    port, certificate, key, protocol = int(sys.argv[1]), *sys.argv[2:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols([protocol])
    names = {}

    def note(link, name, _):
        names[link] = name

    context.sni_callback = note

    async def relay(reader, writer):
        link = writer.get_extra_info("ssl_object")
        print(f"spoke {link.selected_alpn_protocol()} to {names.pop(link, None)}", flush=True)
        broker, to_broker = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(hand_on(reader, to_broker), hand_on(broker, writer))

    server = await asyncio.start_server(relay, "127.0.0.1", 0, ssl=context)
    print("at", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
