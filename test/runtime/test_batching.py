"""Requests that are put together into one call."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from process import Runtime


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Classes that tell how many rows they were given at once."""
    (tmp_path / "Batches.py").write_text(
        "import time\n"
        "import numpy as np\n"
        "class Batches:\n"
        "    def predict(self, X, names=None, meta=None):\n"
        "        time.sleep(0.02)\n"
        "        if (X < 0).any(): raise ValueError('negative')\n"
        "        return np.column_stack([X[:, 0], np.full(len(X), len(X))])\n"
        "class Messages:\n"
        "    def predict_raw(self, message):\n"
        "        time.sleep(0.02)\n"
        "        rows = message['data']['ndarray']\n"
        "        return {'data': {'names': [], 'ndarray': [[row[0], len(rows)] for row in rows]}, 'meta': {}}\n"
        "class Sums:\n"
        "    calls = 0\n"
        "    def predict(self, X, names=None):\n"
        "        time.sleep(0.02)\n"
        "        return {'sum': float(X.sum())}\n"
    )
    return tmp_path


def ask(runtime: Runtime, values: "list[float]", path: str = "/predict") -> "list[Any]":
    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(lambda value: runtime.post(path, {"data": {"ndarray": [[value, 0.5]]}}), values))


def sizes(answers: "list[Any]", values: "list[float]") -> "list[int]":
    rows = [answer.json()["data"]["ndarray"][0] for answer in answers]
    assert [row[0] for row in rows] == values
    return [int(row[1]) for row in rows]


@pytest.mark.parametrize("interface", ["Batches", "Batches.Messages"])
def test_requests_that_wait_are_put_together_and_each_gets_its_own_answer(
    folder: Path, numpy_python: Path, interface: str
):
    values = [float(number) for number in range(64)]
    with Runtime(interface, "--batch-size", "8", "--batch-wait", "5", folder=folder, python=numpy_python) as runtime:
        found = sizes(ask(runtime, values), values)
    assert 2 <= max(found) <= 8


def test_nothing_is_put_together_unless_it_is_wanted(folder: Path, numpy_python: Path):
    values = [float(number) for number in range(32)]
    with Runtime("Batches", folder=folder, python=numpy_python) as runtime:
        assert set(sizes(ask(runtime, values), values)) == {1}


def test_a_request_that_fails_does_not_fail_the_others(folder: Path, numpy_python: Path):
    values = [-1.0 if number % 5 == 0 else float(number) for number in range(40)]
    with Runtime("Batches", "--batch-size", "8", "--batch-wait", "5", folder=folder, python=numpy_python) as runtime:
        answers = ask(runtime, values)
    assert [answer.status for answer in answers] == [500 if value < 0 else 200 for value in values]
    assert [answer.json()["data"]["ndarray"][0][0] for answer in answers if answer.status == 200] == [
        value for value in values if value >= 0
    ]


def test_a_request_that_cannot_be_read_does_not_fail_the_others(folder: Path, numpy_python: Path):
    with (
        Runtime("Batches", "--batch-size", "8", "--batch-wait", "5", folder=folder, python=numpy_python) as runtime,
        ThreadPoolExecutor(8) as pool,
    ):
        bodies = ["{" if number % 3 == 0 else '{"data":{"ndarray":[[1,2]]}}' for number in range(24)]
        assert [answer.status for answer in pool.map(runtime.predict, bodies)] == [
            400 if body == "{" else 200 for body in bodies
        ]


def test_requests_of_different_forms_are_not_mixed(folder: Path, numpy_python: Path):
    with (
        Runtime("Batches", "--batch-size", "16", "--batch-wait", "5", folder=folder, python=numpy_python) as runtime,
        ThreadPoolExecutor(16) as pool,
    ):
        messages = [
            {"data": {"names": ["a"] * width, "ndarray": [[float(width)] * width]}}
            for width in (1, 2, 3)
            for _ in range(10)
        ]
        answers = [answer.json()["data"]["ndarray"][0][0] for answer in pool.map(runtime.predict, messages)]
    assert answers == [message["data"]["ndarray"][0][0] for message in messages]


def test_each_protocol_keeps_its_form(folder: Path, numpy_python: Path):
    with (
        Runtime("Batches", "--batch-size", "8", "--batch-wait", "5", folder=folder, python=numpy_python) as runtime,
        ThreadPoolExecutor(8) as pool,
    ):
        tensor = pool.submit(runtime.predict, {"data": {"tensor": {"shape": [1, 2], "values": [1.0, 2.0]}}})
        rows = pool.submit(runtime.predict, {"data": {"ndarray": [[3.0, 2.0]]}})
        v2 = {"inputs": [{"name": "x", "datatype": "FP64", "shape": [1, 2], "data": [4.0, 2.0]}]}
        inferred = pool.submit(runtime.post, "/v2/models/m/infer", v2)
        scored = pool.submit(runtime.post, "/invocations", {"inputs": [[5.0, 2.0]]})
        assert tensor.result().json()["data"]["tensor"]["values"][0] == 1.0
        assert rows.result().json()["data"]["ndarray"][0][0] == 3.0
        assert inferred.result().json()["outputs"][0]["data"][0] == 4.0
        assert scored.result().json()["predictions"][0][0] == 5.0


def test_answers_that_cannot_be_told_apart_are_asked_one_by_one(folder: Path, numpy_python: Path):
    values = [float(number) for number in range(24)]
    with Runtime(
        "Batches.Sums", "--batch-size", "8", "--batch-wait", "5", folder=folder, python=numpy_python
    ) as runtime:
        assert [answer.json()["jsonData"]["sum"] for answer in ask(runtime, values)] == [
            value + 0.5 for value in values
        ]
        assert "no longer put together" in runtime.log


def test_other_hooks_are_answered_between_batches(folder: Path, numpy_python: Path):
    with (
        Runtime("Batches", "--batch-size", "8", "--batch-wait", "5", folder=folder, python=numpy_python) as runtime,
        ThreadPoolExecutor(8) as pool,
    ):
        message = {"data": {"ndarray": [[1.0, 2.0]]}}
        paths = ["/predict", "/transform-input", "/health/status"] * 10
        answers = list(
            pool.map(lambda path: runtime.get(path) if path == "/health/status" else runtime.post(path, message), paths)
        )
    assert {answer.status for answer in answers} == {200}
