"""One HTTP request over a unix socket, on the event loop, with tornado's own parser."""

import socket

from tornado.http1connection import HTTP1Connection, HTTP1ConnectionParameters
from tornado.httputil import HTTPHeaders, HTTPMessageDelegate, RequestStartLine
from tornado.iostream import IOStream, StreamClosedError

LARGEST_ANSWER = 512 * 1024 * 1024


class NotReached(Exception):
    """Nobody listens: the request was not sent."""


class ConnectionLost(Exception):
    """The other side went away before its answer was complete."""


class Answer(HTTPMessageDelegate):
    """`status`, `headers` and `body` (bytes) of an answer."""

    def __init__(self):
        self.status = None
        self.headers = HTTPHeaders()
        self.complete = False
        self._chunks = []

    @property
    def body(self):
        return b"".join(self._chunks)

    def headers_received(self, start_line, headers):
        self.status, self.headers = start_line.code, headers

    def data_received(self, chunk):
        self._chunks.append(chunk)

    def finish(self):
        self.complete = True


async def ask(path_of_socket, request, headers, body=b""):
    """
    Sends a request, `(method, path)`, on a connection of its own and waits for the answer as long as it takes.
    To cancel is to hang up. Raises NotReached and ConnectionLost.
    """
    method, path = request
    stream = IOStream(socket.socket(socket.AF_UNIX), max_buffer_size=LARGEST_ANSWER)
    answer = Answer()
    try:
        await _connect(stream, path_of_socket)
        connection = HTTP1Connection(stream, True, HTTP1ConnectionParameters(no_keep_alive=True))
        fields = HTTPHeaders({**headers, "Host": "service", "Connection": "close"})
        if body:
            fields["Content-Length"] = str(len(body))
        connection.write_headers(RequestStartLine(method, path, "HTTP/1.1"), fields, body or None)
        connection.finish()
        await connection.read_response(answer)
    except StreamClosedError as error:
        raise ConnectionLost("It went away while it was asked.") from error
    finally:
        stream.close()
    if not answer.complete:
        raise ConnectionLost("It went away while it was asked.")
    return answer


async def _connect(stream, path):
    try:
        await stream.connect(path)
    except OSError as error:
        raise NotReached(f"Nobody listens at its socket: {error}.") from error
