"""Asks a logged model itself, in its own environment, so that an endpoint can be compared with it.

    python reference.py MODEL_FOLDER REQUESTS.json ANSWERS.json METHOD

REQUESTS: [{"name", "request"}], each request a Seldon message. ANSWERS: {"answers": [{"name", "kind", "value", "names"?} |
{"name", "error"}], "mlflow", "python", "classes"?} or {"failed"} when the model does not load. kind: data, json or text. NaN and
infinity are null, bytes are base64, times are ISO 8601. Works with MLflow 2.9 to 3.x and with mlflow-skinny.
It shares no code with what serves the model, and reads each request on its own terms.
"""

import base64
import importlib
import json
import math
import os
import platform
import sys
import traceback

NUMBERS = {"integer": "int32", "long": "int64", "float": "float32", "double": "float64"}


def plain(value):
    """What JSON can carry of any prediction; its shape is kept."""
    import numpy as np
    import pandas as pd

    if value is None or value is pd.NaT:
        return None
    if isinstance(value, pd.DataFrame):
        columns = [plain(value.iloc[:, index]) for index in range(value.shape[1])]
        return [[column[row] for column in columns] for row in range(len(value))]
    if isinstance(value, (pd.Series, pd.Index)):
        return [plain(cell) for cell in value.tolist()]
    if hasattr(value, "toarray"):
        return plain(value.toarray())
    if hasattr(value, "detach"):
        return plain(value.detach().cpu().numpy())
    if isinstance(value, (np.ndarray, np.generic)):
        if value.dtype.kind == "M":
            value = np.datetime_as_string(value, unit="us") if value.ndim else pd.Timestamp(value)
            return value.isoformat() if isinstance(value, pd.Timestamp) else value.tolist()
        return plain(value.tolist())
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    for name in ("model_dump", "to_dict"):
        if hasattr(value, name):
            return plain(getattr(value, name)())
    if hasattr(value, "numpy"):
        return plain(value.numpy())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if value is pd.NA:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value


def described(result):
    """The answer with its kind; only a table has names."""
    import pandas as pd

    value = plain(result)
    if isinstance(value, str):
        return {"kind": "text", "value": value}
    if isinstance(value, list) and not any(isinstance(part, dict) for part in value):
        answer = {"kind": "data", "value": value}
        if isinstance(result, pd.DataFrame):
            answer["names"] = [str(name) for name in result.columns]
        return answer
    return {"kind": "json", "value": value}


def column(values, kind):
    """One column in its declared type; where that would change a value it is left as it is, and MLflow refuses it."""
    import numpy as np
    import pandas as pd

    missing = any(value is None for value in values)
    if kind in ("integer", "long"):
        whole = all(isinstance(v, (int, float)) and not isinstance(v, bool) and v == int(v) for v in values if v is not None)
        return np.array([int(v) for v in values], dtype=NUMBERS[kind]) if whole and not missing else pd.Series(values)
    if kind in ("float", "double"):
        if all(v is None or (isinstance(v, (int, float)) and not isinstance(v, bool)) for v in values):
            return np.array([math.nan if v is None else v for v in values], dtype=NUMBERS[kind])
        return pd.Series(values)
    if kind == "boolean" and not missing and all(v in (True, False) for v in values):
        return np.array([bool(v) for v in values])
    if kind == "datetime":
        times = [pd.Timestamp(v) if v is not None else pd.NaT for v in values]
        return pd.Series([t.tz_convert("UTC").tz_localize(None) if t is not pd.NaT and t.tzinfo else t for t in times]).astype("datetime64[ns]")
    if kind == "binary":
        return pd.Series([base64.b64decode(v) if isinstance(v, str) else v for v in values], dtype=object)
    return pd.Series(values, dtype=object)


