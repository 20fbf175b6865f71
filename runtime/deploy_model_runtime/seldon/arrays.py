"""Rows of JSON as numpy arrays that lose nothing: numbers stay numbers beside text, integers keep their digits."""

from __future__ import annotations

from functools import cache
from typing import Any, List, Sequence

from ..problem import Problem

# Beyond this a float no longer tells neighbouring integers apart.
EXACT = 2.0**53
EMPTY_SIDE = 1 << 16


@cache
def numpy_or_none() -> Any:
    """numpy where it is installed. It is imported when it is first needed, if the user's class has not done so."""
    try:
        import numpy
    except ImportError:
        return None
    return numpy


def array(rows: List[Any]) -> Any:
    """The rows as an array: typed when all are numbers, all truth values or all texts, else of objects as sent.

    Integers beyond 2**53 among fractions make it one of objects too. Without numpy the rows are returned as they are.
    """
    numpy = numpy_or_none()
    if numpy is None:
        return rows
    try:
        made = numpy.array(rows)
    except (ValueError, OverflowError):
        return _ragged(numpy, rows)
    kind = made.dtype.kind
    if kind == "f":
        if made.size and not _exact(numpy, made) and _any_big(rows):
            return numpy.array(rows, dtype=object)
    elif kind in "US" and not _all_texts(rows):
        return numpy.array(rows, dtype=object)
    return made


def _exact(numpy: Any, made: Any) -> bool:
    with numpy.errstate(invalid="ignore"):
        # NaN compares false with everything.
        return not (numpy.abs(made) >= EXACT).any()


def _any_big(rows: Any) -> bool:
    if isinstance(rows, list):
        return any(_any_big(row) for row in rows)
    return isinstance(rows, int) and abs(rows) > EXACT


def _all_texts(rows: Any) -> bool:
    if isinstance(rows, list):
        return all(_all_texts(row) for row in rows)
    return isinstance(rows, str)


def _ragged(numpy: Any, rows: List[Any]) -> Any:
    """Rows of different lengths: an array of the rows themselves."""
    made = numpy.empty(len(rows), dtype=object)
    for place, row in enumerate(rows):
        made[place] = row
    return made


def elements(shape: Sequence[int]) -> int:
    """How many elements a shape has.

    Raises Problem for an empty one with a huge side: as nested lists it would fill the memory.
    """
    count = 1
    for size in shape:
        count *= size
    if count == 0 and max(shape) > EMPTY_SIDE:
        raise Problem(400, f"A tensor without elements has a side of {max(shape)}.")
    return count


def tensor(values: Any, shape: Any) -> Any:
    """Flat values in a shape. Raises Problem when they do not fill it."""
    if not isinstance(values, list):
        raise Problem(400, "data.tensor.values is a list.")
    if not isinstance(shape, (list, tuple)) or not all(isinstance(size, int) and size >= -1 for size in shape):
        raise Problem(400, "data.tensor.shape is a list of whole numbers.")
    elements(shape)
    flat = array(values)
    if not hasattr(flat, "reshape"):
        return flat
    try:
        return flat.reshape(tuple(shape))
    except (ValueError, OverflowError):
        raise Problem(400, f"{len(values)} values do not fill a tensor of shape {list(shape)}.") from None
