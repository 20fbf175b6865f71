"""Who may use the API: every call of it, asked by those who may not."""

import json
import re
from http.cookies import SimpleCookie

import pytest
from jupyter_server.auth.authorizer import Authorizer

MINE = ("read", "write")


class Chosen(Authorizer):
    """Lets a person do to the deployment service what a test says, and anything to all else."""

    allowed = MINE

    def is_authorized(self, handler, user, action, resource):
        return resource != "deploy-model" or action in self.allowed


@pytest.fixture
def jp_server_config(tmp_path, monkeypatch):
    monkeypatch.setenv("DEPLOY_MODEL_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(Chosen, "allowed", MINE)
    return {
        "ServerApp": {"jpserver_extensions": {"jupyterlab_deploy_model": True}, "authorizer_class": Chosen},
        "IdentityProvider": {"token": "letmein"},
    }


@pytest.fixture
def send(jp_serverapp, http_server_client):
    async def send(path, method="GET", **headers):
        body = "{}" if method in ("POST", "PUT", "PATCH") else None
        url = jp_serverapp.base_url + path
        return await http_server_client.fetch(
            url, method=method, body=body, headers=headers, raise_error=False, follow_redirects=False
        )

    return send


@pytest.fixture
def calls(send):
    """Every method and path of the API, parameters filled in."""

    async def calls():
        answer = await send("deploy-model/api/openapi.json", Authorization="token letmein")
        paths = json.loads(answer.body)["paths"]
        return [
            (method.upper(), "deploy-model/api" + re.sub(r"\{\w+\}", "some", path))
            for path, methods in paths.items()
            for method in methods
        ]

    return calls


@pytest.fixture
def login(send):
    """Cookies of a browser that has logged in, and its XSRF token."""

    async def login():
        cookies = SimpleCookie()
        for path in ("login", "api/status?token=letmein"):
            for line in (await send(path)).headers.get_list("Set-Cookie"):
                cookies.load(line)
        header = "; ".join(f"{name}={each.value}" for name, each in cookies.items())
        return {"Cookie": header}, cookies["_xsrf"].value

    return login


async def refusals(send, calls, **headers):
    """The statuses of all calls, and how many there were."""
    answers = [await send(path, method, **headers) for method, path in calls]
    assert len(answers) > 25
    return {answer.code for answer in answers}


async def test_refuses_the_unknown(send, calls):
    assert await refusals(send, await calls()) == {403}


async def test_refuses_a_wrong_token(send, calls):
    assert await refusals(send, await calls(), Authorization="token wrong") == {403}


async def test_refuses_a_change_without_the_xsrf_token(send, calls, login):
    cookies, _ = await login()
    changes = [call for call in await calls() if call[0] != "GET"]
    assert {(await send(path, method, **cookies)).code for method, path in changes} == {403}


async def test_refuses_another_site(send, calls, login):
    cookies, xsrf = await login()
    headers = {**cookies, "X-XSRFToken": xsrf, "Origin": "https://evil.example"}
    assert await refusals(send, await calls(), **headers) <= {403, 404}
    for method, path in await calls():
        answer = await send(path, method, **headers)
        assert json.loads(answer.body)["code"] == "not-allowed", (method, path)


async def test_lets_a_browser_in_that_has_logged_in(send, login):
    cookies, xsrf = await login()
    assert (await send("deploy-model/api/status", **cookies)).code == 200
    answer = await send("deploy-model/api/runs", "POST", **cookies, **{"X-XSRFToken": xsrf})
    assert json.loads(answer.body)["code"] == "bad-request"


async def test_refuses_whom_the_authorizer_denies(send, calls, monkeypatch):
    known = await calls()
    monkeypatch.setattr(Chosen, "allowed", ())
    assert await refusals(send, known, Authorization="token letmein") == {403}


async def test_refuses_a_change_after_a_look_was_allowed(send, calls, monkeypatch):
    monkeypatch.setattr(Chosen, "allowed", ("read",))
    known = await calls()
    statuses = {
        (method, (await send(path, method, Authorization="token letmein")).code) for method, path in known
    }
    assert {code for method, code in statuses if method != "GET"} == {403}
    assert 403 not in {code for method, code in statuses if method == "GET"}


async def test_does_not_start_the_service_for_those_it_refuses(send, jp_serverapp):
    await send("deploy-model/api/status")
    (app,) = jp_serverapp.extension_manager.extension_apps["jupyterlab_deploy_model"]
    assert app.service.pid is None


async def test_refuses_the_unknown_whatever_the_verb(send):
    answers = [await send("deploy-model/api/status", verb) for verb in ("HEAD", "PATCH", "DELETE", "PUT")]
    assert {answer.code for answer in answers} <= {403, 405}
