"""What the Python package tells the Node programs."""

import os
import sys

from jupyterlab_deploy_model.node import command, environment


def test_names_the_node_and_the_program_to_run():
    node, program, *arguments = command("cli", "list", "--json")
    assert os.access(node, os.X_OK)
    assert os.path.basename(program) == "cli.cjs"
    assert arguments == ["list", "--json"]


def test_tells_the_programs_its_own_python_uv_and_runtime(monkeypatch):
    for name in ("DEPLOY_MODEL_HOST_PYTHON", "DEPLOY_MODEL_UV", "DEPLOY_MODEL_RUNTIME"):
        monkeypatch.delenv(name, raising=False)
    told = environment()
    assert told["DEPLOY_MODEL_HOST_PYTHON"] == sys.executable
    assert os.access(told["DEPLOY_MODEL_UV"], os.X_OK)
    assert os.path.isdir(os.path.join(told["DEPLOY_MODEL_RUNTIME"], "deploy_model_runtime"))


def test_keeps_what_the_caller_set(monkeypatch):
    monkeypatch.setenv("DEPLOY_MODEL_UV", "/opt/uv")
    monkeypatch.setenv("CHURN", "high")
    told = environment()
    assert told["DEPLOY_MODEL_UV"] == "/opt/uv"
    assert told["CHURN"] == "high"
