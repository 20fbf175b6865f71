"""The protocol of `mlflow models serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest
from process import Runtime

ROWS = [[1, "a"], [2, "bc"]]


@pytest.fixture(scope="module")
def raw(python: Path) -> Iterator[Runtime]:
    with Runtime("Raw", python=python) as runtime:
        yield runtime


def predictions(runtime: Runtime, body: Any, **more: Any) -> Any:
    answer = runtime.post("/invocations", body, **more)
    assert answer.status == 200, answer.body
    said = answer.json()
    assert list(said) == ["predictions"]
    return said["predictions"]


@pytest.mark.parametrize(
    "body",
    [
        {"dataframe_split": {"columns": ["n", "t"], "data": ROWS}},
        {"dataframe_split": {"index": [0, 1], "columns": ["t", "n"], "data": [row[::-1] for row in ROWS]}},
        {"dataframe_records": [{"n": 1, "t": "a"}, {"t": "bc", "n": 2}]},
    ],
)
def test_a_table_is_one_in_each_of_its_forms(raw: Runtime, body: Any):
    assert predictions(raw, body) == [2, 4]


def test_csv_is_a_table(raw: Runtime):
    assert predictions(raw, "n,t\n1,a\n2,bc\n", headers={"content-type": "text/csv"}) == [2, 4]
    assert predictions(
        raw, b'\xef\xbb\xbft,n\r\n"a,b",9007199254740993\r\n', headers={"content-type": "text/csv; charset=utf-8"}
    ) == [9007199254740996]


def test_parameters_reach_the_model(raw: Runtime):
    assert predictions(raw, {"dataframe_split": {"columns": ["n", "t"], "data": ROWS}, "params": {"offset": 10}}) == [
        12,
        14,
    ]


def test_columns_that_do_not_fit_are_refused(raw: Runtime):
    answer = raw.post("/invocations", {"dataframe_records": [{"n": 1, "x": "a"}]})
    assert (answer.status, answer.info) == (400, "The columns are n and t, not n, x.")


def test_a_failure_is_told_in_mlflows_words_too(raw: Runtime):
    refused = raw.post("/invocations", {"params": 5})
    assert (refused.status, refused.json()["error_code"]) == (400, "BAD_REQUEST")
    assert refused.json()["message"] == refused.info
    wrong = raw.post("/invocations", {"dataframe_split": {"columns": ["n", "t"], "data": [["a", 1]]}})
    assert (wrong.status, wrong.json()["error_code"]) == (500, "INTERNAL_ERROR")
    assert wrong.json()["message"] == wrong.info


@pytest.mark.parametrize("key", ["inputs", "instances"])
def test_tensors_reach_a_model_that_takes_messages_as_they_are(raw: Runtime, key: str):
    assert predictions(raw, {key: {"a": [[1]]}}) == {"got": {key: {"a": [[1]]}}}


def test_a_body_of_the_models_own_reaches_it(raw: Runtime):
    assert predictions(raw, {"messages": [{"role": "user", "content": "hi"}]}) == {
        "got": {"messages": [{"role": "user", "content": "hi"}]}
    }


def test_any_class_takes_tables_and_tensors(echo: Runtime):
    table = predictions(echo, {"dataframe_split": {"columns": ["a"], "data": [[1.5]]}})
    assert (table["names"], table["X"]["values"]) == (["str a"], [["float 1.5"]])
    assert predictions(echo, {"instances": [[1, 2]]})["X"]["shape"] == [1, 2]
    assert predictions(echo, {"inputs": {"a": [1], "b": "x"}})["X"] == {
        "a": {"array": "int64", "shape": [1], "values": ["int 1"]},
        "b": "str x",
    }


def test_csv_cells_have_the_type_of_their_column(echo: Runtime):
    table = "n,f,t,b,o\n1,1,a,true,\n2,2.5,1,false,7\n"
    assert predictions(echo, table, headers={"content-type": "text/csv"})["X"]["values"] == [
        ["int 1", "float 1.0", "str a", "bool True", "NoneType None"],
        ["int 2", "float 2.5", "str 1", "bool False", "int 7"],
    ]


def test_arrays_are_answered_as_lists_and_tables_as_records(numpy_python: Path):
    with Runtime("Answers", python=numpy_python) as runtime:
        assert predictions(runtime, {"inputs": "array"}) == [[1.5, 2.0]]
        assert predictions(runtime, {"inputs": "flat"}) == [1, 2]
        assert predictions(runtime, {"inputs": "nan"}) == [[None, None, 1.0]]
        assert predictions(runtime, {"inputs": "text"}) == "hello"
        assert predictions(runtime, {"inputs": "frame"}) == [{"n": 1, "t": "x"}]
    with Runtime("Raw.Table", python=numpy_python) as runtime:
        assert predictions(runtime, {"inputs": [1]}) == [{"n": 1, "t": "x", "f": 0.5}, {"n": 2, "t": "y", "f": None}]
    with Runtime("Answers.Named", python=numpy_python) as runtime:
        assert predictions(runtime, {"inputs": [[1]]}) == [[0.25, 0.75]]


def test_its_other_paths_answer(raw: Runtime):
    assert raw.get("/ping").status == 200
    assert raw.get("/health").status == 200
    assert raw.get("/version").body.decode()[0].isdigit()
