"""The Open Inference Protocol over REST, by hand and by Triton's client."""

from __future__ import annotations

import json
import struct
import subprocess
from pathlib import Path
from typing import Any, Iterator

import pytest
from process import Runtime

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def identity(python: Path) -> Iterator[Runtime]:
    with Runtime("Echo.Identity", python=python) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def raw(python: Path) -> Iterator[Runtime]:
    with Runtime("Raw", python=python) as runtime:
        yield runtime


def infer(runtime: Runtime, request: Any, status: int = 200, **more: Any) -> Any:
    answer = runtime.post("/v2/models/any/infer", request, **more)
    assert answer.status == status, answer.body
    return answer.json()


def tensor(datatype: str, data: Any, shape: Any = None, name: str = "x", **more: Any) -> Any:
    return {"name": name, "datatype": datatype, "shape": shape or [len(data)], "data": data, **more}


@pytest.mark.parametrize(
    ("datatype", "data"),
    [
        ("BOOL", [True, False]),
        ("UINT8", [0, 255]),
        ("UINT16", [0, 65535]),
        ("UINT32", [0, 2**32 - 1]),
        ("UINT64", [0, 2**64 - 1]),
        ("INT8", [-128, 127]),
        ("INT16", [-32768, 32767]),
        ("INT32", [-(2**31), 2**31 - 1]),
        ("INT64", [-(2**63), 2**63 - 1]),
        ("FP16", [1.5, -2.0]),
        ("FP32", [1.5, 0.25]),
        ("FP64", [1.5, 0.1]),
        ("BYTES", ["a", "grüß"]),
    ],
)
def test_every_datatype_goes_there_and_back(identity: Runtime, datatype: str, data: Any):
    said = infer(identity, {"id": "7", "inputs": [tensor(datatype, data)]})
    assert said == {"model_name": "any", "id": "7", "outputs": [tensor(datatype, data, name="predict")]}


def test_data_may_be_nested(identity: Runtime):
    said = infer(identity, {"inputs": [tensor("INT64", [[1, 2], [3, 4]], [2, 2])]})
    assert said["outputs"] == [tensor("INT64", [1, 2, 3, 4], [2, 2], "predict")]


def test_a_shape_without_elements_is_one(identity: Runtime):
    assert infer(identity, {"inputs": [tensor("FP32", [], [0, 3])]})["outputs"][0]["shape"] == [0, 3]


def test_nan_is_null_in_json(identity: Runtime):
    assert infer(identity, '{"inputs":[{"name":"x","datatype":"FP32","shape":[2],"data":[null, NaN]}]}')["outputs"][0][
        "data"
    ] == [None, None]


def test_several_inputs_are_the_columns_of_a_table(echo: Runtime):
    said = infer(echo, {"inputs": [tensor("INT64", [1, 2], name="n"), tensor("BYTES", ["a", "b"], [2, 1], name="t")]})
    given = json.loads(said["outputs"][0]["data"][0])
    assert given["names"] == ["str n", "str t"]
    assert given["X"]["values"] == [["int 1", "str a"], ["int 2", "str b"]]


def test_texts_beside_numbers_are_answered_as_columns_of_their_types(identity: Runtime):
    said = infer(identity, {"inputs": [tensor("INT64", [1, 2], name="n"), tensor("BYTES", ["a", "b"], name="t")]})
    assert [(part["datatype"], part["data"]) for part in said["outputs"]] == [("INT64", [1, 2]), ("BYTES", ["a", "b"])]


def test_inputs_that_are_no_columns_are_arrays_by_name(echo: Runtime):
    said = infer(echo, {"inputs": [tensor("FP32", [1, 2], [1, 2], name="a"), tensor("INT8", [1, 2, 3], name="b")]})
    given = json.loads(said["outputs"][0]["data"][0])["X"]
    assert (given["a"]["array"], given["a"]["shape"], given["b"]["array"]) == ("float32", [1, 2], "int8")


def test_parameters_are_tags(echo: Runtime):
    said = infer(echo, {"inputs": [tensor("FP32", [1])], "parameters": {"beam": 3, "binary_data_output": False}})
    assert json.loads(said["outputs"][0]["data"][0])["meta"] == {"tags": {"beam": "int 3"}}


def test_declared_columns_are_given_by_name_whatever_their_order(raw: Runtime):
    inputs = [tensor("BYTES", ["abc", "d"], name="t"), tensor("INT64", [2**60, 1], name="n")]
    said = infer(raw, {"inputs": inputs, "outputs": [{"name": "sum"}]})
    assert said["outputs"][0]["data"] == [2**60 + 3, 2]


def test_one_tensor_is_a_table_for_a_model_with_columns(raw: Runtime):
    said = infer(raw, {"inputs": [tensor("BYTES", ["1"], [1, 1])]}, status=500)
    assert "KeyError" in said["status"]["info"] or "IndexError" in said["status"]["info"]


@pytest.mark.parametrize("path", ["/v2/models/m/infer", "/v2/models/m/versions/1/infer", "/v2/nowhere"])
def test_a_failure_is_told_in_the_protocols_words_too(echo: Runtime, path: str):
    answer = echo.post(path, {"inputs": 5})
    assert answer.status in (400, 404)
    assert answer.json()["error"] == answer.info


