"""Upstream's own message classes, for a class whose module imports them from seldon-core or from our stand-in."""

from __future__ import annotations

import sys
from typing import Any

MODULE = "seldon_core.proto.prediction_pb2"


def imported() -> bool:
    """Whether the user's class knows protobuf messages."""
    return MODULE in sys.modules


def message_class(name: str) -> Any:
    """The class of that name."""
    return getattr(sys.modules[MODULE], name)


def feedback_of(message: Any) -> Any:
    """A Feedback of a dict: upstream gives `send_feedback_raw` a protobuf message over REST too."""
    from google.protobuf import json_format

    from ..problem import Problem

    try:
        return json_format.ParseDict(message, message_class("Feedback")())
    except json_format.ParseError as error:
        raise Problem(400, f"The request is no Feedback: {error}.") from None


def dict_of(reply: Any) -> Any:
    """A reply that may be a protobuf message, as a dict."""
    if not hasattr(reply, "SerializeToString"):
        return reply
    from google.protobuf import json_format

    return json_format.MessageToDict(reply)
