"""What a Seldon message carries, as the user's class takes it."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Dict, List, NamedTuple

from ..problem import Problem
from .arrays import array, numpy_or_none, tensor

_META: Dict[str, type] = {"puid": str, "tags": dict, "routing": dict, "requestPath": dict, "metrics": list}


class Payload(NamedTuple):
    """`features`: an array for `data`, else the value that was sent.

    `encoding`: how an answer in numbers is written; `array` leaves it one.
    """

    features: Any
    names: List[Any]
    meta: Dict[str, Any]
    encoding: str


NO_PAYLOAD = Payload([], [], {}, "tensor")


def read_optional(message: Any) -> Payload:
    """Reads a part of a feedback, which may be left out or hold no data. Raises Problem 400."""
    if not message or (isinstance(message, dict) and not set(message) - {"meta", "status"}):
        return NO_PAYLOAD
    return read_payload(message)


def read_payload(message: Any) -> Payload:
    """Reads a SeldonMessage given as a dict. Raises Problem 400."""
    if not isinstance(message, dict):
        raise Problem(400, "A Seldon message is a JSON object with data, jsonData, strData or binData.")
    meta = _meta(message.get("meta"))
    data = message.get("data")
    if data is not None:
        return _of_data(data, meta)
    if "jsonData" in message:
        return Payload(message["jsonData"], [], meta, "tensor")
    if "strData" in message:
        if not isinstance(message["strData"], str):
            raise Problem(400, "strData is a text.")
        return Payload(message["strData"], [], meta, "tensor")
    if "binData" in message:
        return Payload(_bytes(message["binData"]), [], meta, "tensor")
    if "customData" in message:
        return Payload(message["customData"], [], meta, "tensor")
    raise Problem(400, "The message holds neither data, jsonData, strData nor binData.")


def _meta(meta: Any) -> Dict[str, Any]:
    if meta is None:
        return {}
    if not isinstance(meta, dict):
        raise Problem(400, "meta is a JSON object.")
    for key, kind in _META.items():
        if meta.get(key) is not None and not isinstance(meta[key], kind):
            raise Problem(
                400, f"meta.{key} is a JSON {'object' if kind is dict else 'list' if kind is list else 'text'}."
            )
    return meta


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    try:
        return base64.b64decode(value, validate=True)
    except (TypeError, ValueError, binascii.Error):
        raise Problem(400, "binData is a text in base64.") from None


def _of_data(data: Any, meta: Dict[str, Any]) -> Payload:
    if not isinstance(data, dict):
        raise Problem(400, "data is a JSON object with names and ndarray, tensor or tftensor.")
    names = data.get("names")
    if names is None:
        names = []
    elif not isinstance(names, list):
        raise Problem(400, "data.names is a list of texts.")
    if "tensor" in data:
        value = data["tensor"]
        if not isinstance(value, dict):
            raise Problem(400, "data.tensor is a JSON object with shape and values.")
        return Payload(tensor(value.get("values"), value.get("shape")), names, meta, "tensor")
    if "ndarray" in data:
        if not isinstance(data["ndarray"], list):
            raise Problem(400, "data.ndarray is a list.")
        return Payload(array(data["ndarray"]), names, meta, "ndarray")
    if "tftensor" in data:
        from .tftensor import read_tftensor

        return Payload(read_tftensor(data["tftensor"]), names, meta, "tftensor")
    numpy = numpy_or_none()
    return Payload([] if numpy is None else numpy.array([]), names, meta, "ndarray")
