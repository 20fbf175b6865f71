"""Gathers the calls that are put together, for as long as it is worth to wait."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any, Callable, List, Optional

from .seldon.batch import Batch, rows_of
from .seldon.question import Prediction, Question


class Gatherer:
    """`rows` at most in one call; `seconds` at most to wait for them, and less when waiting brings none."""

    def __init__(self, rows: int, seconds: float, batch: Callable[[], Batch]) -> None:
        self._rows = rows
        self._longest = seconds
        self._window = seconds
        self._batch = batch

    def gather(self, first: Any, take: Callable[[float], Any]) -> "tuple[List[Any], List[Any]]":
        """Calls that begin with `first`, and what was taken but does not belong to them.

        `take` waits so many seconds for the next call; raises Empty when none comes.
        """
        calls, rows = [first], self._read(first)
        until = time.monotonic() + self._window
        while rows < self._rows:
            try:
                call = take(max(0.0, until - time.monotonic()))
            except Empty:
                break
            if call is None or call.prediction is None:
                return calls, [call]
            if not call.abandoned:
                calls.append(call)
                rows += self._read(call)
        self._adapt(len(calls) > 1)
        return calls, []

    def _adapt(self, worth_it: bool) -> None:
        if worth_it:
            self._window = min(self._longest, max(self._window * 2, self._longest / 64))
        else:
            self._window /= 2

    @staticmethod
    def _read(call: Any) -> int:
        """Reads the call's question, or keeps why it cannot be read; its rows."""
        prediction: Prediction = call.prediction
        try:
            call.question = prediction.read()
        except BaseException as error:
            call.question = error
            return 0
        return rows_of(call.question)

    def answer(self, calls: List[Any]) -> List[Any]:
        """What each call's protocol answers, or the exception."""
        asked = [call for call in calls if isinstance(call.question, Question)]
        replies = iter(self._batch().answer([call.question for call in asked]))
        return [
            self._written(call, next(replies)) if isinstance(call.question, Question) else call.question
            for call in calls
        ]

    @staticmethod
    def _written(call: Any, reply: Any) -> Any:
        if isinstance(reply, BaseException):
            return reply
        try:
            return call.prediction.write(reply)
        except BaseException as error:
            return error


def gatherer(rows: int, seconds: float, batch: Callable[[], Batch]) -> Optional[Gatherer]:
    """None when nothing is to be put together."""
    return Gatherer(rows, seconds, batch) if rows > 1 else None
