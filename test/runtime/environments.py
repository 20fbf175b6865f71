"""Python environments for the served classes and for foreign clients, made once for all clones and found again by what they hold."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "deploy-model-test" / "environments"

# Seconds after which others are made: most requirements have no upper bound.
PERIOD = 14 * 24 * 3600

# What a model with MLflow has at least, and what makes the runtime faster where it is there.
NUMPY = ("numpy>=1.22", "protobuf>=4")
FAST = (
    *NUMPY,
    "orjson>=3.9",
    "uvloop>=0.19",
    "flask>=2.2",
    "opentelemetry-sdk>=1.20",
    "opentelemetry-exporter-otlp-proto-http>=1.20",
)
CLIENTS = ("tritonclient[http,grpc]>=2.40", "grpcio-reflection>=1.60", "prometheus-client>=0.19", "numpy>=1.22")
# The oldest protobuf that is supported.
OLD_PROTOBUF = ("numpy>=1.22", "protobuf==3.20.3")
# OpenTelemetry's other exporter, which brings grpcio.
TRACED = (*FAST, "opentelemetry-exporter-otlp-proto-grpc>=1.20")

# The last of seldon-core under the Apache licence; its gunicorn still imports pkg_resources.
UPSTREAM = ("seldon-core==1.17.1", "setuptools<81")
# Its command `infer` sends a file of requests.
MLSERVER = ("mlserver==1.7.1",)


def mlflow(version: str) -> "tuple[str, ...]":
    """MLflow as someone who evaluates has it, such as 2.9.2 or 3.17.*, with what its evaluator was written for."""
    first, second = (int(part) for part in version.split(".")[:2])
    old = ("scikit-learn<1.6", "setuptools<80") if (first, second) < (2, 10) else ()
    sqlalchemy = ("sqlalchemy<2.1",) if (first, second) < (3, 10) else ()
    return (f"mlflow=={version}", "pandas", *old, *sqlalchemy)


def python_with(requirements: "tuple[str, ...]", version: str = "") -> Path:
    """The interpreter of an environment that holds the requirements. `version`: the minor version, else this one's."""
    version = version or f"{sys.version_info[0]}.{sys.version_info[1]}"
    name = hashlib.sha256("\n".join((str(int(time.time() // PERIOD)), version, sys.platform, *requirements)).encode()).hexdigest()[:16]
    folder = CACHE / f"runtime-{name}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"runtime-{name}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # An interpreter that is no longer on the machine leaves a link to nowhere.
        if not (folder / "complete").exists() or not (folder / "bin" / "python").exists():
            _remove_outdated()
            _make(folder, requirements, version)
    return folder / "bin" / "python"


def _remove_outdated() -> None:
    """Removes those of two periods ago and before, which nobody looks for any more."""
    for folder in CACHE.glob("runtime-*"):
        if folder.stat().st_mtime < time.time() - 2 * PERIOD:
            shutil.rmtree(folder, ignore_errors=True)


def _make(folder: Path, requirements: "tuple[str, ...]", version: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    uv = uv_program()
    subprocess.run([uv, "venv", "-q", "--no-python-downloads", "--python", version, str(folder)], check=True)
    if requirements:
        subprocess.run(
            [uv, "pip", "install", "-q", "--python", str(folder / "bin" / "python"), *requirements], check=True
        )
    (folder / "complete").touch()


def uv_program() -> str:
    """The path of uv. Raises FileNotFoundError."""
    found = shutil.which("uv", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))))
    if found is None:
        raise FileNotFoundError("uv is needed to make the environments of these tests")
    return found
