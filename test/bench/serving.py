"""The built-in runtime beside seldon-core, MLServer and `mlflow models serve`: one model, one machine, one worker each.

seldon-core serves twice: `mlflowserver` is its own class for MLflow's models, `seldon-core` the class that the product writes, so
that only the servers differ.

In each round every server is started alone, asked by 1 and by 16 clients, and ended. Of several rounds the best counts: what
else the machine does can only make a figure worse. Figures are named by what is compared, protocol, rows x columns and clients:
throughput in requests a second, p50 and p99 in ms, cpu in ms of processor time a request, start in s to the first answered
prediction, memory in MB after the load with shared pages counted once.
"""

import contextlib
import json
import socket
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "samples"))

from workbench import free_port, group, wait_for  # noqa: E402

import bodies  # noqa: E402
from servers import FOLDER, MlflowServe, MlServer, Ours, OursTwice, SeldonCore, SeldonMlflow, make_models  # noqa: E402
from usage import cpu_seconds, memory  # noqa: E402

CLIENTS = (1, 16)
SECONDS = 2.0
ROWS = {4: 1, 20: 100}
# Protocol: how it is asked, and what makes the body.
PROTOCOLS = {
    "rest": ("http", "/api/v1.0/predictions", bodies.seldon),
    "grpc": ("grpc", "/seldon.protos.Model/Predict", bodies.seldon_grpc),
    "v2": ("http", f"/v2/models/{bodies.V2_MODEL}/infer", bodies.v2),
    "v2-grpc": ("grpc", "/inference.GRPCInferenceService/ModelInfer", bodies.v2_grpc),
    "invocations": ("http", "/invocations", bodies.scoring),
}
# Each server with the protocols that it is asked in, without gRPC and with it.
RUNS = (
    (Ours, ("rest", "v2", "invocations"), False),
    (SeldonCore, ("rest",), False),
    (SeldonMlflow, ("rest",), False),
    (MlServer, ("v2", "v2-grpc"), True),
    (Ours, ("grpc", "v2-grpc"), True),
    (SeldonCore, ("grpc",), True),
    (SeldonMlflow, ("grpc",), True),
    (MlflowServe, ("invocations",), False),
    (OursTwice, ("rest",), False),
)
# What is compared with what: the protocol, and the other server.
COMPARED = (
    ("rest", "seldon-core"),
    ("grpc", "seldon-core"),
    ("rest", "mlflowserver"),
    ("grpc", "mlflowserver"),
    ("v2", "mlserver"),
    ("v2-grpc", "mlserver"),
    ("invocations", "mlflow"),
)
# What a server is asked first, to see when it answers.
FIRST = {"ours": "rest", "two workers": "rest", "seldon-core": "rest", "mlflowserver": "rest", "mlserver": "v2", "mlflow": "invocations"}
UNITS = {"throughput": "rps", "p50": "ms", "p99": "ms", "cpu": "ms", "start": "s", "memory": "MB"}
BEST = {"throughput": max}
SIZES = tuple(f"{count}x{width}" for width, count in ROWS.items())
AIMS = {
    "throughput seldon-core": "at least 3 times theirs",
    "throughput mlflowserver": "at least 3 times theirs",
    "throughput mlserver": "at least 3 times theirs",
    "start": "no later than theirs",
    "memory seldon-core": "at most half of theirs",
    "memory mlflowserver": "at most half of theirs",
    "memory two workers": "at most 1.2 times that of one",
}


def figures(rounds):
    """Yields {name, ours, theirs, ratio, unit}."""
    models = make_models()
    servers = {kind: kind() for kind, _, _ in RUNS}
    for server in servers.values():
        server.prepare(models[0])
    found = defaultdict(list)
    # The first start of each writes its bytecode, and is not counted.
    for place in range(rounds + 1):
        for model in models:
            for kind, protocols, grpc in RUNS:
                measured = one_run(servers[kind], model, (protocols, grpc), SECONDS if place else 0.2)
                if place:
                    for name, value in measured.items():
                        found[name].append(value)
    yield from compared(found)


