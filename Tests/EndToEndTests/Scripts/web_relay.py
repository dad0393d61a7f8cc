"""A WebSocket in front of a broker on loopback, by PyPI's websockets; prints “at PORT”.

    web_relay.py PORT SEED

What the broker sends is cut at random: one packet over several frames and messages, several packets
in one, with pings between. Prints “relayed N frames” for each connection that ended well.
"""

import asyncio
import random
import sys

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosedOK


def cuts(chance, data, most):
    """The data in pieces of random sizes, some of them empty."""
    while data:
        size = chance.choice([0, 1, 2, 3, chance.randint(1, most)])
        yield data[:size]
        data = data[size:]


async def down(chance, broker, web):
    """From the broker to the client: messages of random sizes, each in random fragments."""
    count = 0
    while data := await broker.read(chance.choice([1, 7, 200, 1 << 16])):
        for message in cuts(chance, data, 300):
            pieces = list(cuts(chance, message, 100)) or [b""]
            await web.send(pieces if len(pieces) > 1 else pieces[0])
            count += len(pieces)
            if chance.random() < 0.05:
                await web.ping()
    return count


async def up(web, broker):
    async for message in web:
        assert isinstance(message, bytes), "a text message"
        broker.write(message)
    broker.close()


async def main():
    port, chance = int(sys.argv[1]), random.Random(int(sys.argv[2]))

    async def relay(web):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        downward = asyncio.create_task(down(chance, reader, web))
        await up(web, writer)
        try:
            print(f"relayed {await downward} frames", flush=True)
        except (ConnectionClosedOK, ConnectionError):
            print("relayed until it was closed", flush=True)

    async with serve(
            relay, "127.0.0.1", 0, subprotocols=["mqtt"], compression=None) as server:
        print("at", next(iter(server.sockets)).getsockname()[1], flush=True)
        await server.serve_forever()


asyncio.run(main())
