"""gRPC's calls frame by frame: in pieces, through small windows, cancelled, or as no HTTP/2 at all."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path
from typing import Iterator

import pytest
from frames import (
    ACK, CHECK, CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PADDED, PING, RST_STREAM, SETTINGS,
    WINDOW_UPDATE, WITH_PRIORITY, Client, call, field, frame, message,
)  # fmt: skip
from process import Runtime

PREDICT = "/seldon.protos.Model/Predict"
SERVING = message(b"\x08\x01")
OK = field("grpc-status", "0")


@pytest.fixture(scope="module")
def identity(numpy_python: Path) -> Iterator[Runtime]:
    with Runtime("Echo.Identity", "--grpc-max-message", "1000000", python=numpy_python, grpc=True) as runtime:
        yield runtime


def text(content: bytes) -> bytes:
    """A SeldonMessage with this strData of fewer than 128 or more than 16383 bytes."""
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7 & 127 | 128, size >> 14])
    return b"\x2a" + length + content


def ended(block: bytes, data: bytes, stream: int = 1) -> bytes:
    return frame(HEADERS, END_HEADERS, stream, block) + frame(DATA, END_STREAM, stream, data)


def test_frames_may_arrive_byte_by_byte(identity: Runtime):
    with Client(identity.grpc_port) as client:
        for byte in ended(call(CHECK), message(b"")):
            client.send(bytes([byte]))
        assert client.answer() == (SERVING, OK)


def test_a_header_block_may_be_padded_and_spread_over_frames(identity: Runtime):
    block = call(CHECK)
    first = b"\x03" + b"\0\0\0\0\x10" + block[:20] + b"\0\0\0"
    with Client(identity.grpc_port) as client:
        client.send(
            frame(HEADERS, PADDED | WITH_PRIORITY, 1, first),
            frame(CONTINUATION, 0, 1, block[20:50]),
            frame(CONTINUATION, END_HEADERS, 1, block[50:]),
            frame(DATA, PADDED | END_STREAM, 1, b"\x02" + message(b"") + b"\0\0"),
        )
        assert client.answer() == (SERVING, OK)


def test_fields_of_the_table_are_known_in_later_requests(identity: Runtime):
    path, kind = field(":path", CHECK, 0x40), field("content-type", "application/grpc", 0x40)
    with Client(identity.grpc_port) as client:
        client.send(ended(path + kind, message(b"")))
        assert client.answer() == (SERVING, OK)
        for stream in (3, 5):
            client.send(ended(b"\xbf\xbe", message(b""), stream))
            assert client.answer(stream) == (SERVING, OK)


def test_a_long_answer_waits_for_the_windows_of_the_client(identity: Runtime):
    sent = message(text(b"x" * 200_000))
    with Client(identity.grpc_port, settings=struct.pack(">HL", 4, 1000)) as client:
        client.send(frame(HEADERS, END_HEADERS, 1, call(PREDICT)))
        for start in range(0, len(sent), 16384):
            rest = start + 16384 >= len(sent)
            client.send(frame(DATA, END_STREAM if rest else 0, 1, sent[start : start + 16384]))
        data = b""
        for came in client.frames():
            if came.kind == DATA:
                assert len(came.payload) <= 1000
                data += came.payload
                more = struct.pack(">I", len(came.payload))
                client.send(frame(WINDOW_UPDATE, 0, 1, more), frame(WINDOW_UPDATE, 0, 0, more))
            elif came.kind == HEADERS and came.flags & END_STREAM:
                break
        assert b"x" * 200_000 in data


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_message_may_be_compressed(identity: Runtime, encoding: str):
    pack = {"gzip": gzip.compress, "deflate": zlib.compress}[encoding]
    with Client(identity.grpc_port) as client:
        client.send(ended(call(PREDICT, grpc_encoding=encoding), message(pack(text(b"hello")), compressed=1)))
        data, end = client.answer()
        assert (b"hello" in data, end) == (True, OK)


def test_what_grows_beyond_the_limit_when_it_is_decompressed_is_refused(identity: Runtime):
    with Client(identity.grpc_port) as client:
        bomb = message(gzip.compress(b"\0" * 50_000_000), compressed=1)
        client.send(ended(call(PREDICT, grpc_encoding="gzip"), bomb))
        assert field("grpc-status", "8") in client.answer()[1]


def test_a_message_that_is_too_long_is_refused_before_it_is_sent(identity: Runtime):
    with Client(identity.grpc_port) as client:
        client.send(frame(HEADERS, END_HEADERS, 1, call(PREDICT)), frame(DATA, 0, 1, struct.pack(">BI", 0, 1_000_001)))
        assert field("grpc-status", "8") in client.answer()[1]
        client.send(ended(call(CHECK), message(b""), 3))
        assert client.answer(3) == (SERVING, OK)


@pytest.mark.parametrize(
    ("data", "status"), [(b"", "13"), (b"\0\0\0\0\x05ab", "13"), (message(b"") * 2, "12"), (message(b"x", 1), "12")]
)
def test_what_is_not_one_message_has_a_code(identity: Runtime, data: bytes, status: str):
    with Client(identity.grpc_port) as client:
        client.send(ended(call(PREDICT), data))
        assert field("grpc-status", status) in client.answer()[1]


def test_an_unknown_method_is_unimplemented(identity: Runtime):
    with Client(identity.grpc_port) as client:
        client.send(ended(call("/x.Y/Z"), message(b"")))
        assert field("grpc-status", "12") in client.answer()[1]


def test_a_ping_is_echoed(identity: Runtime):
    with Client(identity.grpc_port) as client:
        client.send(frame(PING, 0, 0, b"12345678"))
        assert next(came for came in client.frames() if came.kind == PING)[1:] == (ACK, 0, b"12345678")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (frame(DATA, 0, 1, b"x"), 1),
        (frame(HEADERS, END_HEADERS, 2, call(CHECK)), 1),
        (frame(HEADERS, 0, 1, b"") + frame(PING, 0, 0, b"12345678"), 1),
        (frame(CONTINUATION, END_HEADERS, 1), 1),
        (frame(HEADERS, END_HEADERS | PADDED, 1, b"\x09ab"), 1),
        (frame(HEADERS, END_HEADERS, 1, b"\xff\xff\xff\xff\xff\xff"), 9),
        (frame(PING, 0, 0, b"123"), 6),
        (frame(SETTINGS, 0, 0, b"123"), 6),
        (frame(SETTINGS, 0, 0, struct.pack(">HL", 4, 2**31)), 3),
        (frame(WINDOW_UPDATE, 0, 0, b"\0\0\0\0"), 1),
        (frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 2**31 - 1)), 3),
        (frame(RST_STREAM, 0, 7, b"\0\0\0\0"), 1),
        (b"\xff\xff\xff\0\0\0\0\0\1", 6),
        (frame(HEADERS, 0, 1, b"\0" * 16384) + frame(CONTINUATION, 0, 1, b"\0" * 16384) * 4, 11),
    ],
)
def test_what_the_protocol_forbids_ends_the_connection_with_its_code(identity: Runtime, sent: bytes, code: int):
    with Client(identity.grpc_port) as client:
        client.send(sent)
        assert client.farewell() == code
    assert identity.ping() == "ready"


def test_a_header_that_the_table_makes_long_ends_the_connection(identity: Runtime):
    with Client(identity.grpc_port) as client:
        long = b"\x40\x01a\x7f\xa1\x1e" + b"x" * 4000 + b"\xbe" * 10_000
        client.send(frame(HEADERS, END_HEADERS, 1, long))
        assert client.farewell() == 11


def test_what_is_no_http_2_is_told_so(identity: Runtime):
    with Client(identity.grpc_port, preface=b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") as client:
        assert client.farewell() == 1


def test_a_cancelled_call_is_not_answered_and_the_next_one_is(numpy_python: Path):
    with (
        Runtime("Slow.Predict", python=numpy_python, grpc=True) as runtime,
        Client(runtime.grpc_port) as client,
    ):
        client.send(ended(call(PREDICT), message(text(b"x"))), frame(RST_STREAM, 0, 1, b"\0\0\0\x08"))
        client.send(ended(call(CHECK), message(b""), 3))
        seen = []
        for came in client.frames():
            seen.append(came.stream)
            if came.stream == 3 and came.flags & END_STREAM and came.kind == HEADERS:
                break
        assert 1 not in seen


def test_a_client_that_begins_and_does_not_go_on_is_let_go(numpy_python: Path):
    environment = {"DEPLOY_MODEL_BODY_TIMEOUT": "0.5"}
    with (
        Runtime("Echo.Identity", python=numpy_python, grpc=True, env=environment) as runtime,
        Client(runtime.grpc_port) as idle,
        Client(runtime.grpc_port) as client,
    ):
        client.send(frame(HEADERS, END_HEADERS, 1, call(PREDICT)), frame(DATA, 0, 1, b"\0\0"))
        client.farewell()
        # One without a call may stay.
        idle.send(ended(call(CHECK), message(b"")))
        assert idle.answer() == (SERVING, OK)


def test_a_stop_says_good_bye_to_idle_connections_and_ends(numpy_python: Path):
    # Longer than `stop` waits.
    options = ("--grace", "600")
    with (
        Runtime("Echo.Identity", *options, python=numpy_python, grpc=True) as runtime,
        Client(runtime.grpc_port) as client,
    ):
        client.send(ended(call(CHECK), message(b"")))
        client.answer()
        assert runtime.stop() == 0
        assert GOAWAY in [came.kind for came in client.frames()]
