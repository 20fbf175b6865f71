"""The few helpers of seldon-core that classes use."""

from __future__ import annotations

import os
from typing import Any, Optional


def getenv(*names: str, default: Optional[str] = None) -> Optional[str]:
    """The first of the variables that is set."""
    return next((os.environ[name] for name in names if name in os.environ), default)


def getenv_as_bool(*names: str, default: bool = False) -> bool:
    """Whether the first of the variables that is set is 1, true or t."""
    value = getenv(*names)
    return default if value is None else value.lower() in ("1", "true", "t")


def json_to_seldon_message(message: Any) -> Any:
    """A SeldonMessage of a dict."""
    from google.protobuf import json_format

    from .proto import prediction_pb2

    # Made at run time.
    return json_format.ParseDict(message or {}, prediction_pb2.SeldonMessage())  # type: ignore[attr-defined]


def seldon_message_to_json(message: Any) -> Any:
    """The dict of a SeldonMessage."""
    from google.protobuf import json_format

    return json_format.MessageToDict(message)
