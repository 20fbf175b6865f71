"""OpenTelemetry spans, received by a collector."""

from __future__ import annotations

import gzip
import http.server
import threading
from pathlib import Path
from typing import Any, Iterator, List

import pytest
from process import Runtime


@pytest.fixture
def collector() -> Iterator[Any]:
    """An endpoint for spans; `spans` are the bodies that came."""
    spans: List[bytes] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            spans.append(gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.spans = spans
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_request_is_a_span_of_its_callers_trace(fast_python: Path, collector: Any):
    trace = "0af7651916cd43dd8448eb211c80319c"
    env = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}",
        "OTEL_SERVICE_NAME": "my-model",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
    }
    with Runtime("Echo.Identity", python=fast_python, env=env) as runtime:
        runtime.predict({"data": {"ndarray": [[1]]}}, headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
        runtime.wait_until(lambda: collector.spans)
    sent = b"".join(collector.spans)
    assert b"POST /predict" in sent
    assert bytes.fromhex(trace) in sent
    assert b"my-model" in sent


def test_nothing_is_traced_unless_it_is_wanted(fast_python: Path):
    with Runtime("Echo.Identity", python=fast_python) as runtime:
        runtime.predict({"data": {"ndarray": [[1]]}})
        assert "opentelemetry" not in Path(f"/proc/{runtime.process.pid}/maps").read_text()


def test_without_opentelemetry_tracing_is_only_missed(bare_python: Path):
    with Runtime("Echo.Nothing", "--tracing", python=bare_python) as runtime:
        assert "There will be no spans" in runtime.log
        assert runtime.ping() == "ready"
