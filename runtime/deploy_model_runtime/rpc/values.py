"""Python values in and out of protobuf's Value and ListValue."""

from __future__ import annotations

from typing import Any, Dict, List

from ..codec import DEEPEST, plain
from ..problem import Problem

EXACT = 2**53


def read_list(listed: Any) -> List[Any]:
    """The rows of a ListValue. Its numbers are doubles, and stay so."""
    rows = []
    for value in listed.values:
        kind = value.WhichOneof("kind")
        if kind == "number_value":
            rows.append(value.number_value)
        elif kind == "list_value":
            rows.append(read_list(value.list_value))
        else:
            rows.append(read_value(value, float))
    return rows


def whole(number: float) -> Any:
    """A double as JSON's reader would have it: 5.0 is the integer 5."""
    return int(number) if number.is_integer() and abs(number) <= EXACT else number


def read_value(value: Any, number: Any = whole) -> Any:
    """The value of a Value; `number` is applied to each number in it."""
    kind = value.WhichOneof("kind")
    if kind == "number_value":
        return number(value.number_value)
    if kind == "string_value":
        return value.string_value
    if kind == "bool_value":
        return value.bool_value
    if kind == "struct_value":
        return {key: read_value(part, number) for key, part in value.struct_value.fields.items()}
    if kind == "list_value":
        return [read_value(part, number) for part in value.list_value.values]
    return None


def write_list(listed: Any, rows: Any, depth: int = 0) -> None:
    """Appends the rows to a ListValue. Raises Problem for what a Value cannot carry."""
    add = listed.values.add
    for row in rows:
        if type(row) is float:
            add().number_value = row
        else:
            write_value(add(), row, depth + 1)


def write_value(value: Any, content: Any, depth: int = 0) -> None:
    """Sets a Value. Raises Problem for what it cannot carry."""
    if depth > DEEPEST:
        raise Problem(500, f"The answer is nested more than {DEEPEST} levels deep.")
    if content is None:
        value.null_value = 0
    elif isinstance(content, bool):
        value.bool_value = content
    elif isinstance(content, (int, float)):
        value.number_value = exact(content)
    elif isinstance(content, str):
        value.string_value = content
    elif isinstance(content, dict):
        fields = value.struct_value.fields
        value.struct_value.SetInParent()
        for key, part in content.items():
            write_value(fields[str(key)], part, depth + 1)
    elif isinstance(content, (list, tuple)):
        value.list_value.SetInParent()
        write_list(value.list_value, content, depth)
    else:
        write_value(value, plain(content), depth + 1)


def exact(number: Any) -> float:
    """The number as a double. Raises Problem when that would be another number."""
    if isinstance(number, int) and abs(number) > EXACT and (abs(number) > 1 << 1023 or int(float(number)) != number):
        raise Problem(
            400,
            f"gRPC carries numbers as doubles, which cannot hold {number}; use REST or the Open Inference Protocol.",
        )
    return float(number)


def read_struct(fields: Any) -> Dict[str, Any]:
    """A map of Values."""
    return {key: read_value(value) for key, value in fields.items()}
