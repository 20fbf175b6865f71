"""Behind a real JupyterHub: the plain server of a user and a named one, which share a home folder."""

import os
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from hub_process import ADMIN, ROOT, HubProcess, install
from jupyter_process import API, is_running

pytestmark = pytest.mark.skipif(
    os.environ.get("DEPLOY_MODEL_TEST_HUB") != "1", reason="DEPLOY_MODEL_TEST_HUB=1 switches it on"
)
USER = "some.one"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    hub = HubProcess(tmp_path_factory.mktemp("hub"), install(ROOT / ".cache" / "hub"))
    for user in (USER, "another"):
        hub.ask(f"hub/api/users/{user}", ADMIN, "POST")
    yield hub
    hub.end()


@pytest.fixture(scope="module")
def servers(hub):
    return hub.start_servers(USER, "", "second")


@pytest.fixture(scope="module")
def plain(servers):
    return servers[0] + API


@pytest.fixture(scope="module")
def named(servers):
    return servers[1] + API


@pytest.fixture(scope="module")
def token(hub):
    return hub.token_of(USER)


@pytest.fixture
def endless(hub, plain, token):
    """A run in the plain server that goes on until it is cancelled: its tracking server never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        uri = f"http://127.0.0.1:{listener.getsockname()[1]}"
        run = hub.ask(plain + "runs", token, "POST", {"model": f"runs:/{32 * '0'}/model", "trackingUri": uri})
        yield run["id"]
        hub.ask(f"{plain}runs/{run['id']}/cancel", token, "POST")


def test_answers_below_the_path_of_each_server(hub, plain, named, token):
    pids = [hub.ask(api + "status", token)["pid"] for api in (plain, named)]
    assert len(set(pids)) == 2


def test_lets_nobody_in_who_is_not_logged_in_and_no_other_user(hub, plain):
    stranger = hub.token_of("another")
    for secret in ("wrong", stranger):
        assert hub.refusal(plain + "status", secret)[0] == 403
        assert hub.refusal(plain + "runs", secret, "POST")[0] == 403


def test_takes_a_change_from_a_browser_with_the_xsrf_token_alone(hub, plain):
    browser = hub.browser(USER)
    browser.open(hub.url + plain.removesuffix(API) + "lab")
    assert browser.open(hub.url + plain + "status").status == 200
    cookies = next(each for each in browser.handlers if hasattr(each, "cookiejar")).cookiejar
    xsrf = next(cookie.value for cookie in cookies if cookie.name == "_xsrf" and "/user/" in cookie.path)
    refused = []
    for headers in ({}, {"X-XSRFToken": xsrf}):
        request = urllib.request.Request(hub.url + plain + "runs", b"{}", headers, method="POST")
        with pytest.raises(urllib.error.HTTPError) as answer:
            browser.open(request)
        refused.append(answer.value.code)
    # The second one came through, and the body does not fit.
    assert refused == [403, 400]


def test_keeps_the_hub_s_tokens_from_the_service(hub, plain, named, token):
    for api in (plain, named):
        pid = hub.ask(api + "status", token)["pid"]
        environment = Path(f"/proc/{pid}/environ").read_text().split("\0")
        names = [entry.partition("=")[0] for entry in environment]
        assert "JUPYTERHUB_USER" in names
        assert [name for name in names if "TOKEN" in name or "SECRET" in name] == []


def test_lets_one_of_two_servers_go_on_with_a_run(hub, named, token, endless):
    assert hub.ask(f"{named}runs/{endless}", token)["state"] == "running"
    assert hub.refusal(f"{named}runs/{endless}/resume", token, "POST")[1]["code"] == "run-busy"
    assert hub.ask(f"{named}runs/{endless}/cancel", token, "POST")["state"] == "cancelled"


def test_keeps_the_culler_away_while_a_run_goes_on(hub, endless):
    began = time.time()
    # Nobody asks the user's server meanwhile; it tells the hub of its activity by itself.
    hub.wait_for(lambda: _activity(hub) > began + 6, 40)


def test_is_idle_again_when_the_run_has_ended(hub, plain, token):
    def is_idle():
        last = _activity(hub)
        time.sleep(7)
        return _activity(hub) == last

    # What came before is told a moment later.
    hub.wait_for(is_idle, 60)


def _activity(hub):
    """Of the plain server, as the culler sees it; seconds since 1970."""
    text = hub.server(USER)["last_activity"]
    return time.mktime(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone


def test_ends_the_service_with_its_server(hub, named, token):
    pid = hub.ask(named + "status", token)["pid"]
    hub.ask(f"hub/api/users/{USER}/servers/second", ADMIN, "DELETE")
    end = time.monotonic() + 60
    while is_running(pid):
        assert time.monotonic() < end
        time.sleep(0.1)
