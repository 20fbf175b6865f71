"""HTTP/2 connections that make little sense: gRPC calls with frames changed, cut, doubled and out of order."""

from __future__ import annotations

import random
import socket
import struct
from contextlib import suppress
from typing import List

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RESET, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = range(10)
END_STREAM, END_HEADERS, PADDED, PRIORITISED = 0x1, 0x4, 0x8, 0x20
CALL = {
    ":method": "POST", ":scheme": "http", ":path": "/seldon.protos.Model/Predict", ":authority": "x", "te": "trailers",
    "content-type": "application/grpc",
}  # fmt: skip
# A SeldonMessage with strData x, in gRPC's frame.
MESSAGE = b"\x00\x00\x00\x00\x03\x22\x01x"


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """One frame of RFC 9113."""
    return struct.pack(">I", len(payload))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + payload


def fields(pairs: "dict[str, str]") -> bytes:
    """Header fields, each as a literal that is not indexed (RFC 7541, 6.2.2)."""
    return b"".join(bytes((0,)) + _text(name) + _text(value) for name, value in pairs.items())


def _text(text: str) -> bytes:
    return bytes((len(text),)) + text.encode()


def call(stream: int) -> "List[bytes]":
    """The frames of a proper call."""
    return [frame(HEADERS, END_HEADERS, stream, fields(CALL)), frame(DATA, END_STREAM, stream, MESSAGE)]


def broken(rng: random.Random) -> bytes:
    """What a client sends on one connection."""
    frames = [frame(SETTINGS, 0, 0), *call(1), *call(3)]
    for _ in range(rng.choice((0, 1, 1, 2, 5))):
        place = rng.randrange(len(frames) + 1)
        if rng.random() < 0.5 and place < len(frames):
            frames[place] = changed(rng, frames[place])
        else:
            frames.insert(place, any_frame(rng))
    sent = (PREFACE if rng.random() < 0.95 else rng.randbytes(24)) + b"".join(frames)
    return sent[: rng.randrange(len(sent) + 1)] if rng.random() < 0.2 else sent


def changed(rng: random.Random, one: bytes) -> bytes:
    """A frame with some bytes replaced, dropped or added; its length may be wrong then."""
    raw = bytearray(one)
    for _ in range(rng.choice((1, 1, 4))):
        place = rng.randrange(len(raw) + 1)
        raw[place : place + rng.choice((0, 1, 3))] = rng.randbytes(rng.choice((0, 1, 2)))
    return bytes(raw) * rng.choice((1, 1, 1, 20))


def any_frame(rng: random.Random) -> bytes:
    """A frame of any kind, with any flags, on any stream."""
    payloads = [
        b"",
        rng.randbytes(rng.choice((1, 4, 5, 6, 8, 9, 100))),
        fields(CALL),
        fields({"x-" + "y" * 100: "z" * 120}) * 40,
        MESSAGE,
        struct.pack(">I", rng.choice((0, 1, 2**31 - 1, 2**32 - 1))),
        struct.pack(">HI", rng.randrange(8), rng.getrandbits(32)),
    ]
    flags = rng.choice((0, END_STREAM, END_HEADERS, PADDED, PRIORITISED, 0xFF, END_STREAM | END_HEADERS))
    return frame(rng.randrange(12), flags, rng.choice((0, 1, 1, 2, 3, 5, 2**31 - 1, 2**32 - 1)), rng.choice(payloads))


def send_broken(rng: random.Random, port: int) -> str:
    """One connection; what is wrong with how the server took it.

    The client says that it has sent everything, so the server answers what is whole and closes, whatever it was sent.
    """
    sent = broken(rng)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        with suppress(OSError):  # it may have closed the connection already
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        try:
            while connection.recv(65536):
                pass
        except ConnectionError:
            pass
        except socket.timeout:
            return f"no end after {sent!r}"
    return ""
