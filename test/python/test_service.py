"""What the Jupyter server does for the service, held against the real program."""

import asyncio
import json
import os
import shutil
import signal
import socket
import stat
import tempfile
import time
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from tornado.httpclient import HTTPClientError

from jupyterlab_deploy_model.socket_folder import SocketFolder
from jupyterlab_deploy_model.unix_http import Answer
from jupyter_process import is_running
from waiting import until

BASE = "/user/some%40one/lab-2/"


@pytest.fixture
def jp_base_url():
    return BASE


@pytest.fixture
def long_run(ask):
    """Starts a run that goes on until it is cancelled: its tracking server takes requests and never answers."""
    listener = socket.create_server(("127.0.0.1", 0))

    async def start():
        uri = f"http://127.0.0.1:{listener.getsockname()[1]}"
        return await ask("runs", "POST", {"model": f"runs:/{32 * '0'}/model", "trackingUri": uri})

    yield start
    listener.close()


async def test_starts_the_service_on_first_use(ask, service):
    assert service.pid is None
    status = await ask("status")
    assert status["pid"] == service.pid


async def test_starts_one_service_for_many_first_requests(ask):
    answers = await asyncio.gather(*(ask("status") for _ in range(20)))
    assert len({answer["pid"] for answer in answers}) == 1


async def test_starts_for_the_others_when_the_first_one_hangs_up(service):
    first = asyncio.ensure_future(service.ask("GET", "/status", {}, b""))
    await until(lambda: service.pid is not None)
    second = asyncio.ensure_future(service.ask("GET", "/status", {}, b""))
    await asyncio.sleep(0)
    first.cancel()
    assert json.loads((await second).body)["pid"] == service.pid
    run = json.loads((await service.ask("POST", "/runs", {}, b'{"model": "none"}')).body)
    assert run["state"] == "running"


async def test_forwards_methods_bodies_and_queries(ask, jp_root_dir):
    (jp_root_dir / "empty").mkdir()
    run = await ask("runs", "POST", {"model": "empty", "until": "wrap"})
    events = await ask(f"runs/{run['id']}/events", params={"after": "1", "wait": "20"})
    assert events["events"][0]["number"] == 2
    await until_ended(ask, run)
    assert await ask(f"runs/{run['id']}", "DELETE") == {"removed": run["id"]}


async def until_ended(ask, run):
    while (await ask(f"runs/{run['id']}"))["state"] == "running":
        await asyncio.sleep(0.05)


async def test_works_in_the_server_s_root_folder(ask, jp_root_dir):
    model = jp_root_dir / "models" / "churn"
    model.mkdir(parents=True)
    (model / "MLmodel").write_text("flavors:\n  python_function:\n    loader_module: churn\n")
    assert (await ask("models/show", params={"reference": "models/churn"}))["name"] == "churn"


async def test_keeps_the_socket_private(ask, service):
    await ask("status")
    path = Path(service._folder.socket)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(os.fsencode(path)) <= 100


async def test_answers_the_next_call_after_a_kill(ask):
    first = (await ask("status"))["pid"]
    os.kill(first, signal.SIGKILL)
    assert (await ask("status"))["pid"] != first


async def test_starts_the_service_again_when_it_ends_in_peace(ask, service):
    first = (await ask("status"))["pid"]
    ended = service._process
    ended.stdin.close()
    assert await ended.wait() == 0
    assert (await ask("status"))["pid"] != first


async def test_waits_longer_after_each_early_end(ask, service):
    started = time.monotonic()
    for _ in range(3):
        os.kill((await ask("status"))["pid"], signal.SIGKILL)
    await ask("status")
    # Nothing, half a second, one second; two the next time.
    assert 1.5 < time.monotonic() - started < 60
    assert service._delay == 2


async def test_says_why_the_service_does_not_start(ask, monkeypatch):
    monkeypatch.setattr(
        "jupyterlab_deploy_model.service.command",
        lambda *_: ["/bin/sh", "-c", "echo the disk is on fire >&2; exit 3"],
    )
    with pytest.raises(HTTPClientError) as refused:
        await ask("status")
    problem = json.loads(refused.value.response.body)
    assert (refused.value.code, problem["code"]) == (503, "service-unavailable")
    assert problem["detail"] == "the disk is on fire"


async def test_survives_that_node_is_missing(ask, monkeypatch):
    monkeypatch.setattr("jupyterlab_deploy_model.node.PathFinder.find_spec", lambda name: None)
    with pytest.raises(HTTPClientError) as refused:
        await ask("status")
    assert "Node is missing" in json.loads(refused.value.response.body)["reason"]


async def test_passes_the_service_s_problems_on(ask):
    with pytest.raises(HTTPClientError) as refused:
        await ask("runs/7", "DELETE")
    assert refused.value.code == 404
    assert json.loads(refused.value.response.body)["code"] == "no-such-run"


