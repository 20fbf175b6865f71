"""The wheel and the source archive, built and installed the way a user gets them."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UV = str(Path(sys.executable).with_name("uv"))
PROGRAMS = {
    f"jupyterlab_deploy_model/programs/{name}.cjs"
    for name in ("cli", "cli-main", "service", "supervisor", "dockerode", "grpc", "kubernetes")
}


def build(source, out, *options):
    # The programs have been built before the tests run.
    environment = {**os.environ, "DEPLOY_MODEL_SKIP_BUILD": "1"}
    subprocess.run([UV, "build", "-q", *options, "-o", str(out), str(source)], check=True, env=environment)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    build(ROOT, out, "--wheel")
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    out = tmp_path_factory.mktemp("sdist")
    build(ROOT, out, "--sdist")
    return next(out.glob("*.tar.gz"))


def files(wheel):
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_runs_on_every_platform(wheel):
    assert wheel.name.endswith("-py3-none-any.whl")


def test_the_wheel_holds_programs_and_serving_runtime(wheel):
    assert PROGRAMS <= files(wheel)
    assert "jupyterlab_deploy_model/runtime/deploy_model_runtime/__init__.py" in files(wheel)


def test_the_wheel_holds_no_compiled_python(wheel):
    assert [name for name in files(wheel) if "__pycache__" in name] == []


def test_the_source_archive_installs_without_building_the_programs_again(sdist, tmp_path):
    shutil.unpack_archive(sdist, tmp_path)
    (source,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    build(source, tmp_path / "dist", "--wheel")
    assert PROGRAMS <= files(next((tmp_path / "dist").glob("*.whl")))
    assert not (source / "node_modules").exists()


def test_the_installed_command_needs_nothing_on_the_path(wheel, tmp_path):
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([UV, "venv", "-q", "--python", sys.executable, str(tmp_path / "venv")], check=True)
    subprocess.run([UV, "pip", "install", "-q", "--python", str(python), str(wheel)], check=True)
    command = python.with_name("deploy-model")
    bare = {"PATH": "/nowhere", "HOME": str(tmp_path)}
    assert subprocess.run([command, "--version"], env=bare, capture_output=True).returncode == 0
    code = "from jupyterlab_deploy_model.node import environment; print(environment()['DEPLOY_MODEL_RUNTIME'])"
    told = subprocess.run([python, "-c", code], env=bare, cwd=tmp_path, capture_output=True, text=True).stdout.strip()
    assert Path(told).is_relative_to(tmp_path)
    assert Path(told, "deploy_model_runtime", "__init__.py").is_file()
