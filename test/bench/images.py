"""Images of one model by `deploy-model build`, by an s2i builder without a cache, and by `mlflow models build-docker`.

All on one engine and one base image, each command as a person types it, from nothing to the image. In each round: a cold
build, a change of code, of the model and of the requirements. Times are wall-clock seconds, of several rounds the best; sizes
in MB above the base image.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "samples"))

from workbench import free_port, group, run, wait_for  # noqa: E402

import image_builders as builders  # noqa: E402
from image_builders import FOLDER, MlflowDocker, Ours, Stock  # noqa: E402

AIMS = {
    "cold stock-uv": "no slower",
    "code-change stock-pip": "at most 1.5 s and 1/30 of theirs",
    "model-change stock-pip": "at most 1.5 s + the model's own bytes",
    "push stock-pip": "at most 1 s",
    "size mlflow": "at most 0.4 times theirs",
    "start process": "at most 1.3 times theirs",
}
REQUEST = json.dumps({"data": {"ndarray": [[5.1, 3.5, 1.4, 0.2]]}})
BIG = 256 * 1024 * 1024
STARTS = 5


def figures(rounds):
    """Yields {name, ours, theirs, ratio, unit}."""
    with builders.workplace(rounds):
        sides = [
            Ours(),
            Stock("stock-pip", ("cold", "size", "code-change", "push", "model-change", "requirement")),
            Stock("stock-uv", ("cold",)),
            MlflowDocker(),
        ]
        found = defaultdict(list)
        for place in range(rounds):
            sources = {side.name: side.source() for side in sides}
            for name, step in STEPS.items():
                for side in sides:
                    # The variant with uv is there for one figure: what a cold build takes.
                    if name in side.steps:
                        value = step(side, sources[side.name], place)
                        found[name, side.name].append(value)
                        print(f"  {name} {side.name} {value:.3f}", file=sys.stderr, flush=True)
        for name in STEPS:
            for side in sides[1:]:
                if (name, side.name) in found:
                    yield figure(f"{name} {side.name}", *(min(found[name, who]) for who in (Ours.name, side.name)))
        yield figure("start process", in_container(), as_process())


def figure(name, ours, theirs):
    numbers = {"ours": round(ours, 3), "theirs": round(theirs, 3), "ratio": round(ours / theirs, 4)}
    return {"name": name, **numbers, "unit": "MB" if name.startswith("size") else "s"}


def cold(side, source, place):
    side.forget(place)
    return timed(side, source)


def size(side, source, place):
    return (size_of(side.image) - size_of(builders.base())) / 1e6


def code_change(side, source, place):
    append(source / "Model.py", f"# Changed in round {place}.\n")
    return timed(side, source)


def second_push(side, source, place):
    """Seconds that a push takes when only the code has changed since the first one."""
    with builders.registry() as host:
        name = f"{host}/bench/{side.name}:1"
        run(["docker", "tag", side.image, name])
        run(["docker", "push", "-q", name])
        append(source / "Model.py", "# Pushed again.\n")
        side.build(source)
        run(["docker", "tag", side.image, name])
        started = time.monotonic()
        run(["docker", "push", "-q", name])
        seconds = time.monotonic() - started
        run(["docker", "rmi", name])
    return seconds


def model_change(side, source, place):
    """Seconds after the model was trained again on other data: other weights, logged at another time."""
    shutil.copytree(FOLDER / "trained" / str(place) / "columns-4", side.model(source), dirs_exist_ok=True)
    return timed(side, source)


def big_model_change(side, source, place):
    weights = side.model(source) / "weights.bin"
    weights.write_bytes(os.urandom(BIG))
    try:
        return timed(side, source)
    finally:
        weights.unlink()


def requirement(side, source, place):
    """One more requirement, another one in each round."""
    append(side.requirements(source), f"\nsix==1.{15 + place % 3}.0\n")
    return timed(side, source)


STEPS = {
    "cold": cold,
    "size": size,
    "code-change": code_change,
    "push": second_push,
    "model-change": model_change,
    "model-change-256MB": big_model_change,
    "requirement": requirement,
}


def timed(side, source):
    # What was written and deleted before is not what is timed.
    os.sync()
    started = time.monotonic()
    side.build(source)
    return time.monotonic() - started


def append(path, text):
    with open(path, "a") as file:
        file.write(text)


def size_of(image):
    return int(run(["docker", "image", "inspect", "--format", "{{.Size}}", image]))


def in_container():
    """Seconds from `docker run` to the first answer; the best of several."""
    port, name = free_port(), "deploy-model-bench-start"
    best = []
    for _ in range(STARTS):
        command = ["docker", "run", "--rm", "--name", name, "-p", f"127.0.0.1:{port}:9000", Ours.image]
        best.append(until_answered(command, port, cwd=FOLDER, env={}))
        subprocess.run(["docker", "rm", "--force", name], capture_output=True)
    return min(best)


def as_process():
    """The same for the same program and the same packages outside of any container."""
    command, folder, env, port = builders.outside()
    return min(until_answered(command, port, cwd=folder, env=env) for _ in range(STARTS))


def until_answered(command, port, cwd, env):
    with open(FOLDER / "start.log", "w") as log:
        started = time.monotonic()
        with group(command, cwd=cwd, env=env, log=log):
            wait_for(f"http://127.0.0.1:{port}/api/v1.0/predictions", REQUEST)
            return time.monotonic() - started