async def test_refuses_a_body_that_is_too_large(ask):
    with pytest.raises(HTTPClientError) as refused:
        await ask("runs", "POST", {"model": "x" * 17 * 1024 * 1024})
    assert refused.value.code == 413
    assert (await ask("status"))["busy"] == []


async def test_keeps_what_lets_others_act_as_the_user(ask, service, monkeypatch):
    secrets = ["JUPYTERHUB_API_TOKEN", "JPY_API_TOKEN", "JUPYTER_TOKEN", "CONFIGPROXY_AUTH_TOKEN"]
    for name in secrets:
        monkeypatch.setenv(name, "for-nobody-else")
    monkeypatch.setenv("JUPYTERHUB_USER", "someone")
    await ask("status")
    environment = Path(f"/proc/{service.pid}/environ").read_text()
    assert "for-nobody-else" not in environment
    assert "JUPYTERHUB_USER=someone" in environment


async def test_sends_neither_cookies_nor_tokens_to_the_service(jp_fetch, jp_serverapp, service, monkeypatch):
    sent = []
    monkeypatch.setattr(service, "ask", lambda *request: sent.append(request) or answered())
    secret = jp_serverapp.identity_provider.token
    headers = {"Authorization": f"token {secret}", "Cookie": "session=1", "X-XSRFToken": "1", "Accept": "*/*"}
    await jp_fetch("deploy-model", "api", "models", params={"token": secret, "filter": "a = ''"}, headers=headers)
    assert sent == [("GET", "/models?filter=a+%3D+%27%27", {"Accept": "*/*"}, b"")]


async def answered():
    answer = Answer()
    answer.status = 200
    return answer


async def test_ends_the_service_with_the_extension(ask, extension):
    pid = (await ask("status"))["pid"]
    folder = Path(extension.service._folder.socket).parent
    await extension.stop_extension()
    assert not is_running(pid)
    assert not folder.exists()


async def test_waits_for_events_without_holding_up_others(ask, long_run):
    run = await long_run()
    path = f"runs/{run['id']}/events"
    waiting = [asyncio.ensure_future(ask(path, params={"after": "999", "wait": "25"})) for _ in range(8)]
    await asyncio.sleep(0.2)
    await ask("status")
    assert not any(each.done() for each in waiting)
    await ask(f"runs/{run['id']}/cancel", "POST")
    assert {answer["state"] for answer in await asyncio.gather(*waiting)} == {"cancelled"}


async def test_hangs_up_when_the_browser_does(ask, long_run, service):
    run = await long_run()
    waiting = asyncio.ensure_future(ask(f"runs/{run['id']}/events", params={"after": "999", "wait": "25"},
                                        request_timeout=5))
    await until(lambda: connections(service.pid) > 0)
    with pytest.raises(HTTPClientError):
        await waiting
    # Long before the answer would have come.
    await until(lambda: connections(service.pid) == 0, 12)


def connections(pid):
    """Open connections of the service: sockets beside the one that listens and its three standard streams."""
    entries = []
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        # It may be closed meanwhile.
        with suppress(FileNotFoundError):
            entries.append(os.readlink(entry))
    listed = Path("/proc/net/unix").read_text()
    inodes = [entry[8:-1] for entry in entries if entry.startswith("socket:")]
    return sum(1 for line in listed.splitlines() if line.split()[6] in inodes and "service.sock" in line) - 1


async def test_keeps_an_idle_culler_away_while_a_run_goes_on(ask, long_run, extension, jp_serverapp):
    assert not extension.current_activity()
    run = await long_run()
    await until(extension.current_activity)
    extension._tell_activity()
    assert datetime.now(timezone.utc) - jp_serverapp.web_app.last_activity() < timedelta(seconds=5)
    assert jp_serverapp.extension_manager.any_activity()
    await ask(f"runs/{run['id']}/cancel", "POST")
    await until(lambda: not extension.current_activity())


async def test_keeps_it_away_for_a_bounded_time_only(extension):
    extension.service.busy_since = datetime.now(timezone.utc) - timedelta(hours=5)
    assert not extension.current_activity()


async def test_looking_is_no_activity(ask, jp_serverapp):
    await ask("status")
    assert "api_last_activity" not in jp_serverapp.web_app.settings


@pytest.fixture
def short_folder():
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


def test_clears_what_killed_servers_left_behind(short_folder, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short_folder))
    left, others = short_folder / "deploy-model-999999999-abc", short_folder / f"deploy-model-{os.getppid()}-abc"
    left.mkdir()
    others.mkdir()
    assert Path(SocketFolder().prepare()).parent.parent == short_folder
    assert not left.exists()
    assert others.exists()


def test_finds_a_place_for_its_socket_when_paths_are_long(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / ("x" * 80)))
    folder = SocketFolder()
    assert len(folder.prepare()) <= 100
    folder.remove()
