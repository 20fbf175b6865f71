"""Whether the model can answer, in the words of each protocol."""

from __future__ import annotations

from .codec import dumps
from .http.message import JSON, Request, Response
from .model import Model
from .problem import body_for
from .routes import Route, Table

GET = ("GET", "HEAD")


def add_health(table: Table, model: Model) -> None:
    """Paths that are answered at once, whatever the model does."""

    def ping(request: Request) -> Response:
        problem = model.health()
        if problem is None:
            return Response(200, b"pong", "text/plain; charset=utf-8")
        return Response(problem.status, dumps(body_for(request.path, problem)), JSON)

    def live(request: Request) -> Response:
        """Alive is also what loads: only a restart helps a model that hangs."""
        if model.hung():
            return ping(request)
        return Response(200, dumps({"live": True}))

    def ready(request: Request) -> Response:
        return Response(200, dumps({"ready": True})) if model.health() is None else ping(request)

    for path, answer in (("/health/ping", ping), ("/ping", ping), ("/health", ping), ("/health/live", live),
                         ("/v2/health/live", live), ("/health/ready", ready), ("/v2/health/ready", ready)):  # fmt: skip
        table.add(path, Route("health", GET, answer, counted=False))
