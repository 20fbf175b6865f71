"""Which path is answered by what, for HTTP."""

from __future__ import annotations

from typing import Any, Callable, Dict, NamedTuple, Optional, Tuple

from .http.message import Request
from .seldon.question import Prediction

SELDON: Dict[str, str] = {
    "/predict": "predict",
    "/api/v1.0/predictions": "predict",
    "/api/v0.1/predictions": "predict",
    "/transform-input": "transform_input",
    "/transform-output": "transform_output",
    "/route": "route",
    "/aggregate": "aggregate",
    "/send-feedback": "send_feedback",
    "/api/v1.0/feedback": "send_feedback",
    "/api/v0.1/feedback": "send_feedback",
}
HEALTH_STATUS = ("/health/status", "/api/v1.0/health/status")
METADATA = ("/metadata", "/api/v1.0/metadata")


class Route(NamedTuple):
    """`answer` takes the request and what the path names, and returns a Response; `service` is its name in metrics.

    With `asks_model` it runs in the model's thread, and only when the model is ready. `prediction` does the same in two
    steps, so that several requests can be answered by one call. `at_once`: asked before, in the event loop, when the
    model is ready; None when it does not know the answer.
    """

    service: str
    methods: Tuple[str, ...]
    answer: Callable[..., Any]
    asks_model: bool = False
    counted: bool = True
    prediction: Optional[Callable[..., Prediction]] = None
    at_once: Optional[Callable[..., Any]] = None


def told(service: str, answer: Callable[..., Any]) -> Route:
    """A route for what a loaded model is known to be, whatever it does at the moment."""
    return Route(service, ("GET", "HEAD"), answer, asks_model=True, counted=False, at_once=answer)


def predicting(service: str, methods: Tuple[str, ...], served: Any, prediction: Callable[..., Prediction]) -> Route:
    """A route for predictions, answered one by one or together with others."""

    def answer(request: Request, *parts: str) -> Any:
        asked = prediction(request, *parts)
        return asked.write(served.hooks.answer(asked.read()))

    return Route(service, methods, answer, asks_model=True, prediction=prediction)


class Table:
    """Routes by whole path, and by patterns of parts where {} stands for any one part."""

    def __init__(self) -> None:
        self._whole: Dict[str, Route] = {}
        self._patterns: Dict[Tuple[str, ...], Route] = {}

    def add(self, path: str, route: Route) -> None:
        """A path such as /v2/models/{}/infer."""
        if "{}" in path:
            self._patterns[tuple(path.split("/"))] = route
        else:
            self._whole[path] = route

    def find(self, request: Request) -> "Tuple[Optional[Route], Tuple[str, ...]]":
        """The route and what stands for each {}."""
        route = self._whole.get(request.path)
        if route is not None:
            return route, ()
        parts = request.path.split("/")
        for pattern, route in self._patterns.items():
            if len(pattern) == len(parts) and all(want in ("{}", part) for want, part in zip(pattern, parts)):
                return route, tuple(part for want, part in zip(pattern, parts) if want == "{}")
        return None, ()
