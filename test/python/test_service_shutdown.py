"""The service ends with the Jupyter server, however that one ends."""

import os
import signal
import time
from pathlib import Path

import pytest

from jupyter_process import JupyterProcess, is_running


@pytest.fixture
def jupyter(tmp_path):
    jupyter = JupyterProcess(tmp_path)
    yield jupyter
    jupyter.end()


def shut_down(jupyter):
    """What File > Shut Down does."""
    jupyter.ask("api/shutdown", "POST")


def terminate(jupyter):
    os.kill(jupyter.process.pid, signal.SIGTERM)


def kill(jupyter):
    os.kill(jupyter.process.pid, signal.SIGKILL)


def wait_for(condition, jupyter, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it did not happen; the server said:\n{jupyter.log()}"
        time.sleep(0.05)


@pytest.mark.parametrize("end", [shut_down, terminate, kill])
def test_leaves_no_process_behind(jupyter, end):
    pid = jupyter.service_pid()
    end(jupyter)
    jupyter.process.wait(60)
    wait_for(lambda: not is_running(pid), jupyter)


def test_removes_its_socket_when_it_is_shut_down(jupyter):
    jupyter.service_pid()
    sockets = [line.split()[-1] for line in Path("/proc/net/unix").read_text().splitlines() if "service.sock" in line]
    mine = next(path for path in sockets if f"deploy-model-{jupyter.process.pid}-" in path)
    shut_down(jupyter)
    jupyter.process.wait(60)
    assert not Path(mine).parent.exists()


def test_ctrl_c_asks_and_leaves_the_service_alone(jupyter):
    pid = jupyter.service_pid()
    os.killpg(jupyter.process.pid, signal.SIGINT)
    wait_for(lambda: "Shut down this Jupyter server (y/[n])?" in jupyter.log(), jupyter)
    assert is_running(pid)
