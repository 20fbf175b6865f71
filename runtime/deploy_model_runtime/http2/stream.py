"""A request on an HTTP/2 connection, and its answer within the windows of the peer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Mapping, Optional

from .frames import DATA, END_HEADERS, END_STREAM, HEADERS, NO_ERROR, RST_STREAM, frame, number

if TYPE_CHECKING:
    from .connection import Connection


def _nothing(*_: object) -> None:
    pass


class Stream:
    """The application sets what it wants to hear of: `on_data`, `on_end` of the request, `on_gone` before the answer.

    `patient`: either side may be silent for as long as it wants.
    """

    __slots__ = (
        "_data", "_place", "_trailers", "connection", "ended", "headers", "number", "on_data", "on_end", "on_gone",
        "patient", "received", "window",
    )  # fmt: skip

    def __init__(self, connection: "Connection", number: int, headers: Mapping[str, str], window: int) -> None:
        self.connection = connection
        self.number = number
        self.headers = headers
        # How many bytes the peer still takes; how many came that it was not told to be taken.
        self.window = window
        self.received = 0
        self.patient = False
        # Nothing more comes from the peer.
        self.ended = False
        self.on_data: Callable[[bytes], None] = _nothing
        self.on_end: Callable[[], None] = _nothing
        self.on_gone: Callable[[], None] = _nothing
        # What is not sent yet, from `_place` on, and the block that ends the answer.
        self._data = b""
        self._place = 0
        self._trailers: Optional[bytes] = None

    @property
    def open(self) -> bool:
        """Whether an answer would still reach the peer."""
        return self.number in self.connection.streams

    def send_headers(self, block: bytes) -> None:
        """Begins an answer."""
        self.connection.write(frame(HEADERS, END_HEADERS, self.number, block))

    def send_data(self, data: bytes) -> None:
        """Goes on with it; what does not fit the windows follows later."""
        self._data, self._place = self._data[self._place :] + data, 0
        self.flush()

    def end(self, trailers: bytes) -> None:
        """Ends the answer once all of it is sent."""
        self._trailers = trailers
        self.flush()

    def answer(self, head: bytes, data: bytes, trailers: bytes) -> None:
        """The three at once."""
        connection, size = self.connection, len(data)
        if size > self.window or size > connection.window or size > connection.frame_bytes or connection.paused:
            self.send_headers(head)
            self._data, self._trailers = data, trailers
            self.flush()
            return
        connection.window -= size
        here = self.number
        connection.write(frame(HEADERS, END_HEADERS, here, head) + frame(DATA, 0, here, data) + self._last(trailers))
        connection.close_stream(self)

    def flush(self) -> None:
        """Sends what the windows let through."""
        connection = self.connection
        while self._place < len(self._data):
            size = min(len(self._data) - self._place, self.window, connection.window, connection.frame_bytes)
            if size <= 0 or connection.paused:
                return
            part = self._data[self._place : self._place + size]
            self._place += size
            self.window -= size
            connection.window -= size
            connection.write(frame(DATA, 0, self.number, part))
        self._data, self._place = b"", 0
        if self._trailers is not None:
            connection.write(self._last(self._trailers))
            self._trailers = None
            connection.close_stream(self)

    def _last(self, trailers: bytes) -> bytes:
        last = frame(HEADERS, END_HEADERS | END_STREAM, self.number, trailers)
        # The answer was complete before the request: the rest of it is not wanted.
        return last if self.ended else last + frame(RST_STREAM, 0, self.number, number(NO_ERROR))

    def reset(self, code: int) -> None:
        """Ends it without an answer."""
        self.connection.write(frame(RST_STREAM, 0, self.number, number(code)))
        self.connection.close_stream(self)
