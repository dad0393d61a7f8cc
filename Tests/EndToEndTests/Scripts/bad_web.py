"""A server of WebSocket or of HTTP that does one thing wrong; prints “at PORT”.

    bad_web.py DEED

Deeds of WebSocket: page, forbidden, wrong-key, no-protocol, silent-upgrade, half-upgrade, text,
huge, masked, closes, and fragments, which is right: MQTT in frames cut and pinged where RFC 6455
lets them. Deeds of HTTP: no-length, 500, 413, 401, garbage, half, silent, twice; and chunked and
one-each, which are right. What is right answers CONNECT and PUBLISH as a broker would.
"""

import asyncio
import base64
import hashlib
import struct
import sys

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONNACK = b"\x20\x03\x00\x00\x00"


async def head(reader):
    """The first line of a request, and its fields."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    pairs = (line.split(":", 1) for line in lines if line)
    return first, {name.strip().lower(): value.strip() for name, value in pairs}


# --- WebSocket ---

def frame(payload, opcode=2, final=True, mask=b""):
    start = bytes([opcode | (0x80 if final else 0)])
    assert len(payload) < 126
    start += bytes([len(payload) | (0x80 if mask else 0)]) + mask
    return start + (bytes(b ^ mask[i % 4] for i, b in enumerate(payload)) if mask else payload)


async def read_frame(reader):
    first, second = await reader.readexactly(2)
    length = second & 0x7F
    if length == 126:
        length, = struct.unpack(">H", await reader.readexactly(2))
    elif length == 127:
        length, = struct.unpack(">Q", await reader.readexactly(8))
    mask = await reader.readexactly(4)
    payload = await reader.readexactly(length)
    return first & 0x0F, bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


def packets(stream):
    """Takes whole MQTT packets off the beginning of a bytearray: (first byte, body)."""
    while len(stream) > 1:
        length = shift = 0
        at = 1
        while at < len(stream):
            length |= (stream[at] & 0x7F) << shift
            shift += 7
            at += 1
            if stream[at - 1] < 0x80:
                break
        else:
            return
        if len(stream) < at + length:
            return
        yield stream[0], bytes(stream[at:at + length])
        del stream[:at + length]


def answer(first, body):
    """What a broker of MQTT 5.0 says to a packet."""
    kind = first >> 4
    if kind == 1:
        return CONNACK
    if kind == 3 and first & 0x06:
        topic, = struct.unpack(">H", body[:2])
        return b"\x40\x02" + body[2 + topic:4 + topic]
    return b"\xd0\x00" if kind == 12 else b""


async def fragments(reader, writer):
    """Answers in frames of a byte each, a ping before every one, and empty frames between."""
    stream = bytearray()
    pings = pongs = 0
    while True:
        opcode, payload = await read_frame(reader)
        if opcode == 8:
            assert pongs == pings, f"{pings} pings, {pongs} pongs"
            writer.write(frame(payload, 8))
            print(f"pongs {pongs}", flush=True)
            return
        if opcode == 10:
            assert payload == b"are you there?", payload
            pongs += 1
            continue
        stream += payload
        said = b"".join(answer(*packet) for packet in packets(stream))
        for place in range(len(said)):
            writer.write(frame(b"are you there?", 9))
            pings += 1
            part = said[place:place + 1]
            opcode, final = (0 if place else 2), place == len(said) - 1
            writer.write(frame(b"", opcode, False) + frame(part, 0, final))
        await writer.drain()


async def socket(deed, reader, writer):
    _, fields = await head(reader)
    key = fields["sec-websocket-key"].encode()
    accept = base64.b64encode(hashlib.sha1(key + GUID).digest()).decode()
    if deed == "silent-upgrade":
        return await reader.read()
    if deed == "half-upgrade":
        return writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: webso")
    if deed in ("page", "forbidden"):
        status = "200 OK" if deed == "page" else "403 Forbidden"
        return writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 5\r\n\r\nhello".encode())
    if deed == "wrong-key":
        accept = base64.b64encode(b"\0" * 20).decode()
    protocol = "" if deed == "no-protocol" else "Sec-WebSocket-Protocol: mqtt\r\n"
    writer.write((
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n{protocol}\r\n").encode())
    if deed == "fragments":
        return await fragments(reader, writer)
    if deed in ("wrong-key", "no-protocol"):
        return await reader.read()
    await read_frame(reader)
    writer.write({
        "text": frame(b"hello", 1), "huge": b"\x82\x7f" + struct.pack(">Q", 1 << 30),
        "masked": frame(CONNACK, mask=b"mask"),
        "closes": frame(struct.pack(">H", 1008) + b"come back on Monday", 8),
    }[deed])
    await writer.drain()
    # Until it is told that this was wrong, or left.
    await reader.read()


# --- HTTP ---

RIGHT = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

HTTP = {
    "no-length": b"HTTP/1.1 200 OK\r\n\r\n{}",
    "500": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops",
    "413": b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n",
    "401": b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
    "garbage": b"SSH-2.0-OpenSSH_9.2\r\n",
    "half": b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal",
    "silent": b"",
    "twice": RIGHT + RIGHT,
    "chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
    "one-each": b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
}


async def page(deed, reader, writer):
    while True:
        first, fields = await head(reader)
        await reader.readexactly(int(fields["content-length"]))
        assert first.startswith("POST /topics/"), first
        writer.write(HTTP[deed])
        await writer.drain()
        if deed in ("half", "one-each"):
            return


async def main():
    deed = sys.argv[1]

    async def serve(reader, writer):
        try:
            await (page if deed in HTTP else socket)(deed, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print("at", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
