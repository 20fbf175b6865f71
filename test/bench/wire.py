"""Clients on raw sockets: the bytes of a request, and where its answer ends."""

import re
import struct

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
LARGE = 2**30
FIRST_WINDOW = 65535


class Http:
    """HTTP/1.1, on one connection for as long as the server keeps it."""

    ends = False

    def __init__(self, port, path, body):
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        self._request = head.encode() + b"\r\n\r\n" + body
        self._answer = b""

    def start(self):
        """What is sent once, before the first request."""
        return b""

    def request(self):
        """What is sent for a request."""
        self._answer = b""
        return self._request

    def feed(self, data):
        """Takes what came; whether the answer is whole, and what has to be sent meanwhile. Raises ValueError for a failure."""
        self._answer += data
        head, blank, body = self._answer.partition(b"\r\n\r\n")
        if not blank:
            return False, b""
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200")):
            raise ValueError(self._answer[:2000].decode("utf-8", "replace"))
        self.ends = b"\r\nconnection: close" in head.lower()
        length = LENGTH.search(head)
        return (len(body) >= int(length[1]) if length else body.endswith(b"0\r\n\r\n")), b""


class Grpc:
    """One unary call after the other over HTTP/2, without its compression."""

    ends = False

    def __init__(self, port, path, body):
        authority = f"127.0.0.1:{port}"
        headers = [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", authority)]
        headers += [("content-type", "application/grpc"), ("te", "trailers")]
        # Each field as "literal without indexing", its texts as they are.
        self._headers = b"".join(b"\0" + _short(name) + _short(value) for name, value in headers)
        self._message = b"\0" + struct.pack(">I", len(body)) + body
        self._stream = -1
        self._rest = b""
        self._answered = 0
        # How much the server takes before it says that it takes more.
        self._window = self._stream_window = FIRST_WINDOW
        self._first_window = FIRST_WINDOW
        self._unsent = b""
        self._largest = 16384

    def start(self):
        """What is sent once: this side takes as much as ever comes."""
        settings = struct.pack(">HI", 4, LARGE)
        return PREFACE + _frame(SETTINGS, 0, 0, settings) + _frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", LARGE))

    def request(self):
        """What is sent for a request; the rest follows when the server takes more."""
        self._stream += 2
        self._answered = 0
        self._stream_window = self._first_window
        self._unsent = self._message
        return _frame(HEADERS, END_HEADERS, self._stream, self._headers) + self._more()

    def _more(self):
        out = b""
        while self._unsent:
            size = min(len(self._unsent), self._largest, self._window, self._stream_window)
            if size <= 0:
                break
            part, self._unsent = self._unsent[:size], self._unsent[size:]
            self._window -= size
            self._stream_window -= size
            out += _frame(DATA, 0 if self._unsent else END_STREAM, self._stream, part)
        return out

    def feed(self, data):
        """As for HTTP/1.1: an answer is a message and the end of the stream."""
        self._rest += data
        reply, whole = b"", False
        while len(self._rest) >= 9:
            size = int.from_bytes(self._rest[:3], "big")
            if len(self._rest) < 9 + size:
                break
            kind, flags = self._rest[3], self._rest[4]
            stream = int.from_bytes(self._rest[5:9], "big")
            payload, self._rest = self._rest[9 : 9 + size], self._rest[9 + size :]
            reply += self._take(kind, flags, stream, payload)
            if stream == self._stream and kind in (DATA, HEADERS) and flags & END_STREAM:
                if not self._answered:
                    raise ValueError(f"the call failed: {payload!r}")
                whole = True
        return whole, reply + self._more()

    def _take(self, kind, flags, stream, payload):
        if kind == DATA:
            self._answered += len(payload)
            return _frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", len(payload))) if payload else b""
        if kind == SETTINGS and not flags & ACK:
            for number, value in struct.iter_unpack(">HI", payload):
                if number == 4:
                    self._stream_window += value - self._first_window
                    self._first_window = value
                elif number == 5:
                    self._largest = value
            return _frame(SETTINGS, ACK, 0, b"")
        if kind == WINDOW_UPDATE:
            more = int.from_bytes(payload, "big")
            if stream == 0:
                self._window += more
            elif stream == self._stream:
                self._stream_window += more
        if kind == PING and not flags & ACK:
            return _frame(PING, ACK, 0, payload)
        if kind in (RST, GOAWAY):
            raise ValueError(f"the server ended the call: {payload!r}")
        return b""


def _frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def _short(text):
    data = text.encode()
    if len(data) > 126:
        raise ValueError(f"too long for one byte of length: {text}")
    return bytes([len(data)]) + data
