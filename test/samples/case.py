"""The cases: each logs one model with MLflow, 2.x or 3.x, and is found by its name."""

import importlib.metadata
import sys

import mlflow

LEGACY = int(mlflow.__version__.split(".")[0]) < 3

CASES = {}


def case(name, *needs):
    """Registers a function that logs a model and returns MLflow's ModelInfo. `needs`: distributions it imports."""

    def register(function):
        CASES[name] = (function, needs)
        return function

    return register


def missing(name):
    """The distributions that a case needs and this environment lacks."""
    return [need for need in CASES[name][1] if not _version(need)]


def pins(*names):
    """Exact requirement lines for what is installed, as MLflow captures them but without the time that takes."""
    return [f"{name}=={_version(name)}" for name in ("mlflow", *names)]


def log(flavor, **model):
    """`flavor.log_model`, in the words of this MLflow: 2.x takes `artifact_path` where 3.x takes `name`."""
    return flavor.log_model(**({"artifact_path": "model"} if LEGACY else {"name": "model"}), **model)


def travels(module):
    """Pickles the classes of a module by value: no other environment has the module."""
    import cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[module])


def iris():
    """Scikit-learn's iris: a frame of four columns without blanks in their names, and the classes 0, 1, 2."""
    from sklearn.datasets import load_iris

    data = load_iris(as_frame=True)
    return data.data.rename(columns=lambda name: name.replace(" (cm)", "").replace(" ", "_")), data.target


def _version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
