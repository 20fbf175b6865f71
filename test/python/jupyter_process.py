"""A Jupyter server as a process of its own, with login and XSRF on, as people have it."""

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

TOKEN = "letmein"
API = "deploy-model/api/"


class JupyterProcess:
    """
    `folder` gets its settings, its data and its root folder. `environment` is added to the test's own; `prefix` are words
    before the command.
    """

    def __init__(self, folder, *, environment=(), prefix=(), cwd=None):
        root = folder / "root"
        root.mkdir()
        folders = {f"JUPYTER_{kind}": str(folder / kind.lower()) for kind in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")}
        self._log = folder / "server.log"
        # A terminal, so that it asks before it obeys Ctrl-C.
        self._keyboard, terminal = pty.openpty()
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    *prefix,
                    *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--port=0"),
                    *(f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={TOKEN}"),
                    "--ServerApp.jpserver_extensions={'jupyterlab_deploy_model': True}",
                ],
                env={**os.environ, **folders, "DEPLOY_MODEL_HOME": str(folder / "home"), **dict(environment)},
                cwd=cwd,
                stdin=terminal,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        os.close(terminal)
        self.url = self._wait_for_address()

    def ask(self, path, method="GET", timeout=60):
        """The JSON of an answer, or None where it has no body."""
        headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
        body = b"{}" if method in ("POST", "PUT") else None
        request = urllib.request.Request(self.url + path, method=method, headers=headers, data=body)
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return json.loads(answer.read() or b"null")

    def problem(self, path, method="GET"):
        """Status and Problem of an answer that is an error."""
        try:
            raise AssertionError(f"it answered: {self.ask(path, method)}")
        except urllib.error.HTTPError as error:
            body = error.read()
            assert error.headers["Content-Type"].startswith("application/json"), self.log()
            return error.code, json.loads(body)

    def service_pid(self):
        return self.ask(API + "status")["pid"]

    def log(self):
        return self._log.read_text()

    def end(self):
        """Safe to call again."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _wait_for_address(self, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            # The port is 0 in what it says first; the second line of addresses has the real one.
            found = re.search(r"http://127\.0\.0\.1:([1-9]\d*)/", self.log())
            # It listens a moment after it has said so.
            if found and _listens(int(found[1])):
                return found.group()
            time.sleep(0.1)
        self.end()
        raise AssertionError(self.log())


def _listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def is_running(pid):
    """Whether there is such a process that has not ended; one that waits to be reaped has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
