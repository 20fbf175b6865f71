"""TensorFlow's TensorProto in its JSON form, read and written with numpy: TensorFlow itself need not be installed."""

from __future__ import annotations

import base64
from typing import Any, Dict

from ..problem import Problem
from .arrays import elements, numpy_or_none

# name: (number, numpy's type, the field of its values)
_TYPES = {
    "DT_FLOAT": (1, "<f4", "floatVal"), "DT_DOUBLE": (2, "<f8", "doubleVal"), "DT_INT32": (3, "<i4", "intVal"),
    "DT_UINT8": (4, "u1", "intVal"), "DT_INT16": (5, "<i2", "intVal"), "DT_INT8": (6, "i1", "intVal"),
    "DT_STRING": (7, "O", "stringVal"), "DT_INT64": (9, "<i8", "int64Val"), "DT_BOOL": (10, "?", "boolVal"),
    "DT_UINT16": (17, "<u2", "intVal"), "DT_HALF": (19, "<f2", "halfVal"), "DT_UINT32": (22, "<u4", "uint32Val"),
    "DT_UINT64": (23, "<u8", "uint64Val"),
}  # fmt: skip
# One value may stand for many; not for so many that a small request fills the memory.
MOST_REPEATED = 1 << 24
_NAMES = {number: name for name, (number, _, _) in _TYPES.items()}
# Those of the types above, and those that a proper message may have without a value that counts here.
_FIELDS = {"dtype", "tensorShape", "tensorContent", "versionNumber", *(field for _, _, field in _TYPES.values())}


def read_tftensor(made: Any) -> Any:
    """The array of a tensor. Raises Problem."""
    numpy = _numpy()
    if not isinstance(made, dict):
        raise Problem(400, "data.tftensor is a JSON object.")
    # A message's JSON may have the names of its fields as they are in the .proto file, tensor_shape.
    made = {_camel(str(name)): value for name, value in made.items()}
    unknown = sorted(set(made) - _FIELDS)
    if unknown:
        raise Problem(400, f"data.tftensor has fields that cannot be read: {', '.join(unknown)}.")
    kind = made.get("dtype")
    name = _NAMES.get(kind) if isinstance(kind, int) else kind
    if not isinstance(name, str) or name not in _TYPES:
        raise Problem(400, f"data.tftensor.dtype is {kind}, which cannot be read.")
    try:
        shape = [int(dim.get("size", 0)) for dim in (made.get("tensorShape") or {}).get("dim", [])]
        return _filled(numpy, made, name, shape)
    except (AttributeError, TypeError, ValueError, OverflowError) as error:
        raise Problem(400, f"data.tftensor cannot be read: {error}.") from None


def _filled(numpy: Any, made: Dict[str, Any], name: str, shape: "list[int]") -> Any:
    _, kind, field = _TYPES[name]
    content = made.get("tensorContent") or b""
    if content:
        raw = base64.b64decode(content, validate=True) if isinstance(content, str) else content
        return numpy.frombuffer(raw, dtype=kind).reshape(shape)
    values = made.get(field) or []
    if not isinstance(values, list):
        raise ValueError(f"{field} is no list")
    if kind == "O":
        values = [base64.b64decode(text, validate=True) if isinstance(text, str) else text for text in values]
    elif field == "int64Val" or field == "uint64Val":
        values = [int(value) for value in values]  # protobuf's JSON writes them as text
    # Halves are sent as their bits.
    flat = numpy.array(values, dtype="<u2").view(kind) if name == "DT_HALF" else numpy.array(values, dtype=kind)
    count = elements(shape)
    if count > MOST_REPEATED and flat.size < count:
        raise ValueError(f"a shape of {count} elements is not filled by {flat.size} values")
    if flat.size == 0 and count:
        flat = numpy.zeros(1, dtype=kind)
    if flat.size < count:
        # The last value stands for all that are left out.
        flat = numpy.concatenate([flat, numpy.repeat(flat[-1:], count - flat.size)])
    return flat.reshape(shape)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others)


def write_tftensor(array: Any) -> Dict[str, Any]:
    """The tensor of a numeric array. Raises Problem for a type that it has none for."""
    numpy = _numpy()
    little = array.dtype.newbyteorder("<") if array.dtype.byteorder == ">" else array.dtype
    for name, (_, kind, _) in _TYPES.items():
        if kind != "O" and little == numpy.dtype(kind):
            content = base64.b64encode(numpy.ascontiguousarray(array, dtype=kind).tobytes()).decode()
            return {
                "dtype": name,
                "tensorShape": {"dim": [{"size": str(size)} for size in array.shape]},
                "tensorContent": content,
            }
    raise Problem(500, f"An array of {array.dtype} has no form as a tftensor.")


def _numpy() -> Any:
    numpy = numpy_or_none()
    if numpy is None:
        raise Problem(501, "A tftensor needs numpy, which is not installed.")
    return numpy
