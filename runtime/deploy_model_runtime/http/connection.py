"""One connection of a client: its requests one after the other, within limits of size and time."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Callable, Optional

from .message import Request, Response
from .parser import Chunks, Malformed, body_length, read_head

if TYPE_CHECKING:
    from .server import HttpServer

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Exchange:
    """A request that waits for its answer. `respond` is called once, from the event loop."""

    __slots__ = ("connection", "on_eof", "on_gone", "request")

    def __init__(self, connection: "Connection", request: Request) -> None:
        self.connection = connection
        self.request = request
        # Called when the client leaves before it was answered.
        self.on_gone: Optional[Callable[[], None]] = None
        # Called when the client sends no more: it has left, or waits for its answer. True when it gets none.
        self.on_eof: Optional[Callable[[], bool]] = None

    def respond(self, response: Response) -> None:
        self.connection.answer(self, response)


class Connection(asyncio.Protocol):
    """The states: idle, head, body, busy (the application works), draining (what still comes is thrown away)."""

    __slots__ = (
        "_buffer", "_chunks", "_ended", "_exchange", "_length", "_paused", "_peer", "_request", "_server", "_transport",
        "deadline", "draining", "fresh",
    )  # fmt: skip

    def __init__(self, server: "HttpServer") -> None:
        self._server = server
        self._buffer = bytearray()
        self._transport: Optional[asyncio.Transport] = None
        self._request: Optional[Request] = None
        self._length: Optional[int] = 0
        self._chunks: Optional[Chunks] = None
        self._exchange: Optional[Exchange] = None
        self._paused = False
        # The client sends no more.
        self._ended = False
        self._peer = ""
        # It has not sent a request yet.
        self.fresh = True
        self.draining = False
        # When the server ends this connection, in seconds of time.monotonic(); None while the application works.
        self.deadline: Optional[float] = None

    @property
    def idle(self) -> bool:
        """Nothing was begun that would have to be finished."""
        return self._exchange is None and self._request is None and not self._buffer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        peer = transport.get_extra_info("peername")
        self._peer = peer[0] if isinstance(peer, tuple) else ""
        self.deadline = time.monotonic() + self._server.limits.idle_seconds
        self._server.connections.add(self)
        if self._server.stopping:
            self.leave()

    def connection_lost(self, _error: Optional[Exception]) -> None:
        self._server.connections.discard(self)
        exchange, self._exchange = self._exchange, None
        self._transport = None
        if exchange is not None and exchange.on_gone is not None:
            exchange.on_gone()

    def data_received(self, data: bytes) -> None:
        if self.draining:
            return
        self._buffer += data
        if self._exchange is None:
            self._advance()
        elif len(self._buffer) > 2 * 65536 and self._transport is not None:
            # Requests that were sent ahead wait in the kernel, not here.
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        exchange, self._ended = self._exchange, True
        # True keeps the connection: a client may end its side and still wait for the answer.
        return exchange is not None and not (exchange.on_eof is not None and exchange.on_eof())

    def pause_writing(self) -> None:
        self._paused = True
        self.deadline = time.monotonic() + self._server.limits.write_seconds

    def resume_writing(self) -> None:
        self._paused = False
        self._rest()
        self._advance()

    def _rest(self) -> None:
        self.deadline = None if self._exchange else time.monotonic() + self._server.limits.idle_seconds

    def _advance(self) -> None:
        """Reads on until a request is complete, and hands it over; at most one at a time."""
        try:
            while self._exchange is None and not self._paused and not self.draining and self._transport is not None:
                if self._request is None and not self._read_head():
                    return
                if not self._read_body():
                    return
                self._hand_over()
        except Malformed as error:
            self._refuse(error)

    def _read_head(self) -> bool:
        if not self._buffer:
            return False
        limits = self._server.limits
        request = read_head(self._buffer)
        if request is None:
            if self.deadline is None or self.deadline - time.monotonic() > limits.head_seconds:
                self.deadline = time.monotonic() + limits.head_seconds
            return False
        request.received = time.perf_counter()
        request.peer = self._peer
        self._length = body_length(request)
        if self._length is None:
            self._chunks = Chunks(limits.body_bytes)
        elif self._length > limits.body_bytes:
            raise Malformed(413, f"The body is longer than {limits.body_bytes} bytes.")
        self._request = request
        if not self._buffer and self._length != 0 and request.headers.get("expect", "").lower() == "100-continue":
            self._transport.write(CONTINUE)  # type: ignore[union-attr]
        return True

    def _read_body(self) -> bool:
        request = self._request
        assert request is not None
        if self._chunks is not None:
            if not self._chunks.take(self._buffer):
                return self._wait_for_body()
            request.body = self._chunks.body
            self._chunks = None
        elif self._length:
            if len(self._buffer) < self._length:
                return self._wait_for_body()
            if len(self._buffer) == self._length:
                request.body, self._buffer = self._buffer, bytearray()
            else:
                request.body = self._buffer[: self._length]
                del self._buffer[: self._length]
        return True

    def _wait_for_body(self) -> bool:
        self.deadline = time.monotonic() + self._server.limits.body_seconds
        return False

    def _hand_over(self) -> None:
        assert self._request is not None
        exchange = Exchange(self, self._request)
        self._request, self._exchange, self.deadline = None, exchange, None
        self.fresh = False
        self._server.application(exchange)

    def _refuse(self, error: Malformed) -> None:
        self._buffer.clear()
        self._request = self._chunks = None
        response = self._server.refusal(error.status, str(error))
        response.close = True
        self._write(response, None)

    def answer(self, exchange: Exchange, response: Response) -> None:
        """Sends the application's answer and goes on with the next request."""
        if exchange is not self._exchange or self._transport is None:
            return
        self._exchange = None
        request = exchange.request
        response.close = response.close or self._ended or self._server.stopping or not _keeps(request)
        self._write(response, request)
        if self._transport is not None and not self.draining:
            self._transport.resume_reading()
            if not self._paused:
                self._rest()
            if self._buffer:
                self._advance()

    def _write(self, response: Response, request: Optional[Request]) -> None:
        """`request`: None when it could not be read."""
        transport = self._transport
        if transport is None:
            return
        # A client of HTTP/1.0 expects the end of the connection unless it is told otherwise.
        old = request is not None and request.version == b"HTTP/1.0"
        head, body = response.head("close" if response.close else "keep-alive" if old else ""), response.body
        if request is not None and request.method == "HEAD":
            transport.write(head)
        elif len(body) < 65536:
            transport.write(head + body)
        else:
            transport.write(head)
            transport.write(body)
        if response.close:
            self._drain()

    def _drain(self) -> None:
        """Ends the connection. What the client still sends is read for a moment: a reset would cost it the answer."""
        transport = self._transport
        assert transport is not None
        self.draining = True
        self._buffer.clear()
        self.deadline = time.monotonic() + self._server.limits.drain_seconds
        if transport.can_write_eof():
            transport.write_eof()
        transport.resume_reading()

    def end(self, abort: bool = False) -> None:
        """Closes at once; with `abort`, what is not sent yet is lost."""
        if self._transport is not None:
            self._transport.abort() if abort else self._transport.close()

    def leave(self) -> None:
        """The server stops: ends when idle. What has just connected has most likely sent a request already."""
        if self.fresh:
            self.deadline = time.monotonic() + self._server.limits.fresh_seconds
        elif self.idle:
            self.end()

    def expire(self) -> None:
        """Its deadline has passed."""
        if self._paused or self.draining or self.idle:
            self.end(abort=self._paused)
        else:
            self._refuse(Malformed(408, "The request was not sent in time."))


def _keeps(request: Request) -> bool:
    wanted = request.headers.get("connection", "").lower()
    if request.version == b"HTTP/1.0":
        return wanted == "keep-alive"
    return "close" not in wanted
