"""Asks a running server for a long time: `python test/runtime/soak.py [COUNT] [WORKERS]`, 200,000 requests unless told.

Half over HTTP and half over gRPC, good and bad, on connections that are kept and on new ones. Prints the memory of all
its processes as it goes, and ends with 1 when it has grown by more than 16 MB after the first fifth, or when an answer
has another status than it should have.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any, List

sys.path[:0] = [str(Path(__file__).resolve().parent)]

from environments import CLIENTS, FAST, python_with  # noqa: E402
from process import Runtime  # noqa: E402

GROWTH = 16.0
CONNECTIONS = 4
# Requests on a connection before it is closed.
KEPT = 1000
MIXED = {"data": {"names": ["a", "b"], "ndarray": [[1, 2.5], [3, "x"]]}, "meta": {"tags": {"a": 1}, "puid": "p"}}
TENSOR = {"name": "x", "datatype": "FP64", "shape": [100, 20], "data": [0.5] * 2000}
REQUESTS: "List[Any]" = [
    ("POST", "/predict", MIXED, 200),
    ("POST", "/api/v1.0/predictions", {"data": {"tensor": {"shape": [2, 2], "values": [1, 2, 3, 4]}}}, 200),
    ("POST", "/predict", {"strData": "x" * 20_000}, 200),
    ("POST", "/predict", {"strData": "fail"}, 500),
    ("POST", "/predict", {"data": {"ndarray": 5}}, 400),
    ("POST", "/predict", '{"data":', 400),
    ("POST", "/v2/models/m/infer", {"inputs": [TENSOR], "parameters": {"binary_data_output": True}}, 200),
    ("POST", "/v2/models/m/infer", {"inputs": [{**TENSOR, "shape": [3]}]}, 400),
    ("POST", "/invocations", {"dataframe_split": {"columns": ["a", "b"], "data": [[1, 2], [3, 4]]}}, 200),
    ("POST", "/send-feedback", {"request": MIXED, "reward": 0.5}, 200),
    ("GET", "/nowhere", None, 404),
    ("PUT", "/predict", None, 405),
    ("GET", "/metrics", None, 200),
    ("GET", "/health/status", None, 200),
    ("GET", "/openapi.json", None, 200),
]


class Progress:
    """How many answers came, and what was wrong with some."""

    def __init__(self) -> None:
        self.statuses: "Counter[int]" = Counter()
        self.wrong: "Counter[str]" = Counter()

    @property
    def done(self) -> int:
        """Answers so far."""
        return sum(self.statuses.values())


def ask(runtime: Runtime, count: int, progress: Progress) -> None:
    """So many requests one after another."""
    bodies = [(method, path, _text(body), status) for method, path, body, status in REQUESTS]
    for first in range(0, count, KEPT):
        connection = http.client.HTTPConnection("127.0.0.1", runtime.port, timeout=30)
        for number in range(first, min(first + KEPT, count)):
            method, path, body, status = bodies[number % len(bodies)]
            connection.request(method, path, body, {"content-type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            progress.statuses[answer.status] += 1
            if answer.status != status:
                progress.wrong[f"{method} {path}: {answer.status}, not {status}"] += 1
        connection.close()


def _text(body: Any) -> Any:
    return body if body is None or isinstance(body, str) else json.dumps(body)


def memory(runtime: Runtime) -> float:
    """Megabytes that are resident in all processes of the server, shared pages counted once (PSS)."""
    found = 0.0
    for process in processes(runtime.process.pid):
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        found += int(text.split("\nPss:")[1].split()[0]) / 1024
    return found


def processes(process: int) -> "List[int]":
    """A process and those that it has started."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(each for child in children for each in processes(int(child)))]


def main(count: int = 200_000, workers: int = 1) -> int:
    """The exit code."""
    options = ["--workers", str(workers), "--log-level", "ERROR"]
    with Runtime("Compared", *options, python=python_with(FAST), grpc=True) as runtime:
        progress, half = Progress(), count // 2
        asking = [
            threading.Thread(target=ask, args=(runtime, half // CONNECTIONS, progress)) for _ in range(CONNECTIONS)
        ]
        client = [str(python_with(CLIENTS)), str(Path(__file__).resolve().parent / "clients" / "grpc_soak.py")]
        over_grpc = subprocess.Popen(
            [*client, f"127.0.0.1:{runtime.grpc_port}", str(half)], stdout=subprocess.PIPE, text=True
        )
        started = time.monotonic()
        for thread in asking:
            thread.start()
        settled, last = watch(runtime, progress, [over_grpc, *asking], half)
        codes = over_grpc.communicate()[0].strip()
        seconds = time.monotonic() - started
        proper = runtime.predict({"data": {"ndarray": [[1]]}}).status
    print(f"HTTP: {dict(progress.statuses)}; gRPC: {codes}; {count / seconds:.0f} requests a second; then {proper}")
    for sentence, times in progress.wrong.items():
        print(f"{times} times {sentence}")
    print(f"{last - settled:+.1f} MB after the first fifth")
    return int(bool(progress.wrong) or proper != 200 or over_grpc.returncode != 0 or last - settled > GROWTH)


def watch(runtime: Runtime, progress: Progress, clients: "List[Any]", half: int) -> "tuple[float, float]":
    """Prints the memory at each twentieth; that after a fifth and that at the end."""
    settled = last = memory(runtime)
    print(f"   0 %  {last:6.1f} MB", flush=True)
    for part in range(1, 21):
        while progress.done < half * part // 20 and any(map(_runs, clients)):
            time.sleep(0.1)
        if part == 20:
            while any(map(_runs, clients)):
                time.sleep(0.1)
        last = memory(runtime)
        print(f"{part * 5:4} %  {last:6.1f} MB", flush=True)
        if part == 4:
            settled = last
    return settled, last


def _runs(client: Any) -> bool:
    return client.poll() is None if isinstance(client, subprocess.Popen) else client.is_alive()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
