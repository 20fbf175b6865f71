"""What was proven of a model holds for the same kind of model with other numbers, and for no other."""

import importlib.util
import json
import os
import pickle
import sys
from pathlib import Path

import pytest

mlflow = pytest.importorskip("mlflow", reason="these tests log real models")
pytest.importorskip("sklearn", reason="these tests train real models")
import cloudpickle  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from mlflow.models import infer_signature  # noqa: E402
from sklearn.base import BaseEstimator  # noqa: E402
from sklearn.compose import ColumnTransformer  # noqa: E402
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestClassifier  # noqa: E402
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge  # noqa: E402
from sklearn.neighbors import KNeighborsClassifier  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import FunctionTransformer, StandardScaler  # noqa: E402
from sklearn.svm import SVC  # noqa: E402
from wrapping import LoggedModel, likeness, proof  # noqa: E402
from wrapping.plan import plan_of, read_description  # noqa: E402

cloudpickle.register_pickle_by_value(sys.modules[__name__])
# The example, and settings, are the same at each training; only the numbers are others.
PIP = ["scikit-learn"]
FORMATS = ["pickle", "cloudpickle", *(["skops"] if importlib.util.find_spec("skops") else [])]
WORDS, NUMBERS = ("no", "yes"), (0, 1)


class Own(BaseEstimator):
    """Its code is in the file."""

    def fit(self, x, y):
        return self

    def predict(self, x):
        return np.zeros(len(x))


def data(seed, names=("a", "b", "c"), rows=120, kind="float64"):
    values = np.random.default_rng(seed).normal(size=(rows, len(names))).astype(kind)
    return pd.DataFrame(values, columns=list(names))


def labels(x, classes):
    return np.array(classes)[np.clip(np.searchsorted([-0.4, 0.4, 1], x.to_numpy().sum(axis=1)), 0, len(classes) - 1)]


def classifier(estimator, classes=WORDS):
    return lambda x: estimator().fit(x, labels(x, classes))


def regressor(estimator):
    return lambda x: estimator().fit(x, x.to_numpy() @ np.arange(1, 1 + x.shape[1]))


KINDS = {
    "linear": (regressor(LinearRegression), {}),
    "forest": (classifier(lambda: RandomForestClassifier(5)), {}),
    "pipeline with a scaler": (classifier(lambda: make_pipeline(StandardScaler(), LogisticRegression())), {}),
    "probabilities": (classifier(LogisticRegression), {"pyfunc_predict_fn": "predict_proba"}),
    "neighbours": (classifier(lambda: KNeighborsClassifier(3)), {}),
    "support vectors": (classifier(SVC), {}),
    "boosted trees": (regressor(lambda: HistGradientBoostingRegressor(max_iter=5)), {}),
}


def save(folder, train, x, form="cloudpickle", **more):
    model = train(x)
    options = {"serialization_format": form, "pip_requirements": PIP, **more}
    if form == "skops":
        io = importlib.import_module("skops.io")
        options["skops_trusted_types"] = io.get_untrusted_types(data=io.dumps(model))
    mlflow.sklearn.save_model(model, str(folder), signature=infer_signature(x, model.predict(x)), **options)
    return folder


def likeness_of(folder, ground="the same packages"):
    said = read_description(folder)
    return likeness.likeness(said, plan_of(said), folder, ground)


def proven(folder):
    """Proves a model and gives what an image is lent of it."""
    assert LoggedModel(folder)
    (record,) = (folder.parent / "__pycache__").glob("proof-*.json")
    return json.loads(record.read_text())


