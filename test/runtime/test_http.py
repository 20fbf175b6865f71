"""What arrives byte by byte, in part, too slowly, or as no HTTP at all."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Iterator

import pytest
from process import Runtime

BODY = b'{"data":{"ndarray":[[1]]}}'
HEAD = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)


@pytest.fixture(scope="module")
def identity(python: Path) -> Iterator[Runtime]:
    with Runtime("Echo.Identity", python=python) as runtime:
        yield runtime


def connected(runtime: Runtime) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", runtime.port), timeout=20)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def answers(connection: socket.socket, count: int = 1) -> "list[tuple[int, bytes]]":
    """So many answers, read by their lengths."""
    buffer, found = b"", []
    while len(found) < count:
        while b"\r\n\r\n" not in buffer:
            part = connection.recv(65536)
            assert part, buffer
            buffer += part
        head, _, buffer = buffer.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(buffer) < length:
            part = connection.recv(65536)
            assert part
            buffer += part
        found.append((int(head.split(b" ")[1]), buffer[:length]))
        buffer = buffer[length:]
    assert not buffer
    return found


def ask(runtime: Runtime, raw: bytes) -> "tuple[int, bytes]":
    with connected(runtime) as connection:
        connection.sendall(raw)
        return answers(connection)[0]


def test_a_request_may_arrive_byte_by_byte(identity: Runtime):
    with connected(identity) as connection:
        for byte in HEAD + BODY:
            connection.send(bytes([byte]))
        assert answers(connection)[0][0] == 200


def test_requests_may_be_sent_ahead(identity: Runtime):
    with connected(identity) as connection:
        bodies = [b'{"data":{"ndarray":[[%d]]}}' % number for number in range(50)]
        connection.sendall(
            b"".join(
                b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
                for body in bodies
            )
        )
        said = answers(connection, 50)
        assert [json.loads(body)["data"]["ndarray"][0][0] for _, body in said] == list(range(50))


def test_a_body_may_come_in_chunks(identity: Runtime):
    chunks = b"5;ext=1\r\n%s\r\n%x\r\n%s\r\n0\r\nTrailer: x\r\n\r\n" % (BODY[:5], len(BODY) - 5, BODY[5:])
    with connected(identity) as connection:
        head = b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        for byte in head + chunks:
            connection.send(bytes([byte]))
        connection.sendall(HEAD + BODY)
        assert [status for status, _ in answers(connection, 2)] == [200, 200]


def test_a_client_that_asks_first_is_told_to_go_on(identity: Runtime):
    with connected(identity) as connection:
        connection.sendall(HEAD.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"))
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(BODY)
        assert answers(connection)[0][0] == 200


def test_a_connection_is_kept_unless_it_is_not_wanted(identity: Runtime):
    with connected(identity) as connection:
        connection.sendall(HEAD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + BODY)
        assert answers(connection)[0][0] == 200
        assert connection.recv(10) == b""
    with connected(identity) as connection:
        connection.sendall(b"GET /health/ping HTTP/1.0\r\n\r\n")
        assert b"pong" in connection.recv(1000)
        assert connection.recv(10) == b""


def test_an_old_client_keeps_its_connection_when_it_asks_for_it(identity: Runtime):
    with connected(identity) as connection:
        for _ in range(2):
            connection.sendall(b"GET /health/ping HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
            said = connection.recv(1000)
            assert b"connection: keep-alive" in said and said.endswith(b"pong")


def test_pages_of_other_sites_read_answers_only_when_they_are_allowed(identity: Runtime, numpy_python: Path):
    assert "access-control-allow-origin" not in identity.get("/health/ping").headers
    with Runtime("Echo.Identity", "--cors-origin", "*", python=numpy_python) as runtime:
        assert runtime.predict({"strData": "x"}).headers["access-control-allow-origin"] == "*"
        asked = runtime.request("OPTIONS", "/predict")
        assert (asked.status, asked.headers["access-control-allow-methods"]) == (204, "GET, POST, OPTIONS")


def test_a_client_may_end_its_side_and_wait_for_the_answer(identity: Runtime):
    with connected(identity) as connection:
        connection.sendall(HEAD + BODY)
        connection.shutdown(socket.SHUT_WR)
        assert answers(connection)[0][0] == 200
        assert connection.recv(10) == b""


def test_head_is_get_without_a_body(identity: Runtime):
    with connected(identity) as connection:
        connection.sendall(b"HEAD /health/ping HTTP/1.1\r\nHost: x\r\n\r\nGET /health/ping HTTP/1.1\r\nHost: x\r\n\r\n")
        said = b""
        while said.count(b"content-length: 4") < 2 or not said.endswith(b"pong"):
            part = connection.recv(10000)
            assert part, said
            said += part
        assert said.count(b"content-length: 4") == 2
        assert said.count(b"pong") == 1


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"GET  /health/ping HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /health/ping HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        (b"GET /health/ping FTP/1\r\nHost: x\r\n\r\n", 400),
        (b"GET /health/ping HTTP/1.1\r\n\r\n", 400),
        (b"GET /health/ping HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        (b"GET /health/ping HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        (b"GET /health/ping HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", 400),
        (b"GET /health/ping HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n", 400),
        (b"GET /health/ping HTTP/1.1\r\nHost: x\r\nA: b\nC: d\r\n\r\n", 400),
        (b"GET example.org HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1e3\r\n\r\n", 400),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", 400),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", 400),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffff\r\n", 413),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 70000, 431),
    ],
)
def test_what_is_no_proper_request_is_refused_and_the_connection_ends(identity: Runtime, raw: bytes, status: int):
    with connected(identity) as connection:
        connection.sendall(raw)
        said, body = answers(connection)[0]
        assert (said, json.loads(body)["status"]["code"]) == (status, status)
        assert connection.recv(10) == b""


def test_an_absolute_target_is_a_path(identity: Runtime):
    assert ask(identity, b"GET http://host:1/health/ping HTTP/1.1\r\nHost: x\r\n\r\n") == (200, b"pong")


def test_an_escaped_path_is_a_path(identity: Runtime):
    assert ask(identity, b"GET /health%2fping HTTP/1.1\r\nHost: x\r\n\r\n") == (200, b"pong")


def test_a_body_that_stops_halfway_is_given_up(fast_python: Path):
    with (
        Runtime("Echo.Identity", python=fast_python, env={"DEPLOY_MODEL_BODY_TIMEOUT": "1"}) as runtime,
        connected(runtime) as connection,
    ):
        connection.sendall(HEAD + BODY[:10])
        status, body = answers(connection)[0]
        assert (status, json.loads(body)["status"]["info"]) == (408, "The request was not sent in time.")
        assert connection.recv(10) == b""


def test_a_head_that_comes_too_slowly_is_given_up(numpy_python: Path):
    with (
        Runtime("Echo.Identity", python=numpy_python, env={"DEPLOY_MODEL_HEAD_TIMEOUT": "1"}) as runtime,
        connected(runtime) as connection,
    ):
        started = time.monotonic()
        connection.settimeout(0.3)
        said = b""
        while time.monotonic() - started < 30 and not said:
            try:
                connection.sendall(b"G")
                said = connection.recv(1000)
            except TimeoutError:
                continue
        assert b" 408 " in said


def test_an_idle_connection_ends_after_its_time(numpy_python: Path):
    # Time enough to send the request, on any machine.
    with Runtime("Echo.Identity", "--keepalive", "4", python=numpy_python) as runtime, connected(runtime) as connection:
        connection.sendall(HEAD + BODY)
        assert answers(connection)[0][0] == 200
        assert connection.recv(10) == b""


def test_a_client_that_leaves_in_the_middle_of_a_body_leaves_nothing_behind(identity: Runtime):
    for _ in range(50):
        connection = connected(identity)
        connection.sendall(HEAD + BODY[:10])
        connection.close()
    assert identity.predict({"data": {"ndarray": [[1]]}}).status == 200


def test_a_client_that_does_not_read_delays_no_other(identity: Runtime):
    rows = {"data": {"ndarray": [[0.123456789] * 1000] * 300}}
    body = json.dumps(rows).encode()
    with connected(identity) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        time.sleep(0.3)
        started = time.monotonic()
        assert identity.predict({"data": {"ndarray": [[1]]}}).status == 200
        assert time.monotonic() - started < 20
        assert connection.recv(15) == b"HTTP/1.1 200 OK"


def test_a_thousand_idle_connections_leave_room_for_others(identity: Runtime):
    held = [connected(identity) for _ in range(1000)]
    try:
        assert identity.predict({"data": {"ndarray": [[1]]}}).status == 200
        held[-1].sendall(HEAD + BODY)
        assert answers(held[-1])[0][0] == 200
    finally:
        for connection in held:
            connection.close()


def test_a_body_of_64_megabytes_is_answered(fast_python: Path):
    text = "x" * (64 << 20)
    with Runtime("Echo.Identity", python=fast_python) as runtime:
        answer = runtime.predict({"strData": text}, timeout=60)
        assert answer.status == 200
        assert len(answer.body) > 64 << 20


def test_a_body_that_is_too_long_is_refused_before_it_is_sent(numpy_python: Path):
    with Runtime("Echo.Identity", "--max-body", "1000", python=numpy_python) as runtime:
        assert runtime.predict({"strData": "x" * 900}).status == 200
        answer = runtime.predict({"strData": "x" * 5_000_000})
        assert (answer.status, answer.info) == (413, "The body is longer than 1000 bytes.")


def test_more_connections_than_allowed_are_closed(numpy_python: Path):
    with Runtime("Echo.Identity", python=numpy_python, env={"DEPLOY_MODEL_MAX_CONNECTIONS": "5"}) as runtime:
        held = [connected(runtime) for _ in range(10)]
        runtime.wait_until(lambda: sum(map(has_ended, held)) >= 5)
        # And no other one.
        time.sleep(0.3)
        assert sum(map(has_ended, held)) == 5
        for connection in held:
            connection.close()
        runtime.wait_until(lambda: runtime.ping() == "ready")


def has_ended(connection: socket.socket) -> bool:
    connection.settimeout(0.01)
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
