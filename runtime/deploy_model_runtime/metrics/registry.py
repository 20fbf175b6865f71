"""Counters, gauges and histograms of one process, as plain values that can be added to another process's."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from typing import Any, Dict, List, Sequence, Tuple

Labels = Tuple[Tuple[str, str], ...]
# {(kind, name): {labels: value}}. A counter's value is a number, a gauge's [number, when it was set], a histogram's
# [sum, count for each bound, count above the last bound].
Families = Dict[Tuple[str, str], Dict[Labels, Any]]

COUNTER, GAUGE, HISTOGRAM = "counter", "gauge", "histogram"
# Seconds of a request.
REQUEST_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# Upstream's for the user's own timers: spread logarithmically from 1 ms to 30 s.
TIMER_BOUNDS = tuple(10 ** (-3 + place * (1.4771212547196624 + 3) / 49) for place in range(50))


def bounds_of(counts: Sequence[Any]) -> Sequence[float]:
    """The bounds that a histogram's counts belong to."""
    return REQUEST_BOUNDS if len(counts) == len(REQUEST_BOUNDS) + 2 else TIMER_BOUNDS


class Registry:
    """Thread safe. `version` changes with each change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.families: Families = {}
        self.version = 0

    def count(self, name: str, labels: Labels, amount: float = 1) -> None:
        """Adds to a counter."""
        with self._lock:
            series = self.families.setdefault((COUNTER, name), {})
            series[labels] = series.get(labels, 0) + amount
            self.version += 1

    def set(self, name: str, labels: Labels, value: float) -> None:
        """Sets a gauge."""
        with self._lock:
            self.families.setdefault((GAUGE, name), {})[labels] = [value, time.time()]
            self.version += 1

    def observe(self, name: str, labels: Labels, seconds: float, bounds: Sequence[float] = REQUEST_BOUNDS) -> None:
        """Adds to a histogram."""
        with self._lock:
            series = self.families.setdefault((HISTOGRAM, name), {})
            counts = series.get(labels)
            if counts is None:
                counts = series[labels] = [0.0] + [0] * (len(bounds) + 1)
            counts[0] += seconds
            counts[1 + bisect_left(bounds, seconds)] += 1
            self.version += 1

    def snapshot(self) -> Families:
        """A copy that does not change."""
        with self._lock:
            return {
                family: {labels: list(value) if isinstance(value, list) else value for labels, value in series.items()}
                for family, series in self.families.items()
            }


def total(parts: List[Families]) -> Families:
    """The sum over processes; of a gauge the value that was set last."""
    summed: Families = {}
    for part in parts:
        for family, series in part.items():
            into = summed.setdefault(family, {})
            for labels, value in series.items():
                into[labels] = _added(family[0], into.get(labels), value)
    return summed


def _added(kind: str, one: Any, other: Any) -> Any:
    if one is None:
        return other
    if kind == COUNTER:
        return one + other
    if kind == GAUGE:
        return max(one, other, key=lambda value: value[1])
    return [left + right for left, right in zip(one, other)]
