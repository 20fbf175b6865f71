"""Sends requests that make little sense to a running server: `python test/runtime/fuzz.py [COUNT] [SEED]`, 10,000 unless told.

Every route over HTTP and gRPC, on connections that are kept, cut or half-sent. Ends with 1 when an answer is a 5xx that the
model did not make, when one takes longer than 5 seconds, when the server does not answer a proper request afterwards, or
when its memory has grown by more than 60 MB after the first fifth.
"""

from __future__ import annotations

import copy
import http.client
import json
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, Callable, List

sys.path[:0] = [str(Path(__file__).resolve().parent)]

from broken_frames import send_broken  # noqa: E402
from environments import CLIENTS, FAST, NUMPY, python_with  # noqa: E402
from process import Runtime  # noqa: E402

PATHS = (
    "/predict", "/api/v1.0/predictions", "/transform-input", "/transform-output", "/route", "/aggregate", "/send-feedback",
    "/v2/models/m/infer", "/v2/models/m/versions/1/infer", "/invocations", "/health/ping", "/health/status", "/metadata", "/metrics",
    "/v2", "/v2/models/m", "/", "/openapi.json", "/nowhere", "/v2/models//infer", "//", "/%00", "/predict?json={",
)  # fmt: skip
KINDS = (
    "application/json",
    "text/csv",
    "multipart/form-data; boundary=B",
    "application/x-www-form-urlencoded",
    "image/png",
    "",
    "\xff",
)
SEEDS: "tuple[Any, ...]" = (
    {"data": {"names": ["a", "b"], "ndarray": [[1, 2.5], [3, "x"]]}, "meta": {"tags": {"a": 1}, "puid": "p", "metrics": []}},
    {"data": {"tensor": {"shape": [2, 2], "values": [1, 2, 3, 4]}}},
    {"data": {"tftensor": {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "2"}]}, "floatVal": [1, 2]}}},
    {"strData": "x"}, {"binData": "AAAA"}, {"jsonData": {"a": [1, None, True]}},
    {"seldonMessages": [{"data": {"ndarray": [[1]]}}, {"strData": "x"}]},
    {"request": {"data": {"ndarray": [[1]]}}, "reward": 1.0, "truth": {"strData": "x"}, "response": {"meta": {"routing": {"0": 1}}}},
    {"id": "1", "inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 2], "data": [1, 2], "parameters": {"content_type": "np"}}],
     "outputs": [{"name": "y"}], "parameters": {"binary_data_output": True}},
    {"inputs": [{"name": "x", "datatype": "BYTES", "shape": [2], "data": ["a", "b"]}, {"name": "y", "datatype": "INT64", "shape": [2], "data": [1, 2]}]},
    {"dataframe_split": {"columns": ["a", "b"], "data": [[1, 2], [3, 4]]}, "params": {"p": 1}},
    {"dataframe_records": [{"a": 1, "b": "x"}]}, {"instances": [[1, 2]]}, {"inputs": {"a": [1], "b": [2]}},
)  # fmt: skip
VALUES: "tuple[Any, ...]" = (
    None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**63, 2**64, 10**30, 1.5, -0.0, 1e308, float("nan"), float("inf"), "", "x", "\x00", "é\ud800",
    "x" * 3000, [], {}, [[]], [[], [1]], [None], [[1], [1, 2]], [[[[1]]]], {"": {}}, {"ndarray": [[1]]}, "FP64", "BYTES", [10**9, 0], [0, 10**9],
    [-1, 4], [True], ["a", 1],
)  # fmt: skip