def array_column(values, spec):
    """A column of lists; lists of numbers become arrays of the declared type, for MLflow widens nothing inside them."""
    import numpy as np
    import pandas as pd

    number = NUMBERS.get(getattr(getattr(spec, "dtype", None), "name", ""))
    cells = [np.asarray(v, dtype=number) if number and isinstance(v, list) else v for v in values]
    out = pd.Series([None] * len(cells), dtype=object)
    for index, cell in enumerate(cells):
        out.iat[index] = cell
    return out


class Reference:
    """A loaded model and the ways to ask it."""

    def __init__(self, folder, method):
        import mlflow.pyfunc

        self.model = mlflow.pyfunc.load_model(folder)
        schema = self.model.metadata.get_input_schema()
        self.specs = list(schema.inputs) if schema else None
        self.tensors = bool(schema and schema.is_tensor_spec())
        params = getattr(self.model.metadata, "get_params_schema", lambda: None)()
        self.params = {param.name for param in params.params} if params else set()
        self.example = self.logged_example(folder)
        function = self.model.metadata.flavors.get("python_function", {}).get("predict_fn", "predict")
        self.method = None if method == function else method

    def logged_example(self, folder):
        """The input example as MLflow itself reads it, or None."""
        try:
            example = self.model.metadata.load_input_example(folder)
        except Exception:
            return None
        return example[0] if isinstance(example, tuple) else example

    def frame(self, rows, names):
        import numpy as np
        import pandas as pd

        if self.specs is None:
            return pd.DataFrame(rows, columns=names) if names else np.asarray(rows)
        rows = [row if isinstance(row, (list, tuple)) else [row] for row in rows]
        width = len(rows[0]) if rows else len(self.specs)
        required = [spec for spec in self.specs if getattr(spec, "required", True)]
        specs = self.specs if width == len(self.specs) else required
        if not names or not {spec.name for spec in required} <= set(names):
            names = [spec.name if spec.name is not None else index for index, spec in enumerate(specs)]
        if any(len(row) != len(names) for row in rows):
            raise ValueError(f"rows of {width} values for the columns {names}")
        wanted = {spec.name if spec.name is not None else index: spec for index, spec in enumerate(self.specs)}
        cells = {name: [row[index] for row in rows] for index, name in enumerate(names)}
        # The order of the signature: MLflow restores it, a library's own method does not.
        order = [name for name in wanted if name in cells] + [name for name in cells if name not in wanted]
        return pd.DataFrame({name: self.cast(cells[name], wanted.get(name)) for name in order})

    def cast(self, values, spec):
        kind = getattr(getattr(spec, "type", None), "name", None)
        if spec is None:
            return values
        return column(values, kind) if kind else array_column(values, spec.type)

    def tensor(self, value, spec):
        import numpy as np

        array, given = np.asarray(value, dtype=spec.type), np.asarray(value)
        if given.dtype.kind == "f" and spec.type.kind in "iu" and not (array == given).all():
            raise ValueError(f"the values are not whole numbers, and the tensor is {spec.type}")
        free = [size for size in spec.shape[1:] if size == -1]
        return array if free or array.ndim == len(spec.shape) else array.reshape(-1, *spec.shape[1:])

    def of_json(self, body):
        """jsonData: a body of MLflow's scoring protocol, or the model's own object."""
        if isinstance(body, dict):
            if "dataframe_split" in body:
                split = body["dataframe_split"]
                return self.frame(split["data"], split.get("columns"))
            if "dataframe_records" in body:
                return self.records(body["dataframe_records"])
            if "inputs" in body or "instances" in body:
                body = body["inputs"] if "inputs" in body else body["instances"]
        if self.tensors:
            if isinstance(body, dict):
                return {spec.name: self.tensor(body[spec.name], spec) for spec in self.specs}
            return self.tensor(body, self.specs[0])
        if self.specs and isinstance(body, dict) and body and all(isinstance(v, list) for v in body.values()):
            return self.frame([list(row) for row in zip(*body.values())], list(body))
        if self.specs and isinstance(body, list) and body and all(isinstance(row, dict) for row in body):
            return self.records(body)
        return body

    def records(self, records):
        names = list(dict.fromkeys(name for record in records for name in record))
        return self.frame([[record.get(name) for name in names] for record in records], names)

    def native(self, request):
        """(data, params) as the model takes them."""
        params = (request.get("meta") or {}).get("tags") or {}
        if "jsonData" in request:
            body = request["jsonData"]
            if isinstance(body, dict) and isinstance(body.get("params"), dict):
                params = body["params"]
            data = self.of_json(body)
        elif "strData" in request:
            data = self.frame([[request["strData"]]], None) if self.specs else request["strData"]
        else:
            data = self.of_data(request["data"])
        return data, {name: value for name, value in params.items() if name in self.params}

    def of_data(self, data):
        import numpy as np

        rows = data.get("ndarray")
        if rows is None:
            rows = np.asarray(data["tensor"]["values"]).reshape(data["tensor"]["shape"]).tolist()
        if self.tensors:
            spec = self.specs[0]
            return {spec.name: self.tensor(rows, spec)} if spec.name else self.tensor(rows, spec)
        return self.frame(rows, data.get("names"))

    def same(self, data):
        """True when a request says what the logged example says: then MLflow's own reading of it is asked."""
        if self.example is None or type(self.example) is not type(data):
            return False
        if hasattr(data, "columns") and [str(c) for c in data.columns] != [str(c) for c in self.example.columns]:
            return False
        return plain(data) == plain(self.example)

    def answer(self, request):
        data, params = self.native(request)
        if self.same(data):
            try:
                return self.ask(self.example, params)
            except Exception:  # MLflow reads some examples in a type that it refuses itself
                traceback.print_exc()
        return self.ask(data, params)

    def ask(self, data, params):
        if self.method is None:
            return self.model.predict(data, params=params) if params else self.model.predict(data)
        if ":" in self.method:
            module, _, function = self.method.partition(":")
            return getattr(importlib.import_module(module), function)(self.raw(), data)
        return getattr(self.raw(), self.method)(data)

    def classes(self):
        """The only labels that a classifier can answer with, or None."""
        function = self.model.metadata.flavors.get("python_function", {}).get("predict_fn", "predict")
        if (self.method or function) != "predict":
            return None
        try:
            labels = self.raw().classes_
            return plain(labels) if getattr(labels, "ndim", 1) == 1 else None
        except Exception:  # most models have none
            return None

    def raw(self):
        """The model as its library knows it."""
        for owner in (self.model, getattr(self.model, "_model_impl", None)):
            for name in ("get_raw_model", "unwrap_python_model"):
                try:
                    return getattr(owner, name)()
                except Exception:
                    continue
            for name in ("sklearn_model", "xgb_model", "lgb_model", "cb_model", "python_model"):
                if hasattr(owner, name):
                    return getattr(owner, name)
        raise TypeError(f"this kind of model has no {self.method}")


def answers(folder, requests, method):
    try:
        import mlflow

        reference = Reference(folder, method)
    except Exception:
        return {"failed": traceback.format_exc()}
    out = []
    for case in requests:
        try:
            out.append({"name": case["name"], **described(reference.answer(case["request"]))})
        except Exception as error:
            traceback.print_exc()
            out.append({"name": case["name"], "error": f"{type(error).__name__}: {error}"})
    classes = reference.classes()
    known = {"classes": classes} if classes else {}
    return {"answers": out, "mlflow": mlflow.__version__, "python": platform.python_version(), **known}


def main(folder, requests, output, method):
    os.dup2(2, 1)  # whatever the model prints belongs to the log
    sys.path.insert(0, os.path.dirname(os.path.abspath(folder)))
    with open(requests, encoding="utf-8") as file:
        document = answers(folder, json.load(file), method)
    with open(output, "w", encoding="utf-8") as file:
        json.dump(document, file, allow_nan=False, default=str)


if __name__ == "__main__":
    main(*sys.argv[1:])
