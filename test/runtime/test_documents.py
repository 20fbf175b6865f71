"""The OpenAPI document and the page to try the model."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from process import Runtime

HOLE = {"data": {"names": ["n", "t"], "ndarray": [[5, "</script><b>"]]}}


def test_the_document_tells_paths_inputs_and_examples(numpy_python: Path, tmp_path: Path):
    (tmp_path / "request.json").write_text(json.dumps(HOLE))
    with Runtime("Raw", "--warm-up", str(tmp_path / "request.json"), python=numpy_python) as runtime:
        document = runtime.get("/openapi.json").json()
        assert document == runtime.get("/seldon.json").json()
        assert document["openapi"] == "3.0.3"
        examples = {
            path: operation["post"]["requestBody"]["content"]["application/json"]["example"]
            for path, operation in document["paths"].items()
            if "example"
            in operation.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
        }
        assert examples["/api/v1.0/predictions"] == HOLE
        for path, example in examples.items():
            assert runtime.post(path, example).status == 200, path
        record = document["paths"]["/invocations"]["post"]["requestBody"]["content"]["application/json"]["schema"][
            "properties"
        ]["dataframe_records"]
        assert record["items"]["properties"] == {"n": {"type": "integer"}, "t": {"type": "string"}}
        for reference in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)):
            assert reference in document["components"]["schemas"]
        for path in (path for path, operation in document["paths"].items() if "get" in operation):
            assert runtime.get(path).status == 200, path


def test_examples_are_made_of_the_inputs_when_there_is_no_warm_up_request(numpy_python: Path):
    for interface in ("Raw", "Raw.Tensors", "Raw.Signed", "Echo.Identity"):
        with Runtime(interface, python=numpy_python) as runtime:
            paths = runtime.get("/openapi.json").json()["paths"]
            for path in ("/predict", f"/v2/models/{interface.rpartition('.')[2]}/infer", "/invocations"):
                example = paths[path]["post"]["requestBody"]["content"]["application/json"]["example"]
                assert runtime.post(path, example).status == 200, (interface, path, example)


EXAMPLES = ("/predict", "/v2/models/Signed/infer", "/invocations")


@pytest.mark.parametrize(
    "data",
    [
        {"names": ["since", "price"], "ndarray": [["2024-01-31", 1.5]]},
        {"names": ["price", "note", "since"], "ndarray": [[1.5, None, "2024-01-31"], [2, "x", "2024-01-31"]]},
        {"names": ["since", "price", "note"], "ndarray": [["2024-01-31", 1.5, "x"]]},
    ],
    ids=["without the optional column", "with a missing value", "whole"],
)
def test_a_warm_up_request_of_a_table_is_an_example_in_each_protocol(numpy_python: Path, tmp_path: Path, data: Any):
    (tmp_path / "request.json").write_text(json.dumps({"data": data}))
    with Runtime("Raw.Signed", "--warm-up", str(tmp_path / "request.json"), python=numpy_python) as runtime:
        paths = runtime.get("/openapi.json").json()["paths"]
        for path in EXAMPLES:
            example = paths[path]["post"]["requestBody"]["content"]["application/json"]["example"]
            assert runtime.post(path, example).status == 200, (path, example)


def test_the_signature_is_told_with_optional_columns_times_and_parameters(numpy_python: Path):
    with Runtime("Raw.Signed", python=numpy_python) as runtime:
        content = runtime.get("/openapi.json").json()["paths"]["/invocations"]["post"]["requestBody"]["content"]
        page = runtime.get("/").body.decode()
    body = content["application/json"]["schema"]["properties"]
    assert body["dataframe_records"]["items"] == {
        "type": "object",
        "properties": {
            "since": {"type": "string", "format": "date-time"},
            "price": {"type": "number", "format": "double"},
            "note": {"type": "string", "nullable": True},
        },
        "required": ["since", "price"],
    }
    assert body["params"]["properties"] == {
        "factor": {"type": "number", "format": "double", "default": 2.0},
        "marks": {"type": "array", "items": {"type": "integer", "format": "int64"}, "default": [1, 2]},
    }
    assert content["application/json"]["example"]["params"] == {"factor": 2.0, "marks": [1, 2]}
    assert "<td>note<td>string<td>[-1]<td>optional" in page
    assert "<td>factor<td>double<td>2.0" in page


def test_the_page_loads_nothing_from_elsewhere_and_lets_no_data_become_markup(numpy_python: Path, tmp_path: Path):
    (tmp_path / "request.json").write_text(json.dumps(HOLE))
    with Runtime("Raw", "--warm-up", str(tmp_path / "request.json"), python=numpy_python) as runtime:
        answer = runtime.get("/")
    page = answer.body.decode()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", page)
    assert "</script><b>" not in page
    data = re.search(r'<script id="examples" type="application/json">(.*?)</script>', page, re.DOTALL).group(1)
    assert json.loads(data)["Seldon"]["body"] == HOLE
    assert "<td>INT64" in page
