"""Seldon messages and answers of every kind. Runs where pandas is installed."""

import datetime
import json

import pytest

pytest.importorskip("pandas", reason="pandas is needed")
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from wrapping import BadRequest, answer_to  # noqa: E402
from wrapping.outputs import Rows, plain  # noqa: E402


def echo(X, names, meta):
    return Rows(X.rows, names)


@pytest.mark.parametrize(
    "answer, expected",
    [
        (np.array([1.5, 2.0]), [1.5, 2.0]),
        (np.array([np.nan, np.inf, 1.0]), [None, None, 1.0]),
        (np.array([[1, 2]], dtype="int32"), [[1, 2]]),
        (np.array(["a", "b"]), ["a", "b"]),
        (np.array(["2024-01-02"], dtype="datetime64[D]"), ["2024-01-02T00:00:00.000000"]),
        (pd.Series([1, 2], name="s"), [1, 2]),
        (pd.DataFrame({"a": [1, None], "b": ["x", None]}), [[1.0, "x"], [None, None]]),
        ([np.float32(0.5), (1, b"\0")], [0.5, [1, "AA=="]]),
        ({"a": np.array([1]), 2: {"b": pd.NaT}}, {"a": [1], "2": {"b": None}}),
        (np.float64(2.5), 2.5),
        ("text", "text"),
        (None, None),
        (pd.Timestamp("2024-01-02"), "2024-01-02T00:00:00"),
        (datetime.date(2024, 1, 2), "2024-01-02"),
    ],
)
def test_every_kind_of_answer_becomes_strict_json(answer, expected):
    converted = plain(answer)
    assert converted == expected
    json.dumps(converted, allow_nan=False)


def test_a_table_keeps_the_names_of_its_columns():
    assert plain(pd.DataFrame({"a": [1], "b": [2]})).names == ["a", "b"]


def test_what_json_cannot_carry_is_said():
    with pytest.raises(TypeError, match="object"):
        plain([object()])


def test_large_integers_keep_every_digit():
    assert plain(np.array([2**53 + 1])) == [2**53 + 1]


def test_rows_are_answered_in_the_encoding_of_the_request():
    rows = {"data": {"names": ["a", "b"], "ndarray": [[1, "x"]]}}
    assert answer_to(rows, echo) == {"data": {"names": ["a", "b"], "ndarray": [[1, "x"]]}, "meta": {}}
    tensor = {"data": {"tensor": {"shape": [2, 1], "values": [1, 2]}}}
    assert answer_to(tensor, echo) == {"data": {"names": ["t:0"], "tensor": {"shape": [2, 1], "values": [1, 2]}}, "meta": {}}


def test_text_cannot_be_a_tensor_and_is_answered_as_rows():
    tensor = {"data": {"tensor": {"shape": [1, 1], "values": [1]}}}
    assert answer_to(tensor, lambda X, names, meta: Rows([["x"]]))["data"]["ndarray"] == [["x"]]


@pytest.mark.parametrize(
    "result, key", [({"a": 1}, "jsonData"), ([{"a": 1}], "jsonData"), (2.5, "jsonData"), (None, "jsonData"), ("x", "strData")]
)
def test_what_has_no_rows_is_answered_as_json_or_text(result, key):
    assert answer_to({"jsonData": {}}, lambda X, names, meta: result) == {key: result, "meta": {}}


def test_the_tags_of_a_request_are_handed_over():
    seen = []
    answer_to({"strData": "x", "meta": {"tags": {"k": 1}}}, lambda X, names, meta: seen.append((X, meta)) or "y")
    assert seen == [("x", {"tags": {"k": 1}})]


@pytest.mark.parametrize(
    "message, words",
    [
        ("text", "a JSON object"),
        ([], "a JSON object"),
        ({}, "neither data, jsonData nor strData"),
        ({"data": []}, "ndarray or tensor"),
        ({"data": {}}, "neither ndarray nor tensor"),
        ({"data": {"ndarray": "x"}}, "neither ndarray nor tensor"),
        ({"data": {"names": "x", "ndarray": []}}, "list of texts"),
        ({"data": {"tensor": {"shape": [3], "values": [1]}}}, "do not fill"),
        ({"data": {"tensor": {"shape": [-1], "values": [1]}}}, "whole numbers"),
        ({"data": {"tensor": {"shape": ["x"], "values": [1]}}}, "whole numbers"),
        ({"data": {"tensor": {"shape": [1_000_000_000, 0], "values": []}}}, "holds no values"),
    ],
)
def test_messages_that_are_none_are_refused_with_the_reason(message, words):
    with pytest.raises(BadRequest, match=words):
        answer_to(message, echo)
