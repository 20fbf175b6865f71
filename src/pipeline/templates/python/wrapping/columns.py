"""Columns of a table in the types that the model's signature declares.

MLflow casts nothing in `predict`, and its own server casts too much: 1.7 becomes 1, "false" becomes True. Here a value is
taken when its type can hold it, and refused with a sentence when it cannot.
"""

import base64
import binascii
import math

import numpy as np

from .messages import BadRequest

NUMBERS = {"integer": "int32", "long": "int64", "float": "float32", "double": "float64"}
_RANGES = {kind: (np.iinfo(NUMBERS[kind]).min, np.iinfo(NUMBERS[kind]).max) for kind in ("integer", "long")}


def column(values, spec):
    """One column; `values` are Python objects, `spec` is MLflow's ColSpec."""
    kind = getattr(spec.type, "name", None)
    where = f"column {spec.name!r}" if spec.name is not None else "a column"
    if kind is None:
        return _objects([nested(value, spec.type, where) for value in values])
    if kind in _RANGES:
        return np.array([_whole(value, kind, where) for value in values], dtype=NUMBERS[kind])
    if kind in NUMBERS:
        return np.array([_number(value, kind, where) for value in values], dtype=NUMBERS[kind])
    if kind == "boolean":
        return np.array([_truth(value, where) for value in values], dtype=bool)
    if kind == "datetime":
        import pandas as pd

        return pd.Series([_time(value, where) for value in values], dtype="datetime64[ns]")
    return _objects([_other(value, kind, where) for value in values])


def nested(value, kind, where):
    """A value of one of MLflow's nested types (array, object, map, any), its parts in their declared types."""
    if value is None:
        return None
    items, properties, entries = (getattr(kind, name, None) for name in ("dtype", "properties", "value_type"))
    if isinstance(properties, list) and isinstance(value, dict):
        types = {part.name: part.dtype for part in properties}
        return {key: nested(part, types[key], where) if key in types else part for key, part in value.items()}
    if entries is not None and isinstance(value, dict):
        return {key: nested(part, entries, where) for key, part in value.items()}
    if items is not None and properties is None and isinstance(value, (list, tuple, np.ndarray)):
        parts = [nested(part, items, where) for part in value]
        number = NUMBERS.get(getattr(items, "name", ""))
        return np.array(parts, dtype=number) if number else parts
    name = getattr(kind, "name", None)
    return column([value], _Single(name, where))[0] if name in (*NUMBERS, "boolean") else value


class _Single:
    """Enough of a ColSpec for one value."""

    def __init__(self, kind, where):
        self.type, self.name = type("Kind", (), {"name": kind}), where


def _whole(value, kind, where):
    if value is None:
        raise BadRequest(f"{where} is {kind} and cannot hold a missing value.")
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise BadRequest(f"{where} is {kind}: {_short(value)} is not a whole number.")
    if not math.isfinite(value) or value != int(value):
        raise BadRequest(f"{where} is {kind}: {_short(value)} is not a whole number.")
    low, high = _RANGES[kind]
    if not low <= int(value) <= high:
        raise BadRequest(f"{where} is {kind}: {_short(value)} is out of its range.")
    return int(value)


def _number(value, kind, where):
    if value is None:
        return math.nan
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise BadRequest(f"{where} is {kind}: {_short(value)} is not a number.")
    try:
        return float(value)
    except OverflowError:
        raise BadRequest(f"{where} is {kind}: {_short(value)} is out of its range.") from None


def _truth(value, where):
    if isinstance(value, (bool, np.bool_)) or (isinstance(value, (int, float)) and value in (0, 1)):
        return bool(value)
    raise BadRequest(f"{where} is boolean: {_short(value)} is neither true nor false.")


def _time(value, where):
    import pandas as pd

    if value is None:
        return pd.NaT
    try:
        if not isinstance(value, (str, pd.Timestamp, np.datetime64)):
            raise ValueError
        time = pd.Timestamp(value)
    except ValueError:
        raise BadRequest(f"{where} is datetime: {_short(value)} is not a time such as 2024-01-31T12:00:00.") from None
    return time.tz_convert("UTC").tz_localize(None) if time.tzinfo else time


def _other(value, kind, where):
    if value is None:
        return None
    if kind == "binary" and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise BadRequest(f"{where} is binary: the text is not base64.") from None
    if kind == "string" and not isinstance(value, str):
        raise BadRequest(f"{where} is string: {_short(value)} is not a text.")
    return value


def _objects(values):
    import pandas as pd

    # Filled one by one: pandas would spread lists over columns.
    series = pd.Series([None] * len(values), dtype=object)
    for place, value in enumerate(values):
        series.iat[place] = value
    return series


def _short(value):
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
