"""What a model says of itself: its `init_metadata` under the variable MODEL_METADATA."""

from __future__ import annotations

import logging
import os
from typing import Any, Dict, Optional, Tuple

from .component import Component, not_implemented

log = logging.getLogger(__name__)
_KEYS = ("name", "versions", "platform", "inputs", "outputs", "custom")


def read_metadata(component: Component) -> Tuple[Dict[str, Any], Optional[str]]:
    """Seldon's metadata with its defaults, and why it is not usable when it is not."""
    image, _, version = os.environ.get("PREDICTIVE_UNIT_IMAGE", "").rpartition(":")
    found: Dict[str, Any] = {
        "name": image,
        "versions": [version],
        "platform": "",
        "inputs": [],
        "outputs": [],
        "custom": {},
    }
    try:
        for part in (_of_class(component), _of_environment()):
            found.update(part)
        _check(found)
    except Exception as error:
        log.error("The model's metadata cannot be used: %s", error)
        return found, str(error)
    return found, None


def _of_class(component: Component) -> Dict[str, Any]:
    method = component.hook("init_metadata")
    if method is None:
        return {}
    try:
        said = method()
    except Exception as error:
        if not_implemented(error):
            return {}
        raise
    if not isinstance(said, dict):
        raise TypeError(f"init_metadata returns a dict, not a {type(said).__name__}")
    return said


def _of_environment() -> Dict[str, Any]:
    text = os.environ.get("MODEL_METADATA", "")
    if not text.strip():
        return {}
    said = _yaml(text)
    if not isinstance(said, dict):
        raise ValueError("MODEL_METADATA is no mapping")
    return said


def _yaml(text: str) -> Any:
    """YAML where PyYAML is installed, else JSON, which is YAML too."""
    try:
        import yaml
    except ImportError:
        import json

        return json.loads(text)
    return yaml.safe_load(text)


def _check(metadata: Dict[str, Any]) -> None:
    """What Seldon's schema says of it."""
    unknown = sorted(set(metadata) - set(_KEYS))
    if unknown:
        raise ValueError(f"unknown keys {', '.join(unknown)}")
    for key, kind in (
        ("name", str),
        ("platform", str),
        ("versions", list),
        ("inputs", list),
        ("outputs", list),
        ("custom", dict),
    ):
        if not isinstance(metadata[key], kind):
            raise ValueError(f"{key} is no {kind.__name__}")
    if not all(isinstance(version, str) for version in metadata["versions"]):
        raise ValueError("versions holds texts only")
    if not all(isinstance(part, dict) for key in ("inputs", "outputs") for part in metadata[key]):
        raise ValueError("inputs and outputs hold mappings only")
