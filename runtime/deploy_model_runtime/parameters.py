"""The parameters of the user's class: PREDICTIVE_UNIT_PARAMETERS, a JSON list of {name, value, type}."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict

from .problem import BAD_PARAMETER, Problem

_TRUE = ("y", "yes", "t", "true", "on", "1")
_FALSE = ("n", "no", "f", "false", "off", "0")


def parse_parameters(text: str) -> Dict[str, Any]:
    """Keyword arguments for the class. Raises Problem with the name of the parameter that is wrong."""
    try:
        given = json.loads(text or "[]")
    except ValueError as error:
        raise Problem(400, f"The parameters are not JSON: {error}.", BAD_PARAMETER) from None
    if not isinstance(given, list):
        raise Problem(400, "The parameters are a list of objects with name, value and type.", BAD_PARAMETER)
    return dict(_parameter(entry) for entry in given)


def _parameter(entry: Any) -> "tuple[str, Any]":
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise Problem(400, "A parameter is an object with name, value and type.", BAD_PARAMETER)
    name, value, kind = entry["name"], entry.get("value"), entry.get("type", "STRING")
    if kind not in _KINDS:
        raise Problem(400, f"Parameter {name}: the type {kind} is none of {', '.join(_KINDS)}.", BAD_PARAMETER)
    try:
        return name, _KINDS[kind](value)
    except (TypeError, ValueError):
        raise Problem(400, f"Parameter {name}: {value!r} is not of the type {kind}.", BAD_PARAMETER) from None


def _boolean(value: Any) -> bool:
    word = str(value).strip().lower()
    if word not in _TRUE + _FALSE:
        raise ValueError(word)
    return word in _TRUE


_KINDS: Dict[str, Callable[[Any], Any]] = {"INT": int, "FLOAT": float, "DOUBLE": float, "STRING": str, "BOOL": _boolean}
