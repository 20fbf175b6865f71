"""Every Python that is supported and found here serves."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from newest_python import VERSION, newest_python
from process import Runtime


def interpreter(version: str) -> "str | None":
    """Of that minor version, from where pyenv keeps them or the search path; the newest one may be fetched."""
    found = sorted(Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob(f"versions/{version}.*/bin/python"))
    candidate = str(found[-1]) if found else shutil.which(f"python{version}")
    if candidate is None and version == VERSION and os.environ.get("DEPLOY_MODEL_TEST_RUNTIMES") == "1":
        with suppress(RuntimeError, OSError, subprocess.CalledProcessError):  # no Debian
            candidate = str(newest_python())
    if candidate is None or subprocess.run([candidate, "-c", "import sys"], capture_output=True).returncode:
        return None
    return candidate


@pytest.mark.parametrize("version", ["3.9", "3.10", "3.11", "3.12", "3.13", "3.14"])
def test_it_serves(version: str):
    python = interpreter(version)
    if python is None:
        pytest.skip(f"Python {version} is not here")
    for workers in ("1", "2"):
        # What a later Python will not have any more is an error.
        strict = {"PYTHONWARNINGS": "error::DeprecationWarning,error::PendingDeprecationWarning"}
        with Runtime("Echo", "--workers", workers, python=python, env=strict) as runtime:
            message = {"data": {"names": ["a", "b"], "ndarray": [[1, "x"]]}}
            assert runtime.predict(message).json()["jsonData"]["X"] is not None
            infer = {"inputs": [{"name": "a", "datatype": "INT64", "shape": [1], "data": [2**62]}]}
            assert str(2**62) in runtime.post("/v2/models/m/infer", infer).body.decode()
            assert runtime.post("/invocations", {"dataframe_split": {"columns": ["a"], "data": [[1]]}}).status == 200
            assert runtime.get("/openapi.json").status == 200
            assert runtime.get("/").status == 200
            assert runtime.get("/metrics").status == 200
            assert runtime.stop() == 0
