"""What the file MLmodel says of how a model is loaded and what it takes, for direct.py.

Read by hand, for MLflow itself is what shall not be imported. Whether it answers the same is for proof.py to find out.
"""

import json
import os
from pathlib import Path
from typing import List, NamedTuple, Optional

FORMATS = ("pickle", "cloudpickle", "skops")
FUNCTIONS = ("predict", "predict_proba", "predict_log_proba", "predict_joint_log_proba")
KINDS = ("double", "float")
# MLflow's own check makes a table anew column by column, which gives the first.
ORDERS = ("F", "C")


class Plan(NamedTuple):
    """An estimator of scikit-learn that takes a table of numbers of one type, all columns of it."""

    names: List[str]
    # MLflow's name of the type of all columns.
    kind: str
    # The estimator's method that answers.
    function: str
    # The file of the estimator, relative to the model's folder, and how it is written.
    file: str
    format: str
    # Types that a file of skops may hold beside those that skops trusts.
    trusted: Optional[List[str]]
    # Of the values in memory, as numpy names it: libraries add up in that order, and so round in another way.
    order: str = "F"


class Kind(NamedTuple):
    """A type as MLflow's DataType names it."""

    name: str


class Column(NamedTuple):
    """As MLflow's ColSpec."""

    name: str
    type: Kind
    required: bool = True


class Columns:
    """A plan's signature as MLflow's Schema tells one."""

    def __init__(self, plan):
        self.inputs = [Column(name, Kind(plan.kind)) for name in plan.names]

    def is_tensor_spec(self):
        """Never: it takes columns."""
        return False


def read_description(folder):
    """What the file MLmodel says. Raises what reading it raises."""
    import yaml

    with open(Path(folder) / "MLmodel", encoding="utf-8") as file:
        return yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def plan_of(said):
    """The Plan for a model that MLmodel describes so, or None where only MLflow knows how to ask it."""
    flavors, signature = said.get("flavors") or {}, said.get("signature") or {}
    python, library = flavors.get("python_function") or {}, flavors.get("sklearn") or {}
    if python.get("loader_module") != "mlflow.sklearn" or signature.get("params"):
        return None
    # Code that came with the model, and settings: MLflow puts them in place.
    if any(flavor.get(key) for flavor in (python, library) for key in ("code", "config")):
        return None
    columns = json.loads(signature.get("inputs") or "[]")
    names, kinds = [column.get("name") for column in columns], {column.get("type") for column in columns}
    plain = len(kinds) == 1 and kinds <= set(KINDS) and all(column.get("required", True) for column in columns)
    named = all(isinstance(name, str) for name in names) and len(set(names)) == len(names)
    if not plain or not named:
        return None
    plan = Plan(
        names, kinds.pop(), python.get("predict_fn", "predict"), python.get("model_path"),
        library.get("serialization_format", "pickle"), library.get("skops_trusted_types"),
    )  # fmt: skip
    return plan if plan.function in FUNCTIONS and plan.format in FORMATS and isinstance(plan.file, str) else None


def allowed():
    """Whether the environment leaves it open how a model is loaded."""
    return "MLFLOW_ALLOW_PICKLE_DESERIALIZATION" not in os.environ
