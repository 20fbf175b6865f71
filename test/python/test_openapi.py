"""The API held against its own description, by thousands of requests that nobody thought of."""

import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_process import API, TOKEN, JupyterProcess

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
SECONDS = 30
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
]


@pytest.mark.skipif(not SCHEMATHESIS.exists(), reason="schemathesis is not installed")
def test_answers_as_its_description_says(tmp_path):
    # No cluster of whoever runs this: some calls change what is there.
    jupyter = JupyterProcess(tmp_path, environment={"KUBECONFIG": str(tmp_path / "kubeconfig")})
    try:
        # An empty MLflow, for calls that name none.
        (tmp_path / "root" / "mlruns").mkdir()
        found = subprocess.run(
            [
                *(SCHEMATHESIS, "run", jupyter.url + API + "openapi.json", "--url", jupyter.url + API),
                *("--header", f"Authorization: token {TOKEN}", "--checks", ",".join(CHECKS)),
                *("--max-examples", "5", "--max-time", str(SECONDS), "--generation-deterministic"),
                *("--request-timeout", "120", "--continue-on-failure", "--no-color"),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert found.returncode == 0, found.stdout[-8000:] + found.stderr[-2000:]
        assert " passed" in found.stdout
        assert jupyter.ask(API + "status")["pid"]
    finally:
        jupyter.end()
