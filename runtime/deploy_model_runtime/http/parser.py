"""Reads the head and the body of HTTP/1.1 requests (RFC 9112).

Strictly: what two programs could read differently is refused.
"""

from __future__ import annotations

import re
from typing import Dict, Optional

from .message import Request

LONGEST_HEAD = 64 * 1024
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch
_TARGET = re.compile(rb"[\x21-\x7e\x80-\xff]+").fullmatch
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]").search
_NAMES: Dict[bytes, str] = {}


class Malformed(Exception):
    """A request that is not HTTP or that this server does not speak; `status` is what it is answered with."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def read_head(buffer: bytearray) -> Optional[Request]:
    """Takes the head of a request from the buffer's front; None when it is not complete yet. Raises Malformed."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        if len(buffer) > LONGEST_HEAD:
            raise Malformed(431, "The head of the request is longer than 64 KiB.")
        # Empty lines before a request are allowed (RFC 9112, 2.2).
        while buffer.startswith(b"\r\n"):
            del buffer[:2]
        return None
    lines = bytes(buffer[:end]).split(b"\r\n")
    del buffer[: end + 4]
    while lines and not lines[0]:
        del lines[0]
    if not lines:
        raise Malformed(400, "The request has no request line.")
    parts = lines[0].split(b" ")
    if len(parts) != 3 or not _TOKEN(parts[0]) or not _TARGET(parts[1]):
        raise Malformed(400, "The request line is malformed.")
    method, target, version = parts
    if version not in (b"HTTP/1.1", b"HTTP/1.0"):
        raise Malformed(505 if version.startswith(b"HTTP/") else 400, "This server speaks HTTP/1.1.")
    return Request(method.decode("ascii"), _origin_form(target).decode("latin-1"), version, _headers(lines))


def _origin_form(target: bytes) -> bytes:
    if target.startswith(b"/") or target == b"*":
        return target
    scheme, mark, rest = target.partition(b"://")
    if not mark or scheme.lower() not in (b"http", b"https"):
        raise Malformed(400, "The request names no path.")
    slash = rest.find(b"/")
    return rest[slash:] if slash >= 0 else b"/"


def _headers(lines: "list[bytes]") -> Dict[str, str]:
    headers: Dict[str, str] = {}
    for line in lines[1:]:
        raw, colon, rest = line.partition(b":")
        name = _NAMES.get(raw)
        if name is None:
            name = _name(raw)
        if not colon or _CONTROL(rest):
            raise Malformed(400, "A header is malformed.")
        value = rest.strip(b" \t").decode("latin-1")
        if name not in headers:
            headers[name] = value
        elif name in ("content-length", "host", "transfer-encoding"):
            raise Malformed(400, f"The header {name} is given twice.")
        else:
            headers[name] += ("; " if name == "cookie" else ", ") + value
    return headers


def _name(raw: bytes) -> str:
    if not _TOKEN(raw):
        raise Malformed(400, "A header is malformed.")
    name = raw.decode("ascii").lower()
    # The same few names come with each request; a caller who makes up names does not grow the table.
    if len(_NAMES) < 512:
        _NAMES[raw] = name
    return name


def body_length(request: Request) -> Optional[int]:
    """Bytes of the body; None for a chunked one. Raises Malformed."""
    headers = request.headers
    length = headers.get("content-length")
    coding = headers.get("transfer-encoding")
    if request.version == b"HTTP/1.1" and "host" not in headers:
        raise Malformed(400, "The header Host is missing.")
    if coding is not None:
        if length is not None or request.version == b"HTTP/1.0":
            raise Malformed(400, "The length of the body is given in two ways.")
        if coding.lower() != "chunked":
            raise Malformed(501, "The only transfer coding that this server knows is chunked.")
        return None
    if length is None:
        return 0
    if not (length.isascii() and length.isdigit()) or len(length) > 18:
        raise Malformed(400, "Content-Length is not a number.")
    return int(length)


class Chunks:
    """Decodes a chunked body piece by piece into `body`."""

    _SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?").fullmatch

    def __init__(self, longest: int) -> None:
        self.body = bytearray()
        self._longest = longest
        self._left = 0
        self._trailers = False

    def take(self, buffer: bytearray) -> bool:
        """Takes what it can from the buffer's front; True when the body is complete. Raises Malformed."""
        while True:
            if self._left and not self._data(buffer):
                return False
            line = self._line(buffer)
            if line is None:
                return False
            if self._trailers:
                if not line:
                    return True
                continue
            size = self._SIZE(line)
            if not size:
                raise Malformed(400, "A chunk of the body is malformed.")
            count = int(size.group(1), 16)
            if len(self.body) + count > self._longest:
                raise Malformed(413, f"The body is longer than {self._longest} bytes.")
            # A chunk is followed by an empty line's two bytes.
            self._left = count + 2 if count else 0
            self._trailers = not count

    def _data(self, buffer: bytearray) -> bool:
        wanted = self._left - 2
        if wanted > 0:
            part = buffer[:wanted]
            del buffer[:wanted]
            self.body += part
            self._left -= len(part)
        if self._left > 2 or len(buffer) < 2:
            return False
        if buffer[:2] != b"\r\n":
            raise Malformed(400, "A chunk of the body is longer than it says.")
        del buffer[:2]
        self._left = 0
        return True

    @staticmethod
    def _line(buffer: bytearray) -> Optional[bytes]:
        end = buffer.find(b"\r\n")
        if end < 0:
            if len(buffer) > 4096:
                raise Malformed(400, "A chunk of the body is malformed.")
            return None
        line = bytes(buffer[:end])
        del buffer[: end + 2]
        return line
