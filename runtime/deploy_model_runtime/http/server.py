"""Accepts connections, watches their deadlines, and ends them gracefully."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import time
from dataclasses import dataclass
from typing import Any, Callable, List, Optional, Protocol, Set

from .connection import Connection
from .message import Response

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """What a client may take, in bytes, seconds and connections."""

    body_bytes: int = 100 * 1024 * 1024
    connections: int = 4096
    idle_seconds: float = 75.0
    head_seconds: float = 15.0
    # Without a byte of the body.
    body_seconds: float = 30.0
    # Without the client reading.
    write_seconds: float = 60.0
    drain_seconds: float = 2.0
    # For the request of a connection that was made just before a stop.
    fresh_seconds: float = 0.3


class AnyConnection(Protocol):
    """What a server needs of a connection, of whichever version of HTTP."""

    # When the server ends it, in seconds of time.monotonic(); None for not at all.
    deadline: Optional[float]

    def leave(self) -> None:
        """The server stops: it ends when nothing is begun."""

    def expire(self) -> None:
        """Its deadline has passed."""


class HttpServer:
    """Serves `application` on listening sockets that are shared with other processes or not.

    `refusal` makes the answer to a request that is not HTTP or breaks a limit. `connection` is the version of HTTP.
    """

    def __init__(
        self,
        application: Callable[[Any], None],
        refusal: Callable[[int, str], Response],
        limits: Optional[Limits] = None,
        connection: Callable[["HttpServer"], Any] = Connection,
    ) -> None:
        self.application = application
        self.refusal = refusal
        self.limits = limits or Limits()
        self.connections: Set[AnyConnection] = set()
        self._make_connection = connection
        self.stopping = False
        self._listeners: List[socket.socket] = []
        self._loop: asyncio.AbstractEventLoop = None  # type: ignore[assignment]
        self._tasks: Set["asyncio.Task[object]"] = set()

    def start(self, listeners: List[socket.socket]) -> None:
        """Begins to accept; called from the event loop."""
        self._loop = asyncio.get_running_loop()
        self._listeners = listeners
        self._accept_all()
        self._loop.call_later(0.5, self._sweep)

    def _accept_all(self) -> None:
        for listener in self._listeners:
            self._loop.add_reader(listener.fileno(), self._accept, listener)

    def _accept(self, listener: socket.socket) -> bool:
        """Whether there was a connection."""
        # One at a time: of several processes that listen here, the idle ones get the next.
        try:
            connection, _ = listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return False
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                raise
            log.error("No connection can be accepted: %s.", error)
            self._pause(listener)
            return False
        if len(self.connections) + len(self._tasks) >= self.limits.connections:
            connection.close()
            return True
        connection.setblocking(False)
        made = self._loop.connect_accepted_socket(self._connection, connection)
        task = self._loop.create_task(made)
        self._tasks.add(task)
        task.add_done_callback(self._accepted)
        return True

    def _connection(self) -> asyncio.Protocol:
        return self._make_connection(self)  # type: ignore[no-any-return]

    def _accepted(self, task: "asyncio.Task[object]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # a client that left at once

    def _pause(self, listener: socket.socket) -> None:
        self._loop.remove_reader(listener.fileno())
        self._loop.call_later(1, self._resume)

    def _resume(self) -> None:
        if not self.stopping:
            self._accept_all()

    def _sweep(self) -> None:
        now = time.monotonic()
        for connection in [c for c in self.connections if c.deadline is not None and c.deadline < now]:
            connection.expire()
        if not self.stopping or self.connections or self._tasks:
            self._loop.call_later(0.1 if self.stopping else 0.5, self._sweep)

    def stop_accepting(self, close: bool = True) -> None:
        """No new connections; idle ones end, busy ones after their answer. `close`: the sockets are of no more use."""
        self.stopping = True
        for listener in self._listeners:
            self._loop.remove_reader(listener.fileno())
            if close:
                while self._accept(listener):
                    pass  # the kernel has taken it already
                listener.close()
        for connection in list(self.connections):
            connection.leave()

    async def drained(self) -> None:
        """Waits until every connection has ended."""
        while self.connections or self._tasks:
            await asyncio.sleep(0.02)