def lend(told, component):
    (component / "__pycache__").mkdir(parents=True)
    (component / "__pycache__" / f"alike-{told['likeness']}.json").write_text(json.dumps(told))


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A proof of a logistic regression on words."""
    return proven(save(tmp_path_factory.mktemp("first") / "model", KINDS["probabilities"][0], data(0)))


@pytest.mark.parametrize("kind", ["linear", "forest", "pipeline with a scaler", "probabilities"])
def test_a_model_that_was_trained_again_is_lent_the_proof_and_answers_as_with_mlflow(tmp_path, monkeypatch, kind):
    train, more = KINDS[kind]
    told = proven(save(tmp_path / "one" / "model", train, data(0), FORMATS[-1], **more))
    lend(told, tmp_path / "two")
    folder = save(tmp_path / "two" / "model", train, data(1, rows=90), FORMATS[-1], **more)
    monkeypatch.setattr(proof, "_proven", None)
    lent = LoggedModel(folder)
    assert lent.direct
    # It is kept as if it had been proven: it need not be lent again.
    assert len(list((tmp_path / "two" / "__pycache__").glob("proof-*.json"))) == 1
    monkeypatch.setattr(proof, "LARGEST", 0)
    monkeypatch.setattr(proof, "_known", {})
    whole = LoggedModel(folder)
    assert whole.direct is None
    rows = np.random.default_rng(2).normal(scale=3, size=(500, 3))
    answers = [np.asarray(model.predict(rows, ["a", "b", "c"])) for model in (lent, whole)]
    assert answers[0].dtype == answers[1].dtype and answers[0].tobytes() == answers[1].tobytes()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_other_numbers_are_alike_however_they_are_written(tmp_path, kind, form):
    train, more = KINDS[kind]
    found = [likeness_of(save(tmp_path / str(seed), train, data(seed, rows=100 + seed), form, **more)) for seed in (0, 1)]
    assert found[0] and found[0] == found[1]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "train, x, more",
    [
        (classifier(SVC), {}, {}),
        (classifier(lambda: LogisticRegression(solver="liblinear")), {}, {}),
        (classifier(lambda: LogisticRegression(fit_intercept=False)), {}, {}),
        (classifier(lambda: LogisticRegression(class_weight="balanced")), {}, {}),
        (classifier(lambda: make_pipeline(StandardScaler(), LogisticRegression())), {}, {}),
        (classifier(LogisticRegression, NUMBERS), {}, {}),
        (classifier(LogisticRegression), {"names": ("a", "b", "d")}, {}),
        (classifier(LogisticRegression), {"names": ("a", "c", "b")}, {}),
        (classifier(LogisticRegression), {"kind": "float32"}, {}),
        (classifier(LogisticRegression), {}, {"pyfunc_predict_fn": "predict_proba"}),
    ],
    ids=["class", "setting", "truth", "text", "steps", "labels", "name", "order", "type", "function"],
)
def test_a_model_of_another_kind_is_not_alike(tmp_path, form, train, x, more):
    usual = likeness_of(save(tmp_path / "usual", classifier(LogisticRegression), data(0), form))
    assert likeness_of(save(tmp_path / "other", train, data(0, **x), form, **more)) not in (None, usual)


def test_a_column_that_is_chosen_by_name_is_not_alike_one_that_is_chosen_by_place(tmp_path):
    def choosing(column):
        return regressor(lambda: make_pipeline(ColumnTransformer([("one", StandardScaler(), [column])]), Ridge()))

    by_name, by_place = (save(tmp_path / str(column) / "model", choosing(column), data(0)) for column in ("a", 0))
    assert likeness_of(by_name) != likeness_of(by_place)
    # A kind that fails without names keeps MLflow, and so does what it is lent to.
    assert proven(by_name)["plan"] is None and proven(by_place)["plan"]


def test_with_other_packages_it_is_not_alike(tmp_path):
    folder = save(tmp_path / "model", classifier(LogisticRegression), data(0))
    assert likeness_of(folder) != likeness_of(folder, "other packages")


def increased(x):
    return x + 1


@pytest.mark.parametrize(
    "train",
    [regressor(Own), regressor(lambda: make_pipeline(FunctionTransformer(increased), Ridge()))],
    ids=["a class", "a function"],
)
def test_code_that_is_in_the_file_is_alike_nothing(tmp_path, train):
    assert likeness_of(save(tmp_path / "model", train, data(0))) is None


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_code_of_a_module_that_is_no_known_package_is_alike_nothing(tmp_path, protocol):
    folder = save(tmp_path / "model", classifier(LogisticRegression), data(0), "pickle")
    own = LogisticRegression().fit(data(0), labels(data(0), WORDS))
    (folder / "model.pkl").write_bytes(pickle.dumps(own, protocol))
    assert likeness_of(folder)
    own.class_weight = os.path.join
    (folder / "model.pkl").write_bytes(pickle.dumps(own, protocol))
    assert likeness_of(folder) is None


def test_a_damaged_file_is_alike_nothing(tmp_path):
    folder = save(tmp_path / "model", classifier(LogisticRegression), data(0))
    path = folder / "model.pkl"
    path.write_bytes(path.read_bytes()[:-40])
    assert likeness_of(folder) is None


def test_more_classes_are_alike_as_long_as_their_type_and_the_order_of_the_weights_are(tmp_path, monkeypatch):
    classes = [("no", "yes"), ("no", "so", "yes"), ("ay", "no", "so", "yes")]
    two, three, four = (save(tmp_path / str(len(each)) / "model", classifier(LogisticRegression, each), data(3)) for each in classes)
    assert likeness_of(two) != likeness_of(three) == likeness_of(four)
    lend(proven(three), four.parent)
    monkeypatch.setattr(proof, "_proven", None)
    asked = LoggedModel(four)
    rows = data(4).to_numpy()
    expected = asked.model.predict(pd.DataFrame(rows, columns=["a", "b", "c"]))
    assert asked.direct and np.array_equal(np.asarray(asked.predict(rows)), expected)


def test_a_proof_of_another_kind_is_not_taken(tmp_path, first, monkeypatch):
    lend(first, tmp_path)
    asked = []
    monkeypatch.setattr(proof, "_proven", lambda folder, serves: asked.append(folder) or json.dumps(first))
    LoggedModel(save(tmp_path / "model", classifier(LogisticRegression, NUMBERS), data(1)))
    assert len(asked) == 1


def test_a_proof_that_needed_a_module_beside_its_model_is_not_lent_to_one_without_it(tmp_path, first, monkeypatch):
    lend({**first, "beside": {"module.py": "a hash"}}, tmp_path)
    asked = []
    monkeypatch.setattr(proof, "_proven", lambda folder, serves: asked.append(folder) or json.dumps(first))
    LoggedModel(save(tmp_path / "model", KINDS["probabilities"][0], data(1)))
    assert len(asked) == 1


def test_nothing_is_imported_to_find_a_likeness():
    source = Path(likeness.__file__).read_text()
    assert not any(f"import {name}" in source for name in ("mlflow", "sklearn", "numpy", "skops", "pickle\n"))
