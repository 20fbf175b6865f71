"""Exceptions of the user's class."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest
from process import Runtime


@pytest.fixture(scope="module")
def failing(python: Path) -> Iterator[Runtime]:
    with Runtime("Failing.Predict", python=python) as runtime:
        yield runtime


def test_an_exception_with_a_status_is_answered_with_it(failing: Runtime):
    answer = failing.predict({"strData": "teapot"})
    assert answer.status == 418
    assert answer.json() == {"status": {"status": 1, "info": "short and stout", "code": 418, "reason": "TEAPOT"}}


def test_another_exception_is_a_500_with_its_traceback_in_the_log(failing: Runtime):
    answer = failing.predict({"strData": "x"}, headers={"x-request-id": "the-one"})
    assert (answer.status, answer.info) == (500, "ValueError: cannot use x")
    assert answer.headers["x-request-id"] == "the-one"
    line = next(line for line in failing.log_lines() if line.get("request_id") == "the-one")
    assert "raise ValueError" in line["error"]
    assert "deploy_model_runtime" not in line["error"]


@pytest.mark.parametrize("word", ["exit", "interrupt"])
def test_a_class_cannot_end_the_server(failing: Runtime, word: str):
    assert failing.predict({"strData": word}).status == 500
    assert failing.ping() == "ready"


def test_a_type_error_is_no_second_call(failing: Runtime):
    before = failing.predict({"strData": "calls"}).json()["data"]["tensor"]["values"][0]
    assert failing.predict({"strData": "type"}).status == 500
    assert failing.predict({"strData": "calls"}).json()["data"]["tensor"]["values"][0] == before + 2


def test_a_reply_may_set_the_status(numpy_python: Path):
    with Runtime("Failing.Status", python=numpy_python) as runtime:
        answer = runtime.predict({"strData": "x"})
    assert (answer.status, answer.info) == (422, "too young")


@pytest.mark.parametrize(
    ("interface", "words"),
    [
        (
            "Failing.Load",
            ["AttributeError: 'Load' object has no attribute 'model'", "self.model.weights", "Failing.py"],
        ),
        ("Failing.Make", ["ValueError: no such file: weights.bin"]),
        ("Failing.Exit", ["SystemExit: the licence has expired"]),
        ("Failing.Other", ["ImportError: the module Failing has no class Other"]),
        ("Missing", ["ModuleNotFoundError: No module named 'Missing'"]),
    ],
)
def test_a_model_that_does_not_load_stays_up_and_says_why(interface: str, words: "list[str]"):
    with Runtime(interface, wait="failed") as runtime:
        for answer in (runtime.get("/health/ping"), runtime.predict({"strData": "x"}), runtime.get("/v2/health/ready")):
            assert (answer.status, answer.json()["status"]["reason"]) == (503, "MICROSERVICE_LOAD_FAILED")
            assert all(word in answer.info for word in words)
            assert "deploy_model_runtime" not in answer.info
        assert all(word in runtime.log for word in words[:1])
        assert runtime.get("/v2/health/live").status == 200
        assert runtime.stop() == 0


def test_a_model_that_cannot_answer_the_warm_up_request_is_not_ready(tmp_path: Path):
    (tmp_path / "request.json").write_text('{"data":{"ndarray":[[1]]}}')
    with Runtime("Failing.WarmUp", "--warm-up", str(tmp_path / "request.json"), wait="failed") as runtime:
        assert "RuntimeError: the model cannot compute" in runtime.get("/health/ping").info
    with Runtime("Echo.Identity", "--warm-up", str(tmp_path / "request.json")) as runtime:
        assert runtime.ping() == "ready"


@pytest.mark.parametrize("content", [None, "no json", '{"data":{"ndarray":5}}'])
def test_a_warm_up_request_that_is_none_is_told(tmp_path: Path, content: str):
    if content is not None:
        (tmp_path / "request.json").write_text(content)
    with Runtime("Echo.Identity", "--warm-up", str(tmp_path / "request.json"), wait="failed"):
        pass


def test_a_model_that_answers_the_warm_up_request_with_a_failure_is_not_ready(tmp_path: Path):
    (tmp_path / "request.json").write_text('{"strData":"x"}')
    with Runtime("Failing.Status", "--warm-up", str(tmp_path / "request.json"), wait="failed") as runtime:
        assert "too young" in runtime.get("/health/ping").info


def test_a_class_answers_its_own_exceptions_by_flask(fast_python: Path):
    with Runtime("Extras.Handled", python=fast_python) as runtime:
        answer = runtime.predict({"strData": "key"})
        assert (answer.status, answer.json()) == (409, {"mine": "'gone'"})
        assert runtime.predict({"strData": "value"}).info == "ValueError: bad"
