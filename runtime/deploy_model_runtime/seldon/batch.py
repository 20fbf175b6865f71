"""Several questions answered by one call of the user's class."""

from __future__ import annotations

import logging
from typing import Any, Dict, Hashable, List, Optional

from .arrays import numpy_or_none
from .hooks import Hooks
from .payload import Payload
from .question import Question

log = logging.getLogger(__name__)


class Batch:
    """Joins what may be joined: rows with the same names, of the same form, without tags of their own."""

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks
        # Whether the class's answers can be told apart again.
        self._works = True

    def answer(self, questions: List[Question]) -> List[Any]:
        """The reply, or the exception, for each question."""
        replies: List[Any] = [None] * len(questions)
        groups: Dict[Hashable, List[int]] = {}
        for place, question in enumerate(questions):
            groups.setdefault(self._key(question) or ("alone", place), []).append(place)
        for places in groups.values():
            for place, reply in zip(places, self._group([questions[place] for place in places])):
                replies[place] = reply
        return replies

    def _group(self, questions: List[Question]) -> List[Any]:
        if len(questions) > 1 and self._works:
            try:
                replies = self._joined(questions)
            except Exception as error:
                # One bad request shall not fail the others: each is asked again by itself.
                log.debug("A batch of %d failed: %s", len(questions), error)
                replies = None
            if replies is not None:
                return replies
        return [self._single(question) for question in questions]

    def _single(self, question: Question) -> Any:
        try:
            return self._hooks.answer(question)
        except BaseException as error:
            return error

    def _key(self, question: Question) -> Optional[Hashable]:
        """Questions with the same key can be joined; None for one that cannot."""
        payload, message = question.payload, question.message
        if payload is not None:
            features = payload.features
            if not hasattr(features, "dtype") or features.ndim < 2 or (payload.meta.get("tags")):
                return None
            return ("array", features.dtype.str, features.shape[1:], tuple(map(str, payload.names)))
        if not isinstance(message, dict) or (message.get("meta") or {}).get("tags"):
            return None
        data = message.get("data")
        if not isinstance(data, dict):
            return None
        rows = data.get("ndarray")
        if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
            return None
        return ("rows", len(rows[0]), tuple(map(str, data.get("names") or [])))

    def _joined(self, questions: List[Question]) -> Optional[List[Any]]:
        payloads = [question.payload for question in questions if question.payload is not None]
        return self._of_payloads(payloads) if payloads else self._of_messages(questions)

    def _of_payloads(self, payloads: List[Payload]) -> Optional[List[Any]]:
        features = [payload.features for payload in payloads]
        joined = payloads[0]._replace(features=numpy_or_none().concatenate(features), meta={})
        parts = _parts(self._hooks.result("predict", joined), [len(part) for part in features])
        if parts is None:
            self._give_up()
            return None
        return [self._hooks.reply("predict", payload, part) for payload, part in zip(payloads, parts)]

    def _of_messages(self, questions: List[Question]) -> Optional[List[Any]]:
        lists = [question.message["data"]["ndarray"] for question in questions]
        data = {**questions[0].message["data"], "ndarray": [row for rows in lists for row in rows]}
        reply = self._hooks.predict({"meta": {}, "data": data})
        said = reply.get("data") if isinstance(reply, dict) else None
        parts = _parts(said.get("ndarray"), [len(rows) for rows in lists]) if isinstance(said, dict) else None
        if said is None or parts is None:
            self._give_up()
            return None
        return [{**reply, "meta": dict(reply.get("meta") or {}), "data": {**said, "ndarray": part}} for part in parts]

    def _give_up(self) -> None:
        self._works = False
        log.warning(
            "The model's answers have not one row for each row that was asked; requests are no longer put together."
        )


def _parts(result: Any, sizes: List[int]) -> Optional[List[Any]]:
    """The rows of each question; None when there are not as many as were asked."""
    if not (isinstance(result, list) or (hasattr(result, "dtype") and getattr(result, "ndim", 0) > 0)) or len(
        result
    ) != sum(sizes):
        return None
    parts, place = [], 0
    for size in sizes:
        parts.append(result[place : place + size])
        place += size
    return parts


def rows_of(question: Question) -> int:
    """How many rows are asked; 1 for what has none."""
    features = question.payload.features if question.payload is not None else _rows(question.message)
    return len(features) if hasattr(features, "__len__") and not isinstance(features, (str, bytes, dict)) else 1


def _rows(message: Any) -> Any:
    data = message.get("data") if isinstance(message, dict) else None
    return data.get("ndarray") if isinstance(data, dict) else None
