"""The OpenAPI document and the page to try the model."""

from __future__ import annotations

import json
import re
from pathlib import Path

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
    for interface in ("Raw", "Raw.Tensors", "Echo.Identity"):
        with Runtime(interface, python=numpy_python) as runtime:
            paths = runtime.get("/openapi.json").json()["paths"]
            for path in ("/predict", f"/v2/models/{interface.rpartition('.')[2]}/infer", "/invocations"):
                example = paths[path]["post"]["requestBody"]["content"]["application/json"]["example"]
                assert runtime.post(path, example).status == 200, (interface, path, example)


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
