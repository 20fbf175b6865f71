"""What Prometheus is told, read by its own parser."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from process import Runtime, free_port

ENVIRONMENT = {
    "SELDON_DEPLOYMENT_ID": "dep",
    "PREDICTOR_ID": "main",
    "PREDICTOR_LABELS": '{"version": "v3"}',
    "PREDICTIVE_UNIT_ID": "node",
    "PREDICTIVE_UNIT_IMAGE": "registry:5000/img:2",
}
LABELS = {
    "deployment_name": "dep", "model_name": "node", "model_image": "registry:5000/img", "model_version": "2",
    "predictor_name": "main", "predictor_version": "v3", "seldon_deployment_name": "dep", "image_name": "registry:5000/img",
    "image_version": "2",
}  # fmt: skip
PARSE = """
import json, sys
from prometheus_client.parser import text_string_to_metric_families
print(json.dumps([
    [family.name, family.type, [[sample.name, sample.labels, sample.value] for sample in family.samples]]
    for family in text_string_to_metric_families(sys.stdin.read())
]))
"""


def families(python: Path, text: bytes) -> "dict[str, Any]":
    done = subprocess.run([str(python), "-c", PARSE], input=text, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return {name: (kind, samples) for name, kind, samples in json.loads(done.stdout)}


def test_the_metrics_of_a_class_have_upstreams_names_and_labels(numpy_python: Path, client_python: Path):
    with Runtime("Answers.Named", python=numpy_python, env=ENVIRONMENT) as runtime:
        for _ in range(3):
            assert runtime.predict({"data": {"ndarray": [[1]]}}).status == 200
        found = families(client_python, runtime.get("/metrics").body)
    labels = {**LABELS, "method": "predict"}
    assert found["my_counter"] == ("counter", [["my_counter_total", labels, 6]])
    assert found["my_gauge"] == ("gauge", [["my_gauge", {**labels, "mine": 'a"b\\'}, 7.5]])
    kind, samples = found["my_timer"]
    values = {name: value for name, _, value in samples if name != "my_timer_bucket"}
    assert (kind, values["my_timer_count"]) == ("histogram", 3)
    assert values["my_timer_sum"] == pytest.approx(0.0606)
    buckets = [
        (float(sample_labels["le"]), value) for name, sample_labels, value in samples if name == "my_timer_bucket"
    ]
    assert len(buckets) == 51
    assert [value for bound, value in buckets if bound < 0.0202] == [0] * sum(bound < 0.0202 for bound, _ in buckets)
    assert buckets[-1] == (float("inf"), 3)


def test_requests_are_counted_by_service_and_status(numpy_python: Path, client_python: Path):
    with Runtime("Echo.Identity", python=numpy_python, env=ENVIRONMENT) as runtime:
        runtime.predict({"data": {"ndarray": [[1]]}})
        runtime.predict({"data": {"ndarray": [[1]]}})
        runtime.predict({})
        runtime.post("/v2/models/m/infer", {})
        runtime.get("/nowhere")
        kind, samples = families(client_python, runtime.get("/prometheus").body)[
            "seldon_api_executor_server_requests_seconds"
        ]
    counts = {(labels["service"], labels["code"]): value for name, labels, value in samples if name.endswith("_count")}
    assert kind == "histogram"
    assert counts == {("predict", "200"): 2, ("predict", "400"): 1, ("infer", "400"): 1}
    assert {labels["deployment_name"] for _, labels, _ in samples} == {"dep"}


def test_a_port_of_their_own_has_metrics_only(numpy_python: Path):
    port = free_port()
    with Runtime(
        "Echo.Identity",
        "--metrics-port",
        str(port),
        python=numpy_python,
        env={"PREDICTIVE_UNIT_METRICS_ENDPOINT": "/mine"},
    ) as runtime:
        runtime.predict({"data": {"ndarray": [[1]]}})
        other = Runtime.__new__(Runtime)
        other.port = port
        assert b"seldon_api_executor_server_requests_seconds_count" in other.get("/mine").body
        assert other.get("/mine").headers["content-type"].startswith("text/plain; version=0.0.4")
        assert other.post("/predict", {"strData": "x"}).status == 404
        assert b"seldon_api" in runtime.get("/mine").body
        assert runtime.get("/metrics").status == 200


def test_names_that_prometheus_does_not_allow_are_changed(tmp_path: Path, client_python: Path, numpy_python: Path):
    (tmp_path / "Odd.py").write_text(
        "class Odd:\n"
        "    def metrics(self): return [{'type': 'GAUGE', 'key': '1 my-gauge', 'value': float('nan'), 'tags': {'a-b': 'x\\ny'}}]\n"
        "    def predict(self, X, names=None): return X\n"
    )
    with Runtime("Odd", folder=tmp_path, python=numpy_python) as runtime:
        runtime.predict({"data": {"ndarray": [[1]]}})
        found = families(client_python, runtime.get("/metrics").body)
    assert found["_1_my_gauge"][1][0][1]["a_b"] == "x\ny"
