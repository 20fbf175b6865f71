"""One process that serves: the event loop in a thread of its own, the model in the main thread."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import threading
from contextlib import suppress
from typing import Any, Awaitable, Callable, List, NamedTuple, Optional

from .http.server import HttpServer
from .model import Model, State

log = logging.getLogger(__name__)
STOP = (signal.SIGTERM, signal.SIGINT)
_OFTEN = 0.5


class Site(NamedTuple):
    """A server and the sockets that it listens on."""

    server: HttpServer
    listeners: List[socket.socket]


class Worker:
    """`start`, `work` and the process may end; or `start`, `load`, `pause` before it is forked."""

    def __init__(self, model: Model, sites: List[Site], grace: float) -> None:
        self._model = model
        self._sites = sites
        self._grace = grace
        # Called twice a second and at the end, in the event loop.
        self.often: Optional[Callable[[], None]] = None
        # When this ends, the process does: its standard input, or a pipe of its parent.
        self.lifelines: List[int] = []
        self._loop: asyncio.AbstractEventLoop = None  # type: ignore[assignment]
        self._stopped: asyncio.Event = None  # type: ignore[assignment]
        # Whether a signal has asked to stop.
        self.signalled = False
        self._pausing = False
        self._accepting = True
        self._loading = False
        self._refusal: Optional[OSError] = None
        self._started = threading.Event()
        self._ended = threading.Event()
        self._network_thread: threading.Thread = None  # type: ignore[assignment]
        self._signals: "tuple[socket.socket, socket.socket] | None" = None

    # In the main thread

    def start(self, accept: bool = True) -> None:
        """Opens the event loop; from here on requests are answered, if only with why they cannot be.

        Without `accept` they are left to other processes until `accept` is called. Raises OSError when the gRPC port
        cannot be opened.
        """
        self._accepting = accept
        self._network_thread = threading.Thread(target=self._network, name="network", daemon=True)
        self._network_thread.start()
        self._started.wait()
        if self._refusal is not None:
            raise self._refusal
        self._hear_signals()

    def accept(self) -> None:
        """Takes requests from now on, unless it was stopped meanwhile."""
        if self._stopped.is_set():
            return
        opened = asyncio.run_coroutine_threadsafe(self._open(), self._loop)
        opened.result()

    def work(self) -> None:
        """Takes the model's calls until the process is stopped and every request is answered."""
        self._model.work()
        self._ended.set()
        self._network_thread.join()

    def pause(self) -> None:
        """Ends the event loop and its thread; the sockets stay open for other processes."""
        self._pausing = True
        self.stop()
        self._network_thread.join()
        signal.set_wakeup_fd(-1)
        for end in self._signals or ():
            end.close()

    def _hear_signals(self) -> None:
        """Signals reach the loop even while this thread is in code that does not return to Python."""
        ours, theirs = self._signals = socket.socketpair()
        for end in (ours, theirs):
            end.setblocking(False)
        self._loop.call_soon_threadsafe(self._loop.add_reader, ours.fileno(), self._heard, ours)
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        for number in STOP:
            signal.signal(number, self._signal)

    def _signal(self, *_: Any) -> None:
        self.signalled = True
        self.stop()

    # From any thread

    def stop(self) -> None:
        """Finishes the requests that are there, then ends."""
        with suppress(RuntimeError):  # it has ended
            self._loop.call_soon_threadsafe(self._stopped.set)

    # In the network thread

    def _network(self) -> None:
        self._loop = new_loop()
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException:
            log.critical("The server failed.", exc_info=True)
            os._exit(70)
        if self._pausing or self._refusal is not None:
            self._loop.close()
            self._started.set()
            return
        if self._loading:
            os._exit(0)
        if not self._ended.wait(self._grace):
            log.error("The model has not come back from its last request.")
            os._exit(1)

    async def _serve(self) -> None:
        self._stopped = asyncio.Event()
        self._model.bind(self._loop)
        if self._accepting:
            try:
                await self._open()
            except OSError as error:
                self._refusal = error
                return
        self._often()
        for lifeline in self.lifelines:
            self._watch(lifeline)
        self._started.set()
        await self._stopped.wait()
        if not self._pausing:
            log.info("Stopping.")
        await self._finish()

    async def _open(self) -> None:
        for site in self._sites:
            site.server.start(site.listeners)

    async def _finish(self) -> None:
        for site in self._sites:
            site.server.stop_accepting(close=not self._pausing)
        ends: List[Awaitable[Any]] = [site.server.drained() for site in self._sites]
        try:
            await asyncio.wait_for(asyncio.gather(*ends), self._grace)
        except asyncio.TimeoutError:
            log.error("Requests were not finished within %g seconds; they are cut off.", self._grace)
            os._exit(1)
        if self.often is not None:
            self.often()
        self._loading = self._model.state is State.LOADING
        if not self._pausing:
            self._model.stop()

    def _often(self) -> None:
        if self.often is not None:
            self.often()
            self._loop.call_later(_OFTEN, self._often)

    def _heard(self, ours: socket.socket) -> None:
        try:
            numbers = ours.recv(64)
        except OSError:
            return
        if any(number in numbers for number in STOP):
            self._stopped.set()

    def _watch(self, lifeline: int) -> None:
        """Stops when nothing more can be read from it."""
        try:
            self._loop.add_reader(lifeline, self._held, lifeline)
        except PermissionError:  # a plain file, which no event loop can watch
            threading.Thread(target=self._hold, args=(lifeline,), name="lifeline", daemon=True).start()

    def _held(self, lifeline: int) -> None:
        if not _read(lifeline):
            self._loop.remove_reader(lifeline)
            self._stopped.set()

    def _hold(self, lifeline: int) -> None:
        while _read(lifeline):
            pass
        self.stop()


def _read(file: int) -> bytes:
    try:
        return os.read(file, 65536)
    except OSError:
        return b""


def new_loop() -> asyncio.AbstractEventLoop:
    """uvloop's event loop where it is installed."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
