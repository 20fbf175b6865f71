"""Somebody whom the authorizer denies, in a real server with JupyterLab: the rest of it works, ours refuses."""

import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from jupyter_process import API, TOKEN, JupyterProcess

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = """
from jupyter_server.auth.authorizer import AllowAllAuthorizer

class Denies(AllowAllAuthorizer):
    def is_authorized(self, handler, user, action, resource):
        return resource != "deploy-model"

c.ServerApp.authorizer_class = Denies
"""


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory):
    folder = tmp_path_factory.mktemp("denied")
    (folder / "config_dir").mkdir()
    (folder / "config_dir" / "jupyter_server_config.py").write_text(SETTINGS)
    jupyter = JupyterProcess(folder)
    yield jupyter
    jupyter.end()


def calls():
    """Method and path of every call, parameters filled in: from the table that they are made from."""
    table = "\n".join(path.read_text() for path in sorted((ROOT / "src/contract").glob("*.ts")))
    found = re.findall(r"method: '(get|post|put|delete)',\s+path: '([^']+)'", table)
    assert len(found) > 25
    return [(method.upper(), re.sub(r"\{\w+\}", "some", path).lstrip("/")) for method, path in found]


@pytest.mark.parametrize(("method", "path"), calls())
def test_refuses_every_call(jupyter, method, path):
    status, problem = jupyter.problem(API + path, method)
    assert (status, problem["code"]) == (403, "not-allowed")
    assert "not allowed" in problem["reason"]


def test_has_started_nothing(jupyter):
    assert not [line for line in Path("/proc/net/unix").read_text().splitlines() if f"-{jupyter.process.pid}-" in line]


def test_leaves_the_rest_to_them(jupyter):
    assert jupyter.ask("api/contents")["type"] == "directory"
    page = urllib.request.Request(jupyter.url + "lab", headers={"Authorization": f"token {TOKEN}"})
    assert b"jupyter-config-data" in urllib.request.urlopen(page).read()
