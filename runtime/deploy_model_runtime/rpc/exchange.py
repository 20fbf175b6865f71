"""One gRPC call on a stream of HTTP/2: messages in, messages out, a code at the end.

The protocol: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
"""

from __future__ import annotations

import asyncio
import zlib
from typing import Callable, List, Mapping, Optional

from ..http2.hpack import encode
from ..http2.stream import Stream
from .status import Code, Failed, trailers

_HEAD = encode(
    [
        (b":status", b"200"),
        (b"content-type", b"application/grpc"),
        (b"grpc-accept-encoding", b"identity,deflate,gzip"),
    ]
)
_OK = encode([(b"grpc-status", b"0")])
# zlib's word for the format of each encoding.
_FORMATS = {"gzip": 31, "deflate": 15}
_UNITS = {"H": 3600.0, "M": 60.0, "S": 1.0, "m": 1e-3, "u": 1e-6, "n": 1e-9}
_PREFIX = 5


def _nothing(*_: object) -> None:
    pass


class Exchange:
    """`on_message` is given each whole message, `on_end` is called after the last; one of them answers.

    `on_gone`: the caller has left, or its time has passed. `limit`: bytes of a message.
    """

    __slots__ = ("_began", "_buffer", "_limit", "_stream", "_timer", "headers", "on_end", "on_gone", "on_message")

    def __init__(self, stream: Stream, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._buffer: Optional[bytearray] = None
        self._began = False
        self._timer: Optional[asyncio.TimerHandle] = None
        self.headers: Mapping[str, str] = stream.headers
        self.on_message: Callable[[bytes], None] = _nothing
        self.on_end: Callable[[], None] = _nothing
        self.on_gone: Callable[[], None] = _nothing
        stream.on_data = self._data
        stream.on_end = self._ended
        stream.on_gone = self._gone
        timeout = stream.headers.get("grpc-timeout")
        if timeout:
            seconds = _seconds(timeout)
            if seconds is not None:
                self._timer = asyncio.get_running_loop().call_later(seconds, self._expire)

    def take_one(self, ask: Callable[[bytes], None]) -> None:
        """For a unary call: `ask` is given its one message, and may raise Failed."""
        asked: List[bytes] = []

        def take(message: bytes) -> None:
            if asked:
                raise Failed(Code.UNIMPLEMENTED, "This method takes one message.")
            asked.append(message)

        def end() -> None:
            if not asked:
                raise Failed(Code.INTERNAL, "The call brought no message.")
            ask(asked[0])

        self.on_message, self.on_end = take, end

    @property
    def open(self) -> bool:
        """Whether the caller still waits."""
        return self._stream.open

    def be_patient(self) -> None:
        """The caller may be silent between its messages, and wait for the next answer for as long as it wants."""
        self._stream.patient = True

    def answer(self, message: bytes) -> None:
        """The one answer of a unary call."""
        self._rest()
        self._stream.answer(_HEAD, b"\0" + len(message).to_bytes(4, "big") + message, _OK)

    def send(self, message: bytes) -> None:
        """One of several."""
        self._begin()
        self._stream.send_data(b"\0" + len(message).to_bytes(4, "big") + message)

    def finish(self) -> None:
        """No more answers."""
        self._begin()
        self._rest()
        self._stream.end(_OK)

    def fail(self, failed: Failed) -> None:
        """Ends the call with a code."""
        self._rest()
        self._stream.end(trailers(failed) if self._began else _HEAD + trailers(failed))

    def _begin(self) -> None:
        if not self._began:
            self._began = True
            self._stream.send_headers(_HEAD)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _gone(self) -> None:
        self._rest()
        self.on_gone()

    def _expire(self) -> None:
        self._timer = None
        if self._stream.open:
            self.fail(Failed(Code.DEADLINE_EXCEEDED, "The time of this call has passed."))
            self.on_gone()

    def _data(self, data: bytes) -> None:
        try:
            if self._buffer is None:
                size = int.from_bytes(data[1:_PREFIX], "big")
                if len(data) == _PREFIX + size and size <= self._limit and len(data) >= _PREFIX:
                    self.on_message(self._plain(data[0], data[_PREFIX:]))
                    return
                self._buffer = bytearray()
            self._buffer += data
            self._take()
        except Failed as failed:
            self.fail(failed)
            self.on_gone()

    def _take(self) -> None:
        """Hands on the messages that are complete."""
        buffer = self._buffer
        while buffer and len(buffer) >= _PREFIX:
            size = int.from_bytes(buffer[1:_PREFIX], "big")
            if size > self._limit:
                raise Failed(Code.RESOURCE_EXHAUSTED, f"The message is longer than {self._limit} bytes: it has {size}.")
            if len(buffer) < _PREFIX + size:
                return
            message = bytes(buffer[_PREFIX : _PREFIX + size])
            compressed = buffer[0]
            del buffer[: _PREFIX + size]
            self.on_message(self._plain(compressed, message))

    def _plain(self, compressed: int, message: bytes) -> bytes:
        if not compressed:
            return message
        encoding = self.headers.get("grpc-encoding", "identity")
        if compressed != 1 or encoding not in _FORMATS:
            raise Failed(Code.UNIMPLEMENTED, f"Messages cannot be compressed by {encoding}.")
        unpack = zlib.decompressobj(_FORMATS[encoding])
        try:
            made = unpack.decompress(message, self._limit + 1)
        except zlib.error as error:
            raise Failed(Code.INTERNAL, f"A message cannot be decompressed: {error}.") from None
        if len(made) > self._limit:
            raise Failed(Code.RESOURCE_EXHAUSTED, f"The message is longer than {self._limit} bytes.")
        if not unpack.eof:
            raise Failed(Code.INTERNAL, "A message cannot be decompressed: it is not complete.")
        return made

    def _ended(self) -> None:
        try:
            if self._buffer:
                raise Failed(Code.INTERNAL, "The call ended inside a message.")
            self.on_end()
        except Failed as failed:
            self.fail(failed)
            self.on_gone()


def _seconds(timeout: str) -> Optional[float]:
    """The header `grpc-timeout`; None when it says nothing."""
    digits, unit = timeout[:-1], timeout[-1:]
    if unit not in _UNITS or not digits.isdigit() or len(digits) > 8:
        return None
    return int(digits) * _UNITS[unit]
