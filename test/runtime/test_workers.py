"""Several processes that serve one model."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from process import Runtime

COUNT = "seldon_api_executor_server_requests_seconds_count"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A class that says which process answers, and writes down where it is loaded."""
    (tmp_path / "Own.py").write_text(
        "import os, time, random\n"
        "class Own:\n"
        "    def load(self):\n"
        "        with open('loaded', 'a') as file: file.write(f'{os.getpid()}\\n')\n"
        "        while not os.path.exists(os.environ.get('LOADED', '.')): time.sleep(0.01)\n"
        "    def predict(self, X, names=None):\n"
        "        if isinstance(X, dict): os._exit(X['exit'])\n"
        "        time.sleep(0.01)\n"
        "        return {'process': os.getpid(), 'random': random.random()}\n"
    )
    return tmp_path


def loaded(folder: Path) -> "list[str]":
    return (folder / "loaded").read_text().split()


def ask(runtime: Runtime, count: int = 60) -> "Counter[int]":
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: runtime.predict({"strData": "x"}), range(count)))
    assert {answer.status for answer in answers} == {200}
    return Counter(answer.json()["jsonData"]["process"] for answer in answers)


def told(runtime: Runtime) -> "set[float]":
    """How many predictions were counted, as one worker or another tells it: each tells the others twice a second."""
    return {runtime.metric(COUNT, service="predict") for _ in range(12)}


def children(runtime: Runtime) -> "list[int]":
    done = subprocess.run(["pgrep", "-P", str(runtime.process.pid)], capture_output=True, text=True)
    return [int(line) for line in done.stdout.split()]


@pytest.mark.parametrize("environment", ["bare", "fast"])
def test_workers_share_one_copy_of_the_model_and_the_requests(
    folder: Path, bare_python: Path, fast_python: Path, environment: str
):
    python = bare_python if environment == "bare" else fast_python
    with Runtime("Own", "--workers", "3", folder=folder, python=python) as runtime:
        said: "Counter[int]" = Counter()
        # One that has had no time on the processor yet has its part later.
        runtime.wait_until(lambda: said.update(ask(runtime)) or (len(said) == 3 and min(said.values()) >= 5))
        assert loaded(folder) == [str(runtime.process.pid)]
        assert runtime.stop() == 0


def test_the_variable_of_gunicorn_sets_their_number(folder: Path, bare_python: Path):
    with Runtime("Own", folder=folder, python=bare_python, env={"GUNICORN_WORKERS": "2"}) as runtime:
        runtime.wait_until(lambda: len(children(runtime)) == 2)


def test_workers_do_not_draw_the_same_random_numbers(folder: Path, bare_python: Path):
    with Runtime("Own", "--workers", "2", folder=folder, python=bare_python) as runtime, ThreadPoolExecutor(8) as pool:
        drawn = [
            answer.json()["jsonData"]["random"]
            for answer in pool.map(lambda _: runtime.predict({"strData": "x"}), range(40))
        ]
        assert len(set(drawn)) == 40


def test_the_port_is_open_while_the_shared_model_loads(folder: Path, bare_python: Path):
    with Runtime(
        "Own", "--workers", "2", folder=folder, python=bare_python, wait="loading", env={"LOADED": "go-on"}
    ) as runtime:
        assert runtime.predict({"strData": "x"}).status == 503
        (folder / "go-on").touch()
        runtime.wait_until(lambda: runtime.ping() == "ready")


def test_a_shared_model_that_does_not_load_stays_up_and_says_why():
    with Runtime("Failing.Load", "--workers", "2", wait="failed") as runtime:
        assert "AttributeError" in runtime.get("/health/ping").info
        assert runtime.stop() == 0


def test_metrics_are_the_total_of_all_workers(folder: Path, bare_python: Path):
    with Runtime("Own", "--workers", "3", folder=folder, python=bare_python) as runtime:
        ask(runtime, 60)
        runtime.wait_until(lambda: told(runtime) == {60})


def test_a_worker_that_ends_is_replaced_and_its_counts_stay(folder: Path, bare_python: Path):
    with Runtime("Own", "--workers", "2", folder=folder, python=bare_python) as runtime:
        asked = ask(runtime, 30)
        runtime.wait_until(lambda: told(runtime) == {30})
        victim = children(runtime)[0]
        os.kill(victim, signal.SIGKILL)
        runtime.wait_until(lambda: len(set(children(runtime)) - {victim}) == 2)
        runtime.wait_until(lambda: asked.update(more := ask(runtime, 20)) or len(more) == 2)
        assert f"Worker 0 ended with code {-signal.SIGKILL}." in runtime.log
        assert loaded(folder) == [str(runtime.process.pid)]
        runtime.wait_until(lambda: told(runtime) == {sum(asked.values())})


def test_a_worker_that_crashes_leaves_the_others_answering(folder: Path, bare_python: Path):
    with Runtime("Own", "--workers", "2", folder=folder, python=bare_python) as runtime:
        with pytest.raises(OSError):
            runtime.predict({"jsonData": {"exit": 3}})
        assert runtime.predict({"strData": "x"}).status == 200
        runtime.wait_until(lambda: "ended with code 3" in runtime.log)


