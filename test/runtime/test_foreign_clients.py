"""Clients that come with large packages of their own: MLServer's command, MLflow's evaluation."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from environments import MLSERVER, mlflow, python_with
from process import Runtime

HERE = Path(__file__).resolve().parent
VERSIONS = [version.strip() for version in os.environ.get("DEPLOY_MODEL_TEST_MLFLOW", "").split(",") if version]
GOOD = {
    "id": "good",
    "inputs": [
        {"name": "n", "datatype": "INT64", "shape": [2], "data": [1, 2]},
        {"name": "t", "datatype": "BYTES", "shape": [2], "data": ["a", "bc"]},
    ],
}
BAD = {"id": "bad", "inputs": [{"name": "other", "datatype": "INT64", "shape": [1], "data": [1]}]}


@pytest.mark.skipif(
    os.environ.get("DEPLOY_MODEL_TEST_RUNTIMES") != "1", reason="DEPLOY_MODEL_TEST_RUNTIMES=1 switches it on"
)
@pytest.mark.parametrize("options", [[], ["--binary-data"], ["--workers", "4"]])
def test_mlserver_infer_is_answered(numpy_python: Path, tmp_path: Path, options: "list[str]"):
    asked, said = tmp_path / "asked.jsonl", tmp_path / "said.jsonl"
    asked.write_text("".join(json.dumps(request) + "\n" for request in (GOOD, BAD, GOOD)))
    command = str(python_with(MLSERVER, "3.11").parent / "mlserver")
    with Runtime("Raw", python=numpy_python) as runtime:
        to = ["--url", f"127.0.0.1:{runtime.port}", "--model-name", "m", "--retries", "1"]
        files = ["--input-data-path", str(asked), "--output-data-path", str(said)]
        done = subprocess.run([command, "infer", *to, *files, *options], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    answers = sorted(map(json.loads, said.read_text().splitlines()), key=lambda one: one["parameters"]["batch_index"])
    assert [one["outputs"][0]["data"] for one in (answers[0], answers[2])] == [[2, 4], [2, 4]]
    # The sentence is read from the protocol's own field.
    assert "The columns are n and t, not other." in answers[1]["error"]["msg"]


@pytest.mark.skipif(not VERSIONS, reason="DEPLOY_MODEL_TEST_MLFLOW names the versions of MLflow")
@pytest.mark.parametrize("version", VERSIONS or ["none"])
def test_mlflow_evaluates_the_served_model(numpy_python: Path, tmp_path: Path, version: str):
    python = python_with(mlflow(version), "3.11")
    with Runtime("Raw", python=numpy_python) as runtime:
        done = subprocess.run(
            [str(python), str(HERE / "clients" / "mlflow_client.py"), str(runtime.port), str(tmp_path)],
            capture_output=True, text=True, cwd=tmp_path, timeout=180,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "MLFLOW_DISABLE_TELEMETRY": "true"},
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["predictions"] == [2, 4, 3]
    assert said["evaluated"] == {"example_count": 3, "mean_absolute_error": pytest.approx(1 / 3), "max_error": 1}
    assert said["scored"] == (None if version.startswith(("2.", "3.1.")) else 0.5)
    assert "400" in said["refused"] and "The columns are n and t, not other." in said["refused"]
