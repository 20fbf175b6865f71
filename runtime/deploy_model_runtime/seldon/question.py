"""What is asked of the user's class: the same for every protocol, so that one call can answer several requests."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Optional

from .payload import Payload


class Question(NamedTuple):
    """A whole message for a class with `predict_raw`, else a payload for `predict`."""

    message: Any = None
    payload: Optional[Payload] = None


class Prediction(NamedTuple):
    """A request for a prediction: `read` makes the question of it, `write` the protocol's answer of the reply."""

    read: Callable[[], Question]
    write: Callable[[Any], Any]
