"""The model and the threads that may touch it.

The main thread belongs to the model: the user's class is imported, made, loaded and called there, as its author would
expect, and with more threads the further ones only take calls. The event loop runs in a thread of its own, so that
health is answered, calls time out and a stop is heard while the model computes or hangs.
"""

from __future__ import annotations

import asyncio
import enum
import logging
import threading
import time
from queue import SimpleQueue
from typing import Any, Callable, Dict, Generic, Optional, TypeVar

from .batching import Gatherer
from .logs import current_request
from .mailbox import Mailbox
from .problem import BUSY, HUNG, LOAD_FAILED, LOADING, STOPPING, TIMEOUT, Problem
from .seldon.question import Prediction
from .traceback_text import traceback_text

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class State(enum.Enum):
    """Where the model is in its life."""

    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"
    STOPPING = "stopping"


class Call(Generic[Answer]):
    """Work for the model. `done` gets the answer or the exception, once, in the event loop.

    `name`: of the request, for the log; `prediction`: the same work in two steps, when it may be done with others'.
    """

    __slots__ = ("abandoned", "done", "expires", "name", "prediction", "question", "started", "work")

    def __init__(
        self,
        work: Callable[[], Answer],
        done: Callable[[Any], None],
        name: Optional[str] = None,
        prediction: Optional[Prediction] = None,
    ) -> None:
        self.work = work
        self.done = done
        self.name = name
        self.prediction = prediction
        # What the prediction asks, once it is read.
        self.question: Any = None
        # The caller has left or was answered: the work is not begun, or its result is thrown away.
        self.abandoned = False
        self.expires = self.started = 0.0


class Model:
    """Calls wait in a queue for a thread. Made before the event loop; `bind` tells it the loop."""

    def __init__(
        self, threads: int = 1, concurrency: int = 0, seconds: float = 0.0, gatherer: Optional[Gatherer] = None
    ) -> None:
        """`concurrency`: how many calls may wait or run, 0 for any number; `seconds` that a call may take, 0 for any.

        `gatherer` puts calls together.
        """
        self.state = State.LOADING
        self.failure = ""
        self._threads = threads
        self._concurrency = concurrency
        self._seconds = seconds
        self._gatherer = gatherer
        self._queue: "SimpleQueue[Optional[Call[Any]]]" = SimpleQueue()
        self._calls: Dict[int, Call[Any]] = {}
        self._running: Dict[int, Call[Any]] = {}
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        self._answers: Optional[Mailbox] = None

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on calls are taken from this loop."""
        if self._answers is not None:
            self._answers.close()
        self._loop = loop
        self._answers = Mailbox(loop, self._finish)
        if self._seconds:
            loop.call_later(0.2, self._expire)

    # In the main thread

    def load(self, load: Callable[[], None], announce: bool = True) -> bool:
        """Runs `load`, which makes the user's object ready to answer; False when it failed, and why is kept.

        Without `announce` the model still says that it loads: it will answer in another process.
        """
        try:
            load()
        except BaseException as error:  # also SystemExit of a library that thinks it is the program
            self.failure = traceback_text(error)
            self.state = State.FAILED
            log.error("The model did not load: %s: %s", type(error).__name__, error, exc_info=True)
            return False
        if announce and self.state is State.LOADING:
            self.state = State.READY
        return True

    def work(self) -> None:
        """Takes calls until the end; returns when the last thread has ended its call."""
        others = [
            threading.Thread(target=self._take, name=f"model-{place}", daemon=True) for place in range(1, self._threads)
        ]
        for thread in others:
            thread.start()
        self._take()
        for thread in others:
            thread.join()

    def _take(self) -> None:
        running, thread, queue = self._running, threading.get_ident(), self._queue
        call: Optional[Call[Any]]
        while True:
            call = queue.get()
            if call is None:
                queue.put(None)  # for the next thread
                return
            if call.abandoned:
                continue
            call.started = time.monotonic()
            running[thread] = call
            if call.prediction is None or self._gatherer is None:
                self._run(call)
            else:
                self._run_together(call, self._gatherer)
            del running[thread]
            # What was asked is not kept until the next call.
            call = None

    def _run(self, call: Call[Any]) -> None:
        current_request.set(call.name)
        try:
            answer = call.work()
        except BaseException as error:
            answer = error
        self._give(call, answer)

    def _give(self, call: Call[Any], answer: Any) -> None:
        if not call.abandoned and self._answers is not None:
            self._answers.put(call, answer)

    def _run_together(self, first: Call[Any], gatherer: Gatherer) -> None:
        current_request.set(None)
        calls, following = gatherer.gather(first, self._next)
        for call, answer in zip(calls, gatherer.answer(calls)):
            self._give(call, answer)
        # One that was taken and does not belong to them is not put behind those that came later.
        for call in following:
            if call is None:
                self._queue.put(None)
            else:
                self._run(call)

    def _next(self, seconds: float) -> Optional[Call[Any]]:
        """The next call within so many seconds. Raises queue.Empty."""
        return self._queue.get(timeout=seconds) if seconds else self._queue.get_nowait()

    # In the event loop

    @property
    def gathers(self) -> bool:
        """Whether calls are put together, so that a call is better given with its prediction."""
        return self._gatherer is not None

    def submit(self, call: Call[Any]) -> None:
        """Queues a call for the model. Raises Problem when it does not take any now."""
        if self.state is not State.READY:
            raise self.unready()
        if self._concurrency and len(self._calls) >= self._concurrency:
            raise Problem(429, f"{self._concurrency} requests are already being answered.", BUSY)
        call.expires = time.monotonic() + self._seconds
        self._calls[id(call)] = call
        self._queue.put(call)

    def abandon(self, call: Call[Any]) -> None:
        """The caller has left."""
        call.abandoned = True
        self._calls.pop(id(call), None)

    def abandon_waiting(self, call: Call[Any]) -> bool:
        """The caller may have left: a call that waits behind others is given up. Whether it was."""
        if call.started or len(self._running) < self._threads:
            return False
        self.abandon(call)
        return True

    def _finish(self, call: Call[Any], answer: Any) -> None:
        if self._calls.pop(id(call), None) is not None:
            call.done(answer)

    def _expire(self) -> None:
        now = time.monotonic()
        # Oldest first: all calls have the same time.
        for call in [call for call in self._calls.values() if call.expires < now]:
            self.abandon(call)
            call.done(Problem(504, f"The model did not answer within {self._seconds:g} seconds.", TIMEOUT))
        if self._loop is not None:
            self._loop.call_later(0.2, self._expire)

    def hung(self) -> bool:
        """Every thread is in a call that has taken longer than it may."""
        running = list(self._running.values())
        now = time.monotonic()
        return (
            bool(self._seconds)
            and len(running) >= self._threads
            and all(call.started + self._seconds < now for call in running)
        )

    def unready(self) -> Problem:
        """Why the model takes no calls."""
        if self.state is State.FAILED:
            return Problem(503, self.failure, LOAD_FAILED)
        if self.state is State.STOPPING:
            return Problem(503, "The server is stopping.", STOPPING)
        return Problem(503, "The model is loading.", LOADING)

    def health(self) -> Optional[Problem]:
        """Why it cannot answer now; None when it can."""
        if self.state is not State.READY:
            return self.unready()
        if self.hung():
            return Problem(
                503, f"The model has been working on one request for more than {self._seconds:g} seconds.", HUNG
            )
        return None

    def stop(self) -> None:
        """No more calls; `work` returns when those that wait are answered."""
        self.state = State.STOPPING
        self._queue.put(None)
