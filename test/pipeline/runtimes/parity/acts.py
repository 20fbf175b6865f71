"""Gives back what it was given, or what the tag `do` of the request says."""

import numpy as np
from seldon_core.flask_utils import SeldonMicroserviceException

RESULTS = {
    "int": 3,
    "float": 1.5,
    "true": True,
    "none": None,
    "numpy-float": np.float64(1.5),
    "numpy-int": np.int64(7),
    "list": [1, 2, 3],
    "rows": [[1, 2.5], [3, 4.0]],
    "row-of-texts": [["a", "b"]],
    "mixed-rows": [[1, "a"], [2, "b"]],
    "empty-list": [],
    "list-of-empty": [[]],
    "dict": {"a": 1, "b": [1, 2, {"c": None}]},
    "empty-dict": {},
    "text": "hello",
    "empty-text": "",
    "umlauts": "Übergröße 漢字",
    "bytes": b"\x00\x01\xff",
    "array": np.array([1.5, 2.5]),
    "table": np.array([[1.5, 2.5], [3.5, 4.5]]),
    "cube": np.arange(8).reshape(2, 2, 2),
    "ints": np.array([[1, 2], [3, 4]]),
    "int32": np.array([[1, 2]], dtype="int32"),
    "float32": np.array([[0.5, 0.25]], dtype="float32"),
    "bools": np.array([[True, False]]),
    "texts": np.array([["a", "b"]]),
    "objects": np.array([[1, "a"]], dtype=object),
    "no-rows": np.zeros((0, 2)),
    "scalar-array": np.array(3.0),
    "big-int": np.array([[2**53 + 1]]),
    "tuple": (1, 2),
    "nan": np.array([[float("nan"), 1.0]]),
    "infinity": np.array([[float("inf"), 1.0]]),
    "nan-list": [[float("nan"), 1.0]],
}
ERRORS = {
    "value-error": ValueError("no such value"),
    "key-error": KeyError("no such key"),
    "type-error": TypeError("no such type"),
    "attribute-error": AttributeError("no such attribute"),
    "runtime-error": RuntimeError("it broke"),
    "zero-division": ZeroDivisionError("division by zero"),
    "no-words": RuntimeError(),
    "refused": SeldonMicroserviceException("I do not like it"),
    "teapot": SeldonMicroserviceException("I am a teapot", status_code=418, reason="TEAPOT"),
    "not-found": SeldonMicroserviceException("no such row", status_code=404, reason="NO_ROW"),
    "busy": SeldonMicroserviceException("too busy", status_code=503, reason="BUSY"),
}


class Model:
    def predict(self, X, names=None, meta=None):
        do = ((meta or {}).get("tags") or {}).get("do", "echo")
        if do == "type":
            return {"type": type(X).__name__, "dtype": str(getattr(X, "dtype", "")), "names": list(names or [])}
        if do == "meta":
            return {"meta": meta}
        if do in ERRORS:
            raise ERRORS[do]
        return RESULTS[do] if do in RESULTS else X
