"""A Seldon reply as tensors."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional

from ..codec import dumps
from ..problem import INTERNAL_ERROR, Problem
from ..seldon.arrays import array as typed_array
from ..seldon.arrays import numpy_or_none
from .datatypes import NUMPY, datatype_of
from .tensor import Tensor

Declared = List[Dict[str, Any]]
SINGLE = "predict"


def output_tensors(reply: Any, declared: Declared) -> List[Tensor]:
    """One tensor for rows, one for each column of a table with declared columns, one for each field of an object.

    Raises Problem when the reply is a failure.
    """
    raise_failure(reply)
    if "data" in reply:
        return _of_data(reply["data"], declared)
    if "jsonData" in reply:
        return _of_json(reply["jsonData"], declared)
    if "strData" in reply:
        return [Tensor(_only(declared), "BYTES", [1], [reply["strData"]], {"content_type": "str"})]
    return [Tensor(_only(declared), "BYTES", [1], [reply.get("binData", "")], {"content_type": "base64"})]


def raise_failure(reply: Any) -> None:
    """Raises Problem when a reply is none or says that it failed."""
    if not isinstance(reply, dict):
        raise Problem(
            500, f"The class answered with a {type(reply).__name__} where a Seldon message is wanted.", INTERNAL_ERROR
        )
    status = reply.get("status")
    if isinstance(status, dict) and status.get("status") in (1, "FAILURE"):
        code = status.get("code")
        raise Problem(
            code if isinstance(code, int) and 400 <= code <= 599 else 500, str(status.get("info", "")), INTERNAL_ERROR
        )


def _only(declared: Declared) -> str:
    return str(declared[0]["name"]) if len(declared) == 1 and declared[0].get("name") else SINGLE


def _of_data(data: Dict[str, Any], declared: Declared) -> List[Tensor]:
    if "tensor" in data:
        return [_tensor(_only(declared), data["tensor"]["values"], declared[:1], data["tensor"]["shape"])]
    rows, names = data.get("ndarray", []), [str(name) for name in data.get("names") or []]
    wanted = [str(part.get("name")) for part in declared]
    if len(names) > 1 and not hasattr(rows, "dtype") and rows and (names == wanted or _mixed(rows, len(names))):
        parts = declared if names == wanted else [{"name": name} for name in names]
        return [_tensor(part["name"], list(column), [part]) for part, column in zip(parts, zip(*rows))]
    return [_tensor(_only(declared), rows, declared[:1] if len(declared) == 1 else [])]


def _mixed(rows: List[Any], width: int) -> bool:
    """Rows of one width with texts beside other values: as one tensor, all of them would become texts."""
    if not all(isinstance(row, list) and len(row) == width for row in rows):
        return False
    texts = {isinstance(cell, str) for row in rows for cell in row if cell is not None}
    return len(texts) == 2


def _of_json(value: Any, declared: Declared) -> List[Tensor]:
    if isinstance(value, dict) and value and all(isinstance(part, list) for part in value.values()):
        by_name = {part.get("name"): part for part in declared}
        return [_tensor(str(name), part, [by_name[name]] if name in by_name else []) for name, part in value.items()]
    return [Tensor(_only(declared), "BYTES", [1], [dumps(value).decode()], {"content_type": "application/json"})]


def _tensor(name: str, values: Any, declared: Declared, shape: Optional[List[int]] = None) -> Tensor:
    """A tensor of the declared type where every value keeps, else of the values' own."""
    numpy = numpy_or_none()
    if numpy is None:
        return _plain(name, values)
    made = values if hasattr(values, "dtype") else typed_array(list(values))
    if made.dtype.kind == "O":
        made = _with_nan(numpy, made)
    if shape is not None:
        made = made.reshape(shape)
    if made.dtype.kind in "OUSMm":
        texts = [value if isinstance(value, (str, bytes)) else _text(value) for value in made.ravel().tolist()]
        return Tensor(str(name), "BYTES", list(made.shape), texts)
    wanted = NUMPY.get(str(declared[0].get("datatype"))) if declared else None
    if wanted is not None and made.dtype != numpy.dtype(wanted):
        with numpy.errstate(all="ignore"):
            cast = made.astype(wanted)
        if numpy.array_equal(cast.astype(made.dtype), made, equal_nan=made.dtype.kind == "f"):
            made = cast
    datatype = datatype_of(made.dtype)
    if datatype == "BYTES":  # complex and extended precision
        return Tensor(str(name), "BYTES", list(made.shape), [str(value) for value in made.ravel().tolist()])
    return Tensor(str(name), datatype, list(made.shape), made.ravel())


def _with_nan(numpy: Any, made: Any) -> Any:
    """Numbers with holes as floats: a hole was NaN."""
    flat = made.ravel().tolist()
    if (
        flat
        and all(value is None or type(value) in (int, float) for value in flat)
        and any(value is None for value in flat)
    ):
        return numpy.array([float("nan") if value is None else value for value in flat], dtype=float).reshape(
            made.shape
        )
    return made


def _text(value: Any) -> str:
    return json.dumps(value, default=str) if isinstance(value, (dict, list, bool)) or value is None else str(value)


def _plain(name: str, values: List[Any]) -> Tensor:
    """Without numpy: rows of one kind of value."""
    shape, flat = [len(values)], list(values)
    while flat and isinstance(flat[0], list):
        shape.append(len(flat[0]))
        flat = [value for part in flat for value in part]
    kinds = {type(value) for value in flat}
    datatype = (
        "BOOL"
        if kinds == {bool}
        else "INT64"
        if kinds == {int}
        else "FP64"
        if kinds and kinds <= {int, float}
        else "BYTES"
    )
    return Tensor(name, datatype, shape, flat if datatype != "BYTES" else [str(value) for value in flat])
