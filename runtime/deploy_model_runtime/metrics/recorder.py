"""Records requests and the user's own metrics under seldon-core's names and labels."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, List, Mapping, Tuple

from .registry import TIMER_BOUNDS, Labels, Registry

REQUESTS = "seldon_api_executor_server_requests_seconds"
FEEDBACK = "seldon_api_model_feedback"
FEEDBACK_REWARD = "seldon_api_model_feedback_reward"
_UNKNOWN = "NOT_IMPLEMENTED"


class Recorder:
    """Fills a registry. Labels of the deployment come from the variables that Seldon's operator sets."""

    def __init__(self, registry: Registry, environment: Mapping[str, str] = os.environ) -> None:
        self._registry = registry
        self._labels = _deployment_labels(environment)
        self._requests: Dict[Tuple[str, int, str], Labels] = {}

    def request(self, service: str, status: int, seconds: float, protocol: str = "rest") -> None:
        """One answered request."""
        labels = self._requests.get((service, status, protocol))
        if labels is None:
            named = {
                "code": str(status),
                "deployment_name": self._labels["deployment_name"],
                "method": protocol,
                "predictor_name": self._labels["predictor_name"],
                "predictor_version": self._labels["predictor_version"],
                "service": service,
            }
            labels = self._requests[(service, status, protocol)] = tuple(sorted(named.items()))
        self._registry.observe(REQUESTS, labels, seconds)

    def update(self, metrics: List[Dict[str, Any]], method: str) -> None:
        """The user's own metrics, made in the hook `method`. A timer's value is in milliseconds."""
        for metric in metrics:
            tags = {str(key): str(value) for key, value in (metric.get("tags") or {}).items()}
            labels = tuple(sorted({**tags, "method": method, **self._labels}.items()))
            kind, name, value = metric.get("type", "COUNTER"), metric["key"], float(metric["value"])
            if kind == "COUNTER":
                self._registry.count(name, labels, value)
            elif kind == "GAUGE":
                self._registry.set(name, labels, value)
            else:
                self._registry.observe(name, labels, value / 1000, TIMER_BOUNDS)

    def reward(self, reward: float) -> None:
        """One feedback; a reward of 0 is none, as upstream counts."""
        if not reward:
            return
        labels = tuple(sorted({"method": "feedback", **self._labels}.items()))
        self._registry.count(FEEDBACK, labels)
        self._registry.count(FEEDBACK_REWARD, labels, reward)


def _deployment_labels(environment: Mapping[str, str]) -> Dict[str, str]:
    image, _, version = environment.get("PREDICTIVE_UNIT_IMAGE", f"{_UNKNOWN}:{_UNKNOWN}").rpartition(":")
    deployment = environment.get("SELDON_DEPLOYMENT_ID", _UNKNOWN)
    return {
        "deployment_name": deployment,
        "model_name": environment.get("PREDICTIVE_UNIT_ID", _UNKNOWN),
        "model_image": image,
        "model_version": version,
        "predictor_name": environment.get("PREDICTOR_ID", _UNKNOWN),
        "predictor_version": _predictor_version(environment.get("PREDICTOR_LABELS", "")),
        # Names until seldon-core 1.3, which upstream still gives too.
        "seldon_deployment_name": deployment,
        "image_name": image,
        "image_version": version,
    }


def _predictor_version(text: str) -> str:
    try:
        return str(json.loads(text or "{}").get("version", _UNKNOWN))
    except (ValueError, AttributeError):
        return _UNKNOWN
