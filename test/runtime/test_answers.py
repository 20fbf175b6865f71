"""What becomes of the values that a class returns."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest
from process import Runtime


@pytest.fixture(scope="module")
def answers(python: Path) -> Iterator[Runtime]:
    with Runtime("Answers", python=python) as runtime:
        yield runtime


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("array", {"data": {"names": ["t:0", "t:1"], "tensor": {"shape": [1, 2], "values": [1.5, 2.0]}}}),
        ("float32", {"data": {"names": ["t:0"], "tensor": {"shape": [1, 1], "values": [0.10000000149011612]}}}),
        ("integers", {"data": {"names": ["t:0"], "tensor": {"shape": [1, 1], "values": [2**62 + 1]}}}),
        ("big", {"data": {"names": ["t:0"], "ndarray": [[2**80]]}}),
        ("nan", {"data": {"names": ["t:0", "t:1", "t:2"], "tensor": {"shape": [1, 3], "values": [None, None, 1.0]}}}),
        ("nan in dict", {"jsonData": {"a": None, "b": [None, {"c": [None]}]}}),
        ("texts", {"data": {"names": ["t:0", "t:1"], "ndarray": [["a", "b"]]}}),
        ("mixed", {"data": {"names": [f"t:{place}" for place in range(5)], "ndarray": [["a", 1, 2.5, None, True]]}}),
        ("flat", {"data": {"names": [], "tensor": {"shape": [2], "values": [1, 2]}}}),
        ("ragged", {"data": {"names": [], "ndarray": [[1], [2, 3]]}}),
        ("dict", {"jsonData": {"a": 1, "b": [1, 2], "3": [1.5]}}),
        ("number", {"jsonData": 5}),
        ("scalar", {"jsonData": 0.5}),
        ("text", {"strData": "hello"}),
        ("bytes", {"binData": "AP8="}),
        ("tuple", {"data": {"names": ["t:0", "t:1"], "tensor": {"shape": [1, 2], "values": [1, 2]}}}),
        ("empty", {"data": {"names": [], "tensor": {"shape": [0], "values": []}}}),
        ("times", {"jsonData": {"at": "2024-01-02T03:04:05", "day": ["2024-01-02"]}}),
        ("surrogate", {"jsonData": {"text": "\ud800"}}),
        ("frame", {"data": {"names": ["n", "t"], "ndarray": [[1, "x"]]}}),
    ],
)
def test_a_value_becomes_a_message(answers: Runtime, word: str, expected):
    answer = answers.predict({"strData": word})
    assert answer.status == 200, answer.body
    assert answer.json() == {**expected, "meta": {}}


def test_no_value_at_all_is_the_models_failure(answers: Runtime):
    answer = answers.predict({"strData": "none"})
    assert answer.status == 500
    assert "answered with a NoneType" in answer.info


def test_a_value_that_json_cannot_carry_is_the_models_failure(answers: Runtime):
    answer = answers.predict({"strData": "object"})
    assert answer.status == 500
    assert "holds a object, which JSON cannot carry" in answer.info


def test_a_type_error_in_the_class_is_no_second_call(answers: Runtime):
    before = answers.predict({"strData": "calls"}).json()["data"]["tensor"]["values"][0]
    assert answers.predict({"strData": "type error"}).status == 500
    assert answers.predict({"strData": "calls"}).json()["data"]["tensor"]["values"][0] == before + 2


def test_an_answer_may_bring_tags_and_metrics_of_its_own(answers: Runtime):
    meta = answers.predict({"strData": "response"}).json()["meta"]
    assert meta == {"tags": {"a": 1}, "metrics": [{"type": "COUNTER", "key": "seen", "value": 1}]}


def test_the_puid_comes_back(answers: Runtime):
    assert answers.predict({"strData": "text", "meta": {"puid": "p1"}}).json()["meta"] == {"puid": "p1"}


def test_tags_of_the_request_come_back(answers: Runtime):
    assert answers.predict({"strData": "text", "meta": {"tags": {"a": [1]}}}).json()["meta"] == {"tags": {"a": [1]}}


def test_names_tags_and_metrics_of_the_class_are_in_the_answer(numpy_python: Path):
    with Runtime(
        "Answers.Named", python=numpy_python, env={"PREDICTIVE_UNIT_ID": "node", "PREDICTIVE_UNIT_IMAGE": "img:1"}
    ) as runtime:
        answer = runtime.predict({"data": {"ndarray": [[1]]}, "meta": {"tags": {"version": 1, "other": 0}}}).json()
    assert answer["data"] == {"names": ["no", "yes"], "ndarray": [[0.25, 0.75]]}
    assert answer["meta"]["tags"] == {"version": 2, "other": 0}
    assert [metric["key"] for metric in answer["meta"]["metrics"]] == ["my_counter", "my_gauge", "my_timer"]
    assert answer["meta"]["requestPath"] == {"node": "img:1"}


def test_metrics_are_left_out_when_they_are_not_wanted(numpy_python: Path):
    with Runtime("Answers.Named", python=numpy_python, env={"INCLUDE_METRICS_IN_CLIENT_RESPONSE": "false"}) as runtime:
        assert runtime.predict({"data": {"ndarray": [[1]]}}).json()["meta"] == {"tags": {"version": 2}}
        assert runtime.metric("my_counter_total") == 2


def test_class_names_may_be_an_attribute(numpy_python: Path):
    with Runtime("Answers.Attribute", python=numpy_python) as runtime:
        assert runtime.predict({"data": {"ndarray": [[1]]}}).json()["data"]["names"] == ["a", "b"]


def test_metrics_that_are_none_are_the_models_failure(numpy_python: Path):
    with Runtime("Answers.BadMetrics", python=numpy_python) as runtime:
        answer = runtime.predict({"data": {"ndarray": [[1]]}})
    assert (answer.status, answer.json()["status"]["reason"]) == (500, "MICROSERVICE_BAD_METRIC")
