"""What the logged model itself answers, for each way a request can be written. Runs where MLflow is installed."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

mlflow = pytest.importorskip("mlflow", reason="these tests log real models: run them in an environment with MLflow")
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from mlflow.models import ModelSignature  # noqa: E402
from mlflow.types.schema import ColSpec, ParamSchema, ParamSpec, Schema, TensorSpec  # noqa: E402

cloudpickle = pytest.importorskip("cloudpickle", reason="these tests log real models")
cloudpickle.register_pickle_by_value(sys.modules[__name__])
SCRIPT = Path(__file__).parents[2] / "src/pipeline/templates/python/reference.py"
LARGE = 2**53 + 1

spec = importlib.util.spec_from_file_location("reference", SCRIPT)
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)


class Told(mlflow.pyfunc.PythonModel):
    """Answers with what `function` makes of the input."""

    def __init__(self, function):
        self.function = function

    def predict(self, context, model_input, params=None):
        print("noise on standard output")
        return self.function(model_input, params)


def save(folder, function, inputs=None, params=None, example=None):
    signature = ModelSignature(inputs, None, params) if inputs else None
    mlflow.pyfunc.save_model(
        str(folder), python_model=Told(function), signature=signature, input_example=example, pip_requirements=["mlflow"]
    )
    return folder


def ask(folder, *requests, method="predict"):
    cases = [{"name": str(index), "request": request} for index, request in enumerate(requests)]
    return json.loads(json.dumps(reference.answers(str(folder), cases, method), allow_nan=False))


def columns(*pairs):
    return Schema([ColSpec(kind, name) for name, kind in pairs])


def rows(names, *values):
    return {"data": {"names": names, "ndarray": [list(v) for v in values]}}


def dtypes(frame, params):
    return [f"{name}={frame[name].dtype}:{frame[name].iloc[0]}" for name in frame.columns]


def test_columns_get_their_declared_types_and_large_integers_keep_every_digit(tmp_path):
    schema = columns(("visits", "long"), ("rooms", "integer"), ("price", "double"), ("score", "float"), ("open", "boolean"))
    folder = save(tmp_path / "m", dtypes, schema)
    request = rows(["visits", "rooms", "price", "score", "open"], [LARGE, 3, 2, 0.5, True])
    [answer] = ask(folder, request)["answers"]
    assert answer["value"] == [f"visits=int64:{LARGE}", "rooms=int32:3", "price=float64:2.0", "score=float32:0.5", "open=bool:True"]
    assert answer["kind"] == "data"


def test_large_integers_in_the_answer_keep_every_digit(tmp_path):
    folder = save(tmp_path / "m", lambda x, _: x["n"].to_numpy(), columns(("n", "long")))
    assert ask(folder, rows(["n"], [LARGE]))["answers"][0]["value"] == [LARGE]


def test_columns_are_found_by_name_in_any_order_and_by_place_without_names(tmp_path):
    folder = save(tmp_path / "m", lambda x, _: (x["a"] - x["b"]).tolist(), columns(("a", "double"), ("b", "double")))
    out = ask(folder, rows(["b", "a"], [1, 5]), {"data": {"ndarray": [[5, 1]]}}, {"data": {"tensor": {"shape": [1, 2], "values": [5, 1]}}})
    assert [a["value"] for a in out["answers"]] == [[4.0], [4.0], [4.0]]


@pytest.mark.parametrize("value", [1.5, "one", None])
def test_what_would_change_a_value_is_left_to_the_model_to_refuse(tmp_path, value):
    folder = save(tmp_path / "m", lambda x, _: x["n"].tolist(), columns(("n", "long")))
    [answer] = ask(folder, rows(["n"], [value], [2]))["answers"]
    assert "error" in answer and "value" not in answer


def test_times_become_naive_utc_and_are_answered_as_iso_text(tmp_path):
    folder = save(tmp_path / "m", lambda x, _: x["t"], columns(("t", "datetime")))
    [answer] = ask(folder, rows(["t"], ["2024-01-02T03:04:05+02:00"]))["answers"]
    assert answer["value"] == ["2024-01-02T01:04:05"]


def test_tensors_get_their_type_and_shape(tmp_path):
    schema = Schema([TensorSpec(np.dtype("float32"), (-1, 2, 2))])
    folder = save(tmp_path / "m", lambda x, _: [f"{x.dtype}{list(x.shape)}"], schema)
    flat, nested = ask(folder, {"data": {"ndarray": [[1, 2, 3, 4]]}}, {"data": {"ndarray": [[[1, 2], [3, 4]]]}})["answers"]
    assert flat["value"] == nested["value"] == ["float32[1, 2, 2]"]


def test_named_tensors_come_as_one_field_each(tmp_path):
    schema = Schema([TensorSpec(np.dtype("float32"), (-1, 2), "a"), TensorSpec(np.dtype("int64"), (-1,), "b")])
    folder = save(tmp_path / "m", lambda x, _: x["a"].sum(axis=1) + x["b"], schema)
    request = {"jsonData": {"inputs": {"a": [[1, 2], [3, 4]], "b": [10, 20]}}}
    assert ask(folder, request)["answers"][0]["value"] == [13.0, 27.0]


def test_parameters_come_from_tags_or_from_json_data(tmp_path):
    params = ParamSchema([ParamSpec("power", "long", 2)])
    folder = save(tmp_path / "m", lambda x, p: (x["x"] ** p["power"]).tolist(), columns(("x", "double")), params)
    request = rows(["x"], [3.0])
    split = {"columns": ["x"], "data": [[3.0]]}
    out = ask(folder, request, {**request, "meta": {"tags": {"power": 3, "other": 1}}}, {"jsonData": {"dataframe_split": split, "params": {"power": 4}}})
    assert [a["value"] for a in out["answers"]] == [[9.0], [27.0], [81.0]]


@pytest.mark.parametrize(
    "function, expected",
    [
        (lambda x, _: pd.DataFrame({"total": x["a"], "label": ["low"]}), {"kind": "data", "value": [[1.0, "low"]], "names": ["total", "label"]}),
        (lambda x, _: {"total": x["a"].to_numpy(), "count": np.int64(1)}, {"kind": "json", "value": {"total": [1.0], "count": 1}}),
        (lambda x, _: [{"total": 1.0}], {"kind": "json", "value": [{"total": 1.0}]}),
        (lambda x, _: "done", {"kind": "text", "value": "done"}),
        (lambda x, _: np.float32(0.5), {"kind": "json", "value": 0.5}),
        (lambda x, _: (1, 2.5), {"kind": "data", "value": [1, 2.5]}),
        (lambda x, _: pd.Series(["a"], name="s"), {"kind": "data", "value": ["a"]}),
        (lambda x, _: np.array([np.nan, np.inf, 1.0]), {"kind": "data", "value": [None, None, 1.0]}),
        (lambda x, _: np.array(["2024-01-02"], dtype="datetime64[D]"), {"kind": "data", "value": ["2024-01-02T00:00:00.000000"]}),
    ],
    ids=["table", "dict", "records", "text", "scalar", "tuple", "series", "nan", "times"],
)
def test_every_kind_of_answer_becomes_json_of_the_same_shape(tmp_path, function, expected):
    folder = save(tmp_path / "m", function, columns(("a", "double")))
    assert ask(folder, rows(["a"], [1.0]))["answers"] == [{"name": "0", **expected}]


def test_a_model_without_signature_gets_an_array_or_with_names_a_table(tmp_path):
    folder = save(tmp_path / "m", lambda x, _: [type(x).__name__])
    out = ask(folder, {"data": {"ndarray": [[1, 2]]}}, rows(["a", "b"], [1, 2]))
    assert [a["value"] for a in out["answers"]] == [["ndarray"], ["DataFrame"]]


def test_the_logged_example_is_asked_as_mlflow_reads_it(tmp_path):
    example = pd.DataFrame({"a": np.array([1, 2], dtype="int64")})
    folder = save(tmp_path / "m", lambda x, _: [str(x["a"].dtype)] * len(x), columns(("a", "long")), example=example)
    assert ask(folder, rows(["a"], [1], [2]))["answers"][0]["value"] == ["int64", "int64"]


def test_a_model_that_raises_is_an_answer_and_the_next_case_is_still_asked(tmp_path):
    def picky(frame, params):
        if frame["a"].iloc[0] < 0:
            raise ValueError("only positive numbers")
        return frame["a"].tolist()

    folder = save(tmp_path / "m", picky, columns(("a", "double")))
    bad, good = ask(folder, rows(["a"], [-1.0]), rows(["a"], [1.0]))["answers"]
    assert bad == {"name": "0", "error": "ValueError: only positive numbers"}
    assert good["value"] == [1.0]


def test_another_method_is_asked_of_the_library_itself(tmp_path):
    linear = pytest.importorskip("sklearn.linear_model", reason="needs scikit-learn")
    x = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0]})
    model = linear.LogisticRegression().fit(x, [0, 0, 1, 1])
    schema = ModelSignature(columns(("a", "double")))
    mlflow.sklearn.save_model(model, str(tmp_path / "m"), signature=schema, serialization_format="cloudpickle", pip_requirements=["scikit-learn"])
    [answer] = ask(tmp_path / "m", rows(["a"], [1.0]), method="predict_proba")["answers"]
    assert np.allclose(answer["value"], model.predict_proba(x.iloc[[1]]), atol=0, rtol=1e-12)


def test_a_model_that_does_not_load_says_why(tmp_path):
    folder = save(tmp_path / "m", lambda x, _: x)
    (folder / "python_model.pkl").write_bytes(b"broken")
    assert "Traceback" in ask(folder, rows(["a"], [1.0]))["failed"]


def test_what_the_model_prints_does_not_mix_with_the_answers(tmp_path):
    folder = save(tmp_path / "m", lambda x, _: x["a"].tolist(), columns(("a", "double")))
    (tmp_path / "requests.json").write_text(json.dumps([{"name": "one", "request": rows(["a"], [1.0])}]))
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), str(folder), "requests.json", "answers.json", "predict"],
        capture_output=True, text=True, cwd=tmp_path, timeout=120,
    )
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
    assert "noise on standard output" in ran.stderr
    assert json.loads((tmp_path / "answers.json").read_text())["answers"] == [{"name": "one", "kind": "data", "value": [1.0]}]
