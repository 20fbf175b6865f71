"""The whole job by the command, on this machine: real environments, processes and servers."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "samples"
COMMAND = str(Path(sys.executable).with_name("deploy-model"))
ADDS = """
class Adds:
    def predict(self, X, names, meta=None):
        return [[sum(row)] for row in X]
"""


class Bench:
    """A user with a home of their own; `cache` is shared, so that environments are made once."""

    def __init__(self, folder, cache):
        self.folder = folder
        self.environ = {
            **os.environ,
            "DEPLOY_MODEL_HOME": str(folder / "home"),
            "DEPLOY_MODEL_CACHE": str(cache),
            "MLFLOW_TRACKING_URI": f"sqlite:///{folder}/mlflow.db",
        }
        self.environ.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(self, *arguments, timeout=180, **options):
        """The finished process of a command, its output as text."""
        command = [COMMAND, *map(str, arguments)]
        options = {"cwd": self.folder, "env": self.environ, "text": True, **options}
        return subprocess.run(command, capture_output=True, timeout=timeout, **options)

    def json(self, *arguments, **options):
        """(exit code, events) of a command."""
        done = self.run(*arguments, "--json", **options)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    def start(self, *arguments):
        """A command that runs in the background, in a process group of its own."""
        command = [COMMAND, *map(str, arguments), "--json"]
        return subprocess.Popen(
            command, cwd=self.folder, env=self.environ, text=True, stdout=subprocess.PIPE, start_new_session=True
        )

    def component(self, code, name="Adds", requirements=(), folder=None, **files):
        """A folder with a Seldon class, as a user could have it."""
        path = self.folder / (folder or name)
        path.mkdir(parents=True, exist_ok=True)
        (path / f"{name}.py").write_text(code)
        (path / "requirements.txt").write_text("".join(f"{line}\n" for line in requirements))
        for file, text in files.items():
            (path / file.replace("__", ".")).write_text(text)
        return path

    def deployments(self):
        return [event["deployment"] for event in self.json("list")[1]]

    def processes(self):
        """Ids of all processes whose command line or environment names this bench's folder."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                except OSError:
                    continue
                if str(self.folder / "home").encode() in text:
                    found.append(int(entry.name))
        return found

    def close(self):
        for deployment in self.deployments():
            self.run("remove", deployment["name"])
        for record in self.folder.glob("home/servers/*/server.json"):
            pid = json.loads(record.read_text())["owner"]["pid"]
            try:
                os.killpg(pid, signal.SIGTERM)
            except ProcessLookupError:
                pass


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """A tracking URI with the breast cancer models; champion is the better one."""
    pytest.importorskip("mlflow", reason="real models are logged")
    pytest.importorskip("sklearn", reason="real models are trained")
    folder = tmp_path_factory.mktemp("store")
    uri = f"sqlite:///{folder}/mlflow.db"
    train = [sys.executable, str(SAMPLES / "breast_cancer.py"), "train"]
    subprocess.run(train, check=True, cwd=folder, env={**os.environ, "MLFLOW_TRACKING_URI": uri}, capture_output=True)
    return uri


@pytest.fixture
def bench(tmp_path, cache):
    folder = tmp_path / "with spaces and ünïcode"
    folder.mkdir()
    bench = Bench(folder, cache)
    yield bench
    bench.close()


def ask(url, body):
    """(status, answer) of a POST of JSON."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def ended(events):
    """The last event of a run, or the problem that kept it from starting."""
    return [event for event in events if event["event"] in ("run-finished", "problem")][-1]
