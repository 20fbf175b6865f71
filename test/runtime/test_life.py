"""How a runtime starts, waits, hangs and ends."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from process import CLASSES, ROOT, Runtime, free_port


def until_begun(runtime: Runtime, count: int = 1) -> None:
    """Waits until the class has begun with so many requests."""
    runtime.wait_until(lambda: runtime.log.count("begun") >= count)


def test_the_port_is_open_while_the_model_loads(tmp_path: Path):
    with Runtime("Slow.Waiting", wait="loading", env={"LOADED": str(tmp_path / "loaded")}) as runtime:
        answer = runtime.get("/health/ping")
        assert (answer.status, answer.json()["status"]["reason"]) == (503, "MICROSERVICE_LOADING")
        assert runtime.predict({"strData": "x"}).headers["retry-after"] == "1"
        assert runtime.get("/v2/health/live").status == 200
        assert runtime.get("/v2/health/ready").status == 503
        (tmp_path / "loaded").touch()
        runtime.wait_until(lambda: runtime.ping() == "ready")
        assert runtime.get("/v2/health/ready").json() == {"ready": True}


def test_health_is_answered_while_the_model_computes(numpy_python: Path, tmp_path: Path):
    env = {"RELEASED": str(tmp_path / "released")}
    with ThreadPoolExecutor() as pool, Runtime("Slow.Held", python=numpy_python, env=env) as runtime:
        slow = pool.submit(runtime.predict, {"data": {"ndarray": [1.0]}})
        until_begun(runtime)
        assert runtime.ping() == "ready"
        assert not slow.done()
        (tmp_path / "released").touch()
        assert slow.result().status == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_finishes_the_request_that_is_being_answered(numpy_python: Path, number: int):
    with Runtime("Slow.Predict", python=numpy_python) as runtime, ThreadPoolExecutor() as pool:
        slow = pool.submit(runtime.predict, {"data": {"ndarray": [1.0]}})
        until_begun(runtime)
        connection = http.client.HTTPConnection("127.0.0.1", runtime.port, timeout=30)
        connection.request("POST", "/predict", json.dumps({"data": {"ndarray": [0.1]}}))
        queued = pool.submit(lambda: connection.getresponse().status)
        # It has come when one that was sent after it is answered.
        assert runtime.ping() == "ready"
        assert runtime.stop(number) == 0
        assert (slow.result().status, queued.result()) == (200, 200)


def test_a_stop_takes_no_new_connections(numpy_python: Path, tmp_path: Path):
    env = {"RELEASED": str(tmp_path / "released")}
    with ThreadPoolExecutor() as pool, Runtime("Slow.Held", python=numpy_python, env=env) as runtime:
        slow = pool.submit(runtime.predict, {"data": {"ndarray": [1.0]}})
        until_begun(runtime)
        runtime.process.send_signal(signal.SIGTERM)
        runtime.wait_until(lambda: runtime.ping() is None)
        (tmp_path / "released").touch()
        assert slow.result().headers["connection"] == "close"


def test_a_stop_while_the_model_loads_ends_at_once():
    # Neither the load nor the time that requests have is waited for, which are longer than `stop` waits.
    with Runtime("Slow.Loading", "--grace", "600", wait="loading", env={"LOADING": "600"}) as runtime:
        assert runtime.stop() == 0


def test_it_ends_when_its_standard_input_does(numpy_python: Path):
    with (
        Runtime("Slow.Predict", "--exit-with-stdin", python=numpy_python, stdin=subprocess.PIPE) as runtime,
        ThreadPoolExecutor() as pool,
    ):
        slow = pool.submit(runtime.predict, {"data": {"ndarray": [0.7]}})
        until_begun(runtime)
        runtime.process.stdin.close()
        assert runtime.process.wait(30) == 0
        assert slow.result().status == 200


def test_what_comes_on_its_standard_input_is_not_minded():
    with Runtime("Echo.Nothing", "--exit-with-stdin", stdin=subprocess.PIPE) as runtime:
        runtime.process.stdin.write(b"hello\n" * 20000)
        runtime.process.stdin.flush()
        assert runtime.ping() == "ready"


def test_it_ends_when_the_process_that_started_it_is_killed(tmp_path: Path):
    """As a supervisor does that holds the other end of its standard input."""
    port = free_port()
    script = (
        "import subprocess, sys, time\n"
        f"subprocess.Popen([sys.executable, '-m', 'deploy_model_runtime', 'Echo.Nothing', '--http-port', '{port}', "
        "'--exit-with-stdin'], stdin=subprocess.PIPE)\ntime.sleep(600)\n"
    )
    parent = subprocess.Popen(
        ["python3", "-c", script],
        cwd=CLASSES,
        env={**os.environ, "PYTHONPATH": str(ROOT / "runtime")},
        stderr=subprocess.DEVNULL,
    )

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until = time.monotonic() + 60
    while not listens() and time.monotonic() < until:
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    while listens() and time.monotonic() < until:
        time.sleep(0.05)
    assert not listens()


def test_a_request_that_takes_too_long_is_a_504_and_the_others_go_on(numpy_python: Path):
    # Time enough, on any machine, for the one that takes none.
    with Runtime("Slow.Predict", "--timeout", "4", "--threads", "2", python=numpy_python) as runtime:
        answer = runtime.predict({"data": {"ndarray": [60.0]}})
        assert (answer.status, answer.json()["status"]["reason"]) == (504, "MICROSERVICE_TIMEOUT")
        assert runtime.predict({"data": {"ndarray": [0.01]}}).status == 200
        assert runtime.ping() == "ready"


def test_a_model_that_hangs_is_not_alive(numpy_python: Path):
    with Runtime("Slow.Stuck", "--timeout", "0.5", "--grace", "1", python=numpy_python) as runtime:
        assert runtime.predict({"strData": "hang"}).status == 504
        assert runtime.ping() == "hung"
        assert runtime.get("/v2/health/live").status == 503
        assert runtime.stop() == 1


def test_a_model_that_was_only_slow_is_alive_again(numpy_python: Path, tmp_path: Path):
    env = {"RELEASED": str(tmp_path / "released")}
    with Runtime("Slow.Held", "--timeout", "4", python=numpy_python, env=env) as runtime:
        assert runtime.predict({"data": {"ndarray": [1.0]}}).status == 504
        (tmp_path / "released").touch()
        runtime.wait_until(lambda: runtime.ping() == "ready")
        assert runtime.predict({"data": {"ndarray": [0.0]}}).status == 200


def test_a_stop_does_not_wait_for_ever_for_a_model_that_hangs(numpy_python: Path):
    with Runtime("Slow.Stuck", "--grace", "1", python=numpy_python) as runtime, ThreadPoolExecutor() as pool:
        pool.submit(lambda: pytest.raises(OSError, runtime.predict, {"strData": "hang"}))
        until_begun(runtime)
        assert runtime.stop() == 1


def test_a_crash_ends_the_process_and_says_where(numpy_python: Path):
    with Runtime("Slow.Crash", python=numpy_python, env={"PYTHONFAULTHANDLER": "1"}) as runtime:
        with pytest.raises(OSError):
            runtime.predict({"strData": "x"})
        assert runtime.process.wait(30) == -signal.SIGSEGV
        assert "in predict" in runtime.log


def test_a_client_that_leaves_is_not_waited_for(numpy_python: Path, tmp_path: Path):
    """Its request, still in the queue, is not begun."""
    env = {"RELEASED": str(tmp_path / "released")}
    with ThreadPoolExecutor() as pool, Runtime("Slow.Held", python=numpy_python, env=env) as runtime:
        first = pool.submit(runtime.predict, {"data": {"ndarray": [1.0]}})
        until_begun(runtime)
        for _ in range(5):
            with pytest.raises(OSError):
                runtime.predict({"data": {"ndarray": [5.0]}}, timeout=0.1)
        # That they have left is known when one that was sent after that is answered.
        assert runtime.ping() == "ready"
        (tmp_path / "released").touch()
        assert first.result().status == 200
        assert runtime.predict({"data": {"ndarray": [0.0]}}).status == 200
        assert runtime.log.count("begun") == 2


def test_more_requests_than_allowed_are_told_to_come_again(numpy_python: Path, tmp_path: Path):
    env = {"RELEASED": str(tmp_path / "released")}
    with (
        ThreadPoolExecutor(8) as pool,
        Runtime("Slow.Held", "--max-concurrency", "3", python=numpy_python, env=env) as runtime,
    ):
        asked = [pool.submit(runtime.predict, {"data": {"ndarray": [0.4]}}) for _ in range(8)]
        # The others stay until they are released.
        runtime.wait_until(lambda: sum(each.done() for each in asked) >= 5)
        (tmp_path / "released").touch()
        answers = [each.result() for each in asked]
        refused = [answer for answer in answers if answer.status == 429]
        assert sorted({answer.status for answer in answers}) == [200, 429]
        assert len(refused) == 5
        assert refused[0].headers["retry-after"] == "1"
        assert runtime.predict({"data": {"ndarray": [0.0]}}).status == 200


def test_threads_answer_at_the_same_time(numpy_python: Path):
    with Runtime("Slow.Meeting", "--threads", "4", python=numpy_python) as runtime, ThreadPoolExecutor(4) as pool:
        assert {
            answer.status for answer in pool.map(lambda _: runtime.predict({"data": {"ndarray": [0.5]}}), range(4))
        } == {200}


def test_a_class_is_made_loaded_and_called_in_the_main_thread(tmp_path: Path):
    (tmp_path / "Main.py").write_text(
        "import threading\n"
        "def here(): return threading.current_thread() is threading.main_thread()\n"
        "class Main:\n"
        "    def __init__(self): self.seen = [here()]\n"
        "    def load(self): self.seen.append(here())\n"
        "    def predict(self, X, names=None): return {'seen': [*self.seen, here()]}\n"
    )
    with Runtime("Main", folder=tmp_path) as runtime:
        assert runtime.predict({"strData": "x"}).json()["jsonData"]["seen"] == [True, True, True]


def test_many_stops_while_answering_lose_no_answer(numpy_python: Path):
    with Runtime("Echo.Identity", python=numpy_python) as runtime:
        told: "list[int]" = []
        lost: "list[str]" = []
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                try:
                    told.append(runtime.predict({"data": {"ndarray": [[1]]}}).status)
                except ConnectionRefusedError:
                    return
                except OSError as error:
                    # A connection that the kernel had taken but the server had not.
                    if not isinstance(error, (ConnectionResetError, BrokenPipeError)):
                        lost.append(repr(error))
                    return

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        runtime.wait_until(lambda: len(told) > 100)
        assert runtime.stop() == 0
        stop.set()
        for thread in threads:
            thread.join()
        assert set(told) == {200}
        assert lost == []


def test_health_status_is_answered_while_the_model_computes_unless_the_class_has_a_word(
    numpy_python: Path, tmp_path: Path
):
    env = {"RELEASED": str(tmp_path / "released")}
    with ThreadPoolExecutor() as pool, Runtime("Slow.Held", python=numpy_python, env=env) as runtime:
        slow = pool.submit(runtime.predict, {"data": {"ndarray": [1.0]}})
        until_begun(runtime)
        assert runtime.get("/health/status").json()["strData"] == "healthy"
        assert runtime.get("/metadata").status == 200
        assert not slow.done()
        (tmp_path / "released").touch()
        assert slow.result().status == 200
