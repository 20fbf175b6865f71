"""Python environments for the served classes and for foreign clients, made once and found again by what they hold."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "test-environments"

# What a model with MLflow has at least, and what makes the runtime faster where it is there.
NUMPY = ("numpy>=1.22", "grpcio>=1.60", "protobuf>=4")
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
OLD_PROTOBUF = ("numpy>=1.22", "grpcio>=1.48,<1.60", "protobuf==3.20.3")

# The last of seldon-core under the Apache licence; its gunicorn still imports pkg_resources.
UPSTREAM = ("seldon-core==1.17.1", "setuptools<81")


def python_with(requirements: "tuple[str, ...]", version: str = "") -> Path:
    """The interpreter of an environment that holds the requirements. `version`: the minor version, else this one's."""
    version = version or f"{sys.version_info[0]}.{sys.version_info[1]}"
    name = hashlib.sha256("\n".join((version, sys.platform, *requirements)).encode()).hexdigest()[:16]
    folder = CACHE / f"runtime-{name}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"runtime-{name}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            _make(folder, requirements, version)
    return folder / "bin" / "python"


def _make(folder: Path, requirements: "tuple[str, ...]", version: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    uv = shutil.which("uv", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))))
    if uv is None:
        raise FileNotFoundError("uv is needed to make the environments of these tests")
    subprocess.run([uv, "venv", "-q", "--no-python-downloads", "--python", version, str(folder)], check=True)
    if requirements:
        subprocess.run(
            [uv, "pip", "install", "-q", "--python", str(folder / "bin" / "python"), *requirements], check=True
        )
    (folder / "complete").touch()
