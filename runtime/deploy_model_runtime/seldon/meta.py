"""The part `meta` of an answer: tags, metrics, the request's puid, and this node of an inference graph."""

from __future__ import annotations

import os
from typing import Any, Dict, List

from ..component import Component, not_implemented
from .metrics import MetricSink, checked
from .payload import Payload

# How upstream's metrics name each hook.
METHODS = {
    "predict": "predict",
    "transform_input": "inputtransform",
    "transform_output": "outputtransform",
    "route": "router",
    "aggregate": "aggregate",
    "send_feedback": "feedback",
    "health_status": "health",
}


class Result:
    """What a hook returned: data, and the tags and metrics of a SeldonResponse, which is known by its name alone."""

    __slots__ = ("data", "metrics", "tags")

    def __init__(self, returned: Any) -> None:
        if type(returned).__name__ == "SeldonResponse":
            self.data, self.tags, self.metrics = returned.data, returned.tags or {}, returned.metrics or []
        else:
            self.data, self.tags, self.metrics = returned, {}, []


class Meta:
    """Makes it, and counts the metrics."""

    def __init__(self, component: Component, sink: MetricSink) -> None:
        self._component = component
        self._sink = sink
        # Whether metrics are part of the answer or only counted.
        self._told = os.environ.get("INCLUDE_METRICS_IN_CLIENT_RESPONSE", "true").lower() == "true"
        # Seldon's operator sets both variables.
        node = os.environ.get("PREDICTIVE_UNIT_ID")
        self._path = {node: os.environ.get("PREDICTIVE_UNIT_IMAGE", "NOT_IMPLEMENTED:NOT_IMPLEMENTED")} if node else {}

    def of(self, name: str, before: Dict[str, Any], puid: Any, result: Result) -> Dict[str, Any]:
        """For the answer of the hook `name`. `before`: the meta that it goes on from; later tags win."""
        made: Dict[str, Any] = {}
        tags = {**(before.get("tags") or {}), **(self._said("tags") or {}), **result.tags}
        if tags:
            made["tags"] = tags
        metrics = [*(before.get("metrics") or []), *self._measured(name, result.metrics)]
        if metrics:
            made["metrics"] = metrics
        if puid:
            made["puid"] = puid
        path = {**self._path, **(before.get("requestPath") or {})}
        if path:
            made["requestPath"] = path
        return made

    def counted(self, name: str, reply: Any) -> Any:
        """A whole message that a hook made: its metrics are counted."""
        if isinstance(reply, dict) and isinstance(reply.get("meta"), dict) and reply["meta"].get("metrics"):
            self._sink.update(checked(reply["meta"]["metrics"]), METHODS[name])
            if not self._told:
                del reply["meta"]["metrics"]
        return reply

    def _measured(self, name: str, own: List[Any]) -> List[Any]:
        said = [*checked(self._said("metrics") or []), *checked(own)]
        if said:
            self._sink.update(said, METHODS[name])
        return said if self._told else []

    def _said(self, name: str) -> Any:
        method = self._component.hook(name)
        if method is None:
            return None
        try:
            return method()
        except Exception as error:
            if not not_implemented(error):
                raise
            return None


def merged(payloads: List[Payload]) -> Dict[str, Any]:
    """Meta of several messages: later tags win, metrics are strung together."""
    made: Dict[str, Any] = {"tags": {}, "requestPath": {}, "metrics": []}
    for payload in payloads:
        made["tags"].update(payload.meta.get("tags") or {})
        made["requestPath"].update(payload.meta.get("requestPath") or {})
        made["metrics"].extend(payload.meta.get("metrics") or [])
    return made
