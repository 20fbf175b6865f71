"""The Node service: started on first use, started again after any exit, gone with this process."""

import asyncio
import time
from collections import deque
from datetime import datetime, timezone

from . import unix_http
from .node import command
from .service_environment import service_environment
from .socket_folder import SocketFolder

START_SECONDS = 30
"""Far more than the 0.2 that it takes: machines of a hub can be very busy."""

STOP_SECONDS = 6
"""A little longer than the service takes to end what it is at."""

LONGEST_DELAY = 30
STEADY_SECONDS = 60
"""A service that has lived this long is started again without delay."""

LONGEST_WAIT = 10
"""Seconds that a request waits for its turn to start it again; beyond that it is told when to come back."""

LOG_LINES = 40


class ServiceUnavailable(Exception):
    """The service does not run; `log` holds the last lines that it wrote."""

    def __init__(self, reason, log):
        super().__init__(reason)
        self.log = log


class Service:
    """`root`: the working directory, where relative paths of models start."""

    def __init__(self, log, root=None):
        self.busy_since = None
        self._log = log
        self._root = root
        self._folder = SocketFolder()
        self._starter = None
        self._process = None
        self._ready = False
        self._readers = []
        self._tail = deque(maxlen=LOG_LINES)
        self._delay = self._not_before = 0
        self._stopped = False

    @property
    def pid(self):
        """The service's process number, or None while there is none."""
        return self._process.pid if self._is_alive() else None

    async def ask(self, method, path, headers, body):
        """The service's answer; it is started when it is not there. Raises ServiceUnavailable."""
        try:
            return await self._ask_once(method, path, headers, body)
        except unix_http.NotReached:
            pass
        except unix_http.ConnectionLost as error:
            if method != "GET":
                raise self._unavailable(str(error)) from error
        # It has just ended: nothing was done, so it can be asked again once that is known.
        await self._wait_for_end()
        try:
            return await self._ask_once(method, path, headers, body)
        except (unix_http.NotReached, unix_http.ConnectionLost) as error:
            raise self._unavailable(str(error)) from error

    async def stop(self):
        """Close the service's standard input, which ends it; kill it when it does not listen."""
        self._stopped = True
        if self._starter:
            self._starter.cancel()
            await asyncio.wait([self._starter])
        await self._end_process()
        await asyncio.gather(*self._readers, return_exceptions=True)
        self._folder.remove()

    async def _ask_once(self, method, path, headers, body):
        await self._ensure_running()
        return await unix_http.ask(self._folder.socket, (method, path), headers, body)

    async def _wait_for_end(self):
        try:
            await asyncio.wait_for(self._process.wait(), 1)
        except asyncio.TimeoutError:
            pass

    def _is_alive(self):
        return self._process is not None and self._process.returncode is None

    async def _ensure_running(self):
        """All who come while it starts wait for one start, which goes on when one of them hangs up."""
        if self._ready and self._is_alive():
            return
        if self._starter is None or self._starter.done():
            self._starter = asyncio.ensure_future(self._start_again())
            # When nobody waits any more, nobody needs to know why it failed.
            self._starter.add_done_callback(lambda starter: starter.cancelled() or starter.exception())
        await asyncio.shield(self._starter)

    async def _start_again(self):
        if self._stopped:
            raise self._unavailable("The Jupyter server is shutting down.")
        await self._wait_for_turn()
        try:
            await asyncio.wait_for(self._start(), START_SECONDS)
        except asyncio.TimeoutError:
            await self._end_process()
            raise self._unavailable(f"It was not ready after {START_SECONDS} seconds.") from None
        except OSError as error:
            raise self._unavailable(f"It cannot be started: {error}.") from error

    async def _wait_for_turn(self):
        delay = self._not_before - time.monotonic()
        if delay > LONGEST_WAIT:
            raise self._unavailable(f"It ended too often; it may be started again in {delay:.0f} seconds.")
        if delay > 0:
            await asyncio.sleep(delay)

    async def _start(self):
        self._tail.clear()
        self._ready = False
        pipe = asyncio.subprocess.PIPE
        self._process = process = await asyncio.create_subprocess_exec(
            *self._command(),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            cwd=self._root,
            env=service_environment(),
            # Ctrl-C in a terminal is a question to the server, not to its children.
            start_new_session=True,
        )
        errors = asyncio.ensure_future(self._read_errors(process))
        self._readers = [errors, asyncio.ensure_future(self._watch(process, time.monotonic(), errors))]
        if await process.stdout.readline() != b"ready\n":
            await self._end_process()
            await errors
            raise self._unavailable("It ended while it started.")
        self._ready = True
        self._readers.append(asyncio.ensure_future(self._read_words(process)))

    def _command(self):
        try:
            return command("service", self._folder.prepare())
        except SystemExit as missing:
            # Meant for a terminal; it must not end the server.
            raise OSError(str(missing)) from missing

    async def _read_words(self, process):
        """The service says `busy` before its first piece of work and `idle` after its last."""
        async for line in process.stdout:
            self.busy_since = datetime.now(timezone.utc) if line == b"busy\n" else None
        self.busy_since = None

    async def _read_errors(self, process):
        rest = b""
        while chunk := await process.stderr.read(4096):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in [*lines, rest] if process.stderr.at_eof() else lines:
                text = line.decode(errors="replace").rstrip()
                if text:
                    self._tail.append(text)
                    self._log.warning("deployment service: %s", text)

    async def _watch(self, process, started, errors):
        code = await process.wait()
        await errors
        if self._stopped:
            return
        steady = time.monotonic() - started > STEADY_SECONDS
        # The first exit costs nothing; only one that ends again and again has to wait.
        self._not_before = time.monotonic() + (0 if steady else self._delay)
        self._delay = 0 if steady else min(max(2 * self._delay, 0.5), LONGEST_DELAY)
        self._log.warning("The deployment service ended with %s; it is started again when it is needed.", code)

    async def _end_process(self):
        if not self._is_alive():
            return
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except asyncio.TimeoutError:
            self._process.kill()
            await self._process.wait()

    def _unavailable(self, reason):
        return ServiceUnavailable(reason, "\n".join(self._tail))
