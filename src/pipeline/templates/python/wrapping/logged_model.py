"""An MLflow model folder, loaded, with everything that its signature says about requests."""

import importlib
import traceback
from pathlib import Path

import pandas as pd

from .inputs import Inputs
from .messages import BadRequest
from .outputs import Rows, plain
from .shortcut import find_shortcut

WHOLE = ("integer", "long")
# What MLflow says when the data does not fit the signature; anything else is the model's own failure.
REFUSALS = ("INVALID_PARAMETER_VALUE", "BAD_REQUEST")


class LoggedModel:
    """Loads a model folder and asks it. `method`: what answers; None is what the model was logged to answer with.

    Another method is looked up on the model as its own library knows it; `module:function` is called with that model and
    the data.
    """

    def __init__(self, folder, method=None):
        try:
            import mlflow.pyfunc

            self.refused = mlflow.exceptions.MlflowException
            self.model = mlflow.pyfunc.load_model(str(Path(folder)))
            self.method = self._function(method)
        except Exception as error:
            traceback.print_exc()
            # Seldon's server takes an AttributeError or NotImplementedError from load() for "has no load()" and serves on.
            raise RuntimeError(f"the model did not load: {type(error).__name__}: {error}") from error
        metadata = self.model.metadata
        self.inputs = Inputs(metadata.get_input_schema())
        # Parameters are of MLflow 2.6 and newer.
        schema = getattr(metadata, "get_params_schema", lambda: None)()
        self.param_specs = {spec.name: spec for spec in schema.params} if schema else {}
        self.classes = self._classes(method)
        self.shortcut = None if self.method else find_shortcut(self.model, self._raw, self.inputs, folder)

    def read(self, X, names=None, meta=None):
        """(data, params) of a request as the model takes them. Raises BadRequest."""
        data, params = self.inputs.read(X, names)
        tags = (meta or {}).get("tags") or {}
        given = {**(tags if isinstance(tags, dict) else {}), **params}
        return data, {name: self._param(value, self.param_specs[name]) for name, value in given.items() if name in self.param_specs}

    def answer(self, data, params=None):
        """What the model answers, as JSON can carry it: rows, a dict, a text or a single value."""
        try:
            result = self.method(data, params) if self.method else self._predict(data, params)
        except self.refused as error:
            if getattr(error, "error_code", "") in REFUSALS:
                raise BadRequest(str(error)) from error
            raise
        answer = plain(result)
        if self.classes and isinstance(answer, Rows) and not answer.names and _width(answer) == len(self.classes):
            answer.names = self.classes
        return answer

    def _predict(self, data, params):
        if self.shortcut and isinstance(data, pd.DataFrame):
            return self.shortcut(data)
        return self.model.predict(data, params=params) if params else self.model.predict(data)

    def _function(self, method):
        if method is None:
            return None
        raw = self._raw()
        if ":" in method:
            module, _, name = method.partition(":")
            function = getattr(importlib.import_module(module), name)
            return lambda data, params: function(raw, data)
        if not callable(getattr(raw, method, None)):
            raise TypeError(f"{type(raw).__name__} has no method {method!r}")
        return lambda data, params: getattr(raw, method)(data)

    def _raw(self):
        """The model as its own library knows it."""
        inside = getattr(self.model, "_model_impl", None)
        for owner in (self.model, inside):
            for name in ("get_raw_model", "unwrap_python_model"):
                try:
                    return getattr(owner, name)()
                except Exception:  # each version and flavor has its own way
                    continue
        for name in ("sklearn_model", "xgb_model", "lgb_model", "cb_model", "python_model"):
            if hasattr(inside, name):
                return getattr(inside, name)
        raise TypeError("this kind of model has no other methods than predict")

    def _classes(self, method):
        """Names for the columns of probabilities, one for each class."""
        function = method or self.model.metadata.flavors.get("python_function", {}).get("predict_fn", "predict")
        if function not in ("predict_proba", "predict_log_proba"):
            return []
        try:
            return [str(name) for name in self._raw().classes_]
        except Exception:  # not every model with probabilities names its classes
            return []

    @staticmethod
    def _param(value, spec):
        # Protobuf has one kind of number.
        kind = getattr(spec.dtype, "name", None)
        return int(value) if kind in WHOLE and isinstance(value, float) and value.is_integer() else value


def metadata_of(folder, name):
    """What Seldon's metadata says of the model in a folder; inputs and outputs are left out where they are not known.

    The model is not loaded: Seldon's own server asks before it calls load().
    """
    from mlflow.models import Model

    logged = Model.load(str(folder))
    schemas = {"inputs": logged.get_input_schema(), "outputs": logged.get_output_schema()}
    parts = {key: _tensors(schema) for key, schema in schemas.items() if schema is not None}
    # Seldon's words have no place for optional columns, MLflow's types and parameters; `custom` holds texts.
    said = logged.signature.to_dict() if logged.signature else {}
    custom = {f"mlflow.{key}": said[key] for key in ("inputs", "params") if said.get(key)}
    return {"name": name, "platform": "mlflow", **parts, **({"custom": custom} if custom else {})}


def _width(rows):
    return len(rows[0]) if rows and isinstance(rows[0], list) else 0


DATATYPES = {
    "boolean": "BOOL", "integer": "INT32", "long": "INT64", "float": "FP32", "double": "FP64",
    "bool": "BOOL", "int8": "INT8", "int16": "INT16", "int32": "INT32", "int64": "INT64",
    "uint8": "UINT8", "uint16": "UINT16", "uint32": "UINT32", "uint64": "UINT64",
    "float16": "FP16", "float32": "FP32", "float64": "FP64",
}  # fmt: skip


def _tensors(schema):
    """The signature in the Open Inference Protocol's words; what it has no word for is BYTES."""
    found = []
    for place, spec in enumerate(schema.inputs):
        name = spec.name if spec.name is not None else f"{'output' if schema.is_tensor_spec() else 'column'}-{place}"
        kind = getattr(spec.type, "name", None)
        shape = list(spec.shape) if schema.is_tensor_spec() else [-1]
        found.append({"name": str(name), "datatype": DATATYPES.get(kind, "BYTES"), "shape": shape})
    return found

