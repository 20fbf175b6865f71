"""Seldon messages, read and written without losing a type: a row may hold text, and integers keep every digit."""

from .outputs import Rows

try:
    # What Seldon's own server answers with a status of its own; other errors would all be 500.
    from seldon_core.flask_utils import SeldonMicroserviceException as _Refusal
except ImportError:

    class _Refusal(Exception):
        def __init__(self, message, status_code=400, reason="MICROSERVICE_BAD_DATA"):
            super().__init__(message)
            self.message, self.status_code, self.reason = message, status_code, reason


class BadRequest(_Refusal, ValueError):
    """The request does not fit the model: answered with status 400 and the sentence given here."""

    def __init__(self, sentence):
        super().__init__(sentence, status_code=400, reason="MICROSERVICE_BAD_DATA")

    def __str__(self):
        return self.args[0] if self.args else ""


class Table:
    """The part `data` of a message: rows as nested lists, as they were sent."""

    def __init__(self, rows):
        self.rows = rows


def answer_to(message, predict):
    """Asks `predict(X, names, meta)` what a message asks; gives the message to answer with.

    X is a Table for `data`, any JSON value for `jsonData`, text for `strData`. Takes and gives a dict or a protobuf message.
    """
    if not isinstance(message, dict):
        if not hasattr(message, "DESCRIPTOR"):
            raise BadRequest("A request is a JSON object with data, jsonData or strData.")
        from google.protobuf import json_format

        reply = answer_to(json_format.MessageToDict(message), predict)
        return json_format.ParseDict(reply, type(message)())
    data = message.get("data")
    X, names = _payload(message, data)
    result = predict(X, names, message.get("meta") or {})
    return _message(result, wants_tensor=isinstance(data, dict) and "tensor" in data)


def _payload(message, data):
    if data is None:
        for key in ("jsonData", "strData"):
            if key in message:
                return message[key], []
        raise BadRequest("The message holds neither data, jsonData nor strData.")
    if not isinstance(data, dict):
        raise BadRequest("data is an object with ndarray or tensor.")
    names = data.get("names") or []
    if not isinstance(names, list):
        raise BadRequest("data.names is a list of texts.")
    if isinstance(data.get("ndarray"), list):
        return Table(data["ndarray"]), names
    if isinstance(data.get("tensor"), dict):
        return Table(_nested(data["tensor"])), names
    raise BadRequest("data holds neither ndarray nor tensor.")


def _nested(tensor):
    """The flat values of a tensor as nested lists of its shape."""
    values, shape = tensor.get("values", []), [_size(size) for size in tensor.get("shape", [])]
    count = 1
    for size in shape:
        count *= size
    if not shape or not isinstance(values, list) or count != len(values):
        raise BadRequest("The values of the tensor do not fill its shape.")
    if count == 0:
        raise BadRequest("The tensor holds no values.")
    for size in reversed(shape[1:]):
        values = [values[start : start + size] for start in range(0, len(values), size)]
    return values


def _size(size):
    # Protobuf's JSON writes 64-bit integers as text.
    try:
        number = int(size)
    except (TypeError, ValueError):
        number = -1
    if number < 0:
        raise BadRequest("The shape of the tensor holds whole numbers of 0 and more.")
    return number


def _message(result, wants_tensor):
    if isinstance(result, str):
        return {"strData": result, "meta": {}}
    if not isinstance(result, list) or any(isinstance(part, dict) for part in result):
        return {"jsonData": result, "meta": {}}
    names = result.names if isinstance(result, Rows) else []
    if not names and result and isinstance(result[0], list):
        names = [f"t:{place}" for place in range(len(result[0]))]
    if wants_tensor:
        tensor = _tensor(result)
        if tensor:
            return {"data": {"names": names, "tensor": tensor}, "meta": {}}
    return {"data": {"names": names, "ndarray": result}, "meta": {}}


def _tensor(rows):
    """Shape and flat values; None when the rows are not all numbers or not of one length."""
    shape, values = [len(rows)], rows
    while values and isinstance(values[0], list):
        size = len(values[0])
        if any(not isinstance(part, list) or len(part) != size for part in values):
            return None
        shape.append(size)
        values = [value for part in values for value in part]
    if any(type(value) not in (int, float) for value in values):
        return None
    return {"shape": shape, "values": values}
