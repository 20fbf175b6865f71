"""Tensors of the protocol between its JSON, its bytes and what the user's class takes."""

from __future__ import annotations

import base64
from typing import Any, Dict, List, Optional, Sequence

from ..problem import Problem
from ..seldon.arrays import array as typed_array
from ..seldon.arrays import elements, numpy_or_none
from .datatypes import DATATYPES, cast, read_raw, write_raw


class Tensor:
    """`values`: flat, a numpy array of the datatype, or a list for BYTES, for FP64 and where numpy is not installed."""

    __slots__ = ("datatype", "name", "parameters", "shape", "values")

    def __init__(
        self, name: str, datatype: str, shape: Sequence[int], values: Any, parameters: Optional[Dict[str, Any]] = None
    ) -> None:
        self.name = name
        self.datatype = datatype
        self.shape = list(shape)
        self.values = values
        self.parameters = parameters or {}

    def rows(self) -> Any:
        """Nested lists of plain values. BYTES are texts where they are UTF-8."""
        values = self.values
        if hasattr(values, "tolist"):
            values = values.tolist()
        elif self.datatype == "BYTES":
            values = [self._text(value) for value in values]
        for size in reversed(self.shape[1:]):
            values = (
                [values[start : start + size] for start in range(0, len(values), size)]
                if size
                else [[]] * self.shape[0]
            )
        return values

    def array(self) -> Any:
        """An array in the tensor's shape."""
        numpy = numpy_or_none()
        if self.datatype == "BYTES" or numpy is None:
            return typed_array(self.rows())
        if isinstance(self.values, list):
            return numpy.array(self.values, dtype=float).reshape(self.shape)
        return self.values.reshape(self.shape)

    def _text(self, value: Any) -> Any:
        if self.parameters.get("content_type") == "base64":
            try:
                return base64.b64decode(value, validate=True)
            except ValueError:
                raise Problem(400, f"The input {self.name} is not base64.") from None
        if isinstance(value, bytes):
            try:
                return value.decode()
            except UnicodeDecodeError:
                return value
        return value

    def raw(self) -> bytes:
        """The values as bytes."""
        return write_raw(numpy_or_none(), self.values, self.datatype)

    def head(self) -> Dict[str, Any]:
        """The tensor in JSON without its data."""
        made: Dict[str, Any] = {"name": self.name, "datatype": self.datatype, "shape": self.shape}
        if self.parameters:
            made["parameters"] = self.parameters
        return made

    def json(self) -> Dict[str, Any]:
        """The tensor in JSON."""
        values = self.values.tolist() if hasattr(self.values, "tolist") else self.values
        return {
            **self.head(),
            "data": [value.decode("utf-8", "replace") if isinstance(value, bytes) else value for value in values],
        }


def tensor_of(name: Any, datatype: Any, shape: Any, parameters: Any) -> Tensor:
    """A tensor without values yet. Raises Problem for a head that makes no sense."""
    if not isinstance(name, str) or not name:
        raise Problem(400, "An input has a name.")
    if datatype not in DATATYPES:
        raise Problem(400, f"The input {name} has the datatype {datatype}, which is none of {', '.join(DATATYPES)}.")
    if not isinstance(shape, (list, tuple)) or not shape or not all(type(size) is int and size >= 0 for size in shape):
        raise Problem(400, f"The shape of the input {name} is a list of whole numbers.")
    if parameters is not None and not isinstance(parameters, dict):
        raise Problem(400, f"The parameters of the input {name} are a JSON object.")
    return Tensor(name, datatype, shape, [], parameters)


def fill(tensor: Tensor, data: Any) -> Tensor:
    """Sets the values from JSON's data, flat or nested. Raises Problem."""
    if not isinstance(data, list):
        raise Problem(400, f"The data of the input {tensor.name} is a list.")
    flat = _flat(data) if data and isinstance(data[0], list) else data
    if tensor.datatype == "BYTES":
        if not all(isinstance(value, (str, bytes)) for value in flat):
            raise Problem(400, f"The input {tensor.name} is BYTES; in JSON its data holds texts.")
        tensor.values = flat
    elif tensor.datatype == "FP64" and set(map(type, flat)) == {float}:
        # They are what they have to be: an array would only be made into a list again for a class that takes messages.
        tensor.values = flat
    else:
        numpy = numpy_or_none()
        try:
            tensor.values = flat if numpy is None else cast(numpy, flat, tensor.datatype, tensor.name)
        except (ValueError, OverflowError, TypeError):
            raise Problem(400, f"The input {tensor.name} is {tensor.datatype}; its data holds other values.") from None
    return _checked(tensor)


def fill_raw(tensor: Tensor, raw: bytes) -> Tensor:
    """Sets the values from bytes. Raises Problem."""
    tensor.values = read_raw(numpy_or_none(), raw, tensor.datatype, tensor.name)
    return _checked(tensor)


def _checked(tensor: Tensor) -> Tensor:
    count = elements(tensor.shape)
    if len(tensor.values) != count:
        raise Problem(
            400, f"The input {tensor.name} has {len(tensor.values)} values; its shape {tensor.shape} wants {count}."
        )
    return tensor


def _flat(data: List[Any]) -> List[Any]:
    while data and isinstance(data[0], list):
        if not all(isinstance(part, list) for part in data):
            raise Problem(400, "The data of an input is flat, or nested in the form of its shape.")
        data = [value for part in data for value in part]
    return data