def test_columns_of_different_lengths_are_refused(raw: Runtime):
    said = infer(raw, {"inputs": [tensor("BYTES", ["abc"], name="t"), tensor("INT64", [1, 2], name="n")]}, status=400)
    assert "different numbers of rows" in said["status"]["info"]


def test_the_models_parameters_reach_it(raw: Runtime):
    inputs = [tensor("INT64", [1], name="n"), tensor("BYTES", ["x"], name="t")]
    assert infer(raw, {"inputs": inputs, "parameters": {"offset": 0.5}})["outputs"][0]["data"] == [2.5]


def test_an_output_has_its_declared_type_where_its_values_keep(numpy_python: Path):
    inputs = [tensor("INT64", [1], name="n"), tensor("BYTES", ["x"], name="t")]
    for kind, datatype in (("INT32", "INT32"), ("FP32", "FP32"), ("BOOL", "INT64")):
        with Runtime("Raw", python=numpy_python, env={"RAW_OUTPUT": kind}) as runtime:
            assert infer(runtime, {"inputs": inputs})["outputs"] == [tensor(datatype, [2], name="sum")]


def test_named_tensors_are_an_object_of_them(numpy_python: Path):
    with Runtime("Raw.Tensors", python=numpy_python) as runtime:
        said = infer(runtime, {"inputs": [tensor("FP32", [1, 2], [1, 2], "a"), tensor("FP32", [3, 4], [1, 2], "b")]})
        assert [(output["name"], output["data"]) for output in said["outputs"]] == [("a", [2, 4]), ("b", [6, 8])]


def test_a_table_has_one_output_for_each_declared_column(numpy_python: Path):
    with Runtime("Raw.Table", python=numpy_python) as runtime:
        assert infer(runtime, {"inputs": [tensor("FP32", [1])]})["outputs"] == [
            tensor("INT32", [1, 2], name="n"), tensor("BYTES", ["x", "y"], name="t"), tensor("FP64", [0.5, None], name="f"),
        ]  # fmt: skip
        said = infer(runtime, {"inputs": [tensor("FP32", [1])], "outputs": [{"name": "t"}]})
        assert [output["name"] for output in said["outputs"]] == ["t"]
        assert (
            "no output z"
            in infer(runtime, {"inputs": [tensor("FP32", [1])], "outputs": [{"name": "z"}]}, 400)["status"]["info"]
        )


def test_binary_data_goes_there_and_back(identity: Runtime):
    head = json.dumps({
        "inputs": [{"name": "x", "datatype": "FP32", "shape": [2], "parameters": {"binary_data_size": 8}}],
        "parameters": {"binary_data_output": True},
    }).encode()  # fmt: skip
    content = struct.pack("<ff", 1.5, float("nan"))
    answer = identity.post(
        "/v2/models/m/versions/4/infer", head + content, headers={"inference-header-content-length": str(len(head))}
    )
    length = int(answer.headers["inference-header-content-length"])
    said = json.loads(answer.body[:length])
    assert answer.body[length:] == content
    assert said["model_version"] == "4"
    assert said["outputs"] == [
        {"name": "predict", "datatype": "FP32", "shape": [2], "parameters": {"binary_data_size": 8}}
    ]


def test_base64_content_is_bytes_for_the_class(echo: Runtime):
    said = infer(echo, {"inputs": [tensor("BYTES", ["AP8="], parameters={"content_type": "base64"})]})
    assert "x00" in said["outputs"][0]["data"][0]


def test_the_model_and_the_server_are_described(raw: Runtime):
    assert raw.get("/v2").json()["extensions"] == ["binary_tensor_data"]
    assert raw.get("/v2/models/raw").json() == {
        "name": "raw",
        "versions": [],
        "platform": "mlflow",
        "inputs": [
            {"name": "n", "datatype": "INT64", "shape": [-1]},
            {"name": "t", "datatype": "BYTES", "shape": [-1]},
        ],
        "outputs": [{"name": "sum", "datatype": "FP64", "shape": [-1]}],
    }
    assert raw.get("/v2/models/raw/ready").json() == {"name": "Raw", "ready": True}
    assert raw.get("/v2/models/raw/versions/1/ready").status == 200
    assert raw.post("/v2/repository/index", {}).json() == [{"name": "Raw", "state": "READY", "reason": ""}]


def test_a_failure_of_the_model_is_its_status(numpy_python: Path):
    with Runtime("Failing.Status", python=numpy_python) as runtime:
        assert infer(runtime, {"inputs": [tensor("FP32", [1])]}, 422)["status"]["info"] == "too young"


@pytest.mark.parametrize("protocol", ["http", "grpc"])
def test_tritons_client_gets_every_datatype_back(numpy_python: Path, client_python: Path, protocol: str):
    with Runtime("Echo.Identity", python=numpy_python, grpc=True) as runtime:
        port = runtime.port if protocol == "http" else runtime.grpc_port
        script = HERE / "clients" / "triton_client.py"
        done = subprocess.run([str(client_python), str(script), protocol, str(port)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == {
            "live": True, "ready": True, "model": True, "metadata": "m",
            "same": ["BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "FP32", "FP64", "BYTES"],
            "refused": "400" if protocol == "http" else "StatusCode.INVALID_ARGUMENT",
            "because": "Two inputs have the same name.",
        }  # fmt: skip
