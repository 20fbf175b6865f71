"""The datatypes of the protocol and numpy's word for each. BYTES has none: its elements are texts or bytes."""

from __future__ import annotations

import struct
from typing import Any, Dict, List

from ..problem import Problem

NUMPY: Dict[str, str] = {
    "BOOL": "?", "UINT8": "u1", "UINT16": "<u2", "UINT32": "<u4", "UINT64": "<u8", "INT8": "i1", "INT16": "<i2",
    "INT32": "<i4", "INT64": "<i8", "FP16": "<f2", "FP32": "<f4", "FP64": "<f8",
}  # fmt: skip
DATATYPES = (*NUMPY, "BYTES")
_NAMES = {
    "b1": "BOOL", "u1": "UINT8", "u2": "UINT16", "u4": "UINT32", "u8": "UINT64", "i1": "INT8", "i2": "INT16",
    "i4": "INT32", "i8": "INT64", "f2": "FP16", "f4": "FP32", "f8": "FP64",
}  # fmt: skip


def datatype_of(dtype: Any) -> str:
    """The datatype of a numpy array; BYTES for what has no other."""
    return _NAMES.get(f"{dtype.kind}{dtype.itemsize}", "BYTES")


# The kinds of numpy's types whose values a kind takes.
_TAKEN = {"b": "biu", "u": "biu", "i": "biu", "f": "fiu"}


def cast(numpy: Any, values: List[Any], datatype: str, name: str) -> Any:
    """JSON's values as a flat array of the datatype. Raises Problem for a value that would become another one."""
    wanted = numpy.dtype(NUMPY[datatype])
    if not values:
        return numpy.zeros(0, dtype=wanted)
    made = _typed(numpy, values, wanted)
    if made.ndim != 1 or made.dtype.kind not in _TAKEN[wanted.kind]:
        raise Problem(400, f"The input {name} is {datatype}; its data holds other values.")
    if wanted.kind == "b" and made.dtype.kind != "b" and not numpy.isin(made, (0, 1)).all():
        raise Problem(400, f"The input {name} is BOOL; its data holds other values.")
    if wanted.kind in "iu" and not _within(numpy, wanted, made.min(), made.max()):
        raise Problem(400, f"The input {name} is {datatype}; its data goes from {made.min()} to {made.max()}.")
    with numpy.errstate(all="ignore"):
        return made.astype(wanted)


def _typed(numpy: Any, values: List[Any], wanted: Any) -> Any:
    made = numpy.array(values)
    if wanted.kind == "f" and made.dtype.kind == "O":
        # null is how JSON writes NaN.
        return numpy.array([float("nan") if value is None else value for value in values])
    if wanted.kind in "iu" and made.dtype.kind in "fO" and all(type(value) is int for value in values):
        # Together they fit into no type of numpy, so it took them for something else.
        return numpy.array(values, dtype=wanted if _within(numpy, wanted, min(values), max(values)) else object)
    return made


def _within(numpy: Any, wanted: Any, least: Any, most: Any) -> bool:
    limits = numpy.iinfo(wanted)
    return bool(limits.min <= int(least) and int(most) <= limits.max)


def read_raw(numpy: Any, raw: bytes, datatype: str, name: str) -> Any:
    """A flat array of little-endian elements; for BYTES a list of bytes, each after its length in four bytes."""
    if datatype == "BYTES":
        return _read_texts(raw, name)
    if numpy is None:
        raise Problem(501, "Binary tensors need numpy, which is not installed.")
    wanted = numpy.dtype(NUMPY[datatype])
    if len(raw) % wanted.itemsize:
        raise Problem(400, f"The input {name} is {datatype}; {len(raw)} bytes are no whole number of elements.")
    return numpy.frombuffer(raw, dtype=wanted)


def _read_texts(raw: bytes, name: str) -> List[bytes]:
    texts, place = [], 0
    while place < len(raw):
        if place + 4 > len(raw):
            raise Problem(400, f"The input {name} ends inside the length of an element.")
        (length,) = struct.unpack_from("<I", raw, place)
        place += 4
        if place + length > len(raw):
            raise Problem(400, f"The input {name} ends inside an element.")
        texts.append(raw[place : place + length])
        place += length
    return texts


def write_raw(numpy: Any, values: Any, datatype: str) -> bytes:
    """The other way round; `values` as Tensor has them."""
    if datatype != "BYTES":
        return numpy.ascontiguousarray(values, dtype=NUMPY[datatype]).tobytes()  # type: ignore[no-any-return]
    texts = [text if isinstance(text, bytes) else str(text).encode() for text in values]
    return b"".join(struct.pack("<I", len(text)) + text for text in texts)
