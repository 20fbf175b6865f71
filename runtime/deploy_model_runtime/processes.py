"""Several processes that serve on the same sockets, forked from one that has loaded the model: one copy for all.

The parent answers nothing itself once they run. It starts a new worker for one that ended, and ends them all when it is
stopped. Where a library in the process does not survive a fork, each worker loads its own copy instead.
"""

from __future__ import annotations

import gc
import logging
import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from typing import Any, Dict, Optional

from .child import Place, serve_as_child
from .listeners import Listeners
from .metrics.shared import SharedMetrics
from .options import Options
from .service import Service
from .worker import STOP, Worker

log = logging.getLogger(__name__)
# Libraries whose threads or devices are not there after a fork.
UNFORKABLE = ("tensorflow", "jax", "pyspark", "ray", "h2o", "jpype")
SHARE = "DEPLOY_MODEL_SHARE"
# A worker that ends sooner is not replaced at once.
EARLY_SECONDS = 5.0


class _Child:
    """`talk`: where it says that it has loaded, and is told to take requests."""

    def __init__(self, slot: int, talk: socket.socket) -> None:
        self.slot = slot
        self.talk = talk
        self.started = time.monotonic()
        self.loaded = False


class Processes:
    """`run` returns the exit code."""

    def __init__(self, options: Options, listeners: Listeners) -> None:
        self._options = options
        self._listeners = listeners
        self._service = Service(options)
        self._shared = SharedMetrics(options.workers)
        self._children: Dict[int, _Child] = {}
        # When to start a worker again, by slot.
        self._again: Dict[int, float] = {}
        self._lifeline = os.pipe()
        self._wakeup = socket.socketpair()
        for end in self._wakeup:
            end.setblocking(False)
        # Answers until a worker does.
        self._meanwhile: Optional[Worker] = None
        self._asked = False
        self._stopping = False
        # macOS's own libraries do not survive a fork.
        self._sharing = options.share_model != "never" and (sys.platform != "darwin" or options.share_model == "always")
        # Seconds that a worker may take for its warm-up.
        self._patience = float(os.environ.get("DEPLOY_MODEL_FORK_PATIENCE", "60"))

    def run(self) -> int:
        """Loads, forks and watches until it is stopped."""
        before = self._load() if self._sharing else None
        if before is not None and self._service.model.failure:
            before.work()
            return 0
        self._hear_signals()
        # A stop that was heard while loading is not forgotten.
        self._asked = before is not None and before.signalled
        gc.collect()
        gc.freeze()  # what was loaded stays on pages that no process writes
        for slot in range(self._options.workers):
            self._fork(slot)
        self._speak()
        return self._watch()

    def _load(self) -> Worker:
        """Loads while this process answers that it does. When that failed, it goes on to answer why."""
        worker = self._service.worker(self._listeners)
        if self._options.exit_with_stdin:
            worker.lifelines.append(0)
        worker.start()
        started = time.monotonic()
        if self._service.model.load(self._service.served.load, announce=False):
            self._patience = max(self._patience, 5 * (time.monotonic() - started))
            worker.pause()
            if self._options.share_model == "auto" and not _forkable():
                self._begin_again()
        return worker

    def _begin_again(self) -> None:
        """Starts this program over in the same process, with a copy of the model in each worker."""
        log.warning("A library of this model cannot be shared between processes: each worker loads its own copy.")
        self._listeners.close()
        os.environ[SHARE] = "never"
        os.execv(sys.executable, [sys.executable, "-m", __package__, *sys.argv[1:]])

    def _speak(self) -> None:
        """Until a worker does, this process answers: that the model loads."""
        if self._meanwhile is None and not any(child.loaded for child in self._children.values()):
            self._meanwhile = self._service.worker(self._listeners)
            self._meanwhile.start()
            self._hear_signals()

    def _be_silent(self) -> None:
        """Also before a fork: a process with threads cannot be forked safely."""
        if self._meanwhile is not None:
            self._meanwhile.pause()
            self._meanwhile = None
            self._hear_signals()

    def _fork(self, slot: int) -> None:
        self._be_silent()
        ours, theirs = socket.socketpair()
        sys.stdout.flush()
        sys.stderr.flush()
        # A signal to the child must not be told to the parent by what the child inherits.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
        child = os.fork()
        if child:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)
            theirs.close()
            self._children[child] = _Child(slot, ours)
            return
        code = 70
        try:
            self._forget_parent()
            os.close(self._lifeline[1])
            for end in (ours, *(other.talk for other in self._children.values())):
                end.close()
            serve_as_child(self._service, self._listeners, self._shared, Place(slot, theirs, self._lifeline[0]))
            code = 0
        except BaseException:
            log.critical("A worker failed.", exc_info=True)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    @staticmethod
    def _forget_parent() -> None:
        """In a worker: signals are its own."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number in STOP:
            signal.signal(number, lambda *_: os._exit(0))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)

    def _hear_signals(self) -> None:
        """From now on a stop is heard here."""
        signal.set_wakeup_fd(self._wakeup[1].fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in STOP:
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, *_: Any) -> None:
        self._asked = True

    def _watch(self) -> int:
        until: Optional[float] = None
        while self._children or not self._stopping:
            self._wait()
            if self._asked and not self._stopping:
                self._stopping = True
                self._be_silent()
                until = time.monotonic() + self._options.grace + 5
                self._signal(signal.SIGTERM)
            self._collect()
            if until is not None and time.monotonic() > until:
                self._signal(signal.SIGKILL)
            if not self._stopping:
                self._replace()
                self._look_for_stuck()
                self._speak()
        return 0

    def _wait(self) -> None:
        """Until a signal, the end of the standard input, a worker's word, or half a second."""
        wakeup = self._wakeup[0].fileno()
        stdin = [0] if self._options.exit_with_stdin and not self._asked else []
        loading = {child.talk.fileno(): child for child in self._children.values() if not child.loaded}
        for source in select.select([wakeup, *stdin, *loading], [], [], 0.5)[0]:
            if source == wakeup:
                _read(wakeup)
            elif source == 0:
                self._asked = self._asked or not _read(0)
            else:
                self._hear(loading[source])

    def _hear(self, child: _Child) -> None:
        """A worker has loaded, or ended before it did."""
        child.loaded = True
        if child.talk.recv(1):
            # Only then, or a caller who was told "ready" could next be told "loading" by this process.
            self._be_silent()
            with suppress(OSError):
                child.talk.send(b"!")

    def _signal(self, number: int) -> None:
        for process in self._children:
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def _collect(self) -> None:
        for process in list(self._children):
            ended, status = os.waitpid(process, os.WNOHANG)
            if not ended:
                continue
            child = self._children.pop(process)
            child.talk.close()
            if self._stopping:
                continue
            code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
            if code:
                log.error("Worker %d ended with code %d.", child.slot, code)
            early = time.monotonic() - child.started < EARLY_SECONDS
            self._again[child.slot] = time.monotonic() + (1.0 if early else 0.0)

    def _replace(self) -> None:
        for slot, when in list(self._again.items()):
            if when <= time.monotonic():
                del self._again[slot]
                self._fork(slot)

    def _look_for_stuck(self) -> None:
        """A worker that does not come back from its warm-up hangs in a library that was not made to be forked."""
        if not self._sharing or self._options.share_model == "always":
            return
        if any(
            not child.loaded and time.monotonic() - child.started > self._patience for child in self._children.values()
        ):
            self._be_silent()
            self._signal(signal.SIGKILL)
            for process in self._children:
                os.waitpid(process, 0)
            self._begin_again()


def _forkable() -> bool:
    if any(name in sys.modules for name in UNFORKABLE):
        return False
    torch = sys.modules.get("torch")
    try:
        return torch is None or not torch.cuda.is_initialized()
    except AttributeError:
        return True


def _read(file: int) -> bytes:
    try:
        return os.read(file, 65536)
    except OSError:
        return b""
