"""A model asked without MLflow and without a table in between. Taken only where proof.py says that the answers are the same."""

import pickle
import warnings
from pathlib import Path

import numpy as np

from .inputs import Arrays
from .plan import Columns
from .shortcut import UNNAMED


class Direct:
    """An estimator loaded as its plan says. Raises what its library raises."""

    def __init__(self, plan, folder):
        self.plan = plan
        self.estimator = _loaded(plan, Path(folder) / plan.file)
        self.ask = getattr(self.estimator, plan.function)
        self.inputs = Arrays(Columns(plan), plan.order)
        # The order of the columns is checked before.
        warnings.filterwarnings("ignore", message=UNNAMED)

    def predict(self, X, names):
        """What the estimator answers to X as Seldon hands it over. Raises BadRequest."""
        data, _ = self.inputs.read(X, names)
        return self.ask(data)

    def takes(self, table):
        """Whether a DataFrame is as `LoggedModel.read` makes one."""
        return table.columns.equals(self.inputs.index) and bool((table.dtypes == self.inputs.number).all())

    def of_table(self, table):
        """What the estimator answers to such a DataFrame."""
        return self.ask(np.asarray(table.to_numpy(), order=self.plan.order))


def _loaded(plan, path):
    """As mlflow.sklearn does it."""
    if plan.format == "skops":
        import skops.io

        return skops.io.load(str(path), trusted=plan.trusted)
    load = pickle.load
    if plan.format == "cloudpickle":
        import cloudpickle

        load = cloudpickle.load
    with open(path, "rb") as file:
        return load(file)
