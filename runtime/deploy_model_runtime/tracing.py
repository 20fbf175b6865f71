"""OpenTelemetry spans, when they are asked for and OpenTelemetry is installed."""

from __future__ import annotations

import logging
import os
from typing import Any, Mapping, Optional

log = logging.getLogger(__name__)


class Tracer:
    """A span for each request; the caller's trace context is taken from its headers."""

    def __init__(self, name: str) -> None:
        """Raises ImportError when OpenTelemetry is not installed."""
        from opentelemetry import propagate, trace

        self._extract = propagate.extract
        self._trace = trace
        _provide(name)
        self._tracer = trace.get_tracer("deploy_model_runtime")

    def start(self, name: str, headers: Mapping[str, str]) -> Any:
        """A span that has begun."""
        return self._tracer.start_span(name, context=self._extract(headers), kind=self._trace.SpanKind.SERVER)

    def end(self, span: Any, status: int) -> None:
        """Ends a span with the HTTP status of its answer."""
        span.set_attribute("http.response.status_code", status)
        if status >= 500:
            span.set_status(self._trace.Status(self._trace.StatusCode.ERROR))
        span.end()


def tracer(asked: bool, name: str) -> Optional[Tracer]:
    """None unless --tracing or an endpoint for spans asks for one."""
    endpoint = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    if not (asked or endpoint) or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    try:
        return Tracer(os.environ.get("OTEL_SERVICE_NAME", name))
    except ImportError as error:
        log.warning(
            "There will be no spans: %s. Install opentelemetry-sdk and opentelemetry-exporter-otlp-proto-http.", error
        )
        return None


def _provide(name: str) -> None:
    """Sends spans with OTLP over HTTP, unless the user's class has set up a provider of its own."""
    from opentelemetry import trace

    if type(trace.get_tracer_provider()).__name__ != "ProxyTracerProvider":
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
