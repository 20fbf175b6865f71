"""The annotations of the pod, which Kubernetes writes to a file for those that ask for it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Dict

FILE = Path("/etc/podinfo/annotations")


def read_annotations(file: Path = FILE) -> Dict[str, str]:
    """Lines of name="value" with Go's quoting; empty when there is no such file."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {name.strip(): _unquoted(value.strip()) for name, value in pairs}


def _unquoted(value: str) -> str:
    if len(value) < 2 or not (value[0] == value[-1] == '"'):
        return value
    try:
        return str(ast.literal_eval(value))
    except (SyntaxError, ValueError):
        return value[1:-1]
