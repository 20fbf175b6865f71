"""How a request is read by a model's signature, and what is refused. Runs where MLflow is installed."""

import datetime

import pytest

pytest.importorskip("mlflow", reason="MLflow's signatures are needed")
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from mlflow.types.schema import Array, ColSpec, DataType, Object, Property, Schema, TensorSpec  # noqa: E402
from wrapping import BadRequest  # noqa: E402
from wrapping.inputs import Inputs  # noqa: E402
from wrapping.messages import Table  # noqa: E402

LARGE = 2**53 + 1


def columns(**kinds):
    return Inputs(Schema([ColSpec(kind, name) for name, kind in kinds.items()]))


def tensor(dtype, shape, name=None):
    return Inputs(Schema([TensorSpec(np.dtype(dtype), shape, name)]))


def read(inputs, rows, names=()):
    return inputs.read(Table(rows), list(names))[0]


def refusal(inputs, rows, names=()):
    with pytest.raises(BadRequest) as caught:
        read(inputs, rows, names)
    assert caught.value.status_code == 400
    return str(caught.value)


def test_columns_get_their_declared_types():
    inputs = columns(a="double", b="float", c="long", d="integer", e="boolean", f="string", g="datetime", h="binary")
    frame = read(inputs, [[1, 0.5, LARGE, 3, True, "x", "2024-01-02T03:04:05", "AAE="]])
    kinds = ["float64", "float32", "int64", "int32", "bool", "object", "datetime64[ns]", "object"]
    assert [str(frame[name].dtype) for name in frame] == kinds
    assert frame["c"][0] == LARGE and frame["h"][0] == b"\0\1"


def test_a_row_with_a_text_keeps_the_numbers_beside_it():
    frame = read(columns(n="long", s="string"), [[LARGE, "x"]])
    assert frame["n"][0] == LARGE and frame["s"][0] == "x"


def test_names_decide_about_the_order_and_unknown_ones_are_dropped():
    frame = read(columns(a="double", b="double"), [[9, 2.0, 1.0]], ["z", "b", "a"])
    assert list(frame) == ["a", "b"] and frame.iloc[0].tolist() == [1.0, 2.0]


def test_names_that_say_nothing_leave_the_order_to_decide():
    assert read(columns(a="double", b="double"), [[1, 2]], ["t:0", "t:1"])["b"][0] == 2


def test_a_missing_number_is_nan_and_a_missing_text_stays_missing():
    frame = read(columns(a="double", s="string"), [[None, None]])
    assert np.isnan(frame["a"][0]) and frame["s"][0] is None


def test_optional_columns_may_be_left_out():
    inputs = Inputs(Schema([ColSpec("double", "a"), ColSpec("string", "note", required=False)]))
    assert list(read(inputs, [[1.0]])) == ["a"]
    assert list(read(inputs, [[1.0]], ["a"])) == ["a"]


@pytest.mark.parametrize(
    "kind, value, words",
    [
        ("double", "1", "not a number"),
        ("double", True, "not a number"),
        ("long", 1.5, "not a whole number"),
        ("long", "1", "not a whole number"),
        ("long", None, "missing value"),
        ("long", 2**63, "out of its range"),
        ("integer", 3e10, "out of its range"),
        ("boolean", "false", "neither true nor false"),
        ("boolean", None, "neither true nor false"),
        ("datetime", "yesterday", "not a time"),
        ("datetime", 5, "not a time"),
        ("binary", "%%%", "not base64"),
        ("string", 5, "not a text"),
    ],
)
def test_a_value_that_its_column_cannot_hold_is_refused_with_the_reason(kind, value, words):
    assert words in refusal(columns(x=kind), [[value]])


def test_a_whole_number_may_be_written_with_a_point():
    assert read(columns(n="long"), [[3.0]])["n"].tolist() == [3]


def test_times_with_a_zone_become_utc():
    frame = read(columns(t="datetime"), [["2024-01-02T03:04:05+02:00"]])
    assert frame["t"][0] == datetime.datetime(2024, 1, 2, 1, 4, 5)