def one_run(server, model, asked, seconds):
    """Starts a server, asks it in each protocol, ends it; figures by (server, figure, protocol, size, clients)."""
    protocols, grpc = asked
    rows = bodies.rows_of(ROWS[model.width], model.width)
    size = f"{len(rows)}x{model.width}"
    found = {}
    log = FOLDER / f"{server.name}.log"
    with running(server, model, grpc, log) as (process, ports, started):
        found[server.name, "start", protocols[0], size, 0] = started
        for protocol in protocols:
            for clients in CLIENTS:
                for figure, value in measure(process.pid, ports, protocol, (rows, model.width), clients, seconds).items():
                    found[server.name, figure, protocol, size, clients] = value
        found[server.name, "memory", protocols[0], size, 0] = memory(process.pid) / 1e6
    return found


@contextlib.contextmanager
def running(server, model, grpc, log):
    """Gives the process, its ports, and the seconds to its first prediction. `log`: the file that keeps what it writes."""
    ports = {"http": free_port(), "grpc": free_port()}
    command, folder, variables = server.command(model, ports["http"], ports["grpc"] if grpc else None)
    _, path, body = PROTOCOLS[FIRST[server.name]]
    began = time.monotonic()
    with open(log, "w") as out, group(command, cwd=folder, env=variables, log=out) as process:
        wait_for(f"http://127.0.0.1:{ports['http']}{path}", body(bodies.rows_of(1, model.width), model.width).decode())
        started = time.monotonic() - began
        if grpc:
            # Seldon's gRPC server is another process, which loads the model for itself.
            wait_for_port(ports["grpc"])
        yield process, ports, started


def wait_for_port(port):
    for _ in range(3000):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise SystemExit(f"nothing listens on port {port}")


def measure(pid, ports, protocol, data, clients, seconds):
    """Throughput, latencies and processor time of one protocol."""
    wire, path, make_body = PROTOCOLS[protocol]
    body = make_body(*data)
    words = [ports[wire], path, wire, clients, seconds, len(body)]
    command = [sys.executable, str(Path(__file__).with_name("load.py")), *map(str, words)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as load:
        load.stdin.write(body)
        load.stdin.flush()
        if load.stdout.readline() != b"warm\n":
            raise SystemExit(f"{protocol}: the server could not be asked")
        before = cpu_seconds(pid)
        load.stdin.write(b"go\n")
        load.stdin.close()
        result = json.loads(load.stdout.readline())
        used = cpu_seconds(pid) - before
    return {
        "throughput": result["requests"] / result["seconds"],
        "p50": result["p50"],
        "p99": result["p99"],
        "cpu": used * 1000 / result["requests"],
    }


def compared(found):
    """Ours and theirs of the same figure, the best of all rounds of each; for two workers, theirs is what one takes."""
    for figure, what in _figures():
        ours, theirs = (BEST.get(figure, min)(found[side]) for side in sides(figure, what))
        yield {
            "name": name_of(figure, what),
            "ours": round(ours, 3),
            "theirs": round(theirs, 3),
            "ratio": round(ours / theirs, 3),
            "unit": UNITS[figure],
        }


def _figures():
    """What is measured: a figure with protocol, other server, size and clients, or without clients where it is of a whole run."""
    for figure in UNITS:
        whole = figure in ("start", "memory")
        for protocol, other in COMPARED:
            # MLServer answers in both protocols from the same start.
            if not (whole and protocol == "v2-grpc"):
                yield from ((figure, (protocol, other, size, clients)) for size in SIZES for clients in ((0,) if whole else CLIENTS))
    yield from (("memory", ("rest", "two workers", size, 0)) for size in SIZES)


def sides(figure, what):
    """Under what ours and theirs were found."""
    protocol, other, size, clients = what
    if other == "two workers":
        return (other, figure, protocol, size, clients), ("ours", figure, protocol, size, clients)
    # Start and memory are of a whole run, known by its first protocol.
    mine = {"v2": "rest", "invocations": "rest"}.get(protocol, protocol) if not clients else protocol
    return ("ours", figure, mine, size, clients), (other, figure, protocol, size, clients)


def name_of(figure, what):
    protocol, other, size, clients = what
    return f"{figure} {other} {protocol} {size}{f' c{clients}' if clients else ''}"


BARS = {
    name_of(figure, what): aim
    for figure, what in _figures()
    for start, aim in AIMS.items()
    if name_of(figure, what).startswith(start)
}
