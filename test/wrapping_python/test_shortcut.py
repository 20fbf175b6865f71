"""Shortcuts past MLflow's checks: taken only where the answers are the same. Runs where MLflow and scikit-learn are."""

import sys

import pytest

mlflow = pytest.importorskip("mlflow", reason="these tests log real models")
linear = pytest.importorskip("sklearn.linear_model", reason="these tests train real models")
import cloudpickle  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from mlflow.models import infer_signature  # noqa: E402
from sklearn.base import BaseEstimator  # noqa: E402
from wrapping import LoggedModel  # noqa: E402
from wrapping.messages import Table  # noqa: E402

cloudpickle.register_pickle_by_value(sys.modules[__name__])
X = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "b": [1.0, 0.0, 1.0, 0.0]})


class ByName(BaseEstimator):
    """Answers something else when it is given no names."""

    def fit(self, x, y):
        return self

    def predict(self, x):
        return x["a"].to_numpy() if hasattr(x, "columns") else x[:, 1]


def load(folder, model, frame=X):
    options = {"serialization_format": "cloudpickle", "pip_requirements": ["scikit-learn"], "input_example": frame.head(2)}
    mlflow.sklearn.save_model(model, str(folder), signature=infer_signature(frame, model.predict(frame)), **options)
    return LoggedModel(folder)


def ask(model, names, *rows):
    return model.answer(*model.read(Table([list(row) for row in rows]), names))


def counted(model, monkeypatch):
    """How often MLflow itself is asked from now on."""
    asked = []
    predict = model.model.predict
    monkeypatch.setattr(model.model, "predict", lambda data, **more: asked.append(1) or predict(data, **more))
    return asked


def test_a_table_of_numbers_goes_straight_to_the_estimator(tmp_path, monkeypatch):
    estimator = linear.LogisticRegression().fit(X, ["no", "no", "yes", "yes"])
    model = load(tmp_path / "m", estimator)
    asked = counted(model, monkeypatch)
    assert ask(model, ["b", "a"], [1, 0], [0, 3]) == ["no", "yes"] and asked == []


def test_an_estimator_that_answers_otherwise_without_names_keeps_them(tmp_path):
    model = load(tmp_path / "m", ByName().fit(X, None))
    assert ask(model, ["a", "b"], [5, 7]) == [5.0]


def test_columns_of_mixed_types_go_past_the_check_only(tmp_path, monkeypatch):
    from sklearn.compose import make_column_transformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder

    frame = pd.DataFrame({"colour": ["red", "blue"] * 2, "weight": [1.0, 2.0, 3.0, 4.0]})
    prepare = make_column_transformer((OneHotEncoder(), ["colour"]), remainder="passthrough")
    model = load(tmp_path / "m", make_pipeline(prepare, linear.LinearRegression()).fit(frame, [1, 2, 3, 4.0]), frame)
    asked = counted(model, monkeypatch)
    answer = ask(model, ["colour", "weight"], ["red", 1.0])
    assert asked == [] and np.allclose(answer, model.model.predict(frame.head(1)))


def test_a_missing_column_is_still_refused(tmp_path):
    model = load(tmp_path / "m", linear.LinearRegression().fit(X, [1, 2, 3, 4]))
    with pytest.raises(ValueError, match="lacks b"):
        ask(model, ["a"], [1])


def test_a_class_of_ones_own_is_never_asked_before_its_first_request(tmp_path):
    class Counts(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input, params=None):
            (tmp_path / "asked").touch()
            return [1.0] * len(model_input)

    signature = infer_signature(X, [1.0])
    mlflow.pyfunc.save_model(str(tmp_path / "m"), python_model=Counts(), signature=signature, pip_requirements=["mlflow"])
    model = LoggedModel(tmp_path / "m")
    (tmp_path / "asked").unlink(missing_ok=True)
    assert model.shortcut is None and not (tmp_path / "asked").exists()
