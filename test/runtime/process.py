"""A runtime that really runs, and what a client sees of it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Union

ROOT = Path(__file__).resolve().parents[2]
CLASSES = Path(__file__).resolve().parent / "classes"
SECONDS = 60.0


class Answer(NamedTuple):
    """An HTTP answer, read whole."""

    status: int
    headers: Dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Its body, which must be strict JSON."""
        return json.loads(self.body, parse_constant=lambda word: (_ for _ in ()).throw(ValueError(word)))

    @property
    def info(self) -> str:
        """The sentence of Seldon's status message."""
        return self.json()["status"]["info"]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Runtime:
    """`python -m deploy_model_runtime` in the folder of the test classes. Ends with the `with` block."""

    def __init__(
        self,
        interface: str,
        *arguments: str,
        python: Union[Path, str] = sys.executable,
        env: Optional[Dict[str, str]] = None,
        wait: str = "ready",
        grpc: bool = False,
        folder: Path = CLASSES,
        stdin: Any = subprocess.DEVNULL,
    ) -> None:
        self.port = free_port()
        self.grpc_port = free_port() if grpc else 0
        self._log = tempfile.TemporaryFile()
        command: List[str] = [
            str(python),
            "-m",
            "deploy_model_runtime",
            interface,
            "--http-port",
            str(self.port),
            "--host",
            "127.0.0.1",
        ]
        if grpc:
            command += ["--grpc-port", str(self.grpc_port)]
        passed = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        self.process = subprocess.Popen(
            [*command, *arguments],
            cwd=folder,
            env={**passed, "PYTHONPATH": str(ROOT / "runtime"), **(env or {})},
            stdin=stdin,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        try:
            if wait == "up":
                self.wait_until(lambda: self.ping() is not None)
            elif wait:
                self.wait_until(lambda: self.ping() == wait)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> "Runtime":
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._log.close()

    @property
    def log(self) -> str:
        """What it has written so far."""
        return os.pread(self._log.fileno(), 1 << 24, 0).decode(errors="replace")

    def log_lines(self) -> "List[Dict[str, Any]]":
        """Its log, line by line."""
        return [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]

    def wait_until(self, true: Any, seconds: float = SECONDS) -> None:
        """Asks again and again."""
        until = time.monotonic() + seconds
        while not true():
            if time.monotonic() > until or (self.process.poll() is not None and true is not self._ended):
                raise AssertionError(
                    f"it did not happen; exit code {self.process.poll()}; the log:\n{self.log[-5000:]}"
                )
            time.sleep(0.02)

    def _ended(self) -> bool:
        return self.process.poll() is not None

    def ping(self) -> Optional[str]:
        """ready, loading, failed, hung, stopping; None when nobody answers."""
        try:
            answer = self.get("/health/ping", timeout=20)
        except OSError:
            return None
        if answer.status == 200:
            assert answer.body == b"pong"
            return "ready"
        return answer.json()["status"]["reason"].replace("MICROSERVICE_", "").replace("LOAD_", "").lower()

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Optional[Dict[str, str]] = None,
        timeout: float = SECONDS,
    ) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            reply = connection.getresponse()
            return Answer(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())
        finally:
            connection.close()

    def get(self, path: str, **more: Any) -> Answer:
        """A GET request."""
        return self.request("GET", path, **more)

    def post(self, path: str, body: Any, headers: Optional[Dict[str, str]] = None, **more: Any) -> Answer:
        """A POST request; what is no text or bytes is sent as JSON."""
        content = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.request("POST", path, content, {"content-type": "application/json", **(headers or {})}, **more)

    def predict(self, message: Any, **more: Any) -> Answer:
        """A Seldon message to /predict."""
        return self.post("/predict", message, **more)

    def metric(self, name: str, **labels: str) -> float:
        """The sum of the series of /metrics with that name and those labels."""
        found = 0.0
        for line in self.get("/metrics").body.decode().splitlines():
            series, _, value = line.rpartition(" ")
            if series.split("{")[0] == name and all(f'{key}="{wanted}"' in series for key, wanted in labels.items()):
                found += float(value)
        return found

    def stop(self, number: int = signal.SIGTERM, seconds: float = SECONDS) -> int:
        """Sends a signal and waits for the end; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(seconds)
