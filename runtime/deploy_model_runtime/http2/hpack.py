"""Header fields out of HPACK (RFC 7541), and into it without a table."""

from __future__ import annotations

from collections import deque
from typing import Deque, Dict, List, Mapping, Tuple

from .frames import COMPRESSION_ERROR, ENHANCE_YOUR_CALM, Broken
from .huffman import decode as unhuffman

Field = Tuple[bytes, bytes]
_STATIC: Tuple[Field, ...] = tuple(
    (name, value)
    for name, _, value in (line.partition(b" ") for line in b"""\
:authority
:method GET
:method POST
:path /
:path /index.html
:scheme http
:scheme https
:status 200
:status 204
:status 206
:status 304
:status 400
:status 404
:status 500
accept-charset
accept-encoding gzip, deflate
accept-language
accept-ranges
accept
access-control-allow-origin
age
allow
authorization
cache-control
content-disposition
content-encoding
content-language
content-length
content-location
content-range
content-type
cookie
date
etag
expect
expires
from
host
if-match
if-modified-since
if-none-match
if-range
if-unmodified-since
last-modified
link
location
max-forwards
proxy-authenticate
proxy-authorization
range
referer
refresh
retry-after
server
set-cookie
strict-transport-security
transfer-encoding
user-agent
vary
via
www-authenticate""".split(b"\n"))
)  # fmt: skip
TABLE_BYTES = 4096
# Of all fields of a request, each with 32 bytes more: what the table makes of few bytes has a limit too.
MOST_BYTES = 64 * 1024
_MOST_KNOWN = 64


class Decoder:
    """One for each connection: what a block means depends on those before it."""

    def __init__(self) -> None:
        self._table: Deque[Field] = deque()
        self._size = 0
        self._limit = TABLE_BYTES
        # Blocks that say the same as long as the table stays: a client's requests are mostly alike.
        self._known: Dict[bytes, Mapping[str, str]] = {}

    def decode(self, block: bytes) -> Mapping[str, str]:
        """The fields of a block by name, those of one name joined by commas. Raises Broken."""
        known = self._known.get(block)
        if known is not None:
            return known
        try:
            fields, changed = self._read(block)
        except (IndexError, ValueError) as error:
            raise Broken(COMPRESSION_ERROR, f"A header block cannot be read: {error}.") from None
        if changed or len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        named = _named(fields)
        if not changed:
            self._known[block] = named
        return named

    def _read(self, block: bytes) -> "Tuple[List[Field], bool]":
        """The fields, and whether the table has changed."""
        fields: List[Field] = []
        place, total, changed = 0, 0, False
        while place < len(block):
            first = block[place]
            if first & 0x80:
                index, place = _integer(block, place, 7)
                field = self._field(index)
            elif first & 0xE0 == 0x20:
                if fields:
                    raise ValueError("the table changes its size after a field")
                self._limit, place = _integer(block, place, 5)
                if self._limit > TABLE_BYTES:
                    raise ValueError("the table is too large")
                self._shrink()
                changed = True
                continue
            else:
                keep = bool(first & 0x40)
                index, place = _integer(block, place, 6 if keep else 4)
                name, place = (self._field(index)[0], place) if index else _text(block, place)
                value, place = _text(block, place)
                field = (name, value)
                if keep:
                    self._add(field)
                    changed = True
            fields.append(field)
            total += len(field[0]) + len(field[1]) + 32
            if total > MOST_BYTES:
                raise Broken(ENHANCE_YOUR_CALM, f"The header fields are longer than {MOST_BYTES} bytes.")
        return fields, changed

    def _field(self, index: int) -> Field:
        if not index:
            raise ValueError("there is no field 0")
        return _STATIC[index - 1] if index <= len(_STATIC) else self._table[index - len(_STATIC) - 1]

    def _add(self, field: Field) -> None:
        self._table.appendleft(field)
        self._size += len(field[0]) + len(field[1]) + 32
        self._shrink()

    def _shrink(self) -> None:
        while self._size > self._limit:
            name, value = self._table.pop()
            self._size -= len(name) + len(value) + 32


def _named(fields: List[Field]) -> Dict[str, str]:
    named: Dict[str, str] = {}
    for name, value in fields:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        named[key] = f"{named[key]},{text}" if key in named else text
    return named


def _integer(block: bytes, place: int, bits: int) -> "Tuple[int, int]":
    most = (1 << bits) - 1
    value = block[place] & most
    place += 1
    if value < most:
        return value, place
    for shift in range(0, 28, 7):
        byte = block[place]
        place += 1
        value += (byte & 127) << shift
        if byte < 128:
            return value, place
    raise ValueError("a number is too large")


def _text(block: bytes, place: int) -> "Tuple[bytes, int]":
    coded = block[place] & 0x80
    size, place = _integer(block, place, 7)
    text = block[place : place + size]
    if len(text) < size:
        raise ValueError("a text ends too early")
    return (unhuffman(text) if coded else text), place + size


def encode(fields: "List[Field]") -> bytes:
    """A block that no table is needed for: each field with its texts as they are."""
    return b"".join(b"\0" + _sized(name) + _sized(value) for name, value in fields)


def _sized(text: bytes) -> bytes:
    size = len(text)
    if size < 127:
        return bytes((size,)) + text
    size -= 127
    head = bytearray((127,))
    while size > 127:
        head.append(size & 127 | 128)
        size >>= 7
    head.append(size)
    return bytes(head) + text
