"""Tells what it was given."""


def kind(value):
    """A value with its type, down to the elements of arrays and lists."""
    if hasattr(value, "dtype"):
        return {
            "array": str(value.dtype),
            "shape": list(value.shape),
            "values": [kind(part) for part in value.tolist()],
        }
    if isinstance(value, list):
        return [kind(part) for part in value]
    if isinstance(value, dict):
        return {key: kind(part) for key, part in value.items()}
    if isinstance(value, bytes):
        return f"bytes {value!r}"
    if isinstance(value, (bool, int, float)):
        return f"{type(value).__name__} {value!r}"
    return f"{type(value).__name__} {value}"


class Echo:
    """Every hook that takes a payload."""

    def __init__(self):
        self.feedback = []

    def predict(self, X, names=None, meta=None):
        if (meta or {}).get("tags", {}).get("return"):
            return X
        return {"X": kind(X), "names": kind(names), "meta": kind(meta)}

    def transform_input(self, X, names, meta):
        return {"hook": "transform_input", "X": kind(X), "names": kind(names), "meta": kind(meta)}

    def transform_output(self, X, names):
        return {"hook": "transform_output", "X": kind(X), "names": kind(names)}

    def route(self, X, names, **more):
        return int(X.sum())

    def aggregate(self, features, names):
        return {"features": kind(features), "names": kind(names)}

    def send_feedback(self, features, names, reward, truth, routing=None):
        self.feedback.append(reward)
        return {
            "features": kind(features),
            "names": kind(names),
            "reward": kind(reward),
            "truth": kind(truth),
            "routing": kind(routing),
        }

    def health_status(self):
        return {"feedback": self.feedback}

    def init_metadata(self):
        return {"name": "echo", "versions": ["3"], "platform": "python", "custom": {"a": "b"}}


class Identity:
    """Gives back what it was given; nothing has no form as an answer."""

    def predict(self, X, names=None):
        return "nothing" if X is None else X


class Nothing:
    """No hook at all."""
