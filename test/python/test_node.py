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


def compiled_in(folder):
    return {path.name for path in folder.rglob("*") if path.is_file()}


def run_cli(folder, *arguments):
    argv = command("cli", *arguments)
    env = {**os.environ, "DEPLOY_MODEL_HOME": str(folder / "home"), "DEPLOY_MODEL_COMPILED": str(folder)}
    return subprocess.run(argv, env=env, check=True, capture_output=True, text=True)


def test_keeps_the_compiled_command_with_the_other_caches(monkeypatch, tmp_path):
    monkeypatch.delenv("DEPLOY_MODEL_CACHE", raising=False)
    monkeypatch.setenv("DEPLOY_MODEL_HOME", str(tmp_path))
    folder = tmp_path / "cache" / "node"
    assert compile_cache() == {"DEPLOY_MODEL_COMPILED": str(folder)}
    assert folder.is_dir()


def test_keeps_the_command_compiled_once_for_each_verb(tmp_path):
    run_cli(tmp_path, "runs")
    code, seen = sorted(compiled_in(tmp_path), key=len)
    assert seen == f"{code}.runs"
    first = (tmp_path / code).stat()
    run_cli(tmp_path, "runs")
    assert (tmp_path / code).stat().st_mtime_ns == first.st_mtime_ns
    run_cli(tmp_path, "list")
    assert compiled_in(tmp_path) == {code, seen, f"{code}.list"}
    assert (tmp_path / code).stat().st_size > first.st_size


def test_runs_whatever_is_kept_and_keeps_it_anew(tmp_path):
    run_cli(tmp_path, "runs")
    code = min(compiled_in(tmp_path), key=len)
    whole = (tmp_path / code).read_bytes()
    for broken in (b"", whole[:1000], b"\0" * len(whole)):
        (tmp_path / code).write_bytes(broken)
        assert run_cli(tmp_path, "--version").stdout.strip()
        assert run_cli(tmp_path, "runs").stderr == ""
        assert len((tmp_path / code).read_bytes()) > 100_000


def test_runs_where_nothing_can_be_kept(tmp_path):
    assert run_cli(tmp_path / "missing", "runs").stderr == ""
    assert not (tmp_path / "missing" / "cli").exists()


def test_does_not_tell_the_programs_it_starts_where_it_is_kept(tmp_path):
    stand_in = tmp_path / "s2i"
    stand_in.write_text(f"#!/bin/sh\nenv > {tmp_path}/told\necho s2i v1.6.3\n")
    stand_in.chmod(0o755)
    argv = command("cli", "doctor")
    env = {**os.environ, "DEPLOY_MODEL_COMPILED": str(tmp_path), "DEPLOY_MODEL_S2I": str(stand_in)}
    subprocess.run(argv, env={**env, "DEPLOY_MODEL_HOME": str(tmp_path / "home")}, capture_output=True)
    told = (tmp_path / "told").read_text()
    assert "DEPLOY_MODEL_S2I" in told and "DEPLOY_MODEL_COMPILED" not in told


def test_does_without_where_no_folder_can_be_made(monkeypatch):
    monkeypatch.delenv("DEPLOY_MODEL_CACHE", raising=False)
    monkeypatch.setenv("DEPLOY_MODEL_HOME", "/proc/x")
    assert compile_cache() == {}
