"""JSON in and out, alike with orjson and without it.

Read: integers of any size stay exact, NaN and Infinity are accepted as Python's own clients write them, and what is
nested more than `DEEPEST` levels is refused. Written: always strict JSON, so NaN and infinity become null.
"""

from __future__ import annotations

import base64
import json
import math
from typing import Any

from .problem import Problem

try:
    import orjson
except ImportError:
    orjson = None  # type: ignore[assignment]

DEEPEST = 128
# orjson reads integers beyond 64 bits as floats; the largest that it reads exactly has 20 digits.
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_LONG = b"0" * 20
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_ROUND = bytes.maketrans(b"{}", b"[]")


def loads(body: bytes) -> Any:
    """The value of a JSON text in UTF-8. Raises Problem 400."""
    if body.count(b"[") + body.count(b"{") > DEEPEST and _too_deep(body):
        raise Problem(400, f"The request is nested more than {DEEPEST} levels deep.")
    if orjson is not None and _LONG not in body.translate(_DIGITS):
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            pass  # perhaps a NaN; if not, json says what is wrong
    try:
        return json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Problem(400, f"The request is not UTF-8: byte {error.start} does not fit.") from None
    except ValueError as error:
        raise Problem(400, f"The request is not JSON: {error}.") from None
    except RecursionError:
        raise Problem(400, f"The request is nested more than {DEEPEST} levels deep.") from None


def _too_deep(body: bytes) -> bool:
    """Takes away the innermost brackets until none are left. Brackets inside texts may only make it look deeper."""
    brackets = body.translate(_ROUND, _NO_BRACKETS)
    for _ in range(DEEPEST):
        if not brackets:
            return False
        inner = brackets.replace(b"[]", b"")
        if len(inner) == len(brackets):
            return False  # not balanced: whatever it is, it is not JSON that nests deeper than this
        brackets = inner
    return bool(brackets)


def dumps(value: Any) -> bytes:
    """Strict JSON in UTF-8. Raises TypeError for what JSON cannot carry."""
    if orjson is not None:
        try:
            return orjson.dumps(value, default=plain, option=_OPTIONS)
        except TypeError:
            pass  # integers beyond 64 bits, lone surrogates: json writes them
    try:
        return json.dumps(value, default=plain, allow_nan=False, separators=(",", ":")).encode()
    except ValueError:
        return json.dumps(finite(value), default=_finite_plain, allow_nan=False, separators=(",", ":")).encode()


if orjson is not None:
    # Arrays are turned into lists by numpy itself: orjson would write a float32 with fewer digits than its value has.
    _OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def finite(value: Any) -> Any:
    """The same value with NaN and infinity as None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(part) for part in value]
    return value


def _finite_plain(value: Any) -> Any:
    return finite(plain(value))


def plain(value: Any) -> Any:
    """What JSON has no word for, as what it has: numpy's arrays and scalars, times, bytes, sets. Raises TypeError."""
    if hasattr(value, "tolist"):
        plain = value.tolist()
        if plain is not value:
            return plain
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(value).decode()
    if isinstance(value, (set, frozenset)):
        return list(value)
    raise TypeError(f"the model's answer holds a {type(value).__name__}, which JSON cannot carry")