def test_workers_are_replaced_after_so_many_requests(folder: Path, bare_python: Path):
    with Runtime("Own", "--max-requests", "10", folder=folder, python=bare_python) as runtime:
        seen = [runtime.predict({"strData": "x"}).json()["jsonData"]["process"] for _ in range(10)]
        runtime.wait_until(lambda: set(children(runtime)) - {seen[0]} and runtime.ping() == "ready")
        assert len(set(seen)) == 1
        assert runtime.predict({"strData": "x"}).json()["jsonData"]["process"] != seen[0]
        assert loaded(folder) == [str(runtime.process.pid)]


def test_a_stop_finishes_the_requests_of_all_workers(numpy_python: Path):
    with Runtime("Slow.Predict", "--workers", "2", python=numpy_python) as runtime, ThreadPoolExecutor(2) as pool:
        slow = [pool.submit(runtime.predict, {"data": {"ndarray": [1.0]}}) for _ in range(2)]
        runtime.wait_until(lambda: runtime.log.count("begun") == 2)
        assert runtime.stop() == 0
        assert [future.result().status for future in slow] == [200, 200]


def test_workers_end_when_their_parent_is_killed(folder: Path, bare_python: Path):
    with Runtime("Own", "--workers", "2", folder=folder, python=bare_python) as runtime:
        runtime.wait_until(lambda: len(children(runtime)) == 2)
        workers = children(runtime)
        runtime.process.kill()
        runtime.process.wait()
        until = time.monotonic() + 30
        while any(_alive(worker) for worker in workers) and time.monotonic() < until:
            time.sleep(0.05)
        assert not any(_alive(worker) for worker in workers)


def _alive(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_they_end_when_the_standard_input_does(folder: Path, bare_python: Path):
    with Runtime(
        "Own", "--workers", "2", "--exit-with-stdin", folder=folder, python=bare_python, stdin=subprocess.PIPE
    ) as runtime:
        runtime.wait_until(lambda: len(children(runtime)) == 2)
        runtime.process.stdin.close()
        assert runtime.process.wait(30) == 0


def test_each_worker_loads_for_itself_when_that_is_wanted(folder: Path, bare_python: Path):
    with Runtime("Own", "--workers", "2", "--share-model", "never", folder=folder, python=bare_python) as runtime:
        runtime.wait_until(lambda: len(ask(runtime, 20)) == 2)
        assert sorted(loaded(folder)) == sorted(map(str, children(runtime)))


def test_a_library_that_cannot_be_forked_is_loaded_in_each_worker(folder: Path, bare_python: Path):
    (folder / "tensorflow.py").write_text("")
    (folder / "Own.py").write_text("import tensorflow\n" + (folder / "Own.py").read_text())
    with Runtime("Own", "--workers", "2", folder=folder, python=bare_python) as runtime:
        runtime.wait_until(lambda: len(ask(runtime, 20)) == 2)
        assert sorted(loaded(folder)) == sorted([str(runtime.process.pid), *map(str, children(runtime))])
        assert "each worker loads its own copy" in runtime.log
        assert runtime.stop() == 0


def test_grpc_is_answered_by_all_workers(folder: Path, numpy_python: Path, grpc: Any):
    with Runtime("Own", "--workers", "2", folder=folder, python=numpy_python, grpc=True) as runtime:
        seen = set()

        def all_have_answered() -> bool:
            answer = grpc(runtime, "seldon.protos.Model/Predict", {"strData": "x"})
            assert answer["code"] == "OK", answer
            seen.add(answer["reply"]["jsonData"]["process"])
            return len(seen) == 2

        runtime.wait_until(all_have_answered)
        assert runtime.stop() == 0


def test_a_grpc_port_that_is_taken_is_an_error(folder: Path, numpy_python: Path):
    with (
        Runtime("Own", folder=folder, python=numpy_python, grpc=True) as first,
        Runtime(
            "Own", "--workers", "2", "--grpc-port", str(first.grpc_port), folder=folder, python=numpy_python, wait=""
        ) as second,
    ):
        assert second.process.wait(20) == 1
        assert str(first.grpc_port) in second.log


def test_a_worker_whose_model_hangs_is_replaced(numpy_python: Path):
    with Runtime("Slow.Stuck", "--workers", "2", "--timeout", "0.5", python=numpy_python) as runtime:
        assert runtime.predict({"strData": "hang"}).status == 504
        runtime.wait_until(lambda: "ended with code 71" in runtime.log)
        runtime.wait_until(lambda: len(children(runtime)) == 2)
        runtime.wait_until(lambda: {runtime.ping() for _ in range(10)} == {"ready"})


def test_a_model_that_does_not_survive_a_fork_is_loaded_in_each_worker(folder: Path, bare_python: Path):
    """Its first call hangs in a process that has not loaded it itself."""
    (folder / "Forked.py").write_text(
        "import os, time\n"
        "class Forked:\n"
        "    def load(self): self.process = os.getpid()\n"
        "    def predict(self, X, names):\n"
        "        while self.process != os.getpid(): time.sleep(60)\n"
        "        return 'well'\n"
    )
    (folder / "request.json").write_text('{"strData":"x"}')
    arguments = ("--workers", "2", "--warm-up", "request.json")
    with Runtime(
        "Forked", *arguments, folder=folder, python=bare_python, env={"DEPLOY_MODEL_FORK_PATIENCE": "1"}
    ) as runtime:
        assert runtime.predict({"strData": "x"}).json()["strData"] == "well"
        assert "each worker loads its own copy" in runtime.log
