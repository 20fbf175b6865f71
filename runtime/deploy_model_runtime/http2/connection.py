"""One connection of an HTTP/2 client: its frames are read here, its requests handed to the application as streams."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import TYPE_CHECKING, Any, Dict, Optional

from . import frames
from .frames import ACK, HEAD, NO_ERROR, PREFACE, PROTOCOL_ERROR, Broken, frame, number, unpadded
from .hpack import MOST_BYTES, Decoder
from .stream import Stream

if TYPE_CHECKING:
    from ..http.server import HttpServer

LARGEST_FRAME = 1 << 18
STREAM_WINDOW = 1 << 22
WINDOW = 1 << 24
MOST_STREAMS = 1024
_GREETING = frames.settings(
    {
        frames.MAX_CONCURRENT_STREAMS: MOST_STREAMS,
        frames.INITIAL_WINDOW_SIZE: STREAM_WINDOW,
        frames.MAX_FRAME_SIZE: LARGEST_FRAME,
        frames.MAX_HEADER_LIST_SIZE: MOST_BYTES,
    }
) + frame(frames.WINDOW_UPDATE, 0, 0, number(WINDOW - frames.FIRST_WINDOW))
# A ping whose echo says that the client knows of the end.
_LAST_CALL = b"lastcall"


class Connection(asyncio.Protocol):
    """`streams`: those that are not answered yet. `window`, `frame_bytes`: what the client takes."""

    def __init__(self, server: "HttpServer") -> None:
        self._server = server
        self._buffer = bytearray()
        self._transport: Optional[asyncio.Transport] = None
        self._decoder = Decoder()
        self._greeted = self._closing = False
        # It has told the client that it leaves; the client knows.
        self._leaving = self._last_called = False
        self._last = 0
        # A header block that goes on in further frames: its stream, its flags, what came of it.
        self._block: "Optional[tuple[int, int, bytes]]" = None
        self._first_window = frames.FIRST_WINDOW
        self._received = 0
        # Requests that have not come to their end.
        self._unfinished = 0
        self.streams: Dict[int, Stream] = {}
        self.window = frames.FIRST_WINDOW
        self.frame_bytes = frames.SMALLEST_FRAME
        self.paused = False
        # As of HTTP/1.1: when the server ends this connection.
        self.deadline: Optional[float] = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        self.deadline = time.monotonic() + self._server.limits.head_seconds
        self._server.connections.add(self)
        _keep_alive(transport.get_extra_info("socket"), self._server.limits.idle_seconds)
        self.write(_GREETING)
        if self._server.stopping:
            self.leave()

    def connection_lost(self, _error: Optional[Exception]) -> None:
        self._server.connections.discard(self)
        self._transport = None
        left, self.streams = self.streams, {}
        for stream in left.values():
            stream.on_gone()

    def write(self, data: bytes) -> None:
        """Sends frames, unless the client has left."""
        if self._transport is not None:
            self._transport.write(data)

    def pause_writing(self) -> None:
        self.paused = True
        self.deadline = time.monotonic() + self._server.limits.write_seconds
        # What is read may want an answer, be it to a ping.
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        self.paused = False
        if self._transport is not None:
            self._transport.resume_reading()
        self._rest()
        self._flush()

    def data_received(self, data: bytes) -> None:
        if self._closing:
            return
        self._buffer += data
        try:
            if self._greeted or self._greet():
                self._read()
        except Broken as error:
            self._close(error.code, str(error))
            return
        if self._unfinished or self._buffer or self.deadline is not None:
            self._rest()

    def _rest(self) -> None:
        """Sets the time until when something has to come."""
        if self.paused or self._closing or self._leaving or not self._greeted:
            return
        waits = self._unfinished or self._buffer
        self.deadline = time.monotonic() + self._server.limits.body_seconds if waits else None

    def _greet(self) -> bool:
        """Whether the client has said that it speaks HTTP/2."""
        said = bytes(self._buffer[: len(PREFACE)])
        if not PREFACE.startswith(said):
            raise Broken(PROTOCOL_ERROR, "This port speaks HTTP/2 with prior knowledge.")
        self._greeted = len(said) == len(PREFACE)
        if self._greeted:
            del self._buffer[: len(PREFACE)]
        return self._greeted

    def _read(self) -> None:
        """Takes all frames that are complete."""
        buffer, place = self._buffer, 0
        while len(buffer) - place >= HEAD.size:
            high, low, kind, flags, stream = HEAD.unpack_from(buffer, place)
            size = high << 8 | low
            if size > LARGEST_FRAME:
                raise Broken(frames.FRAME_SIZE_ERROR, f"A frame is longer than {LARGEST_FRAME} bytes.")
            start = place + HEAD.size
            if len(buffer) < start + size:
                break
            place = start + size
            self._take(kind, flags, stream & frames.LARGEST_WINDOW, bytes(buffer[start:place]))
            if self._closing:
                return
        del buffer[:place]

    def _take(self, kind: int, flags: int, stream: int, payload: bytes) -> None:
        if self._block is not None and (kind != frames.CONTINUATION or stream != self._block[0]):
            raise Broken(PROTOCOL_ERROR, "A header block is interrupted.")
        if kind == frames.HEADERS:
            self._take_headers(flags, stream, unpadded(flags, payload))
        elif kind == frames.DATA:
            self._take_data(flags, stream, payload)
        elif kind == frames.WINDOW_UPDATE:
            self._take_window(stream, payload)
        elif kind == frames.PING:
            self._take_ping(flags, stream, payload)
        elif kind == frames.SETTINGS:
            self._take_settings(flags, stream, payload)
        elif kind == frames.RST_STREAM:
            self._take_reset(stream, payload)
        elif kind == frames.CONTINUATION:
            self._take_more(flags, stream, payload)
        elif kind == frames.GOAWAY:
            self.leave()
        elif kind == frames.PUSH_PROMISE:
            raise Broken(PROTOCOL_ERROR, "Clients do not push.")
        # Priorities, and kinds that are not known, are of no meaning here.

    def _take_headers(self, flags: int, stream: int, block: bytes) -> None:
        if flags & frames.WITH_PRIORITY:
            if len(block) < 5:
                raise Broken(frames.FRAME_SIZE_ERROR, "A frame with a priority is too short.")
            block = block[5:]
        if flags & frames.END_HEADERS:
            self._open(flags, stream, block)
        else:
            self._block = (stream, flags, block)

    def _take_more(self, flags: int, stream: int, block: bytes) -> None:
        if self._block is None:
            raise Broken(PROTOCOL_ERROR, "There is no header block that could go on.")
        _, first, begun = self._block
        block = begun + block
        if len(block) > MOST_BYTES:
            raise Broken(frames.ENHANCE_YOUR_CALM, f"A header block is longer than {MOST_BYTES} bytes.")
        self._block = (stream, first, block)
        if flags & frames.END_HEADERS:
            self._block = None
            self._open(first, stream, block)

    def _open(self, flags: int, number_: int, block: bytes) -> None:
        """Begins a request, or ends one whose client sends trailers."""
        fields = self._decoder.decode(block)
        known = self.streams.get(number_)
        if known is not None:
            if flags & frames.END_STREAM:
                self._end(known)
            return
        if not number_ & 1:
            raise Broken(PROTOCOL_ERROR, "A client's streams have odd numbers.")
        if number_ <= self._last:
            return  # trailers of what is answered already
        self._last = number_
        if len(self.streams) >= MOST_STREAMS:
            self.write(frame(frames.RST_STREAM, 0, number_, number(frames.REFUSED_STREAM)))
            return
        stream = self.streams[number_] = Stream(self, number_, fields, self._first_window)
        self._unfinished += 1
        self._server.application(stream)
        if stream.patient:
            self._unfinished -= 1
        if flags & frames.END_STREAM:
            self._end(stream)

    def _end(self, stream: Stream) -> None:
        if stream.ended or not stream.open:
            return
        stream.ended = True
        if not stream.patient:
            self._unfinished -= 1
        stream.on_end()

    def _take_data(self, flags: int, number_: int, payload: bytes) -> None:
        if number_ > self._last or not number_:
            raise Broken(PROTOCOL_ERROR, "Data came before its request.")
        self._received += len(payload)
        if self._received > WINDOW // 2:
            self.write(frame(frames.WINDOW_UPDATE, 0, 0, number(self._received)))
            self._received = 0
        stream = self.streams.get(number_)
        if stream is None:
            return  # it is answered already
        if stream.ended:
            raise Broken(frames.STREAM_CLOSED, "Data came after the end of its request.")
        stream.received += len(payload)
        data = unpadded(flags, payload)
        if data:
            stream.on_data(data)
        if flags & frames.END_STREAM:
            self._end(stream)
        elif stream.received > STREAM_WINDOW // 2 and stream.open:
            self.write(frame(frames.WINDOW_UPDATE, 0, number_, number(stream.received)))
            stream.received = 0

    def _take_window(self, number_: int, payload: bytes) -> None:
        more = _number(payload) & frames.LARGEST_WINDOW
        if not more:
            raise Broken(PROTOCOL_ERROR, "A window grows by nothing.")
        stream = self.streams.get(number_)
        if number_ == 0:
            self.window = _grown(self.window, more)
            self._flush()
        elif number_ > self._last:
            raise Broken(PROTOCOL_ERROR, "A window came before its request.")
        elif stream is not None:
            stream.window = _grown(stream.window, more)
            stream.flush()

    def _flush(self) -> None:
        for stream in list(self.streams.values()):
            stream.flush()

    def _take_ping(self, flags: int, number_: int, payload: bytes) -> None:
        if number_ or len(payload) != 8:
            raise Broken(frames.FRAME_SIZE_ERROR, "A ping has eight bytes and no stream.")
        if not flags & ACK:
            self.write(frame(frames.PING, ACK, 0, payload))
        elif payload == _LAST_CALL and self._leaving:
            self._leave_when_idle()

    def _take_settings(self, flags: int, number_: int, payload: bytes) -> None:
        if number_ or len(payload) % 6 or (flags & ACK and payload):
            raise Broken(frames.FRAME_SIZE_ERROR, "The settings are malformed.")
        if flags & ACK:
            return
        for name, value in frames.read_settings(payload):
            if name == frames.INITIAL_WINDOW_SIZE:
                if value > frames.LARGEST_WINDOW:
                    raise Broken(frames.FLOW_CONTROL_ERROR, "A window is too large.")
                for stream in self.streams.values():
                    stream.window += value - self._first_window
                self._first_window = value
            elif name == frames.MAX_FRAME_SIZE:
                if not frames.SMALLEST_FRAME <= value < 1 << 24:
                    raise Broken(PROTOCOL_ERROR, "A frame cannot be as long as the settings say.")
                self.frame_bytes = value
        self.write(frame(frames.SETTINGS, ACK, 0))
        self._flush()

    def _take_reset(self, number_: int, payload: bytes) -> None:
        _number(payload)
        if number_ > self._last or not number_:
            raise Broken(PROTOCOL_ERROR, "A request ended before it began.")
        stream = self.streams.get(number_)
        if stream is not None:
            self.close_stream(stream)
            stream.on_gone()

    def close_stream(self, stream: Stream) -> None:
        """It is answered, or will not be."""
        if self.streams.pop(stream.number, None) is None:
            return
        if not stream.ended and not stream.patient:
            self._unfinished -= 1
        if self._leaving and self._last_called and not self.streams:
            self._close(NO_ERROR)

    def leave(self) -> None:
        """The server stops or the client leaves: what was begun, or sent before the client knew, is finished."""
        if self._leaving or self._closing:
            return
        self._leaving = True
        self.write(_goaway(frames.LARGEST_WINDOW, NO_ERROR) + frame(frames.PING, 0, 0, _LAST_CALL))
        for stream in [stream for stream in self.streams.values() if stream.patient]:
            stream.reset(frames.CANCEL)
            stream.on_gone()
        if not self.streams:
            self.deadline = time.monotonic() + self._server.limits.fresh_seconds

    def _leave_when_idle(self) -> None:
        self._last_called = True
        if not self.streams:
            self._close(NO_ERROR)

    def expire(self) -> None:
        """Its deadline has passed."""
        if self.paused or self._closing:
            self.end(abort=True)
        elif self._leaving and not self._unfinished:
            self._leave_when_idle()
        else:
            self._close(NO_ERROR if self._greeted else PROTOCOL_ERROR, "The request was not sent in time.")

    def _close(self, code: int, sentence: str = "") -> None:
        """Ends the connection, and says why."""
        self._closing = True
        self._buffer.clear()
        self.write(_goaway(self._last, code, sentence))
        self.deadline = time.monotonic() + self._server.limits.drain_seconds
        self.end()

    def end(self, abort: bool = False) -> None:
        """Closes at once; with `abort`, what is not sent yet is lost."""
        if self._transport is not None:
            self._transport.abort() if abort else self._transport.close()


def _keep_alive(connection: Any, seconds: float) -> None:
    """Clients of gRPC may be silent for long: the kernel finds out which of them are there no more."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_KEEPIDLE"):  # not everywhere
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, max(1, int(seconds)))


def _goaway(last: int, code: int, sentence: str = "") -> bytes:
    return frame(frames.GOAWAY, 0, 0, number(last) + number(code) + sentence.encode())


def _number(payload: bytes) -> int:
    if len(payload) != 4:
        raise Broken(frames.FRAME_SIZE_ERROR, "A frame has another length than its kind.")
    return int.from_bytes(payload, "big")


def _grown(window: int, more: int) -> int:
    if window + more > frames.LARGEST_WINDOW:
        raise Broken(frames.FLOW_CONTROL_ERROR, "A window grows too large.")
    return window + more
