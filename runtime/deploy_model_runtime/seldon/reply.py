"""The answer of a hook as a Seldon message."""

from __future__ import annotations

import base64
from typing import Any, Dict, List, Optional

from ..component import Component, not_implemented
from ..problem import Problem
from .arrays import numpy_or_none
from .payload import Payload


def reply_to(component: Component, payload: Payload, result: Any, meta: Dict[str, Any]) -> Dict[str, Any]:
    """A SeldonMessage as a dict: what the hook returned, in the encoding of the request where it fits."""
    if isinstance(result, dict):
        return {"jsonData": result, "meta": meta}
    if isinstance(result, str):
        return {"strData": result, "meta": meta}
    if isinstance(result, (bytes, bytearray)):
        return {"binData": base64.b64encode(result).decode(), "meta": meta}
    if hasattr(result, "DESCRIPTOR"):  # a google.protobuf.Any, which gRPC alone can carry
        return {"customData": result, "meta": meta}
    data = _data(component, result, payload.encoding)
    if data is None and hasattr(result, "dtype") and hasattr(result, "item"):
        result = result.item()  # a scalar of numpy
    if data is None and isinstance(result, (bool, int, float)):
        return {"jsonData": result, "meta": meta}
    if data is None:
        raise Problem(
            500,
            f"The class answered with a {type(result).__name__}; "
            "an answer is an array, a list, a dict, a text, bytes or a number.",
        )
    return {"data": data, "meta": meta}


def _data(component: Component, result: Any, encoding: str) -> Optional[Dict[str, Any]]:
    columns: Optional[List[Any]] = None
    if hasattr(result, "to_numpy"):  # a table or column of pandas or polars
        names = getattr(result, "columns", None)
        columns = None if names is None else [str(name) for name in names]
        result = result.to_numpy()
    elif isinstance(result, tuple):
        result = list(result)
    numpy = numpy_or_none()
    if not isinstance(result, list) and not (numpy is not None and isinstance(result, numpy.ndarray)):
        return None
    shape, kind = _form(numpy, result)
    names = columns if columns is not None else _class_names(component, shape)
    if encoding == "array" and numpy is not None and kind != "O":
        return {"names": names, "ndarray": numpy.asarray(result)}
    if kind in "iufc" and encoding == "tensor":
        values = _flat(result, len(shape)) if numpy is None else numpy.asarray(result).ravel().tolist()
        return {"names": names, "tensor": {"shape": shape, "values": values}}
    if kind in "iufc" and encoding == "tftensor":
        from .tftensor import write_tftensor

        return {"names": names, "tftensor": write_tftensor(numpy.asarray(result))}
    return {"names": names, "ndarray": result if isinstance(result, list) else result.tolist()}


def _flat(rows: List[Any], depth: int) -> List[Any]:
    for _ in range(depth - 1):
        rows = [value for row in rows for value in row]
    return rows


def _form(numpy: Any, result: Any) -> "tuple[List[int], str]":
    """Shape and numpy's letter for the kind of values."""
    if numpy is None:
        return _plain_form(result)
    if isinstance(result, list):
        try:
            result = numpy.array(result)
        except ValueError:  # rows of different lengths
            return [len(result)], "O"
    return list(result.shape), result.dtype.kind


def _plain_form(result: List[Any]) -> "tuple[List[int], str]":
    """The same for nested lists, where numpy is not installed."""
    shape, flat = [len(result)], result
    while flat and isinstance(flat[0], list):
        if any(not isinstance(part, list) or len(part) != len(flat[0]) for part in flat):
            return shape, "O"
        shape.append(len(flat[0]))
        flat = [value for part in flat for value in part]
    return shape, "f" if all(type(value) in (int, float) for value in flat) else "O"


def _class_names(component: Component, shape: List[int]) -> List[Any]:
    """Names for the columns of a table; none for a flat answer."""
    if len(shape) < 2:
        return []
    names = component.hook("class_names")
    if names is not None:
        try:
            return list(names())
        except Exception as error:
            if not not_implemented(error):
                raise
    else:
        attribute = getattr(component.user, "class_names", None)
        if attribute is not None and not callable(attribute):
            return list(attribute)
    return [f"t:{place}" for place in range(shape[1])]
