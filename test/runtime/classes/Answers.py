"""Every kind of value that a class may return, chosen by the text that is sent."""

import datetime


class SeldonResponse:
    """As seldon-core's, for a class that brings its own."""

    def __init__(self, data, tags, metrics):
        self.data, self.tags, self.metrics = data, tags, metrics


class Answers:
    calls = 0

    def predict(self, X, names=None, meta=None):
        import numpy as np

        type(self).calls += 1
        answers = {
            "array": lambda: np.array([[1.5, 2.0]]),
            "float32": lambda: np.array([[0.1]], dtype="float32"),
            "integers": lambda: np.array([[2**62 + 1]]),
            "big": lambda: [[2**80]],
            "nan": lambda: np.array([[float("nan"), float("inf"), 1.0]]),
            "nan in dict": lambda: {"a": float("nan"), "b": [np.float32("inf"), {"c": np.array([np.nan])}]},
            "texts": lambda: [["a", "b"]],
            "mixed": lambda: [["a", 1, 2.5, None, True]],
            "flat": lambda: [1, 2],
            "ragged": lambda: [[1], [2, 3]],
            "dict": lambda: {"a": np.int64(1), "b": np.array([1, 2]), 3: {1.5}},
            "text": lambda: "hello",
            "bytes": lambda: b"\x00\xff",
            "tuple": lambda: ([1, 2],),
            "empty": lambda: [],
            "times": lambda: {
                "at": datetime.datetime(2024, 1, 2, 3, 4, 5),
                "day": np.array(["2024-01-02"], dtype="datetime64[D]"),
            },
            "surrogate": lambda: {"text": "\ud800"},
            "number": lambda: 5,
            "scalar": lambda: np.float32(0.5),
            "none": lambda: None,
            "object": lambda: {"a": object()},
            "response": lambda: SeldonResponse([[1.0]], {"a": 1}, [{"type": "COUNTER", "key": "seen", "value": 1}]),
            "frame": lambda: Frame([[1, "x"]], ["n", "t"]),
            "type error": lambda: len(5),
            "calls": lambda: [[type(self).calls]],
        }
        return answers[X]()


class Frame:
    """As much of a pandas DataFrame as a reply needs."""

    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns

    def to_numpy(self):
        import numpy as np

        return np.array(self.rows, dtype=object)


class Named:
    """Names, tags and metrics of its own."""

    def class_names(self):
        return ["no", "yes"]

    def tags(self):
        return {"version": 2}

    def metrics(self):
        return [
            {"type": "COUNTER", "key": "my_counter", "value": 2},
            {"type": "GAUGE", "key": "my_gauge", "value": 7.5, "tags": {"mine": 'a"b\\'}},
            {"type": "TIMER", "key": "my_timer", "value": 20.2},
        ]

    def predict(self, X, names=None):
        return [[0.25, 0.75]] * len(X)


class Attribute:
    """Names as upstream's deprecated attribute."""

    class_names = ["a", "b"]

    def predict(self, X, names=None):
        return [[1, 2]]


class BadMetrics:
    def metrics(self):
        return [{"type": "CLOCK", "key": "x", "value": 1}]

    def predict(self, X, names=None):
        return [1]
