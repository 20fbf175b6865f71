"""gRPC, by a client that learns every type by reflection."""

from __future__ import annotations

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Iterator

import pytest
from environments import OLD_PROTOBUF, python_with
from process import Runtime

PREDICT = "seldon.protos.Model/Predict"
ROWS = {"data": {"names": ["a", "b"], "ndarray": [[1.5, "x"], [None, True]]}}


@pytest.fixture(scope="module")
def served(python: Path) -> Iterator[Runtime]:
    with Runtime("Echo", python=python, grpc=True) as runtime:
        yield runtime


def reply(grpc: Any, runtime: Runtime, method: str, message: Any, **more: Any) -> Any:
    answer = grpc(runtime, method, message, **more)
    assert answer["code"] == "OK", answer
    return answer["reply"]


def test_every_service_is_found_by_reflection(grpc: Any, served: Runtime):
    assert grpc(served, "list")["reply"] == [
        "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
        "inference.GRPCInferenceService", "seldon.protos.Combiner", "seldon.protos.Generic", "seldon.protos.Model",
        "seldon.protos.OutputTransformer", "seldon.protos.Router", "seldon.protos.Seldon", "seldon.protos.Transformer",
    ]  # fmt: skip


@pytest.mark.parametrize("method", [PREDICT, "seldon.protos.Seldon/Predict"])
def test_rows_keep_their_types(grpc: Any, served: Runtime, method: str):
    said = reply(grpc, served, method, {**ROWS, "meta": {"puid": "p", "tags": {"a": 1, "b": 1.5, "c": [True, None]}}})
    assert said["jsonData"]["X"]["values"] == [["float 1.5", "str x"], ["NoneType None", "bool True"]]
    assert said["jsonData"]["names"] == ["str a", "str b"]
    assert said["jsonData"]["meta"] == {
        "puid": "str p",
        "tags": {"a": "int 1", "b": "float 1.5", "c": ["bool True", "NoneType None"]},
    }
    assert said["meta"]["puid"] == "p"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            {"data": {"tensor": {"shape": [1, 2], "values": [1, 2.5]}}},
            {"array": "float64", "shape": [1, 2], "values": [["float 1.0", "float 2.5"]]},
        ),
        (
            {"data": {"ndarray": [[1, 2]]}},
            {"array": "float64", "shape": [1, 2], "values": [["float 1.0", "float 2.0"]]},
        ),
        ({"strData": "grüß"}, "str grüß"),
        ({"binData": "AP8="}, "bytes b'\\x00\\xff'"),
        (
            {"jsonData": {"n": 5, "f": 0.5, "l": [1, {"x": None}]}},
            {"n": "int 5", "f": "float 0.5", "l": ["int 1", {"x": "NoneType None"}]},
        ),
        (
            {"data": {"tftensor": {"dtype": "DT_INT32", "tensor_shape": {"dim": [{"size": "2"}]}, "int_val": [7, 8]}}},
            {"array": "int32", "shape": [2], "values": ["int 7", "int 8"]},
        ),
    ],
)
def test_each_form_of_data_reaches_the_class(grpc: Any, served: Runtime, message: Any, expected: Any):
    assert reply(grpc, served, PREDICT, message)["jsonData"]["X"] == expected


@pytest.mark.parametrize(
    "data",
    [
        {"names": ["t:0", "t:1"], "tensor": {"shape": [1, 2], "values": [1.0, 2.5]}},
        {"names": ["t:0", "t:1"], "ndarray": [[1.0, "x"]]},
        {"names": ["t:0"], "ndarray": [[[1.0], [2.0]]]},
    ],
)
def test_an_answer_has_the_encoding_of_the_request(grpc: Any, served: Runtime, data: Any):
    message = {"data": data, "meta": {"tags": {"return": True}}}
    said = reply(grpc, served, PREDICT, message)["data"]
    assert said.get("tensor") == data.get("tensor") and said.get("ndarray") == data.get("ndarray")


def test_the_other_hooks_answer(grpc: Any, served: Runtime):
    numbers = {"data": {"ndarray": [[1], [2]]}}
    said = grpc.many(
        served,
        [
            ("seldon.protos.Transformer/TransformInput", numbers),
            ("seldon.protos.OutputTransformer/TransformOutput", numbers),
            ("seldon.protos.Router/Route", numbers),
            ("seldon.protos.Combiner/Aggregate", {"seldonMessages": [numbers, {"strData": "x"}]}),
            (
                "seldon.protos.Generic/SendFeedback",
                {"request": numbers, "reward": 0.5, "response": {"meta": {"routing": {"0": 1}}}},
            ),
            ("seldon.protos.Model/Metadata", {}),
            ("seldon.protos.Seldon/ModelMetadata", {"name": "x"}),
        ],
    )
    assert [answer["code"] for answer in said] == ["OK"] * 7
    assert said[0]["reply"]["jsonData"]["hook"] == "transform_input"
    assert said[1]["reply"]["jsonData"]["hook"] == "transform_output"
    assert said[2]["reply"]["data"]["ndarray"] == [[3.0]]
    assert said[3]["reply"]["jsonData"]["features"][1] == "str x"
    assert (said[4]["reply"]["jsonData"]["reward"], said[4]["reply"]["jsonData"]["routing"]) == ("float 0.5", "int 1")
    assert (
        said[5]["reply"]
        == said[6]["reply"]
        == {"name": "echo", "versions": ["3"], "platform": "python", "custom": {"a": "b"}}
    )


