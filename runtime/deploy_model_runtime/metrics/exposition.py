"""Prometheus' text format 0.0.4."""

from __future__ import annotations

import re
from typing import Any, List

from .registry import COUNTER, GAUGE, HISTOGRAM, Families, Labels, bounds_of

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BAD_NAME = re.compile(r"[^a-zA-Z0-9_:]")
_BAD_LABEL = re.compile(r"[^a-zA-Z0-9_]")


def text(families: Families) -> bytes:
    """All families, sorted by name."""
    lines: List[str] = []
    for (kind, name), series in sorted(families.items(), key=lambda item: item[0][1]):
        name = metric_name(name)
        if kind == COUNTER and not name.endswith("_total"):
            name += "_total"
        lines.append(f"# TYPE {name} {kind}")
        for labels, value in sorted(series.items()):
            lines += _lines(kind, name, labels, value)
    return ("\n".join(lines) + "\n").encode()


def metric_name(name: str) -> str:
    """The name with what Prometheus does not allow replaced."""
    name = _BAD_NAME.sub("_", name)
    return f"_{name}" if name[:1].isdigit() or not name else name


def _lines(kind: str, name: str, labels: Labels, value: Any) -> List[str]:
    if kind == HISTOGRAM:
        return _histogram(name, labels, value)
    return [f"{name}{_labels(labels)} {_number(value[0] if kind == GAUGE else value)}"]


def _histogram(name: str, labels: Labels, value: List[Any]) -> List[str]:
    lines, count = [], 0
    for bound, added in zip([*bounds_of(value), float("inf")], value[1:]):
        count += added
        lines.append(f"{name}_bucket{_labels((*labels, ('le', _number(bound))))} {count}")
    return [*lines, f"{name}_sum{_labels(labels)} {_number(value[0])}", f"{name}_count{_labels(labels)} {count}"]


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    pairs = (f'{_BAD_LABEL.sub("_", key)}="{_escaped(value)}"' for key, value in labels)
    return "{" + ",".join(pairs) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    value = float(value)
    if value == float("inf"):
        return "+Inf"
    if value == float("-inf"):
        return "-Inf"
    if value != value:
        return "NaN"
    return repr(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
