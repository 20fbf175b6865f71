"""Answers HTTP requests: finds the route, asks the model where it has to, tells what went wrong."""

from __future__ import annotations

import logging
import random
import time
from typing import Any, Callable, Optional

from .codec import dumps
from .http.connection import Exchange
from .http.message import JSON, Request, Response
from .metrics.recorder import Recorder
from .model import Call, Model, State
from .problem import NOT_FOUND, Problem, body_for, problem_of
from .routes import Route, Table
from .tracing import Tracer
from .user_errors import UserErrors

log = logging.getLogger(__name__)
# What proxies log when a client did not wait for its answer.
CLIENT_GONE = 499
access = logging.getLogger("deploy_model_runtime.access")


class Application:
    """Called with each request, in the event loop. `counted` is told of each request that asks the model."""

    def __init__(self, table: Table, model: Model, recorder: Recorder) -> None:
        self._table = table
        self._model = model
        self._recorder = recorder
        self.log_requests = False
        # Also those to health and metrics.
        self.log_all = False
        # Whose pages may read answers in a browser; "*" for any.
        self.allowed_origin = ""
        self.tracer: Optional[Tracer] = None
        self.user_errors: Optional[UserErrors] = None
        self.counted: Optional[Callable[[], None]] = None

    def __call__(self, exchange: Exchange) -> None:
        """Answers now or later."""
        request = exchange.request
        route, parts = self._table.find(request)
        try:
            if route is None:
                raise Problem(404, f"There is no path {request.path}.", NOT_FOUND)
            if request.method not in route.methods:
                self._refuse_method(exchange, route)
                return
            if route.asks_model:
                self._ask(exchange, route, parts)
                return
            response = route.answer(request, *parts)
        except Exception as error:
            response = self.failure(request, error)
        self._respond(exchange, route, response)

    def _ask(self, exchange: Exchange, route: Route, parts: "tuple[str, ...]") -> None:
        request, model = exchange.request, self._model
        if route.at_once is not None and model.state is State.READY:
            response = route.at_once(request, *parts)
            if response is not None:
                self._respond(exchange, route, response)
                return
        request.name = request.request_id or f"{random.getrandbits(64):016x}"
        span = None if self.tracer is None else self.tracer.start(f"{request.method} {request.path}", request.headers)

        def work() -> Response:
            return route.answer(request, *parts)  # type: ignore[no-any-return]

        def done(answer: Any) -> None:
            response = answer if isinstance(answer, Response) else self.failure(request, answer)
            self._respond(exchange, route, response)
            self._end(span, response.status)
            if self.counted is not None:
                self.counted()

        def gone() -> None:
            model.abandon(call)
            self._end(span, CLIENT_GONE)

        together = route.prediction(request, *parts) if route.prediction is not None and model.gathers else None
        asked = work if span is None or self.tracer is None else self.tracer.around(span, work)
        call: Call[Response] = Call(asked, done, request.name, together)
        try:
            model.submit(call)
        except Problem as problem:
            done(problem)
            return
        exchange.on_gone = gone
        exchange.on_eof = lambda: model.abandon_waiting(call)

    def _end(self, span: Any, status: int) -> None:
        if span is not None and self.tracer is not None:
            self.tracer.end(span, status)

    def _respond(self, exchange: Exchange, route: "Route | None", response: Response) -> None:
        request = exchange.request
        seconds = time.perf_counter() - request.received
        if route is not None and route.counted:
            self._recorder.request(route.service, response.status, seconds)
        name = request.request_id
        if name is not None or response.status >= 500:
            response.headers = (*response.headers, ("x-request-id", name or request.name or ""))
        if self.allowed_origin:
            response.headers = (*response.headers, ("access-control-allow-origin", self.allowed_origin))
        if self.log_requests and (self.log_all or route is None or route.counted):
            self._log_access(request, response, seconds)
        exchange.respond(response)

    @staticmethod
    def _log_access(request: Request, response: Response, seconds: float) -> None:
        access.info(
            "%s %s %d", request.method, request.path, response.status,
            extra={"peer": request.peer, "milliseconds": round(seconds * 1000, 3), "request_bytes": len(request.body),
                   "response_bytes": len(response.body), "request_id": request.request_id or request.name},
        )  # fmt: skip

    def _refuse_method(self, exchange: Exchange, route: Route) -> None:
        methods = ", ".join((*route.methods, "OPTIONS"))
        allow = (("allow", methods),)
        if exchange.request.method == "OPTIONS":
            more = (
                (("access-control-allow-methods", methods), ("access-control-allow-headers", "*"))
                if self.allowed_origin
                else ()
            )
            self._respond(exchange, None, Response(204, b"", headers=(*allow, *more)))
            return
        problem = Problem(405, f"{exchange.request.path} takes {methods}, not {exchange.request.method}.")
        self._respond(exchange, route, Response(405, dumps(body_for(exchange.request.path, problem)), headers=allow))

    def failure(self, request: Request, error: BaseException) -> Response:
        """The answer for an exception; what the model did wrong goes to the log with its traceback."""
        if self.user_errors is not None and not isinstance(error, Problem):
            response = self.user_errors.response(request, error)
            if response is not None:
                return response
        problem = problem_of(error)
        if problem.status >= 500 and not isinstance(error, Problem):
            log.error(
                "%s %s failed: %s", request.method, request.path, problem.info,
                exc_info=error, extra={"request_id": request.request_id or request.name},
            )  # fmt: skip
        headers = (("retry-after", "1"),) if problem.status in (429, 503) else ()
        return Response(problem.status, dumps(body_for(request.path, problem)), JSON, headers)


def refusal(status: int, sentence: str) -> Response:
    """The answer to what is no proper HTTP request."""
    return Response(status, dumps(Problem(status, sentence).message()))
