"""The paths of Seldon's protocol."""

from __future__ import annotations

import os
from typing import Any, Callable, Optional

from ..codec import dumps
from ..http.message import Request, Response
from ..problem import BAD_METADATA, Problem
from ..routes import HEALTH_STATUS, METADATA, SELDON, Route, Table, predicting, told
from ..served import Served
from .question import Prediction
from .request import read_message

GET = ("GET", "HEAD")
PREDICT = tuple(path for path, hook in SELDON.items() if hook == "predict")


def add_seldon(table: Table, served: Served) -> None:
    """Adds them all."""
    for path, hook in SELDON.items():
        methods = ("POST",) if path.startswith("/api/") else ("GET", "POST")
        if hook == "predict" and not _passthrough(path):
            table.add(path, predicting(hook, methods, served, lambda request: _prediction(served, request)))
        else:
            table.add(path, Route(hook, methods, _asking(served, hook, _passthrough(path)), asks_model=True))
    status = Route("health_status", GET, lambda _request: _message(served.hooks.health_status()), True, False)
    for path in HEALTH_STATUS:
        table.add(path, status._replace(at_once=lambda request: _plain_status(served, status, request)))
    for path in METADATA:
        table.add(path, told("metadata", lambda _request: _metadata(served)))


def _plain_status(served: Served, status: Route, request: Request) -> Optional[Response]:
    """Without waiting for the model, when the class has nothing to say: probes ask this while it computes."""
    return None if served.hooks.tells_health else status.answer(request)


def _passthrough(path: str) -> bool:
    """Whether the class is given the body as bytes and gives bytes back."""
    return path in PREDICT and os.environ.get("PAYLOAD_PASSTHROUGH", "").lower() in ("1", "true", "t")


def _prediction(served: Served, request: Request) -> Prediction:
    return Prediction(lambda: served.hooks.question(read_message(request)), _message)


def _asking(served: Served, hook: str, passthrough: bool) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        message = bytes(request.body) if passthrough else read_message(request)
        return _message(getattr(served.hooks, hook)(message))

    return answer


def _message(reply: Any) -> Response:
    """A reply may set the HTTP status by its own status.code."""
    if isinstance(reply, (bytes, bytearray)):
        return Response(200, reply)
    status = reply.get("status") if isinstance(reply, dict) else None
    code = status.get("code") if isinstance(status, dict) else None
    return Response(code if isinstance(code, int) and 200 <= code <= 599 else 200, dumps(reply))


def _metadata(served: Served) -> Response:
    if served.metadata_error is not None:
        raise Problem(500, f"The model's metadata cannot be used: {served.metadata_error}", BAD_METADATA)
    return Response(200, dumps(served.metadata))
