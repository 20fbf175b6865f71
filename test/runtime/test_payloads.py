"""What a class is given for each form of a Seldon message over REST."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import pytest
from process import Runtime


def given(echo: Runtime, message, **more):
    answer = echo.predict(message, **more)
    assert answer.status == 200, answer.body
    return answer.json()["jsonData"]


def returned(echo: Runtime, message):
    answer = echo.predict({**message, "meta": {"tags": {"return": True}}})
    assert answer.status == 200, answer.body
    return answer.json()


def test_rows_of_numbers_are_a_typed_array(echo: Runtime):
    assert given(echo, {"data": {"names": ["a", "b"], "ndarray": [[1.5, 2], [3, 4]]}}) == {
        "X": {"array": "float64", "shape": [2, 2], "values": [["float 1.5", "float 2.0"], ["float 3.0", "float 4.0"]]},
        "names": ["str a", "str b"],
        "meta": {},
    }


def test_whole_numbers_stay_integers(echo: Runtime):
    assert given(echo, {"data": {"ndarray": [[1, 2]]}})["X"]["array"] == "int64"


def test_a_text_in_a_row_leaves_the_numbers_beside_it_numbers(echo: Runtime):
    X = given(echo, {"data": {"ndarray": [[1, 2.5, "a", None, True]]}})["X"]
    assert X == {
        "array": "object",
        "shape": [1, 5],
        "values": [["int 1", "float 2.5", "str a", "NoneType None", "bool True"]],
    }


@pytest.mark.parametrize("number", [2**53 + 1, 2**63 - 1, -(2**63), 2**64 - 1, 2**70, -(2**70)])
def test_an_integer_keeps_every_digit_beside_a_fraction(echo: Runtime, number: int):
    X = given(echo, {"data": {"ndarray": [[number, 0.5]]}})["X"]
    assert X["values"] == [[f"int {number}", "float 0.5"]]


@pytest.mark.parametrize("number", [2**53 + 1, 2**63 - 1, 2**64 - 1, 2**70])
def test_an_integer_keeps_every_digit_there_and_back(echo: Runtime, number: int):
    assert returned(echo, {"data": {"ndarray": [[number, "x"]]}})["data"]["ndarray"] == [[number, "x"]]


def test_texts_alone_are_an_array_of_texts(echo: Runtime):
    assert given(echo, {"data": {"ndarray": [["a", "bc"]]}})["X"]["array"].startswith("<U")


def test_truth_values_alone_are_an_array_of_them(echo: Runtime):
    assert given(echo, {"data": {"ndarray": [[True, False]]}})["X"]["array"] == "bool"


def test_rows_of_different_lengths_are_an_array_of_rows(echo: Runtime):
    X = given(echo, {"data": {"ndarray": [[1], [2, 3]]}})["X"]
    assert (X["array"], X["shape"]) == ("object", [2])


def test_empty_rows_are_an_empty_array(echo: Runtime):
    assert given(echo, {"data": {"ndarray": []}})["X"]["shape"] == [0]


def test_a_tensor_has_its_shape(echo: Runtime):
    X = given(echo, {"data": {"tensor": {"shape": [2, 1, 3], "values": [1, 2, 3, 4, 5, 6]}}})["X"]
    assert (X["array"], X["shape"]) == ("int64", [2, 1, 3])


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"jsonData": {"a": [1, 2.5, None]}}, {"a": ["int 1", "float 2.5", "NoneType None"]}),
        ({"jsonData": [1, "x"]}, ["int 1", "str x"]),
        ({"strData": "héllo"}, "str héllo"),
        ({"binData": base64.b64encode(b"\x00\x01").decode()}, "bytes b'\\x00\\x01'"),
    ],
)
def test_other_data_is_given_as_it_is(echo: Runtime, message, expected):
    said = given(echo, message)
    assert said["X"] == expected
    assert said["names"] == []


def test_meta_reaches_the_class(echo: Runtime):
    assert given(echo, {"strData": "x", "meta": {"puid": "p", "tags": {"t": 1}}})["meta"] == {
        "puid": "str p",
        "tags": {"t": "int 1"},
    }


def test_nan_as_pythons_own_clients_write_it_is_accepted(echo: Runtime):
    X = given(echo, '{"data": {"ndarray": [[NaN, Infinity, 1]]}}')["X"]
    assert X["values"] == [["float nan", "float inf", "float 1.0"]]


def test_a_query_argument_is_a_message(echo: Runtime):
    answer = echo.get("/predict?json=%7B%22strData%22%3A%22a%20b%22%7D")
    assert answer.json()["jsonData"]["X"] == "str a b"


def test_a_form_field_is_a_message(echo: Runtime):
    said = given(
        echo, "json=%7B%22strData%22%3A%22x%22%7D", headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert said["X"] == "str x"


def test_json_that_curl_calls_a_form_is_a_message(echo: Runtime):
    assert given(echo, '{"strData":"x"}', headers={"content-type": "application/x-www-form-urlencoded"})["X"] == "str x"


def test_json_without_a_content_type_is_a_message(echo: Runtime):
    assert given(echo, '{"strData":"x"}', headers={"content-type": ""})["X"] == "str x"


def multipart(*parts):
    body = b"".join(
        f'--XX\r\nContent-Disposition: form-data; name="{name}"{head}\r\n\r\n'.encode() + content + b"\r\n"
        for name, head, content in parts
    )
    return body + b"--XX--\r\n", {"content-type": "multipart/form-data; boundary=XX"}


def test_the_fields_of_a_multipart_form_are_a_message(echo: Runtime):
    body, headers = multipart(("data", "", b'{"ndarray":[[1]]}'), ("meta", "", b'{"tags":{"a":1}}'))
    said = given(echo, body, headers=headers)
    assert (said["X"]["array"], said["meta"]) == ("int64", {"tags": {"a": "int 1"}})


def test_a_file_of_a_multipart_form_is_binary_data(echo: Runtime):
    body, headers = multipart(("binData", '; filename="x.png"\r\nContent-Type: image/png', b"\x89P\r\n--X\xff"))
    assert (
        given(echo, body, headers=headers)["X"] == f"bytes {b'%cP' % 0x89 + bytes([13, 10]) + b'--X' + bytes([255])!r}"
    )


@pytest.mark.parametrize("file", ["", '; filename="a.txt"'])
def test_a_text_of_a_multipart_form_may_be_a_file(echo: Runtime, file: str):
    body, headers = multipart(("strData", file, "grüß".encode()))
    assert given(echo, body, headers=headers)["X"] == "str grüß"


@pytest.mark.parametrize(
    "tensor",
    [
        {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "1"}, {"size": "2"}]}, "floatVal": [1.5, 2.5]},
        {
            "dtype": 1,
            "tensorShape": {"dim": [{"size": 1}, {"size": 2}]},
            "tensorContent": base64.b64encode(struct.pack("<ff", 1.5, 2.5)).decode(),
        },
        {"dtype": "DT_FLOAT", "tensor_shape": {"dim": [{"size": 1}, {"size": 2}]}, "float_val": [1.5, 2.5]},
    ],
)
def test_a_tftensor_is_an_array_without_tensorflow(echo: Runtime, tensor):
    assert given(echo, {"data": {"tftensor": tensor}})["X"] == {
        "array": "float32",
        "shape": [1, 2],
        "values": [["float 1.5", "float 2.5"]],
    }


def test_the_last_value_of_a_tftensor_fills_it(echo: Runtime):
    tensor = {"dtype": "DT_INT64", "tensorShape": {"dim": [{"size": "3"}]}, "int64Val": ["9007199254740993"]}
    assert given(echo, {"data": {"tftensor": tensor}})["X"]["values"] == ["int 9007199254740993"] * 3


def test_an_answer_in_numbers_has_the_encoding_of_the_request(echo: Runtime):
    assert returned(echo, {"data": {"tensor": {"shape": [1, 2], "values": [1.5, 2]}}})["data"] == {
        "names": ["t:0", "t:1"],
        "tensor": {"shape": [1, 2], "values": [1.5, 2.0]},
    }
    assert returned(echo, {"data": {"ndarray": [[1.5, 2]]}})["data"] == {
        "names": ["t:0", "t:1"],
        "ndarray": [[1.5, 2.0]],
    }
    tensor = {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "2"}]}, "floatVal": [1.5, 2.5]}
    back = returned(echo, {"data": {"tftensor": tensor}})["data"]["tftensor"]
    assert struct.unpack("<ff", base64.b64decode(back["tensorContent"])) == (1.5, 2.5)


def test_a_class_without_numpy_is_given_lists(bare_python: Path):
    with Runtime("Echo", python=bare_python) as runtime:
        assert given(runtime, {"data": {"ndarray": [[1, "a", 2**70]]}})["X"] == [["int 1", "str a", f"int {2**70}"]]
        assert returned(runtime, {"data": {"names": ["x"], "ndarray": [[1, "a"]]}})["data"] == {
            "names": ["t:0", "t:1"],
            "ndarray": [[1, "a"]],
        }