class Mutator:
    """Makes requests out of proper ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def body(self) -> bytes:
        """A body, near to a proper one or far from it."""
        choice = self.random.random()
        value = self.changed(self.random.choice(SEEDS), self.random.choice((0, 1, 1, 2, 4)))
        text = json.dumps(value, ensure_ascii=self.random.random() < 0.5).encode("utf-8", "surrogatepass")
        if choice < 0.7:
            return text
        if choice < 0.85:
            cut = bytearray(text)
            for _ in range(self.random.randint(1, 8)):
                place = self.random.randrange(len(cut) + 1)
                cut[place : place + self.random.choice((0, 1, 5))] = self.random.randbytes(
                    self.random.choice((0, 1, 3))
                )
            return bytes(cut)
        if choice < 0.9:
            return self.random.randbytes(self.random.choice((0, 1, 10, 1000)))
        if choice < 0.95:
            field = self.random.choice(("data", "strData", "binData", "meta"))
            return b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n--B--\r\n' % (field.encode(), text)
        return b"a,b\n" + b"\n".join(self.random.choice((b"1,2", b"x,y", b'"', b",", b"1")) for _ in range(3))

    def changed(self, value: Any, times: int) -> Any:
        """The value with some parts replaced, dropped, doubled or renamed."""
        value = json.loads(json.dumps(value))
        for _ in range(times):
            holders: List[Any] = []
            self._holders(value, holders)
            if not holders:
                return copy.deepcopy(self.random.choice(VALUES))
            holder, key = self.random.choice(holders)
            action = self.random.random()
            if action < 0.6:
                holder[key] = copy.deepcopy(self.random.choice(VALUES))
            elif action < 0.8:
                del holder[key]
            elif isinstance(holder, dict):
                holder[self.random.choice(("data", "meta", "inputs", "x", ""))] = copy.deepcopy(holder[key])
            else:
                holder.extend([holder[key]] * self.random.choice((1, 30)))
        return value

    def _holders(self, value: Any, found: List[Any]) -> None:
        for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
            found.append((value, key))
            self._holders(value[key], found)


def over_http(mutator: Mutator, runtime: Runtime, seen: "Counter[Any]") -> str:
    """One request on a connection of its own; what is wrong with its answer."""
    method, path = (
        mutator.random.choice(("POST", "POST", "POST", "POST", "GET", "PUT", "HEAD")),
        mutator.random.choice(PATHS),
    )
    headers = {"content-type": mutator.random.choice(KINDS), "x-request-id": "fuzz"}
    body = mutator.body()
    if mutator.random.random() < 0.2:
        headers["inference-header-content-length"] = str(
            mutator.random.choice((0, 1, len(body), len(body) - 3, -1, "x"))
        )
    connection = http.client.HTTPConnection("127.0.0.1", runtime.port, timeout=5)
    try:
        connection.request(method, path.replace("{", "%7B"), body, headers)
        answer = connection.getresponse()
        answer.read()
    except OSError as error:
        return f"{method} {path} {body[:500]!r}: {error!r}"
    finally:
        connection.close()
    seen[answer.status] += 1
    if answer.status >= 500 and answer.status not in (501, 505):
        return f"{method} {path} {headers} {body[:2000]!r}: {answer.status}"
    return ""


def over_a_broken_connection(mutator: Mutator, runtime: Runtime, seen: "Counter[Any]") -> str:
    """Bytes that are no request, or part of one; then the client is gone."""
    body = mutator.body()
    raw = bytearray(b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    for _ in range(mutator.random.randint(0, 3)):
        raw[mutator.random.randrange(50)] = mutator.random.randrange(256)
    with socket.create_connection(("127.0.0.1", runtime.port), timeout=5) as connection:
        connection.sendall(raw[: mutator.random.randrange(len(raw) + 1)])
    seen["cut"] += 1
    return ""


def over_grpc(count: int, seed: int) -> int:
    """Random and damaged messages to every method, then damaged frames; how many were answered wrongly."""
    with Runtime(
        "Echo.Identity", python=python_with(NUMPY), grpc=True, env={"DEPLOY_MODEL_BODY_TIMEOUT": "2"}
    ) as runtime:
        failures = damaged_messages(runtime, count, seed)
        rng, before = random.Random(seed), 0.0
        for number in range(count):
            wrong = send_broken(rng, runtime.grpc_port)
            failures += bool(wrong)
            if wrong:
                print(wrong)
            if number == count // 5:
                before = memory(runtime)
        grown = memory(runtime) - before
        print(f"HTTP/2: {count} connections, {grown:+.1f} MB")
        # It still answers.
        failures += damaged_messages(runtime, 50, seed) + (grown > 60)
        return failures + (runtime.predict({"strData": "x"}).status != 200)


def damaged_messages(runtime: Runtime, count: int, seed: int) -> int:
    """From a process that has grpcio; 1 when one was answered wrongly."""
    script = Path(__file__).resolve().parent / "clients" / "grpc_fuzz.py"
    arguments = [f"127.0.0.1:{runtime.grpc_port}", str(count), str(seed)]
    done = subprocess.run([str(python_with(CLIENTS)), str(script), *arguments], capture_output=True, text=True)
    print(done.stdout + done.stderr, end="")
    return done.returncode


def memory(runtime: Runtime) -> float:
    """Megabytes."""
    status = Path(f"/proc/{runtime.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def main(count: int = 10_000, seed: int = 1) -> int:
    """The exit code."""
    mutator, failures = Mutator(seed), 0
    failures += over_grpc(count // 3, seed)
    for interface, python in (
        ("Echo.Identity", python_with(FAST)),
        ("Echo.Identity", python_with(NUMPY)),
        ("Raw", python_with(FAST)),
    ):
        seen: "Counter[Any]" = Counter()
        with Runtime(interface, python=python, env={"DEPLOY_MODEL_BODY_TIMEOUT": "2"}) as runtime:
            before = 0.0
            for number in range(count // 3):
                ways: List[Callable[..., str]] = [over_http] * 9 + [over_a_broken_connection]
                started = time.monotonic()
                wrong = mutator.random.choice(ways)(mutator, runtime, seen)
                if not wrong and time.monotonic() - started > 5:
                    wrong = "an answer took longer than 5 seconds"
                if wrong and not (interface == "Raw" and ": 500" in wrong and "Raw.py" in runtime.log):
                    failures += 1
                    print(wrong)
                if number == count // 15:
                    before = memory(runtime)
            grown = memory(runtime) - before
            proper = runtime.predict({"data": {"names": ["n", "t"], "ndarray": [[1, "x"]]}}).status
            print(
                f"{interface} {python.parts[-3]}: {dict(sorted(seen.items(), key=str))}, {grown:+.1f} MB, then {proper}"
            )
            failures += (proper != 200) + (grown > 60)
    print(f"{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
