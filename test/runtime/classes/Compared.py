"""Served by this runtime and by seldon-core alike."""

import numpy as np

ANSWERS = {
    "array": np.array([[1.5, 2.0]]), "flat": np.array([1, 2]), "deep": np.ones((2, 1, 2)), "list": [[1, 2]], "texts": [["a", "b"]],
    "dict": {"a": [1, 2.5, None, "x"]}, "text": "hello", "bytes": b"\x00\xff", "empty": [], "bools": np.array([[True, False]]),
    "float32": np.array([[0.1]], dtype="float32"), "objects": np.array([[1, "a"]], dtype=object), "integers": np.array([[2**62]]),
}  # fmt: skip


class Refused(Exception):
    pass


class Compared:
    def predict(self, X, names, meta=None):
        if isinstance(X, str) and X in ANSWERS:
            return ANSWERS[X]
        if X == "fail" if isinstance(X, str) else False:
            raise Refused("no")
        return X

    def transform_input(self, X, names, meta=None):
        return {"names": list(names), "kind": type(X).__name__}

    def transform_output(self, X, names, meta=None):
        return X

    def route(self, X, names):
        return int(np.size(X))

    def aggregate(self, features, names):
        return features[-1]

    def send_feedback(self, features, names, reward, truth, routing=None):
        return [[float(reward), len(names), -1 if routing is None else routing, np.size(truth)]]

    def tags(self):
        return {"tag": [1, "x"]}

    def metrics(self):
        return [{"type": "COUNTER", "key": "seen", "value": 1}, {"type": "GAUGE", "key": "level", "value": 0.5}]

    def health_status(self):
        return [0.5, 1]

    def init_metadata(self):
        return {
            "name": "compared",
            "versions": ["1"],
            "platform": "x",
            "inputs": [{"messagetype": "ndarray", "schema": {"names": ["a"]}}],
        }
