"""One model for each form that an answer can have."""

import mlflow
import numpy as np
import pandas as pd
from case import case, log, pins, travels
from mlflow.models import ModelSignature, infer_signature

travels(__name__)

FORMS = {
    "dataframe": lambda total: pd.DataFrame({"total": total, "label": ["high" if t > 5 else "low" for t in total]}),
    "series": lambda total: pd.Series(total, name="total"),
    "dict": lambda total: {"total": total.to_numpy(), "count": len(total)},
    "records": lambda total: [{"total": float(t), "high": bool(t > 5)} for t in total],
    "strings": lambda total: np.array([f"total {t}" for t in total]),
    "scalar": lambda total: float(total.sum()),
    "nan": lambda total: np.array([float("nan"), float("inf")] * len(total))[: len(total)],
}


class Sum(mlflow.pyfunc.PythonModel):
    def __init__(self, form):
        self.form = form

    def predict(self, context, model_input, params=None):
        return FORMS[self.form](model_input.sum(axis=1))


def _case(form):
    @case(f"pyfunc-output-{form}")
    def log_one():
        example = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})
        return log(
            mlflow.pyfunc,
            python_model=Sum(form),
            signature=ModelSignature(infer_signature(example).inputs),
            input_example=example,
            pip_requirements=pins("pandas", "cloudpickle"),
        )


for _form in FORMS:
    _case(_form)
