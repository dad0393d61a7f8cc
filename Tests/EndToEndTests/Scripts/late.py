"""A TCP proxy on loopback that hands on what clients send a given time late, to the microsecond.

late.py PORT MICROSECONDS: prints the port it listens at, and serves until it is ended. What the
server sends is handed on at once. Bytes keep their order; each piece has its own instant.
"""

import collections
import select
import socket
import sys
import time

# select wakes up to this much too late, so the last part of a wait is spent looking.
SPIN = 0.0003


class Pipe:
    """One direction of one connection: pieces that wait, and where they go."""

    def __init__(self, near, far, delay):
        self.near, self.far, self.delay = near, far, delay
        self.waiting = collections.deque()

    def take(self):
        """Takes in what came; false at the end."""
        try:
            piece = self.near.recv(1 << 16)
        except OSError:
            piece = b""
        self.waiting.append((time.perf_counter() + self.delay, piece))
        return bool(piece)

    def hand_on(self):
        """Hands on what is due; the instant of the next piece, if one waits."""
        while self.waiting:
            due, piece = self.waiting[0]
            if due > time.perf_counter():
                return due
            self.waiting.popleft()
            try:
                if piece:
                    self.far.sendall(piece)
                else:
                    self.far.shutdown(socket.SHUT_WR)
            except OSError:
                pass
        return None


def main():
    server, delay = ("127.0.0.1", int(sys.argv[1])), int(sys.argv[2]) / 1e6
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    print("at", listener.getsockname()[1], flush=True)
    pipes, ended = {}, set()
    while True:
        dues = [due for due in (pipe.hand_on() for pipe in pipes.values()) if due]
        if dues:
            patience = max(0, min(dues) - time.perf_counter() - SPIN)
        else:
            patience = None
        sources = [listener] + [near for near in pipes if near not in ended]
        for ready in select.select(sources, [], [], patience)[0]:
            if ready is listener:
                client = listener.accept()[0]
                broker = socket.create_connection(server)
                for end in client, broker:
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                pipes[client] = Pipe(client, broker, delay)
                pipes[broker] = Pipe(broker, client, 0)
            elif not pipes[ready].take():
                ended.add(ready)
        for near in [near for near in ended if pipes[near].far in ended]:
            if near in pipes and not pipes[near].waiting:
                far = pipes[near].far
                if not pipes[far].waiting:
                    for end in near, far:
                        del pipes[end]
                        ended.discard(end)
                        end.close()


main()
