"""Jupyter's own rule for extensions: each route says who may ask it. Jupyter warns of one that does not when it starts."""

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import json, sys, warnings
from jupyter_server.serverapp import JupyterServerAuthWarning, ServerApp
from jupyterlab_deploy_model.handlers import ForwardHandler

async def bare(self):
    pass

for name in sys.argv[1:]:
    setattr(ForwardHandler, name, bare)
with warnings.catch_warnings(record=True) as found:
    warnings.simplefilter("always")
    app = ServerApp(allow_unauthenticated_access=False, jpserver_extensions={"jupyterlab_deploy_model": True})
    app.initialize(["--no-browser", "--allow-root", "--port=0"], find_extensions=False)
said = " ".join(str(each.message) for each in found if issubclass(each.category, JupyterServerAuthWarning))
print(json.dumps({"loaded": list(app.extension_manager.linked_extensions), "said": said}))
"""


def told(tmp_path, *bare):
    """What Jupyter says at its start, with these methods of our handler open to anyone."""
    folders = {f"JUPYTER_{kind}_DIR": str(tmp_path) for kind in ("CONFIG", "DATA", "RUNTIME")}
    words = [sys.executable, "-c", PROGRAM, *bare]
    end = subprocess.run(words, env={**os.environ, **folders}, cwd=tmp_path, stdout=subprocess.PIPE, check=True)
    return json.loads(end.stdout.splitlines()[-1])


def test_every_route_says_who_may_ask_it(tmp_path):
    answer = told(tmp_path)
    assert answer["loaded"] == ["jupyterlab_deploy_model"]
    assert "ForwardHandler" not in answer["said"]


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_one_that_does_not_is_found(tmp_path, method):
    assert "ForwardHandler" in told(tmp_path, method)["said"]
