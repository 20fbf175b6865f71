"""The log on standard error: one JSON object a line, or plain text."""

from __future__ import annotations

import json
import logging
import sys
import time
from contextvars import ContextVar
from typing import Any, Dict, Optional

from .traceback_text import traceback_text

# The request that is being answered, in the thread that answers it.
current_request: "ContextVar[Optional[str]]" = ContextVar("current_request", default=None)
# What a record has anyway; other attributes were given with `extra`.
_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """{"time", "level", "logger", "message"}, the ids of request and trace, what `extra` gives, `error` a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        entry: Dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = current_request.get()
        if request is not None:
            entry["request_id"] = request
        trace = _trace_id()
        if trace is not None:
            entry["trace_id"] = trace
        entry.update((name, value) for name, value in vars(record).items() if name not in _ORDINARY)
        if record.exc_info and record.exc_info[1] is not None:
            entry["error"] = traceback_text(record.exc_info[1])
        return json.dumps(entry, default=str)


def _trace_id() -> Optional[str]:
    """Of the span that this thread is in, as collectors write it."""
    tracing = sys.modules.get("opentelemetry.trace")
    context = None if tracing is None else tracing.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context is not None and context.is_valid else None


class TextFormatter(logging.Formatter):
    """A line for people, and the traceback below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(self, ei: Any) -> str:
        """The user's part of the traceback."""
        return traceback_text(ei[1]).rstrip() if ei[1] is not None else ""


def set_up(level: str, form: str) -> None:
    """Sends the log of the whole process to standard error. The user's class may change it as it likes."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
