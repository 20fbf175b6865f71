"""What the Python package tells the Node programs."""

import os
import subprocess
import sys

from jupyterlab_deploy_model.node import command, compile_cache, environment


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


def test_keeps_the_compiled_command_with_the_other_caches(monkeypatch, tmp_path):
    monkeypatch.delenv("DEPLOY_MODEL_CACHE", raising=False)
    monkeypatch.setenv("DEPLOY_MODEL_HOME", str(tmp_path))
    argv = command("cli", "--version")
    subprocess.run(argv, env={**os.environ, **compile_cache()}, check=True, stdout=subprocess.DEVNULL)
    kept = [path for path in (tmp_path / "cache" / "node").rglob("*") if path.is_file()]
    assert kept


def test_does_without_where_no_folder_can_be_made(monkeypatch):
    monkeypatch.delenv("DEPLOY_MODEL_CACHE", raising=False)
    monkeypatch.setenv("DEPLOY_MODEL_HOME", "/proc/x")
    assert compile_cache() == {}
