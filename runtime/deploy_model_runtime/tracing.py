"""OpenTelemetry spans, when they are asked for and OpenTelemetry is installed."""

from __future__ import annotations

import logging
import os
import threading
from typing import Any, Callable, Dict, Mapping, Optional, TypeVar

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
# Seconds that a process which ends may take to send its last spans.
PATIENCE = 2.0


class Tracer:
    """A span for each request; the caller's trace context is taken from its headers."""

    def __init__(self, name: str) -> None:
        """Raises ImportError when OpenTelemetry is not installed."""
        from opentelemetry import propagate, trace

        self._extract = propagate.extract
        self._trace = trace
        self._provider = _provide(name)
        self._tracer = trace.get_tracer("deploy_model_runtime")

    def start(self, name: str, headers: Mapping[str, str]) -> Any:
        """A span that has begun. `name`: the method and the path, such as POST /predict; gRPC is a method here."""
        kind = self._trace.SpanKind.SERVER
        return self._tracer.start_span(name, self._extract(headers), kind, attributes=_attributes(name))

    def around(self, span: Any, work: Callable[[], Answer]) -> Callable[[], Answer]:
        """The work with the span as its context: what the user's class traces is inside of it."""

        def traced() -> Answer:
            # Who fails is told by `end`.
            with self._trace.use_span(span, record_exception=False, set_status_on_exception=False):
                return work()

        return traced

    def end(self, span: Any, status: int) -> None:
        """Ends a span with the HTTP status of its answer."""
        span.set_attribute("http.response.status_code", status)
        if status >= 500:
            span.set_status(self._trace.Status(self._trace.StatusCode.ERROR))
        span.end()

    def close(self) -> None:
        """Sends the last spans. A collector that does not answer keeps no process from ending."""
        if self._provider is None:
            return
        sending = threading.Thread(target=self._provider.force_flush, name="last-spans", daemon=True)
        sending.start()
        sending.join(PATIENCE)
        if sending.is_alive():
            log.warning("The last spans could not be sent within %g seconds.", PATIENCE)


def tracer(asked: bool, name: str) -> Optional[Tracer]:
    """None unless --tracing or an endpoint for spans asks for one."""
    endpoint = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    if not (asked or endpoint) or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    try:
        return Tracer(os.environ.get("OTEL_SERVICE_NAME", name))
    except ImportError as error:
        log.warning("There will be no spans: %s. Install opentelemetry-sdk and %s.", error, _exporter_package())
        return None


def _provide(name: str) -> Any:
    """Sends spans with OTLP; None when the user's class has set up a provider of its own."""
    from opentelemetry import trace

    if type(trace.get_tracer_provider()).__name__ != "ProxyTracerProvider":
        return None
    if _over_grpc():
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    else:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    # Its own end waits for the collector for as long as that takes.
    provider = TracerProvider(resource=Resource.create({"service.name": name}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return provider


def _over_grpc() -> bool:
    general = os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL", "")
    return os.environ.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", general).strip().lower() == "grpc"


def _exporter_package() -> str:
    return f"opentelemetry-exporter-otlp-proto-{'grpc' if _over_grpc() else 'http'}"


def _attributes(name: str) -> Dict[str, str]:
    """OpenTelemetry's names for what was called."""
    method, _, path = name.partition(" ")
    if method != "gRPC":
        return {"http.request.method": method, "url.path": path}
    service, _, called = path.lstrip("/").partition("/")
    return {"rpc.system": "grpc", "rpc.service": service, "rpc.method": called}
