"""The log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from process import Runtime

MESSAGE = {"data": {"ndarray": [[1], [2]]}}


def test_lines_of_the_class_carry_the_id_of_their_request(numpy_python: Path):
    with Runtime("Extras.Logging", python=numpy_python) as runtime:
        answer = runtime.predict(MESSAGE, headers={"x-request-id": "abc"})
        assert answer.headers["x-request-id"] == "abc"
        line = next(line for line in runtime.log_lines() if line["logger"] == "mine")
        assert {key: line[key] for key in ("level", "message", "rows", "request_id")} == {
            "level": "WARNING", "message": "a word from the class", "rows": 2, "request_id": "abc",
        }  # fmt: skip
        assert "printed by the class" in runtime.log


def test_an_id_is_given_to_a_request_that_has_none(numpy_python: Path):
    with Runtime("Extras.Logging", python=numpy_python) as runtime:
        runtime.predict(MESSAGE)
        runtime.predict(MESSAGE)
        first, second = (line["request_id"] for line in runtime.log_lines() if line["logger"] == "mine")
        assert len(first) == 16 and first != second


def test_requests_are_not_logged_unless_it_is_wanted(numpy_python: Path):
    with Runtime("Echo.Identity", python=numpy_python) as runtime:
        runtime.predict(MESSAGE)
        assert not [line for line in runtime.log_lines() if line["logger"].endswith("access")]
    with Runtime("Echo.Identity", "--access-log", python=numpy_python) as runtime:
        runtime.predict(MESSAGE, headers={"seldon-puid": "p1"})
        runtime.get("/nowhere")
        runtime.get("/metrics")
        first, second = (line for line in runtime.log_lines() if line["logger"].endswith("access"))
        assert (first["message"], first["request_id"], first["peer"]) == ("POST /predict 200", "p1", "127.0.0.1")
        assert first["milliseconds"] > 0 and first["request_bytes"] == len(json.dumps(MESSAGE))
        assert second["message"] == "GET /nowhere 404"


def test_requests_to_health_and_metrics_are_logged_when_that_is_wanted(numpy_python: Path):
    with Runtime(
        "Echo.Identity", "--access-log", python=numpy_python, env={"FILTER_METRICS_ACCESS_LOGS": "false"}
    ) as runtime:
        runtime.get("/metrics")
        assert "GET /metrics 200" in [line["message"] for line in runtime.log_lines()]


def test_the_log_may_be_text(numpy_python: Path):
    with Runtime("Failing.Predict", "--log-format", "text", python=numpy_python) as runtime:
        runtime.predict({"strData": "x"})
        assert "ERROR deploy_model_runtime.application: POST /predict failed: ValueError: cannot use x" in runtime.log
        assert 'raise ValueError(f"cannot use {word}")' in runtime.log


def test_the_level_is_kept(numpy_python: Path):
    with Runtime("Extras.Logging", "--log-level", "ERROR", python=numpy_python) as runtime:
        runtime.predict(MESSAGE)
        assert "a word from the class" not in runtime.log


def test_calls_over_grpc_are_logged_with_the_id_that_they_bring(numpy_python: Path, grpc: Any):
    with Runtime("Extras.Logging", "--access-log", python=numpy_python, grpc=True) as runtime:
        grpc(runtime, "seldon.protos.Model/Predict", MESSAGE, metadata=[["x-request-id", "abc"]])
        for expected in (
            ("mine", "a word from the class", "abc"),
            ("deploy_model_runtime.access", "gRPC /seldon.protos.Model/Predict OK", "abc"),
        ):
            # The answer goes before the line that tells of it.
            runtime.wait_until(lambda expected=expected: expected in _with_ids(runtime))


def _with_ids(runtime: Runtime) -> "list[tuple[str, str, str]]":
    """Logger, message and request id of each line that has one."""
    lines = [line for line in runtime.log_lines() if "request_id" in line]
    return [(line["logger"], line["message"], line["request_id"]) for line in lines]
