"""Asks one server as fast as it answers: load.py PORT PATH http|grpc CLIENTS SECONDS BYTES, where the body is on standard input.

Runs as a process of its own, so that its work is not the server's. Each client waits for its answer before it asks again.
Bounded in time and in the number of requests; only this machine is asked. Writes one JSON object: requests, seconds, and the
latencies p50 and p99 in milliseconds.
"""

import json
import selectors
import socket
import sys
import time

from wire import Grpc, Http

PROTOCOLS = {"http": Http, "grpc": Grpc}
MOST_REQUESTS = 200_000
MOST_CLIENTS = 64
MOST_SECONDS = 60
WARM_UP_SECONDS = 0.4
PATIENCE_SECONDS = 30


class Client:
    """Asks, waits for the answer, asks again; on a new connection where the server has ended the last one."""

    def __init__(self, protocol, port, selector):
        self.protocol = protocol
        self._port = port
        self._selector = selector
        self._sent = 0.0
        self._connect()

    def _connect(self):
        self._socket = socket.create_connection(("127.0.0.1", self._port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(self.protocol.start())
        self._selector.register(self._socket, selectors.EVENT_READ, self)

    def ask(self):
        """To connect anew is part of what a request takes."""
        self._sent = time.perf_counter()
        if self._socket.fileno() < 0:
            self._connect()
        self._socket.sendall(self.protocol.request())

    def take(self):
        """Seconds that the answer took, once it is whole."""
        data = self._socket.recv(262144)
        if not data:
            raise ValueError("the server closed the connection")
        whole, reply = self.protocol.feed(data)
        now = time.perf_counter()
        if reply:
            self._socket.sendall(reply)
        if whole and self.protocol.ends:
            self._selector.unregister(self._socket)
            self._socket.close()
        return now - self._sent if whole else None


def load(clients, selector, seconds):
    """Latencies of all answers, and how long it took."""
    for client in clients:
        client.ask()
    latencies, started = [], time.perf_counter()
    until, waiting = started + seconds, len(clients)
    while waiting:
        events = selector.select(PATIENCE_SECONDS)
        if not events:
            raise ValueError(f"no answer for {PATIENCE_SECONDS} seconds")
        for key, _ in events:
            taken = key.data.take()
            if taken is None:
                continue
            latencies.append(taken)
            if time.perf_counter() < until and len(latencies) < MOST_REQUESTS:
                key.data.ask()
            else:
                waiting -= 1
    return latencies, time.perf_counter() - started


def main():
    port, path, protocol, count, seconds, size = sys.argv[1:]
    body = sys.stdin.buffer.read(int(size))
    selector = selectors.DefaultSelector()
    make = PROTOCOLS[protocol]
    clients = [Client(make(int(port), path, body), int(port), selector) for _ in range(min(int(count), MOST_CLIENTS))]
    load(clients, selector, WARM_UP_SECONDS)
    # Whoever started this looks at the server's processor time, and then says a line.
    print("warm", flush=True)
    sys.stdin.buffer.readline()
    latencies, taken = load(clients, selector, min(float(seconds), MOST_SECONDS))
    latencies.sort()
    result = {
        "requests": len(latencies),
        "seconds": taken,
        "p50": latencies[len(latencies) // 2] * 1000,
        "p99": latencies[min(len(latencies) - 1, len(latencies) * 99 // 100)] * 1000,
    }
    print(json.dumps(result), flush=True)


main()
