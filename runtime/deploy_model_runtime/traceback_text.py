"""Tracebacks without this runtime's own frames, which tell the author of a class nothing."""

from __future__ import annotations

import os
import traceback

_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_SHIM = os.path.join(_HERE, "shim") + os.sep


def traceback_text(error: BaseException) -> str:
    """The traceback as Python prints it, from the first frame that is not ours on."""
    trace = error.__traceback__
    while trace is not None and _ours(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    if trace is None and not isinstance(error, (ImportError, SyntaxError)):
        trace = error.__traceback__  # our own fault
    return "".join(traceback.format_exception(type(error), error, trace))


def _ours(file: str) -> bool:
    return (file.startswith(_HERE) and not file.startswith(_SHIM)) or file.startswith("<frozen importlib")
