"""Environments, made when first needed, and runtimes that several tests share."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator, List

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "runtime")]

from environments import CLIENTS, FAST, NUMPY, python_with  # noqa: E402
from process import Runtime  # noqa: E402


@pytest.fixture(scope="session")
def bare_python() -> Path:
    """An interpreter with nothing but its standard library."""
    return python_with(())


@pytest.fixture(scope="session")
def numpy_python() -> Path:
    """An interpreter with numpy and protobuf, and nothing that makes the runtime faster."""
    return python_with(NUMPY)


@pytest.fixture(scope="session")
def fast_python() -> Path:
    """An interpreter that also has orjson and uvloop."""
    return python_with(FAST)


@pytest.fixture(scope="session")
def client_python() -> Path:
    """An interpreter with clients that others wrote."""
    return python_with(CLIENTS)


@pytest.fixture(scope="session", params=["plain", "fast"])
def python(request: pytest.FixtureRequest, numpy_python: Path, fast_python: Path) -> Path:
    """Each of the two: what a client sees must be the same."""
    return numpy_python if request.param == "plain" else fast_python


@pytest.fixture(scope="session")
def echo(python: Path) -> Iterator[Runtime]:
    """A class that tells what it was given."""
    with Runtime("Echo", python=python) as runtime:
        yield runtime


class GrpcClient:
    """A client in a process of its own; it learns the types of messages by reflection."""

    def __init__(self, python: Path) -> None:
        self._process = subprocess.Popen(
            [str(python), str(HERE / "clients" / "grpc_client.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, runtime: Runtime, method: str, message: Any = None, **more: Any) -> Any:
        """{"reply", "code", "details"} of one call."""
        return self.many(runtime, [(method, message)], **more)[0]

    def many(self, runtime: Runtime, calls: "List[tuple[str, Any]]", **more: Any) -> "List[Any]":
        """Calls on one channel."""
        asked = [{"method": method, "message": message or {}} for method, message in calls]
        json.dump({"address": f"127.0.0.1:{runtime.grpc_port}", "calls": asked, **more}, self._process.stdin)
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """Ends the process."""
        self._process.stdin.close()
        self._process.wait()


@pytest.fixture(scope="session")
def grpc(client_python: Path) -> Iterator[GrpcClient]:
    """A gRPC client."""
    client = GrpcClient(client_python)
    yield client
    client.close()
