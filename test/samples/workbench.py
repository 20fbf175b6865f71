"""What benchmarks and compatibility table work with: environments, a tracking server, the `deploy-model` command."""

import contextlib
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "test" / "samples"
COMMAND = str(Path(sys.executable).with_name("deploy-model"))
UV = str(Path(sys.executable).with_name("uv"))
READY_SECONDS = 120


def environment(folder, python, requirements):
    """The Python program of an environment in `folder` with these requirements; made when they are not those inside."""
    key = hashlib.sha256(json.dumps([python, requirements]).encode()).hexdigest()
    mark, program = folder / "made-for", folder / "bin" / "python"
    if not (mark.is_file() and mark.read_text() == key):
        run([UV, "venv", "-q", "--clear", "--python", python, str(folder)])
        run([UV, "pip", "install", "-q", "--python", str(program), *requirements])
        mark.write_text(key)
    return str(program)


def log_samples(python, tracking_uri, names):
    """Logs samples; gives what log.py said about each: {"name", "uri", …} or {"name", "error"}."""
    only = [part for name in names for part in ("--only", name)]
    command = [python, str(SAMPLES / "log.py"), "--tracking-uri", tracking_uri, *only]
    done = subprocess.run(command, capture_output=True, text=True)
    results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not results:
        raise SystemExit(f"no sample could be logged:\n{done.stderr[-2000:]}")
    return results


@contextlib.contextmanager
def tracking_server(python, folder):
    """An MLflow server of that Python's version on a store in `folder`; gives its address."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    mlflow = str(Path(python).with_name("mlflow"))
    store = [
        "--backend-store-uri",
        f"sqlite:///{folder / 'mlflow.db'}",
        "--artifacts-destination",
        str(folder / "files"),
    ]
    command = [mlflow, "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", *store]
    quiet = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
    with open(folder / "server.log", "w") as log, group(command, cwd=folder, env=quiet, log=log):
        wait_for(f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def group(command, cwd, env, log):
    """A program in its own process group; all of the group is gone afterwards."""
    process = subprocess.Popen(
        command, cwd=cwd, env={**os.environ, **env}, stdout=log, stderr=log, start_new_session=True
    )
    try:
        yield process
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)


def deploy(model, name, home, *options):
    """`deploy-model deploy … --json`: all its events, whatever came out. `home` is its DEPLOY_MODEL_HOME."""
    done = subprocess.run(
        [COMMAND, "deploy", model, "--name", name, "--json", *options],
        env={**os.environ, "DEPLOY_MODEL_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def outcome(events):
    """The event that ended a run, or the problem that kept it from starting."""
    ends = [event for event in events if event["event"] in ("run-finished", "problem")]
    if not ends:
        raise SystemExit(f"deploy-model ended without a result: {events[-1:]}")
    return ends[-1]


def remove(name, home):
    """`deploy-model remove`, when there is such a deployment."""
    environ = {**os.environ, "DEPLOY_MODEL_HOME": str(home)}
    subprocess.run([COMMAND, "remove", name, "--json"], env=environ, stdout=subprocess.DEVNULL)


def ask(url, body):
    """Posts JSON text; gives the answer as an object."""
    request = urllib.request.Request(url, body.encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


def wait_for(url, body=None):
    """Asks every 20 ms until it answers; gives the answer's bytes."""
    headers = {"Content-Type": "application/json"} if body else {}
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            request = urllib.request.Request(url, body.encode() if body else None, headers)
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.read()
        except (urllib.error.URLError, ConnectionError) as error:
            if time.monotonic() > until:
                raise SystemExit(f"{url} did not answer: {error}") from None
            time.sleep(0.02)


def run(command, **options):
    """Runs a program that must succeed; its output is shown only when it does not."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-4000:]}")
    return done.stdout


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]
