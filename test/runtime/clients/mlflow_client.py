"""`mlflow_client.py PORT FOLDER`: MLflow's own ways to ask and to evaluate a served model; prints what they found.

The model answers rows of `n` and `t` with n and the length of t, added up.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import mlflow
import pandas
from mlflow.pyfunc.scoring_server.client import ScoringServerClient

port, folder = sys.argv[1:]
client = ScoringServerClient("127.0.0.1", int(port))
client.wait_server_ready()
mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")
data = pandas.DataFrame({"n": [1, 2, 3], "t": ["a", "bc", ""]})


def served(rows: Any) -> Any:
    """The model as a function of a table, which is what MLflow evaluates."""
    return client.invoke(rows).get_predictions().iloc[:, 0]


def evaluated() -> Any:
    """The metrics of a regressor whose last label is off by one."""
    with mlflow.start_run():
        result = mlflow.evaluate(
            served,
            data.assign(label=[2.0, 4.0, 4.0]),
            targets="label",
            model_type="regressor",
            evaluators="default",
            evaluator_config={"log_model_explainability": False},
        )
    return {name: float(result.metrics[name]) for name in ("example_count", "mean_absolute_error", "max_error")}


def scored() -> Any:
    """What MLflow 3 calls evaluating: a function and scorers; None before it. At first it took a package of Databricks."""
    if tuple(map(int, mlflow.__version__.split(".")[:2])) < (3, 4):
        return None
    from mlflow.genai.scorers import scorer

    @scorer
    def exact(outputs: Any, expectations: Any) -> bool:
        return bool(outputs == expectations["label"])

    cases = [
        {"inputs": {"n": 1, "t": "a"}, "expectations": {"label": 2}},
        {"inputs": {"n": 3, "t": ""}, "expectations": {"label": 4}},
    ]
    result = mlflow.genai.evaluate(
        data=cases, predict_fn=lambda n, t: float(served(pandas.DataFrame({"n": [n], "t": [t]}))[0]), scorers=[exact]
    )
    return float(result.metrics["exact/mean"])


def refused() -> str:
    """What MLflow's client says of an answer that is none."""
    try:
        client.invoke(pandas.DataFrame({"other": [1]}))
    except Exception as error:
        return str(error)
    return ""


print(json.dumps({
    "version": client.get_version(), "predictions": served(data).tolist(), "evaluated": evaluated(), "scored": scored(),
    "refused": refused(),
}))  # fmt: skip
