"""Answers gRPC calls: finds the method, asks the model where it has to, tells what went wrong."""

from __future__ import annotations

import logging
import random
import time
from typing import Any, Callable, Dict, NamedTuple, Optional

from ..application import CLIENT_GONE
from ..http2.stream import Stream
from ..metrics.recorder import Recorder
from ..model import Call, Model
from ..problem import Problem, problem_of
from ..seldon import upstream
from ..served import Served
from ..tracing import Tracer
from .describe import Types
from .exchange import Exchange
from .inference_proto import HEALTH, INFERENCE, reflection
from .methods import Method, methods
from .own_services import own_services
from .seldon_proto import PREDICTION, TENSORFLOW
from .status import Code, Failed, code_of

log = logging.getLogger(__name__)
access = logging.getLogger("deploy_model_runtime.access")


class RpcSettings(NamedTuple):
    """`message_bytes`: of the longest message. `tracer` is asked for each call, as it comes later."""

    message_bytes: int
    log_requests: bool
    tracer: Callable[[], Optional[Tracer]]


class RpcServer:
    """Called with each request of HTTP/2, in the event loop."""

    def __init__(self, served: Served, model: Model, recorder: Recorder, settings: RpcSettings) -> None:
        self._model = model
        self._recorder = recorder
        self._settings = settings
        types = Types([TENSORFLOW, PREDICTION, INFERENCE, HEALTH, reflection("v1alpha"), reflection("v1")])
        # Each begins a call.
        self._open: Dict[str, Callable[[Exchange], None]] = own_services(types, model)
        for path, method in methods(types, served, model).items():
            self._open[path] = self._unary(path, method)

    def __call__(self, stream: Stream) -> None:
        """Begins to answer a request."""
        exchange = Exchange(stream, self._settings.message_bytes)
        headers = stream.headers
        open_call = self._open.get(headers.get(":path", ""))
        if not headers.get("content-type", "").startswith("application/grpc"):
            exchange.fail(Failed(Code.INTERNAL, "The content type of a call is application/grpc."))
        elif open_call is None:
            exchange.fail(Failed(Code.UNIMPLEMENTED, f"There is no method {headers.get(':path', '')}."))
        else:
            open_call(exchange)

    def _unary(self, path: str, method: Method) -> Callable[[Exchange], None]:
        def begin(exchange: Exchange) -> None:
            _Unary(self, path, method, exchange)

        return begin

    def ask(self, method: Method, raw: bytes, done: Callable[[Any], None], name: str, span: Any) -> "Call[bytes]":
        """Gives a call to the model, with its span where there is one. Raises Problem when it does not take any now."""
        prediction = method.prediction
        if not self._model.gathers or upstream.imported():
            prediction = None  # a class that knows upstream's messages wants its own
        together = None if prediction is None else prediction(raw)

        def work() -> bytes:
            return method.answer(raw)

        tracer = self.tracer()
        asked = work if span is None or tracer is None else tracer.around(span, work)
        call: Call[bytes] = Call(asked, done, name, together)
        self._model.submit(call)
        return call

    def abandon(self, call: "Call[bytes]") -> None:
        """The caller has left."""
        self._model.abandon(call)

    def tracer(self) -> Optional[Tracer]:
        """Makes a span for each call, when there is one."""
        return self._settings.tracer()

    def told(self, path: str, method: Method, status: int, seconds: float, name: str) -> None:
        """Counts and logs a call that was answered."""
        self._recorder.request(method.service, status, seconds, "grpc")
        if self._settings.log_requests:
            more = {"milliseconds": round(seconds * 1000, 3), "request_id": name}
            access.info("gRPC %s %s", path, code_of(status).name, extra=more)


class _Unary:
    """A call with one message and one answer."""

    __slots__ = ("_call", "_exchange", "_method", "_name", "_path", "_server", "_span", "_started")

    def __init__(self, server: RpcServer, path: str, method: Method, exchange: Exchange) -> None:
        self._server = server
        self._path = path
        self._method = method
        self._exchange = exchange
        self._call: "Optional[Call[bytes]]" = None
        self._span: Any = None
        self._name = ""
        self._started = time.perf_counter()
        exchange.take_one(self._ask)
        exchange.on_gone = self._gone

    def _ask(self, raw: bytes) -> None:
        exchange, method = self._exchange, self._method
        self._name = exchange.headers.get("x-request-id") or f"{random.getrandbits(64):016x}"
        try:
            if not method.asks_model:
                exchange.answer(method.answer(raw))
                return
            tracer = self._server.tracer()
            if tracer is not None:
                self._span = tracer.start(f"gRPC {self._path}", exchange.headers)
            self._call = self._server.ask(method, raw, self._done, self._name, self._span)
        except Exception as error:
            self._done(error)

    def _done(self, answer: Any) -> None:
        status = 200
        if isinstance(answer, BaseException):
            problem = problem_of(answer)
            status = problem.status
            if status >= 500 and not isinstance(answer, Problem):
                more = {"request_id": self._name}
                log.error("gRPC %s failed: %s", self._path, problem.info, exc_info=answer, extra=more)
            self._exchange.fail(Failed(code_of(status), problem.info, problem.reason))
        else:
            self._exchange.answer(answer)
        if self._method.asks_model:
            self._server.told(self._path, self._method, status, time.perf_counter() - self._started, self._name)
            self._end_span(status)

    def _end_span(self, status: int) -> None:
        tracer = self._server.tracer()
        if self._span is not None and tracer is not None:
            tracer.end(self._span, status)

    def _gone(self) -> None:
        if self._call is not None:
            self._server.abandon(self._call)
            self._end_span(CLIENT_GONE)
