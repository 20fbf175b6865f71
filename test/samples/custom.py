"""Custom Python models: own code and artifacts, models from code, params, columns of every type, several tensors."""

import sys
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from case import case, log, pins, travels
from mlflow.models import ModelSignature, infer_signature
from mlflow.types.schema import ColSpec, ParamSchema, ParamSpec, Schema, TensorSpec

CODE = Path(__file__).resolve().parent / "code"
travels(__name__)


class Prices(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        from pricing import PriceTable

        self.table = PriceTable(context.artifacts["prices"])

    def predict(self, context, model_input, params=None):
        return [self.table.total(row.sku, row.quantity) for row in model_input.itertuples()]


@case("pyfunc-code-artifacts")
def code_artifacts():
    sys.path.insert(0, str(CODE))
    example = pd.DataFrame({"sku": ["apple", "pear", "kiwi"], "quantity": [1, 2, 3]})
    return log(
        mlflow.pyfunc,
        python_model=Prices(),
        code_paths=[str(CODE / "pricing")],
        artifacts={"prices": str(CODE / "prices.csv")},
        signature=infer_signature(example, [1.0]),
        input_example=example,
        pip_requirements=pins("pandas", "cloudpickle"),
    )


@case("pyfunc-from-code")
def from_code():
    example = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})
    model = str(CODE / "from_code.py")
    return log(mlflow.pyfunc, python_model=model, input_example=example, pip_requirements=pins("pandas"))


class Power(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        params = params or {}
        return (model_input["x"] ** params.get("exponent", 2) + params.get("offset", 0.0)).to_numpy()


@case("pyfunc-params")
def params():
    signature = ModelSignature(
        Schema([ColSpec("double", "x")]),
        Schema([ColSpec("double")]),
        ParamSchema([ParamSpec("exponent", "long", 2), ParamSpec("offset", "double", 0.5)]),
    )
    return log(
        mlflow.pyfunc,
        python_model=Power(),
        signature=signature,
        input_example=(pd.DataFrame({"x": [1.0, 2.0, 3.0]}), {"exponent": 3, "offset": 0.25}),
        pip_requirements=pins("pandas", "cloudpickle"),
    )


class Mixed(mlflow.pyfunc.PythonModel):
    """Tells the type of each value back, so that a lost type shows in the answer."""

    def predict(self, context, model_input, params=None):
        rows = model_input.to_dict("records")
        return ["|".join(f"{k}={type(v).__name__}:{v}" for k, v in sorted(row.items())) for row in rows]


@case("pyfunc-mixed-columns")
def mixed_columns():
    """Every scalar type, a whole number beyond 2^53, a datetime, and an optional column that is absent."""
    inputs = Schema(
        [
            ColSpec("string", "city"),
            ColSpec("long", "visits"),
            ColSpec("integer", "rooms"),
            ColSpec("double", "price"),
            ColSpec("float", "score"),
            ColSpec("boolean", "open"),
            ColSpec("datetime", "since"),
            ColSpec("string", "note", required=False),
        ]
    )
    example = pd.DataFrame(
        {
            "city": ["Ulm", "Bonn"],
            "visits": np.array([2**53 + 1, 2], dtype="int64"),
            "rooms": np.array([3, 4], dtype="int32"),
            "price": [1.5, 2.0],
            "score": np.array([0.5, 0.25], dtype="float32"),
            "open": [True, False],
            "since": pd.to_datetime(["2024-01-02T03:04:05", "2025-06-07T08:09:10"]),
        }
    )
    return log(
        mlflow.pyfunc,
        python_model=Mixed(),
        signature=ModelSignature(inputs, Schema([ColSpec("string")])),
        input_example=example,
        pip_requirements=pins("pandas", "cloudpickle"),
    )


class TwoTensors(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return np.einsum("ijk,ik->ij", model_input["matrix"], model_input["vector"])


@case("pyfunc-two-tensors")
def two_tensors():
    float32 = np.dtype(np.float32)
    inputs = [TensorSpec(float32, (-1, 2, 2), "matrix"), TensorSpec(float32, (-1, 2), "vector")]
    return log(
        mlflow.pyfunc,
        python_model=TwoTensors(),
        signature=ModelSignature(Schema(inputs), Schema([TensorSpec(float32, (-1, 2))])),
        pip_requirements=pins("numpy", "pandas", "cloudpickle"),
    )
