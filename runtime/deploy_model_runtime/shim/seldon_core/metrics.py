"""Makes the metrics that a component's `metrics` returns."""

from __future__ import annotations

from typing import Any, Dict

COUNTER = "COUNTER"
GAUGE = "GAUGE"
TIMER = "TIMER"


def create_counter(key: str, value: float) -> Dict[str, Any]:
    """A number that is added up."""
    return {"key": key, "type": COUNTER, "value": value + 0}


def create_gauge(key: str, value: float) -> Dict[str, Any]:
    """A number that goes up and down."""
    return {"key": key, "type": GAUGE, "value": value + 0}


def create_timer(key: str, value: float) -> Dict[str, Any]:
    """A duration in milliseconds."""
    return {"key": key, "type": TIMER, "value": value + 0}


def validate_metrics(metrics: Any) -> bool:
    """Whether it is a list of metrics."""
    try:
        return isinstance(metrics, list) and all(
            metric["type"] in (COUNTER, GAUGE, TIMER)
            and isinstance(metric["key"], str)
            and metric["value"] + 1 is not None
            for metric in metrics
        )
    except (KeyError, TypeError):
        return False
