"""OpenTelemetry spans, received by a collector."""

from __future__ import annotations

import gzip
import http.server
import json
import select
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any, Iterator, List

import pytest
from environments import TRACED, python_with
from process import Runtime

HERE = Path(__file__).resolve().parent

DECODE = """
import json, sys
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
found = []
for line in sys.stdin:
    for one in ExportTraceServiceRequest.FromString(bytes.fromhex(line.strip())).resource_spans:
        service = next(a.value.string_value for a in one.resource.attributes if a.key == "service.name")
        for span in (span for scope in one.scope_spans for span in scope.spans):
            attributes = {a.key: a.value.string_value or a.value.int_value for a in span.attributes}
            found.append({
                "service": service, "name": span.name, "attributes": attributes, "failed": span.status.code == 2,
                "trace": span.trace_id.hex(), "id": span.span_id.hex(), "parent": span.parent_span_id.hex(),
            })
print(json.dumps(found))
"""


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


def received(collector: Any, python: Path) -> "List[Any]":
    """The spans that came."""
    return decoded(collector.spans, python)


def decoded(bodies: "List[bytes]", python: Path) -> "List[Any]":
    """The spans in messages, each with what its resource is called."""
    lines = "\n".join(body.hex() for body in bodies)
    done = subprocess.run([str(python), "-c", DECODE], input=lines, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def to(collector: Any, **more: str) -> "dict[str, str]":
    """An environment in which spans are sent there. Those of a running process would come after five seconds."""
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}", **more}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_each_request_is_a_span_and_the_last_are_sent_before_the_end(
    fast_python: Path, collector: Any, grpc: Any, workers: str
):
    with Runtime(
        "Compared", "--workers", workers, python=fast_python, env=to(collector, OTEL_SERVICE_NAME="mine"), grpc=True
    ) as runtime:
        runtime.predict({"data": {"ndarray": [[1]]}})
        runtime.predict({"strData": "fail"})
        runtime.get("/metrics")
        grpc(runtime, "seldon.protos.Model/Predict", {"strData": "x"})
        assert runtime.stop() == 0
    spans = received(collector, fast_python)
    assert {span["service"] for span in spans} == {"mine"}
    http = {"http.request.method": "POST", "url.path": "/predict"}
    rpc = {"rpc.system": "grpc", "rpc.service": "seldon.protos.Model", "rpc.method": "Predict"}
    said = sorted((span["name"], span["failed"], span["attributes"]) for span in spans)
    assert said == [
        ("POST /predict", False, {**http, "http.response.status_code": 200}),
        ("POST /predict", True, {**http, "http.response.status_code": 500}),
        ("gRPC /seldon.protos.Model/Predict", False, {**rpc, "http.response.status_code": 200}),
    ]


def test_a_request_belongs_to_its_callers_trace_and_the_class_goes_on_with_it(
    fast_python: Path, collector: Any, grpc: Any
):
    trace, caller = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    header = f"00-{trace}-{caller}-01"
    with Runtime("Extras.Traced", python=fast_python, env=to(collector), grpc=True) as runtime:
        runtime.predict({"strData": "x"}, headers={"traceparent": header})
        grpc(runtime, "seldon.protos.Model/Predict", {"strData": "x"}, metadata=[["traceparent", header]])
        assert runtime.stop() == 0
    spans = received(collector, fast_python)
    assert {span["trace"] for span in spans} == {trace}
    ours = {span["id"] for span in spans if span["name"] != "inside"}
    assert [span["parent"] for span in spans if span["name"] != "inside"] == [caller, caller]
    assert {span["parent"] for span in spans if span["name"] == "inside"} == ours


def test_spans_are_sent_over_grpc_where_that_is_wanted(client_python: Path):
    command = [str(client_python), str(HERE / "clients" / "grpc_collector.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as collector:
        port, python = int(collector.stdout.readline()), python_with(TRACED)
        env = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}
        with Runtime("Echo.Identity", python=python, env={**env, "OTEL_BSP_SCHEDULE_DELAY": "100"}) as runtime:
            runtime.predict({"data": {"ndarray": [[1]]}})
            # The end of a process waits for a first connection no longer than for a last message.
            runtime.wait_until(lambda: select.select([collector.stdout], [], [], 0)[0])
            assert runtime.stop() == 0
        collector.terminate()
        sent = bytes.fromhex(collector.stdout.read())
    assert [span["name"] for span in decoded([sent], python)] == ["POST /predict"]


def test_what_the_class_logs_names_the_trace(fast_python: Path, collector: Any):
    trace = "0af7651916cd43dd8448eb211c80319c"
    with Runtime("Extras.Logging", python=fast_python, env=to(collector)) as runtime:
        runtime.predict({"data": {"ndarray": [[1]]}}, headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
        said = [line for line in runtime.log_lines() if line["logger"] == "mine"]
    assert [line["trace_id"] for line in said] == [trace]


def test_a_collector_that_does_not_answer_keeps_no_process_from_ending(fast_python: Path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        # By itself it would wait for longer than `stop` does.
        env = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "OTEL_EXPORTER_OTLP_TIMEOUT": "600"}
        with Runtime("Echo.Identity", python=fast_python, env=env) as runtime:
            runtime.predict({"data": {"ndarray": [[1]]}})
            assert runtime.stop() == 0
            assert "The last spans could not be sent within 2 seconds." in runtime.log


def test_nothing_is_traced_unless_it_is_wanted(fast_python: Path):
    with Runtime("Echo.Identity", python=fast_python) as runtime:
        runtime.predict({"data": {"ndarray": [[1]]}})
        assert "opentelemetry" not in Path(f"/proc/{runtime.process.pid}/maps").read_text()


def test_without_opentelemetry_tracing_is_only_missed(bare_python: Path):
    with Runtime("Echo.Nothing", "--tracing", python=bare_python) as runtime:
        assert "There will be no spans" in runtime.log
        assert runtime.ping() == "ready"
