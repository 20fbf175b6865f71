"""A client of HTTP/2 that sends exactly the frames that a test wants."""

from __future__ import annotations

import socket
import struct
from typing import Iterator, NamedTuple

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, END_HEADERS, PADDED, WITH_PRIORITY, ACK = 1, 4, 8, 32, 1
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
CHECK = "/grpc.health.v1.Health/Check"


class Frame(NamedTuple):
    """One that came."""

    kind: int
    flags: int
    stream: int
    payload: bytes


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """One to send."""
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def field(name: str, value: str, how: int = 0) -> bytes:
    """A header field as a literal. `how`: 0x40 puts it into the table."""
    return bytes([how, len(name)]) + name.encode() + bytes([len(value)]) + value.encode()


def call(path: str, **more: str) -> bytes:
    """The header block of a call."""
    fields = {":method": "POST", ":scheme": "http", ":path": path, "content-type": "application/grpc", "te": "trailers"}
    return b"".join(field(name.replace("_", "-"), value) for name, value in {**fields, **more}.items())


def message(content: bytes, compressed: int = 0) -> bytes:
    """A message as gRPC sends it."""
    return struct.pack(">BI", compressed, len(content)) + content


class Client:
    """A connection that has said hello."""

    def __init__(self, port: int, settings: bytes = b"", preface: bytes = PREFACE) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._buffer = b""
        self.send(preface + frame(SETTINGS, 0, 0, settings))

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, *parts: bytes) -> None:
        self._socket.sendall(b"".join(parts))

    def frames(self) -> Iterator[Frame]:
        """What comes, until the server ends the connection."""
        while True:
            while len(self._buffer) < 9 or len(self._buffer) < 9 + int.from_bytes(self._buffer[:3], "big"):
                part = self._socket.recv(65536)
                if not part:
                    return
                self._buffer += part
            size = int.from_bytes(self._buffer[:3], "big")
            kind, flags, stream = struct.unpack(">BBI", self._buffer[3:9])
            payload, self._buffer = self._buffer[9 : 9 + size], self._buffer[9 + size :]
            yield Frame(kind, flags, stream, payload)

    def answer(self, stream: int = 1) -> "tuple[bytes, bytes]":
        """The data of a stream's answer, and the block that ends it."""
        data = b""
        for came in self.frames():
            if came.stream == stream and came.kind == DATA:
                data += came.payload
            elif came.stream == stream and came.kind == HEADERS and came.flags & END_STREAM:
                return data, came.payload
        raise AssertionError("the server ended the connection")

    def farewell(self) -> int:
        """The code with which the server ends the connection."""
        code = -1
        for came in self.frames():
            if came.kind == GOAWAY:
                code = int.from_bytes(came.payload[4:8], "big")
        return code
