"""What a model can do wrong, and what the person who deploys it is told. Nothing is left behind."""

import pytest
from conftest import ADDS, ended

REQUEST = '{"data": {"ndarray": [[1, 2]]}}'
MODELS = {
    "fails in __init__": ("def __init__(self): raise ValueError('no weights')", "model-load-failed", "no weights"),
    "fails in load": ("def load(self): raise AttributeError('no weights')", "model-load-failed", "no weights"),
    "cannot be imported": ("import nowhere_to_be_found", "model-load-failed", "nowhere_to_be_found"),
    "fails in predict": ("def predict(self, X, names): raise KeyError('age')", "model-load-failed", "age"),
    "answers with what JSON cannot carry": ("def predict(self, X, names): return object()", "model-load-failed", "object"),
    "ends its process": ("def load(self): import os; os._exit(3)", "model-crashed", "exit code 3"),
    "is ended by a signal": ("def load(self): import os; os.kill(os.getpid(), 11)", "model-crashed", "SIGSEGV"),
}


@pytest.mark.parametrize("what", MODELS)
def test_a_model_that(bench, what):
    body, code, words = MODELS[what]
    folder = bench.component(f"class Bad:\n    {body}\n", "Bad", **{"request__json": REQUEST})
    exit_code, events = bench.json("deploy", folder)
    problem = ended(events)["problem"]
    assert (exit_code, problem["code"]) == (3, code), problem
    assert words in f"{problem['reason']} {problem.get('detail')}"
    assert problem["suggestion"]
    assert bench.deployments() == [] and bench.processes() == []


def test_a_model_that_hangs_while_it_loads_is_given_up_in_time(bench):
    folder = bench.component("class Bad:\n    def load(self):\n        import time; time.sleep(600)\n", "Bad")
    code, events = bench.json("deploy", folder, "--start-timeout", "3")
    assert (code, ended(events)["problem"]["code"]) == (3, "model-start-timeout")
    assert bench.processes() == []


def test_a_model_that_eats_memory_is_ended_at_its_limit(bench):
    body = "class Bad:\n    def load(self):\n        self.x = [bytearray(10_000_000) for _ in range(300)]\n        import time; time.sleep(60)\n"
    code, events = bench.json("deploy", bench.component(body, "Bad"), "--memory", "400")
    assert (code, ended(events)["problem"]["code"]) == (3, "model-out-of-memory")
    assert bench.processes() == []


def test_a_model_that_answers_nan_is_served_as_null(bench):
    body = "class Bad:\n    def predict(self, X, names):\n        return [[float('nan'), float('inf')]]\n"
    code, events = bench.json("deploy", bench.component(body, "Bad", **{"request__json": REQUEST}))
    assert code == 0, ended(events)


@pytest.mark.parametrize(
    "requirements, code",
    [
        (["no-such-package-anywhere==1.0"], "requirement-missing"),
        (["uvicorn==0.0.0.0.1"], "requirement-missing"),
        (["click==8.1.0", "click==8.0.0"], "requirement-conflict"),
    ],
)
def test_requirements_that_cannot_be_had_are_said(bench, requirements, code):
    exit_code, events = bench.json("deploy", bench.component(ADDS, requirements=requirements))
    assert (exit_code, ended(events)["problem"]["code"]) == (3, code), ended(events)


@pytest.mark.parametrize("reference", ["no-such-folder", "models:/no-such-name@champion", "models:/breast-cancer/99", "f" * 32])
def test_a_model_that_is_not_there_is_said(bench, store, reference):
    bench.environ["MLFLOW_TRACKING_URI"] = store
    code, events = bench.json("deploy", reference)
    assert code == 4 and ended(events)["problem"]["code"] in ("no-such-model", "no-such-run"), ended(events)


def test_a_store_that_is_not_there_is_said_and_not_made(bench):
    bench.environ["MLFLOW_TRACKING_URI"] = f"sqlite:///{bench.folder}/nothing.db"
    code, events = bench.json("models")
    assert (code, ended(events)["problem"]["code"]) == (5, "tracking-wrong-address"), events
    assert not (bench.folder / "nothing.db").exists()


def test_a_folder_without_a_model_is_said(bench):
    (bench.folder / "empty").mkdir()
    code, events = bench.json("deploy", bench.folder / "empty")
    assert (code, ended(events)["problem"]["code"]) == (3, "model-missing")


def test_a_name_that_cannot_be_one_is_said(bench):
    code, events = bench.json("deploy", bench.component(ADDS), "--name", "Not A Name")
    assert (code, ended(events)["problem"]["code"]) == (2, "name-invalid")


def test_a_port_that_is_taken_is_said_before_any_work(bench):
    import socket

    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        code, events = bench.json("deploy", bench.component(ADDS), "--port", port)
    assert (code, ended(events)["problem"]["code"]) == (6, "port-taken")


def test_a_home_that_cannot_be_written_is_said(bench):
    (bench.folder / "home").write_text("a file where a folder should be")
    code, events = bench.json("deploy", bench.component(ADDS))
    (bench.folder / "home").unlink()
    assert code == 6, events
