"""A request and its answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Dict, Optional, Sequence, Tuple, Union
from urllib.parse import unquote

JSON = "application/json"
_STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}


class Request:
    """A whole request. Header names are in lower case; `body` is decoded from its transfer coding."""

    __slots__ = ("body", "headers", "method", "name", "path", "peer", "query", "received", "version")

    def __init__(self, method: str, target: str, version: bytes, headers: Dict[str, str]) -> None:
        self.method = method
        self.version = version
        self.headers = headers
        path, _, self.query = target.partition("?")
        self.path = unquote(path) if "%" in path else path
        self.body: Union[bytes, bytearray] = b""
        self.peer = ""
        # What the log calls it when its caller gave it no name.
        self.name: Optional[str] = None
        # Seconds of time.perf_counter() when its head was complete.
        self.received = 0.0

    @property
    def request_id(self) -> Optional[str]:
        """The name that the caller or a proxy gave to this request."""
        headers = self.headers
        return headers.get("x-request-id") or headers.get("seldon-puid")


class Response:
    """A whole answer. `close`: the connection ends after it."""

    __slots__ = ("body", "close", "headers", "kind", "status")

    def __init__(
        self,
        status: int,
        body: Union[bytes, bytearray],
        kind: str = JSON,
        headers: Sequence[Tuple[str, str]] = (),
        close: bool = False,
    ) -> None:
        self.status = status
        self.body = body
        self.kind = kind
        self.headers = headers
        self.close = close

    def head(self, connection: str = "") -> bytes:
        """Status line and headers, with the empty line after them. `connection`: what the header of that name says."""
        line = _STATUS_LINES.get(self.status) or b"HTTP/1.1 %d Status\r\n" % self.status
        more = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        if connection:
            more += f"connection: {connection}\r\n"
        return b"%scontent-type: %s\r\ncontent-length: %d\r\n%s\r\n" % (
            line,
            self.kind.encode("latin-1"),
            len(self.body),
            more.encode("latin-1", "replace"),
        )
