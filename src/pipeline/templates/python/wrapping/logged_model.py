"""An MLflow model folder, loaded, with everything that its signature says about requests."""

import importlib
import sys
import threading
import traceback
from pathlib import Path

from .direct import Direct
from .inputs import Inputs
from .messages import BadRequest
from .outputs import Rows, plain
from .plan import Columns
from .proof import proof_of
from .shortcut import find_shortcut

WHOLE = ("integer", "long")
# What MLflow says when the data does not fit the signature; anything else is the model's own failure.
REFUSALS = ("INVALID_PARAMETER_VALUE", "BAD_REQUEST")


class LoggedModel:
    """Loads a model folder and asks it. `method`: what answers; None is what the model was logged to answer with.

    Another method is looked up on the model as its own library knows it; `module:function` is called with that model and
    the data. A model that is proven to answer the same without MLflow is loaded without it.
    """

    def __init__(self, folder, method=None):
        self._folder = Path(folder)
        self._lock = threading.Lock()
        self._model = self.method = self.shortcut = None
        self.param_specs = {}
        self.direct = None if method else _direct(self._folder)
        if self.direct:
            self.inputs = Inputs(Columns(self.direct.plan))
            self.classes = self._classes(self.direct.plan.function)
        else:
            self._load(method)

    def _load(self, method):
        try:
            metadata = self.model.metadata
            self.method = self._function(method)
        except Exception as error:
            traceback.print_exc()
            # Seldon's server takes an AttributeError or NotImplementedError from load() for "has no load()" and serves on.
            raise RuntimeError(f"the model did not load: {type(error).__name__}: {error}") from error
        self.inputs = Inputs(metadata.get_input_schema())
        # Parameters are of MLflow 2.6 and newer.
        schema = getattr(metadata, "get_params_schema", lambda: None)()
        self.param_specs = {spec.name: spec for spec in schema.params} if schema else {}
        self.classes = self._classes(method or metadata.flavors.get("python_function", {}).get("predict_fn", "predict"))
        self.shortcut = None if self.method else find_shortcut(self.model, self._raw, self.inputs, self._folder)

    @property
    def model(self):
        """The model as MLflow loads it: where it answers without MLflow, not before it is asked for."""
        with self._lock:
            if self._model is None:
                import mlflow.pyfunc

                self._model = mlflow.pyfunc.load_model(str(self._folder))
            return self._model

    def predict(self, X, names=None, meta=None):
        """What the model answers to a request: `read` and `answer` in one, and faster where it takes a bare array."""
        if self.direct:
            return self._told(self.direct.predict(X, names))
        return self.answer(*self.read(X, names, meta))

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
        except Exception as error:
            if _refused(error):
                raise BadRequest(str(error)) from error
            raise
        return self._told(result)

    def _told(self, result):
        answer = plain(result)
        if self.classes and isinstance(answer, Rows) and not answer.names and _width(answer) == len(self.classes):
            answer.names = self.classes
        return answer

    def _predict(self, data, params):
        if hasattr(data, "columns") and hasattr(data, "to_numpy"):
            if self.shortcut:
                return self.shortcut(data)
            if self.direct and self.direct.takes(data):
                return self.direct.of_table(data)
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
        if self.direct:
            return self.direct.estimator
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

    def _classes(self, function):
        """Names for the columns of probabilities, one for each class."""
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
    # Where MLflow is loaded already, as for another method, there is nothing to save.
    proof = None if "mlflow" in sys.modules else proof_of(folder)
    if proof is None:
        from mlflow.models import Model

        return {"name": name, **described(Model.load(str(folder)))}
    return {"name": name, **proof.metadata}


def described(logged):
    """The same but for the name. `logged`: MLflow's Model."""
    schemas = {"inputs": logged.get_input_schema(), "outputs": logged.get_output_schema()}
    parts = {key: _tensors(schema) for key, schema in schemas.items() if schema is not None}
    # Seldon's words have no place for optional columns, MLflow's types and parameters; `custom` holds texts.
    said = logged.signature.to_dict() if logged.signature else {}
    custom = {f"mlflow.{key}": said[key] for key in ("inputs", "params") if said.get(key)}
    return {"platform": "mlflow", **parts, **({"custom": custom} if custom else {})}


def _direct(folder):
    """The model without MLflow, or None where it needs that, or fails to load as it did when that was proven."""
    proof = proof_of(folder)
    try:
        return Direct(proof.plan, folder) if proof and proof.plan else None
    except Exception:  # MLflow says what is wrong
        return None


def _refused(error):
    """Whether MLflow says that the data is at fault. Where it was not imported, it said nothing."""
    said = sys.modules.get("mlflow.exceptions")
    return said is not None and isinstance(error, said.MlflowException) and getattr(error, "error_code", "") in REFUSALS


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

