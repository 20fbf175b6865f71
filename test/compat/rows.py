"""The rows of the compatibility table, and the environments that log their models."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """What a reader looks for, the case of test/samples that shows it, and a method other than the logged one.

    `image`: deployed as an image, too, which takes a layer of packages and half a minute each.
    """

    kind: str
    sample: str
    method: str = ""
    image: bool = False


@dataclass(frozen=True)
class Group:
    """Models that one environment logs. `full`: only with --full, because its packages take gigabytes."""

    name: str
    title: str
    python: str
    requirements: list
    rows: list = field(default_factory=list)
    full: bool = False


CUSTOM = [
    Row("custom Python model, `code_paths` and artifacts", "pyfunc-code-artifacts", image=True),
    Row("model from code", "pyfunc-from-code"),
    Row("params", "pyfunc-params"),
    Row("optional and datetime columns, every scalar type", "pyfunc-mixed-columns"),
    Row("tensors, several with names", "pyfunc-two-tensors"),
    Row("output: DataFrame", "pyfunc-output-dataframe"),
    Row("output: Series", "pyfunc-output-series"),
    Row("output: dict", "pyfunc-output-dict"),
    Row("output: list of records", "pyfunc-output-records"),
    Row("output: strings", "pyfunc-output-strings"),
    Row("output: one number", "pyfunc-output-scalar"),
    Row("output: NaN and infinity", "pyfunc-output-nan"),
]

SCIKIT_LEARN = [
    Row("scikit-learn, predict", "sklearn-columns", image=True),
    Row("scikit-learn, predict_proba chosen at deploy", "sklearn-columns", method="predict_proba"),
    Row("scikit-learn, predict_proba logged", "sklearn-proba"),
    Row("scikit-learn pipeline, columns of mixed types", "sklearn-mixed"),
    Row("scikit-learn, tensor signature", "sklearn-tensor"),
    Row("scikit-learn, no signature", "sklearn-no-signature"),
]

LIBRARIES = [
    Row("XGBoost, scikit-learn interface", "xgboost-classifier", image=True),
    Row("XGBoost, Booster", "xgboost-booster"),
    Row("LightGBM", "lightgbm-regressor"),
    Row("CatBoost", "catboost-classifier"),
    Row("statsmodels", "statsmodels-ols"),
    Row("ONNX", "onnx-image", image=True),
    Row("Keras 3 with JAX", "keras-dense"),
]

PACKAGES = ["scikit-learn", "xgboost", "lightgbm", "catboost", "statsmodels", "onnx", "onnxruntime", "keras", "jax"]

# What MLflow 2.9 could not log yet: optional columns, an output signature from a list of numbers, models from code.
LATER = ["pyfunc-mixed-columns", "pyfunc-code-artifacts", "pyfunc-from-code"]

GROUPS = [
    Group("mlflow3", "MLflow 3.x", "3.11", ["mlflow>=3.1,<4", *PACKAGES], SCIKIT_LEARN + LIBRARIES + CUSTOM),
    # MLflow 2.22 does not start with SQLAlchemy 2.1, and needs pkg_resources.
    Group(
        "mlflow2",
        "MLflow 2.22 layout",
        "3.11",
        ["mlflow==2.22.*", "scikit-learn", "setuptools<81", "sqlalchemy<2.1"],
        SCIKIT_LEARN + CUSTOM,
    ),
    # The oldest that we test with.
    Group(
        "mlflow29",
        "MLflow 2.9 layout",
        "3.11",
        ["mlflow==2.9.2", "scikit-learn", "setuptools<81", "sqlalchemy<2.1"],
        [row for row in SCIKIT_LEARN + CUSTOM if row.sample not in LATER],
    ),
    Group("torch", "PyTorch", "3.11", ["mlflow>=3.1,<4", "torch"], [Row("PyTorch", "torch-linear", image=True)], full=True),
]
