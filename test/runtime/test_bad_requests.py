"""Requests that make no sense are answered with a 4xx and a sentence, and leave nothing behind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from process import Runtime

POSTED = (
    "/predict", "/api/v1.0/predictions", "/transform-input", "/transform-output", "/route", "/aggregate", "/send-feedback",
    "/v2/models/m/infer", "/invocations",
)  # fmt: skip


def refused(echo: Runtime, path: str, body: Any, status: int = 400, **more: Any) -> str:
    answer = echo.post(path, body, **more)
    assert answer.status == status, answer.body
    said = answer.json()["status"]
    assert (said["status"], said["code"]) == (1, status)
    return said["info"]


@pytest.mark.parametrize("path", POSTED)
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "no body"),
        (b"{", "is not JSON"),
        (b"{'a': 1}", "is not JSON"),
        (b'{"strData": "\xff"}', "is not UTF-8"),
        (b'{"strData": "\xed\xa0\x80"}', "is not UTF-8"),
        (b"[" * 100_000, "levels deep"),
        (b'{"jsonData":' + b"[" * 200 + b"]" * 200 + b"}", "levels deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "levels deep"),
        (b"5", ""),
        (b"null", ""),
        (b'"text"', ""),
        (b"[]", ""),
        (b"{}", ""),
    ],
)
def test_a_body_that_is_no_message(echo: Runtime, path: str, body: bytes, words: str):
    if path == "/send-feedback" and body == b"{}":
        pytest.skip("every part of a feedback may be left out")
    info = refused(echo, path, body)
    assert words in info or (not body and path in ("/v2/models/m/infer", "/invocations"))


@pytest.mark.parametrize(
    "message",
    [
        {"data": 5},
        {"data": []},
        {"data": {"ndarray": "x"}},
        {"data": {"ndarray": {"a": 1}}},
        {"data": {"ndarray": [[1]], "names": "a"}},
        {"data": {"tensor": [1]}},
        {"data": {"tensor": {"shape": [2], "values": [1]}}},
        {"data": {"tensor": {"shape": [-2], "values": [1]}}},
        {"data": {"tensor": {"shape": "x", "values": [1]}}},
        {"data": {"tensor": {"shape": [1.5], "values": [1]}}},
        {"data": {"tensor": {"values": [1]}}},
        {"data": {"tensor": {"shape": [1]}}},
        {"data": {"tensor": {"shape": [10**30], "values": [1]}}},
        {"data": {"tftensor": 5}},
        {"data": {"tftensor": {"dtype": "DT_RESOURCE"}}},
        {"data": {"tftensor": {"dtype": "DT_FLOAT", "shape": [2], "floatVal": [1, 2]}}},
        {"data": {"tftensor": {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "3"}]}, "tensorContent": "AAA"}}},
        {"data": {"tftensor": {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "x"}]}, "floatVal": [1]}}},
        {
            "data": {
                "tftensor": {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "99999999999"}]}, "floatVal": [1]}
            }
        },
        {"strData": 5},
        {"binData": 5},
        {"binData": "$$$"},
        {"strData": "x", "meta": 5},
        {"strData": "x", "meta": {"tags": 5}},
        {"status": {}},
    ],
)
def test_a_message_whose_parts_are_wrong(echo: Runtime, message: Any):
    for path in ("/predict", "/transform-input"):
        assert refused(echo, path, message).endswith(".")


@pytest.mark.parametrize(
    "feedback",
    [
        {"reward": "x"},
        {"reward": True},
        {"request": 5},
        {"truth": {"data": 5}},
        {"request": {"data": {"tensor": {}}}},
    ],
)
def test_a_feedback_whose_parts_are_wrong(echo: Runtime, feedback: Any):
    refused(echo, "/send-feedback", feedback)


@pytest.mark.parametrize("messages", [{"seldonMessages": []}, {"seldonMessages": 5}, {"seldonMessages": [5]}, [{}], {}])
def test_an_aggregate_whose_parts_are_wrong(echo: Runtime, messages: Any):
    refused(echo, "/aggregate", messages)


TENSOR = {"name": "x", "datatype": "FP64", "shape": [1], "data": [1]}


@pytest.mark.parametrize(
    "request_",
    [
        {"inputs": 5},
        {"inputs": []},
        {"inputs": [5]},
        {"inputs": [{}]},
        {"inputs": [TENSOR, TENSOR]},
        {"inputs": [{**TENSOR, "name": ""}]},
        {"inputs": [{**TENSOR, "name": 5}]},
        {"inputs": [{**TENSOR, "datatype": "FP65"}]},
        {"inputs": [{**TENSOR, "datatype": ["FP64"]}]},
        {"inputs": [{**TENSOR, "shape": [2]}]},
        {"inputs": [{**TENSOR, "shape": []}]},
        {"inputs": [{**TENSOR, "shape": [-1]}]},
        {"inputs": [{**TENSOR, "shape": "x"}]},
        {"inputs": [{**TENSOR, "shape": [True]}]},
        {"inputs": [{**TENSOR, "data": None}]},
        {"inputs": [{**TENSOR, "data": ["x"]}]},
        {"inputs": [{**TENSOR, "data": [{}]}]},
        {"inputs": [{**TENSOR, "shape": [3], "data": [[1], 2, 3]}]},
        {"inputs": [{**TENSOR, "datatype": "INT8", "data": [128]}]},
        {"inputs": [{**TENSOR, "datatype": "INT32", "data": [1.5]}]},
        {"inputs": [{**TENSOR, "datatype": "UINT8", "data": [-1]}]},
        {"inputs": [{**TENSOR, "datatype": "INT64", "data": [2**64]}]},
        {"inputs": [{**TENSOR, "datatype": "UINT64", "data": [2**64]}]},
        {"inputs": [{**TENSOR, "datatype": "BOOL", "data": [2]}]},
        {"inputs": [{**TENSOR, "datatype": "BYTES", "data": [1]}]},
        {"inputs": [{**TENSOR, "parameters": 5}]},
        {"inputs": [{**TENSOR, "parameters": {"binary_data_size": 8}}]},
        {"inputs": [TENSOR], "parameters": 5},
        {"inputs": [TENSOR], "outputs": 5},
        {"inputs": [TENSOR], "outputs": [{}]},
        {"inputs": [TENSOR], "id": 5},
    ],
)
def test_an_inference_request_whose_parts_are_wrong(echo: Runtime, request_: Any):
    refused(echo, "/v2/models/m/infer", request_)


@pytest.mark.parametrize(
    ("head", "raw", "length"),
    [
        (
            {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1], "parameters": {"binary_data_size": 4}}]},
            b"\0\0\0",
            None,
        ),
        (
            {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1], "parameters": {"binary_data_size": 4}}]},
            b"\0" * 5,
            None,
        ),
        (
            {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1], "parameters": {"binary_data_size": 3}}]},
            b"\0" * 3,
            None,
        ),
        (
            {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1], "parameters": {"binary_data_size": -1}}]},
            b"\0" * 3,
            None,
        ),
        (
            {"inputs": [{"name": "x", "datatype": "BYTES", "shape": [1], "parameters": {"binary_data_size": 3}}]},
            b"\0" * 3,
            None,
        ),
        (
            {"inputs": [{"name": "x", "datatype": "BYTES", "shape": [1], "parameters": {"binary_data_size": 5}}]},
            b"\xff" * 5,
            None,
        ),
        ({"inputs": []}, b"", "99999"),
        ({"inputs": []}, b"", "x"),
    ],
)
def test_binary_data_that_does_not_fit(echo: Runtime, head: Any, raw: bytes, length: "str | None"):
    text = json.dumps(head).encode()
    refused(
        echo, "/v2/models/m/infer", text + raw, headers={"inference-header-content-length": length or str(len(text))}
    )


@pytest.mark.parametrize(
    "body",
    [
        {"instances": [1], "inputs": [1]},
        {"inputs": None},
        {"dataframe_split": 5},
        {"dataframe_split": {"columns": ["a"]}},
        {"dataframe_split": {"columns": ["a"], "data": [[1, 2]]}},
        {"dataframe_split": {"columns": "a", "data": [[1]]}},
        {"dataframe_split": {"data": [1]}},
        {"dataframe_records": {}},
        {"dataframe_records": []},
        {"dataframe_records": [1]},
        {"inputs": [1], "params": 5},
        {"other": 1},
    ],
)
def test_an_invocation_whose_parts_are_wrong(echo: Runtime, body: Any):
    refused(echo, "/invocations", body)


@pytest.mark.parametrize("body", ["", "a,b\n", "a,b\n1\n", "a\n\xff".encode("latin-1"), 'a\n"x'])
def test_csv_that_is_none(echo: Runtime, body: Any):
    refused(echo, "/invocations", body, headers={"content-type": "text/csv"})


def test_a_content_type_that_is_not_taken(echo: Runtime):
    assert "application/xml" in refused(echo, "/invocations", "<a/>", 415, headers={"content-type": "application/xml"})


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=XX", b"x"),
        ("multipart/form-data; boundary=XX", b"--XX--\r\n"),
        ("multipart/form-data; boundary=XX", b'--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n{'),
        ("multipart/form-data; boundary=XX", b"--XX\r\n\r\nx\r\n--XX--\r\n"),
        (
            "multipart/form-data; boundary=XX",
            b'--XX\r\nContent-Disposition: form-data; name="data"\r\n\r\n{\r\n--XX--\r\n',
        ),
        ("application/x-www-form-urlencoded", b"a=b"),
        ("application/x-www-form-urlencoded", b"json=%7B"),
    ],
)
def test_a_form_that_is_none(echo: Runtime, kind: str, body: bytes):
    refused(echo, "/predict", body, headers={"content-type": kind})


def test_a_failure_leaves_nothing_in_the_log_but_what_the_model_did_wrong(echo: Runtime):
    refused(echo, "/predict", "{")
    assert not [line for line in echo.log_lines() if line["level"] == "ERROR"]