@pytest.mark.parametrize(
    "rows, names, words",
    [
        ([], [], "no rows"),
        ([[1, 2], [3]], [], "different numbers"),
        ([[1]], [], "takes 2 values in a row, a, b; the request has 1"),
        ([[1]], ["a"], "lacks b"),
        ([[1, 2, 3]], ["a", "b"], "2 names for 3 values"),
        ([[1, 2, 3]], ["a", "b", "a"], "given twice"),
    ],
)
def test_rows_that_do_not_fit_are_refused_with_the_reason(rows, names, words):
    assert words in refusal(columns(a="double", b="double"), rows, names)


def test_a_wide_table_of_numbers_is_read_as_one_block():
    inputs = Inputs(Schema([ColSpec("double", f"c{n}") for n in range(50)]))
    frame = read(inputs, [[n for n in range(50)]], [f"c{n}" for n in range(50)])
    assert frame.dtypes.unique().tolist() == [np.dtype("float64")] and frame.shape == (1, 50)


def test_nested_values_get_their_declared_types():
    schema = Schema(
        [ColSpec(Array(DataType.double), "x"), ColSpec(Object([Property("n", DataType.long)]), "o")]
    )
    frame = read(Inputs(schema), [[[1, 2], {"n": 3.0}]])
    assert frame["x"][0].dtype == np.float64
    assert frame["o"][0] == {"n": 3} and isinstance(frame["o"][0]["n"], (int, np.integer))


def test_tensors_get_their_type_and_shape():
    assert read(tensor("float32", (-1, 2, 2)), [[1, 2, 3, 4]]).shape == (1, 2, 2)
    assert read(tensor("float32", (-1, 2, 2)), [[[1, 2], [3, 4]]]).dtype == np.float32
    assert list(read(tensor("float32", (-1, 2), "x"), [[1, 2]])) == ["x"]


@pytest.mark.parametrize(
    "inputs, rows, words",
    [
        (tensor("float32", (-1, 2)), [[1, 2, 3]], "takes a tensor of shape"),
        (tensor("float32", (-1, 2, 2)), [[1, 2, 3]], "takes a tensor of shape"),
        (tensor("float32", (-1, 2)), [["a", "b"]], "holds other values"),
        (tensor("float32", (-1, 2)), [[1], [1, 2]], "differ in length"),
        (tensor("int64", (-1, 1)), [[1.5]], "no such whole numbers"),
        (tensor("uint8", (-1, 1)), [[300]], "no such whole numbers"),
    ],
)
def test_tensors_that_do_not_fit_are_refused_with_the_reason(inputs, rows, words):
    assert words in refusal(inputs, rows)


def test_several_tensors_come_as_one_field_each():
    inputs = Inputs(Schema([TensorSpec(np.dtype("float32"), (-1, 2), "a"), TensorSpec(np.dtype("int64"), (-1,), "b")]))
    data, _ = inputs.read({"inputs": {"a": [[1, 2]], "b": [3]}}, [])
    assert data["a"].dtype == np.float32 and data["b"].tolist() == [3]
    assert "several tensors" in refusal(inputs, [[1, 2]])
    with pytest.raises(BadRequest, match="lacks b"):
        inputs.read({"inputs": {"a": [[1, 2]]}}, [])


@pytest.mark.parametrize(
    "body",
    [
        {"dataframe_split": {"columns": ["b", "a"], "data": [["x", 1]]}},
        {"dataframe_records": [{"a": 1, "b": "x"}]},
        {"inputs": [{"a": 1, "b": "x"}]},
        {"instances": [{"a": 1, "b": "x"}]},
        {"a": [1], "b": ["x"]},
        [{"a": 1, "b": "x"}],
        {"a": 1, "b": "x"},
    ],
)
def test_a_table_may_come_in_each_form_of_mlflows_protocol(body):
    frame = columns(a="double", b="string").read(body, [])[0]
    assert frame.to_dict("records") == [{"a": 1.0, "b": "x"}]


def test_parameters_of_a_body_are_given_back():
    assert columns(a="double").read({"inputs": [{"a": 1}], "params": {"k": 2}}, [])[1] == {"k": 2}


def test_without_a_signature_rows_are_an_array_and_with_names_a_table():
    assert isinstance(read(Inputs(None), [[1, 2]]), np.ndarray)
    assert isinstance(read(Inputs(None), [[1, 2]], ["a", "b"]), pd.DataFrame)
    assert Inputs(None).read({"any": "thing"}, [])[0] == {"any": "thing"}
    assert Inputs(None).read("text", [])[0] == "text"
