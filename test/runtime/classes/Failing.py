"""Exceptions of every kind."""


class AppError(Exception):
    status_code = 418
    reason = "TEAPOT"


class Load:
    """Seldon's own server takes this for a missing `load` and serves on."""

    def load(self):
        self.size = len(self.model.weights)

    def predict(self, X, names=None):
        return X


class Make:
    def __init__(self):
        raise ValueError("no such file: weights.bin")


class Exit:
    def load(self):
        raise SystemExit("the licence has expired")


class WarmUp:
    def predict(self, X, names=None):
        raise RuntimeError("the model cannot compute")


class Predict:
    calls = 0

    def predict(self, X, names=None, meta=None):
        type(self).calls += 1
        word = X if isinstance(X, str) else ""
        if word == "teapot":
            raise AppError("short and stout")
        if word == "type":
            return sum(5)
        if word == "exit":
            raise SystemExit(3)
        if word == "interrupt":
            raise KeyboardInterrupt
        if word == "calls":
            return [[type(self).calls]]
        raise ValueError(f"cannot use {word}")


class Status:
    """Sets the HTTP status by its answer."""

    def predict_raw(self, message):
        return {"status": {"status": 1, "code": 422, "info": "too young", "reason": "AGE"}, "meta": {}}