@pytest.mark.parametrize(
    ("method", "message", "code"),
    [
        (PREDICT, {}, "INVALID_ARGUMENT"),
        (PREDICT, {"data": {"tensor": {"shape": [3], "values": [1]}}}, "INVALID_ARGUMENT"),
        ("seldon.protos.Combiner/Aggregate", {}, "INVALID_ARGUMENT"),
        ("seldon.protos.Seldon/GraphMetadata", {}, "UNIMPLEMENTED"),
        ("inference.GRPCInferenceService/ModelInfer", {}, "INVALID_ARGUMENT"),
    ],
)
def test_a_request_that_makes_no_sense_has_a_code_and_a_sentence(
    grpc: Any, served: Runtime, method: str, message: Any, code: str
):
    answer = grpc(served, method, message)
    assert answer["code"] == code
    assert answer["details"].endswith(".")
    assert answer["trailing"]["seldon-reason"].startswith("MICROSERVICE_")


def test_exceptions_of_the_class_have_codes(grpc: Any, numpy_python: Path):
    with Runtime("Failing.Predict", python=numpy_python, grpc=True) as runtime:
        teapot, other = grpc.many(runtime, [(PREDICT, {"strData": "teapot"}), (PREDICT, {"strData": "x"})])
        assert (teapot["code"], teapot["details"], teapot["trailing"]["seldon-reason"]) == (
            "INVALID_ARGUMENT",
            "short and stout",
            "TEAPOT",
        )
        assert (other["code"], other["details"]) == ("INTERNAL", "ValueError: cannot use x")
        assert "raise ValueError" in runtime.log


def test_an_integer_that_grpc_cannot_carry_is_refused_and_not_rounded(grpc: Any, numpy_python: Path):
    with Runtime("Answers", python=numpy_python, grpc=True) as runtime:
        big, fine = grpc.many(runtime, [(PREDICT, {"strData": "big"}), (PREDICT, {"strData": "flat"})])
        # A power of two is a double too.
        assert big["reply"]["data"]["ndarray"] == [[float(2**80)]]
        integers = grpc(runtime, PREDICT, {"strData": "integers"})
        assert (integers["code"], str(2**62 + 1) in integers["details"]) == ("INVALID_ARGUMENT", True)
        assert fine["reply"]["data"]["tensor"]["values"] == [1.0, 2.0]


def test_answers_of_each_kind_are_carried(grpc: Any, numpy_python: Path):
    words = ["array", "texts", "mixed", "dict", "text", "bytes", "response", "times"]
    with Runtime("Answers", python=numpy_python, grpc=True) as runtime:
        said = [answer["reply"] for answer in grpc.many(runtime, [(PREDICT, {"strData": word}) for word in words])]
    assert said[0]["data"]["tensor"] == {"shape": [1, 2], "values": [1.5, 2.0]}
    assert said[1]["data"]["ndarray"] == [["a", "b"]]
    assert said[2]["data"]["ndarray"] == [["a", 1.0, 2.5, None, True]]
    assert said[3]["jsonData"] == {"a": 1.0, "b": [1.0, 2.0], "3": [1.5]}
    assert said[4]["strData"] == "hello"
    assert said[5]["binData"] == "AP8="
    assert said[6]["meta"] == {"tags": {"a": 1.0}, "metrics": [{"key": "seen", "value": 1.0}]}
    assert said[7]["jsonData"] == {"at": "2024-01-02T03:04:05", "day": ["2024-01-02"]}


def test_a_class_that_takes_messages_is_given_a_dict(grpc: Any, numpy_python: Path):
    with Runtime("Raw", python=numpy_python, grpc=True) as runtime:
        said = reply(
            grpc,
            runtime,
            PREDICT,
            {"data": {"names": ["t", "n"], "ndarray": [["abc", 4]]}, "meta": {"tags": {"offset": 1}}},
        )
        assert said["data"]["ndarray"] == [8.0]


def test_health_follows_the_model(grpc: Any, numpy_python: Path, tmp_path: Path):
    check, predict = "grpc.health.v1.Health/Check", {"strData": "x"}
    env = {"LOADED": str(tmp_path / "loaded")}
    with Runtime("Slow.Waiting", python=numpy_python, grpc=True, wait="loading", env=env) as runtime:
        loading, refused = grpc.many(runtime, [(check, {}), (PREDICT, predict)])
        assert loading["reply"]["status"] == "NOT_SERVING"
        assert (refused["code"], refused["details"]) == ("UNAVAILABLE", "The model is loading.")
        (tmp_path / "loaded").touch()
        runtime.wait_until(lambda: runtime.ping() == "ready")
        ready, named, unknown, v2 = grpc.many(
            runtime,
            [
                (check, {}),
                (check, {"service": "seldon.protos.Model"}),
                (check, {"service": "x"}),
                ("inference.GRPCInferenceService/ModelReady", {"name": "any"}),
            ],
        )
        assert (ready["reply"], named["reply"]) == ({"status": "SERVING"}, {"status": "SERVING"})
        assert unknown["code"] == "NOT_FOUND"
        assert v2["reply"] == {"ready": True}


