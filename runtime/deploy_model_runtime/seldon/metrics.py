"""The metrics that a user's class makes: lists of {type, key, value, tags}."""

from __future__ import annotations

import numbers
from typing import Any, Dict, List, Protocol

from ..problem import BAD_METRIC, Problem

KINDS = ("COUNTER", "GAUGE", "TIMER")


class MetricSink(Protocol):
    """Where they are counted."""

    def update(self, metrics: List[Dict[str, Any]], method: str) -> None:
        """Counts checked metrics of a hook."""

    def reward(self, reward: float) -> None:
        """Counts a feedback."""


def checked(metrics: Any) -> List[Dict[str, Any]]:
    """The same list. Raises Problem 500 when it is not one of metrics."""
    if not isinstance(metrics, list):
        raise Problem(500, f"Metrics are a list, not a {type(metrics).__name__}.", BAD_METRIC)
    for metric in metrics:
        if (
            not isinstance(metric, dict)
            or metric.get("type", "COUNTER") not in KINDS
            or not isinstance(metric.get("key"), str)
        ):
            raise Problem(500, f"A metric has a key, a value and a type of {', '.join(KINDS)}: {metric!r}.", BAD_METRIC)
        if not isinstance(metric.get("value"), numbers.Real):
            raise Problem(
                500, f"The value of the metric {metric['key']} is no number: {metric.get('value')!r}.", BAD_METRIC
            )
    return metrics
