"""The wrapped model against the logged one. Runs where MLflow and scikit-learn are installed."""

import json
import sys

import pytest

mlflow = pytest.importorskip("mlflow", reason="these tests log real models")
linear = pytest.importorskip("sklearn.linear_model", reason="these tests train real models")
import cloudpickle  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from mlflow.models import ModelSignature  # noqa: E402
from mlflow.types.schema import ColSpec, ParamSchema, ParamSpec, Schema  # noqa: E402
from wrapping import BadRequest, LoggedModel, answer_to, metadata_of  # noqa: E402

cloudpickle.register_pickle_by_value(sys.modules[__name__])
X = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "b": [1.0, 0.0, 1.0, 0.0]})
SIGNATURE = ModelSignature(Schema([ColSpec("double", "a"), ColSpec("double", "b")]))


class Told(mlflow.pyfunc.PythonModel):
    def __init__(self, function):
        self.function = function

    def predict(self, context, model_input, params=None):
        return self.function(model_input, params)


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    folder = tmp_path_factory.mktemp("classifier") / "model"
    model = linear.LogisticRegression().fit(X, ["no", "no", "yes", "yes"])
    options = {"serialization_format": "cloudpickle", "pip_requirements": ["scikit-learn"]}
    mlflow.sklearn.save_model(model, str(folder), signature=SIGNATURE, **options)
    return folder, model


def custom(folder, function, schema=SIGNATURE):
    mlflow.pyfunc.save_model(str(folder), python_model=Told(function), signature=schema, pip_requirements=["mlflow"])
    return LoggedModel(folder)


def ask(model, message):
    return answer_to(message, lambda X, names, meta: model.answer(*model.read(X, names, meta)))


def rows(*values, **more):
    return {"data": {"names": ["a", "b"], "ndarray": [list(row) for row in values]}, **more}


def test_a_classifier_answers_with_its_labels(classifier):
    assert ask(LoggedModel(classifier[0]), rows([0, 1], [3, 0]))["data"]["ndarray"] == ["no", "yes"]


def test_another_method_answers_and_probabilities_are_named_after_their_classes(classifier):
    folder, model = classifier
    answer = ask(LoggedModel(folder, method="predict_proba"), rows([0, 1]))
    assert answer["data"]["names"] == ["no", "yes"]
    assert np.allclose(answer["data"]["ndarray"], model.predict_proba(X.iloc[:1]), atol=0, rtol=1e-12)


def test_a_function_of_a_module_answers_with_the_model_and_the_data(classifier, tmp_path, monkeypatch):
    (tmp_path / "own.py").write_text("def doubled(model, data):\n    return model.decision_function(data) * 2\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    folder, model = classifier
    answer = ask(LoggedModel(folder, method="own:doubled"), rows([0, 1]))
    assert np.allclose(answer["data"]["ndarray"], model.decision_function(X.iloc[:1]) * 2)


def test_a_method_that_the_model_lacks_is_said_when_it_loads(classifier):
    with pytest.raises(RuntimeError, match="has no method 'transform'"):
        LoggedModel(classifier[0], method="transform")


def test_a_model_that_does_not_load_says_why(tmp_path):
    with pytest.raises(RuntimeError, match="the model did not load"):
        LoggedModel(tmp_path / "nothing")


def test_parameters_come_from_tags_in_their_types(tmp_path):
    params = ParamSchema([ParamSpec("power", "long", 2)])
    schema = ModelSignature(SIGNATURE.inputs, None, params)
    model = custom(tmp_path / "m", lambda x, p: [f"{p['power']} {type(p['power']).__name__}"], schema)
    assert ask(model, rows([1, 1]))["data"]["ndarray"] == ["2 int"]
    # Protobuf's numbers are all floats.
    assert ask(model, rows([1, 1], meta={"tags": {"power": 3.0, "unknown": 1}}))["data"]["ndarray"] == ["3 int"]


def test_a_parameter_of_a_wrong_type_is_refused(tmp_path):
    schema = ModelSignature(SIGNATURE.inputs, None, ParamSchema([ParamSpec("power", "long", 2)]))
    model = custom(tmp_path / "m", lambda x, p: [1], schema)
    with pytest.raises(BadRequest):
        ask(model, rows([1, 1], meta={"tags": {"power": "many"}}))


def test_a_failure_of_the_model_itself_is_not_the_callers_fault(tmp_path):
    def fails(x, params):
        raise ValueError("no luck")

    with pytest.raises(ValueError, match="no luck") as caught:
        ask(custom(tmp_path / "m", fails), rows([1, 1]))
    assert not isinstance(caught.value, BadRequest)


def test_metadata_says_what_the_model_takes_before_it_is_loaded(classifier):
    described = metadata_of(classifier[0], "churn")
    assert described["inputs"] == [
        {"name": "a", "datatype": "FP64", "shape": [-1]},
        {"name": "b", "datatype": "FP64", "shape": [-1]},
    ]
    # Seldon's own server refuses metadata whose `custom` holds anything but texts.
    kept = json.loads(described["custom"]["mlflow.inputs"])
    assert [(part["name"], part["type"], part["required"]) for part in kept] == [("a", "double", True), ("b", "double", True)]