def test_a_model_that_did_not_load_says_why(grpc: Any, numpy_python: Path):
    with Runtime("Failing.Load", python=numpy_python, grpc=True, wait="failed") as runtime:
        answer = grpc(runtime, PREDICT, {"strData": "x"})
        assert answer["code"] == "UNAVAILABLE"
        assert "AttributeError" in answer["details"]


def test_messages_may_be_long_up_to_the_limit(grpc: Any, numpy_python: Path):
    with Runtime("Echo.Identity", python=numpy_python, grpc=True) as runtime:
        said = reply(grpc, runtime, PREDICT, {"strData": "x" * (20 << 20)})
        assert len(said["strData"]) == 20 << 20
    with Runtime("Echo.Identity", "--grpc-max-message", "100000", python=numpy_python, grpc=True) as runtime:
        assert grpc(runtime, PREDICT, {"strData": "x" * 200_000})["code"] == "RESOURCE_EXHAUSTED"
        assert grpc(runtime, PREDICT, {"strData": "x" * 50_000})["code"] == "OK"


def test_a_deadline_of_the_client_ends_the_call(grpc: Any, numpy_python: Path):
    with Runtime("Slow.Predict", python=numpy_python, grpc=True) as runtime:
        started = time.monotonic()
        assert grpc(runtime, PREDICT, {"data": {"ndarray": [60]}}, timeout=0.3)["code"] == "DEADLINE_EXCEEDED"
        assert time.monotonic() - started < 20
        assert runtime.ping() == "ready"


def test_a_call_that_takes_too_long_is_ended(grpc: Any, numpy_python: Path):
    with Runtime("Slow.Predict", "--timeout", "0.3", "--threads", "2", python=numpy_python, grpc=True) as runtime:
        assert grpc(runtime, PREDICT, {"data": {"ndarray": [1.5]}})["code"] == "DEADLINE_EXCEEDED"


def test_a_stop_finishes_the_call_that_is_being_answered(grpc: Any, numpy_python: Path):
    with Runtime("Slow.Predict", python=numpy_python, grpc=True) as runtime, ThreadPoolExecutor() as pool:
        grpc(runtime, "grpc.health.v1.Health/Check", {})
        slow = pool.submit(grpc, runtime, PREDICT, {"data": {"ndarray": [1]}})
        runtime.wait_until(lambda: "begun" in runtime.log)
        assert runtime.stop() == 0
        assert slow.result()["code"] == "OK"


def test_calls_are_counted(grpc: Any, served: Runtime):
    reply(grpc, served, PREDICT, {"strData": "x"})
    assert (
        served.metric("seldon_api_executor_server_requests_seconds_count", method="grpc", service="predict", code="200")
        > 0
    )


def test_without_protobuf_a_port_that_is_asked_for_is_an_error(bare_python: Path):
    with Runtime("Echo.Nothing", python=bare_python, grpc=True, wait="") as runtime:
        assert runtime.process.wait(20) == 2
        assert "protobuf" in runtime.log


def test_without_protobuf_a_port_of_the_environment_is_left_closed(bare_python: Path):
    with Runtime("Echo.Nothing", python=bare_python, env={"PREDICTIVE_UNIT_GRPC_SERVICE_PORT": "50999"}) as runtime:
        assert "protobuf" in runtime.log
        assert runtime.ping() == "ready"


def test_grpc_workers_of_0_leave_the_port_closed(numpy_python: Path):
    with Runtime("Echo.Nothing", python=numpy_python, grpc=True, env={"GRPC_WORKERS": "0"}) as runtime:
        done = subprocess.run(
            ["python3", "-c", f"import socket; socket.create_connection(('127.0.0.1', {runtime.grpc_port}))"],
            capture_output=True,
        )
        assert done.returncode == 1


def test_a_port_that_is_taken_is_an_error(numpy_python: Path, served: Runtime):
    with Runtime("Echo.Nothing", "--grpc-port", str(served.grpc_port), python=numpy_python, wait="") as runtime:
        assert runtime.process.wait(20) == 1
        assert str(served.grpc_port) in runtime.log


def test_the_oldest_protobuf_serves_too(grpc: Any):
    with Runtime("Echo", python=python_with(OLD_PROTOBUF), grpc=True) as runtime:
        said = reply(grpc, runtime, PREDICT, {**ROWS, "meta": {"tags": {"a": 1}}})
        assert said["jsonData"]["X"]["values"] == [["float 1.5", "str x"], ["NoneType None", "bool True"]]
        assert grpc(runtime, "inference.GRPCInferenceService/ServerReady", {})["reply"] == {"ready": True}
