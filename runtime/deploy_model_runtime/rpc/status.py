"""gRPC's codes, and how a call's end is told: in trailers."""

from __future__ import annotations

import enum
from typing import List, Tuple
from urllib.parse import quote

from ..http2.hpack import encode

# A client sees no more than this of a sentence: it travels in a header, which may have 8 KiB in all.
_LONGEST_SENTENCE = 4000
# What the protocol sends as it is; all else is percent-encoded.
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F))).replace("%", "")


class Code(enum.IntEnum):
    """The codes that a server gives."""

    OK = 0
    CANCELLED = 1
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    ABORTED = 10
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    UNAUTHENTICATED = 16


_CODES = {
    400: Code.INVALID_ARGUMENT,
    401: Code.UNAUTHENTICATED,
    403: Code.PERMISSION_DENIED,
    404: Code.NOT_FOUND,
    409: Code.ABORTED,
    413: Code.RESOURCE_EXHAUSTED,
    429: Code.RESOURCE_EXHAUSTED,
    501: Code.UNIMPLEMENTED,
    503: Code.UNAVAILABLE,
    504: Code.DEADLINE_EXCEEDED,
}


def code_of(status: int) -> Code:
    """gRPC's code for an HTTP status."""
    if status == 200:
        return Code.OK
    return _CODES.get(status, Code.INVALID_ARGUMENT if status < 500 else Code.INTERNAL)


class Failed(Exception):
    """Ends a call with a code other than OK. `reason`: Seldon's, for the trailer `seldon-reason`."""

    def __init__(self, code: Code, sentence: str, reason: str = "") -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.reason = code, sentence, reason


def trailers(failed: Failed) -> bytes:
    """The header block that ends a failed call."""
    sentence = quote(failed.sentence[-_LONGEST_SENTENCE:], safe=_PRINTABLE, errors="replace")
    fields: List[Tuple[bytes, bytes]] = [
        (b"grpc-status", str(int(failed.code)).encode()),
        (b"grpc-message", sentence.encode("ascii")),
    ]
    if failed.reason:
        fields.append((b"seldon-reason", failed.reason.encode("ascii", "replace")))
    return encode(fields)
