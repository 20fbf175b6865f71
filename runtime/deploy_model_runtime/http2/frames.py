"""HTTP/2's frames: their kinds, flags and errors (RFC 9113, 4 to 7)."""

from __future__ import annotations

import struct
from typing import Dict, Iterator, Tuple

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
# Size in two parts, kind, flags, stream.
HEAD = struct.Struct(">HBBBL")

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
ACK = END_STREAM = 0x1
END_HEADERS = 0x4
PADDED = 0x8
WITH_PRIORITY = 0x20

MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE = 3, 4, 5, 6

NO_ERROR = 0
PROTOCOL_ERROR = 1
INTERNAL_ERROR = 2
FLOW_CONTROL_ERROR = 3
STREAM_CLOSED = 5
FRAME_SIZE_ERROR = 6
REFUSED_STREAM = 7
CANCEL = 8
COMPRESSION_ERROR = 9
ENHANCE_YOUR_CALM = 11

# Both hold until a peer says otherwise.
FIRST_WINDOW = 65535
SMALLEST_FRAME = 16384
LARGEST_WINDOW = 2**31 - 1


class Broken(Exception):
    """What a peer must not send: the connection ends with this code."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """A whole frame. `stream`: 0 for the connection."""
    size = len(payload)
    return HEAD.pack(size >> 8, size & 255, kind, flags, stream) + payload


def number(value: int) -> bytes:
    """Four bytes, as RST_STREAM and WINDOW_UPDATE carry."""
    return struct.pack(">L", value)


def settings(values: Dict[int, int]) -> bytes:
    """A SETTINGS frame."""
    return frame(SETTINGS, 0, 0, b"".join(struct.pack(">HL", *pair) for pair in values.items()))


def read_settings(payload: bytes) -> Iterator[Tuple[int, int]]:
    """The numbers and values of a SETTINGS frame's payload."""
    return struct.iter_unpack(">HL", payload)


def unpadded(flags: int, payload: bytes) -> bytes:
    """The payload of DATA or HEADERS without its padding. Raises Broken."""
    if not flags & PADDED:
        return payload
    if not payload or payload[0] >= len(payload):
        raise Broken(PROTOCOL_ERROR, "A frame is padded with more than it holds.")
    return payload[1 : len(payload) - payload[0]]
