"""Jupyter's own fixtures, a real server in the test's process, with the extension in it."""

import json

import pytest

pytest_plugins = ["pytest_jupyter.jupyter_server"]


@pytest.fixture
def jp_server_config(tmp_path, monkeypatch):
    monkeypatch.setenv("DEPLOY_MODEL_HOME", str(tmp_path / "data"))
    return {"ServerApp": {"jpserver_extensions": {"jupyterlab_deploy_model": True}}}


@pytest.fixture
def extension(jp_serverapp):
    apps = jp_serverapp.extension_manager.extension_apps["jupyterlab_deploy_model"]
    return next(iter(apps))


@pytest.fixture
def service(extension):
    return extension.service


@pytest.fixture
def ask(jp_fetch):
    """Asks the API; gives the JSON of the answer."""

    async def ask(path, method="GET", body=None, **options):
        text = None if body is None else json.dumps(body)
        options = {"request_timeout": 60, "allow_nonstandard_methods": True, **options}
        answer = await jp_fetch("deploy-model", "api", *path.split("/"), method=method, body=text, **options)
        return json.loads(answer.body)

    return ask
