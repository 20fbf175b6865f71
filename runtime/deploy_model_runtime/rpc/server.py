"""The gRPC server, in the event loop of the HTTP server."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from typing import Any, AsyncIterator, Callable, Dict, NamedTuple, Optional

import grpc

from ..metrics.recorder import Recorder
from ..model import Call, Model
from ..problem import Problem, problem_of
from ..seldon import upstream
from ..served import Served
from ..tracing import Tracer
from .describe import Types
from .inference_proto import HEALTH, INFERENCE, reflection
from .methods import Method, methods
from .reflection import answer
from .seldon_proto import PREDICTION, TENSORFLOW

log = logging.getLogger(__name__)
access = logging.getLogger("deploy_model_runtime.access")
_CODES = {
    400: grpc.StatusCode.INVALID_ARGUMENT,
    401: grpc.StatusCode.UNAUTHENTICATED,
    403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND,
    409: grpc.StatusCode.ABORTED,
    413: grpc.StatusCode.RESOURCE_EXHAUSTED,
    429: grpc.StatusCode.RESOURCE_EXHAUSTED,
    501: grpc.StatusCode.UNIMPLEMENTED,
    503: grpc.StatusCode.UNAVAILABLE,
    504: grpc.StatusCode.DEADLINE_EXCEEDED,
}
# A client sees no more than this of a sentence: it travels in a header, which may have 8 KiB in all.
_LONGEST_SENTENCE = 4000


def code_of(status: int) -> Any:
    """gRPC's code for an HTTP status."""
    return _CODES.get(status, grpc.StatusCode.INVALID_ARGUMENT if status < 500 else grpc.StatusCode.INTERNAL)


class RpcSettings(NamedTuple):
    """`shared_port`: other processes listen on the same port. `tracer` is asked for each call, as it comes later."""

    message_bytes: int
    shared_port: bool
    log_requests: bool
    tracer: Callable[[], Optional[Tracer]]


class RpcServer(grpc.GenericRpcHandler):
    """Made in the event loop; `start` opens the port, `stop` lets requests finish."""

    def __init__(self, served: Served, model: Model, recorder: Recorder, settings: RpcSettings) -> None:
        self._model = model
        self._recorder = recorder
        self._settings = settings
        self._types = Types([TENSORFLOW, PREDICTION, INFERENCE, HEALTH, reflection("v1alpha"), reflection("v1")])
        self._methods = methods(self._types, served, model)
        self._handlers: Dict[str, Any] = {path: self._handler(path, method) for path, method in self._methods.items()}
        self._handlers.update(self._own_handlers())
        self._server = grpc.aio.server(
            options=[
                ("grpc.so_reuseport", int(settings.shared_port)),
                ("grpc.max_receive_message_length", settings.message_bytes),
                ("grpc.max_send_message_length", settings.message_bytes),
            ]
        )
        self._server.add_generic_rpc_handlers((self,))

    def service(self, handler_call_details: Any) -> Any:
        """The handler of a method's path; None when there is none."""
        return self._handlers.get(handler_call_details.method)

    async def start(self, host: str, port: int) -> None:
        """Raises OSError when the port cannot be opened."""
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        try:
            bound = self._server.add_insecure_port(address)
        except RuntimeError as error:
            raise OSError(str(error)) from None
        if not bound:
            raise OSError(f"gRPC cannot listen on {address}.")
        await self._server.start()

    async def stop(self, grace: float) -> None:
        """No new requests; those that run may take `grace` seconds more."""
        await self._server.stop(grace)

    def _handler(self, path: str, method: Method) -> Any:
        async def handle(raw: bytes, context: Any) -> bytes:
            started, status = time.perf_counter(), 200
            headers = {key: value for key, value in context.invocation_metadata() or () if isinstance(value, str)}
            name = headers.get("x-request-id") or f"{random.getrandbits(64):016x}"
            tracer = self._settings.tracer() if method.asks_model else None
            span = None if tracer is None else tracer.start(f"gRPC {path}", headers)
            try:
                return await self._ask(method, raw, name) if method.asks_model else method.answer(raw)
            except Exception as error:
                problem = problem_of(error)
                status = problem.status
                if status >= 500 and not isinstance(error, Problem):
                    log.error("gRPC %s failed: %s", path, problem.info, exc_info=error, extra={"request_id": name})
                reason = (("seldon-reason", problem.reason),)
                await context.abort(code_of(status), problem.info[-_LONGEST_SENTENCE:], reason)
                raise
            finally:
                if method.asks_model:
                    self._told(path, method, status, time.perf_counter() - started, name)
                if tracer is not None:
                    tracer.end(span, status)

        return grpc.unary_unary_rpc_method_handler(handle)

    def _told(self, path: str, method: Method, status: int, seconds: float, name: str) -> None:
        self._recorder.request(method.service, status, seconds, "grpc")
        if self._settings.log_requests:
            more = {"milliseconds": round(seconds * 1000, 3), "request_id": name}
            access.info("gRPC %s %s", path, code_of(status).name if status != 200 else "OK", extra=more)

    async def _ask(self, method: Method, raw: bytes, name: str) -> bytes:
        future: "asyncio.Future[Any]" = asyncio.get_running_loop().create_future()

        def done(result: Any) -> None:
            if not future.done():
                future.set_result(result)

        prediction = method.prediction
        if upstream.imported() or not self._model.gathers:
            prediction = None  # a class that knows upstream's messages wants its own
        together = None if prediction is None else prediction(raw)
        call: Call[bytes] = Call(lambda: method.answer(raw), done, name, together)
        self._model.submit(call)
        try:
            result = await future
        except asyncio.CancelledError:  # the client has left
            self._model.abandon(call)
            raise
        if isinstance(result, BaseException):
            raise result
        return result  # type: ignore[no-any-return]

    def _own_handlers(self) -> Dict[str, Any]:
        """gRPC's health service and reflection."""
        handlers: Dict[str, Any] = {
            "/grpc.health.v1.Health/Check": grpc.unary_unary_rpc_method_handler(self._check),
            "/grpc.health.v1.Health/Watch": grpc.unary_stream_rpc_method_handler(self._watch),
        }
        for version in ("v1", "v1alpha"):
            package = f"grpc.reflection.{version}"
            handlers[f"/{package}.ServerReflection/ServerReflectionInfo"] = grpc.stream_stream_rpc_method_handler(
                self._reflecting(package)
            )
        return handlers

    def _serving(self) -> int:
        return 1 if self._model.health() is None else 2

    async def _check(self, raw: bytes, context: Any) -> bytes:
        request = self._types["grpc.health.v1.HealthCheckRequest"].FromString(raw)
        if request.service and request.service not in self._types.services:
            await context.abort(grpc.StatusCode.NOT_FOUND, f"There is no service {request.service}.")
        reply = self._types["grpc.health.v1.HealthCheckResponse"](status=self._serving())
        return reply.SerializeToString()  # type: ignore[no-any-return]

    async def _watch(self, _raw: bytes, _context: Any) -> AsyncIterator[bytes]:
        told = None
        while True:
            status = self._serving()
            if status != told:
                told = status
                yield self._types["grpc.health.v1.HealthCheckResponse"](status=status).SerializeToString()
            await asyncio.sleep(0.5)

    def _reflecting(self, package: str) -> Any:
        kind = self._types[f"{package}.ServerReflectionRequest"]

        async def reflect(requests: AsyncIterator[bytes], _context: Any) -> AsyncIterator[bytes]:
            async for raw in requests:
                yield answer(self._types, package, kind.FromString(raw)).SerializeToString()

        return reflect
