"""A model that is asked without MLflow: only where the answers are the same. Runs where MLflow and scikit-learn are."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

mlflow = pytest.importorskip("mlflow", reason="these tests log real models")
linear = pytest.importorskip("sklearn.linear_model", reason="these tests train real models")
import cloudpickle  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from mlflow.models import infer_signature  # noqa: E402
from sklearn.base import BaseEstimator  # noqa: E402
from wrapping import BadRequest, LoggedModel, answer_to, metadata_of, proof  # noqa: E402

cloudpickle.register_pickle_by_value(sys.modules[__name__])
X = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "b": [1.0, 0.0, 1.0, 0.0]})
LABELS = ["no", "no", "yes", "yes"]
ROWS = {"names": ["a", "b"], "ndarray": [[0, 1], [3.5, -2]]}
PROGRAM = """
import json, sys
from wrapping import LoggedModel, answer_to, metadata_of
model = LoggedModel("model")
answer = answer_to(json.loads(sys.argv[1]), model.predict)
print(json.dumps([answer["data"]["ndarray"], metadata_of("model", "m")["name"], sorted({"mlflow", "yaml"} & set(sys.modules))]))
"""


class ByName(BaseEstimator):
    """Answers something else when it is given no names."""

    def fit(self, x, y):
        return self

    def predict(self, x):
        return x["a"].to_numpy() if hasattr(x, "columns") else x[:, 1]


def save(folder, model, **more):
    options = {"serialization_format": "cloudpickle", "pip_requirements": ["scikit-learn"], "input_example": X.head(2)}
    mlflow.sklearn.save_model(model, str(folder), signature=infer_signature(X, model.predict(X)), **{**options, **more})
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save(tmp_path_factory.mktemp("proven") / "model", linear.LogisticRegression().fit(X, LABELS))


@pytest.fixture(scope="module")
def model(folder):
    return LoggedModel(folder)


def served(folder, monkeypatch):
    """The same model with MLflow in front of it."""
    monkeypatch.setattr(proof, "LARGEST", 0)
    monkeypatch.setattr(proof, "_known", {})
    return LoggedModel(folder)


def run(folder):
    """What a process with nothing imported tells: the answer, the name, and which of the libraries it has imported."""
    variables = {**os.environ, "PYTHONPATH": str(Path(proof.__file__).parents[1])}
    words = [sys.executable, "-c", PROGRAM, json.dumps({"data": ROWS})]
    return json.loads(subprocess.run(words, cwd=folder.parent, env=variables, stdout=subprocess.PIPE, check=True).stdout)


def test_once_it_is_proven_a_process_answers_without_mlflow(folder, model):
    assert run(folder) == [["no", "yes"], "m", []]


def refused(*_):
    raise OSError("read-only")


def test_a_folder_that_cannot_be_written_is_proven_at_each_start(folder, model, monkeypatch):
    monkeypatch.setattr(proof, "_known", {})
    monkeypatch.setattr(proof.os, "replace", refused)
    monkeypatch.setattr(proof, "_digest", lambda *_: "another")
    assert LoggedModel(folder).direct


@pytest.mark.parametrize("limit, proven", [("300000000", False), ("3000000000", True), ("max", True)])
def test_a_container_without_room_for_a_second_process_starts_none(folder, monkeypatch, tmp_path, limit, proven):
    (tmp_path / "memory.max").write_text(limit)
    (tmp_path / "memory.current").write_text("100000000")
    monkeypatch.setattr(proof, "_GROUPS", tmp_path)
    monkeypatch.setattr(proof, "_known", {})
    monkeypatch.setattr(proof, "_digest", lambda *_: f"with {limit}")
    assert bool(LoggedModel(folder).direct) is proven


@pytest.mark.parametrize(
    "message",
    [
        {"data": ROWS},
        {"data": {"ndarray": [[1, 2]]}},
        {"data": {"names": ["b", "z", "a"], "ndarray": [[1, "x", 2], [0.5, None, 3]]}},
        {"data": {"tensor": {"shape": [2, 2], "values": [1, 2, 3, 4]}}},
        {"jsonData": {"inputs": [{"a": 1, "b": 2}], "params": {"k": 1}}},
        {"jsonData": {"a": [1, 2], "b": [3, 4.5]}},
        {"data": {"ndarray": [[1e308, -1e308]]}},
        # What is refused, and what scikit-learn refuses.
        {"data": {"names": ["a"], "ndarray": [[1]]}},
        {"data": {"ndarray": [[1, 2, 3]]}},
        {"data": {"ndarray": [[1, "2"]]}},
        {"data": {"ndarray": [[True, 2]]}},
        {"data": {"ndarray": [[1, 10**400]]}},
        {"data": {"ndarray": [[1, None]]}},
        {"data": {"ndarray": [[1, 2], [3]]}},
        {"data": {"ndarray": []}},
        {"strData": "text"},
        {"jsonData": 5},
    ],
)
def test_every_request_is_answered_or_refused_as_with_mlflow(folder, model, message, monkeypatch):
    assert model.direct
    whole = served(folder, monkeypatch)
    assert whole.direct is None

    def outcome(predict):
        try:
            return answer_to(message, predict)
        except Exception as error:
            return type(error), str(error)

    assert outcome(model.predict) == outcome(whole.predict)


def test_a_row_of_numbers_beyond_all_bounds_is_refused(model):
    with pytest.raises(BadRequest, match="column 'b' is double: 1000.* is out of its range"):
        answer_to({"data": {"ndarray": [[1, 10**400]]}}, model.predict)


def test_in_two_steps_the_data_is_still_a_table(model):
    data, params = model.read({"a": [0, 3.5], "b": [1, -2]})
    assert isinstance(data, pd.DataFrame) and model.answer(data, params) == ["no", "yes"]


def test_a_table_with_other_columns_goes_to_mlflow_which_is_loaded_once(folder):
    model = LoggedModel(folder)
    assert model._model is None
    with ThreadPoolExecutor(4) as threads:
        loaded = set(map(id, threads.map(lambda _: model.model, range(8))))
    assert len(loaded) == 1 and model.answer(X.assign(c=1.0)) == LABELS
    with pytest.raises(BadRequest, match="Incompatible input types"):
        model.answer(X.astype(str))


def test_an_estimator_that_answers_otherwise_without_names_keeps_mlflow(tmp_path):
    model = LoggedModel(save(tmp_path / "model", ByName().fit(X, None)))
    assert model.direct is None and model.predict({"a": [5], "b": [7]}) == [5.0]


def test_another_method_is_asked_for_with_mlflow_and_nothing_is_proven_for_it(folder, monkeypatch):
    monkeypatch.setattr(proof, "_known", {})
    monkeypatch.setattr(proof, "_proven", refused)
    monkeypatch.setattr(proof, "_digest", lambda *_: "never")
    assert LoggedModel(folder, method="predict_proba").direct is None and metadata_of(folder, "m")["inputs"]
    assert proof._known == {}


def test_probabilities_are_named_after_their_classes(tmp_path):
    fitted = linear.LogisticRegression().fit(X, LABELS)
    model = LoggedModel(save(tmp_path / "model", fitted, pyfunc_predict_fn="predict_proba"))
    answer = model.predict({"a": [0.0], "b": [1.0]})
    assert model.direct and answer.names == ["no", "yes"]
    assert np.array_equal(answer, fitted.predict_proba(X.head(1)))


def test_another_model_in_the_same_folder_is_proven_anew(tmp_path, monkeypatch):
    folder = save(tmp_path / "model", linear.LogisticRegression().fit(X, LABELS))
    assert LoggedModel(folder).direct
    other = save(tmp_path / "other", ByName().fit(X, None))
    (folder / "model.pkl").write_bytes((other / "model.pkl").read_bytes())
    monkeypatch.setattr(proof, "_known", {})
    assert LoggedModel(folder).direct is None


def test_a_setting_that_forbids_to_load_pickles_is_heard(folder, model, monkeypatch):
    monkeypatch.setenv("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
    monkeypatch.setattr(proof, "_known", {})
    with pytest.raises(RuntimeError, match="MLFLOW_ALLOW_PICKLE_DESERIALIZATION"):
        LoggedModel(folder)


def test_code_beside_the_model_that_it_does_not_need_may_change(folder):
    component = folder.parent
    (component / "Model.py").write_text("ONE = 1\n")
    run(folder)
    before = records(component)
    (component / "Model.py").write_text("ONE = 2\n")
    run(folder)
    assert records(component) == before


def test_a_changed_module_that_the_pickle_names_is_proven_anew(tmp_path):
    module = "from sklearn.base import BaseEstimator\n\n\nclass Own(BaseEstimator):\n    def predict(self, x):\n        return {}\n"
    (tmp_path / "beside_model.py").write_text(module.format("[1.0] * len(x)"))
    (tmp_path / "log.py").write_text(
        "import sys\nfrom pathlib import Path\nfrom test_proof import save\nfrom beside_model import Own\n"
        'save(Path("model"), Own(), serialization_format="cloudpickle")\n'
    )
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(proof.__file__).parents[1])])
    subprocess.run([sys.executable, "log.py"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, check=True)
    assert run(tmp_path / "model")[0] == [1.0, 1.0]
    before = records(tmp_path)
    (tmp_path / "beside_model.py").write_text(module.format("[2.0] * len(x)"))
    assert run(tmp_path / "model")[0] == [2.0, 2.0]
    assert len(before) == 1 and records(tmp_path) != before


def records(component):
    """What is kept, by name."""
    return {path.name: path.read_text() for path in (component / "__pycache__").glob("proof-*.json")}
