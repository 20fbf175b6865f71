"""The whole job by `deploy-model` against the same steps typed by hand, and a second deploy against the model alone.

All times are wall-clock seconds. Rounds alternate; packages come from uv's warm cache on both sides. `overhead` starts
with no environment, `second-deploy` with a known one.
"""

import os
import shutil
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "samples"))

from workbench import (  # noqa: E402
    ROOT,
    UV,
    ask,
    deploy,
    environment,
    free_port,
    group,
    log_samples,
    outcome,
    remove,
    run,
    tracking_server,
    wait_for,
)

FOLDER = ROOT / ".cache" / "bench"
COLUMNS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
ROW = "[5.1, 3.5, 1.4, 0.2]"
SELDON_REQUEST = f'{{"data": {{"names": {COLUMNS}, "ndarray": [{ROW}]}}}}'.replace("'", '"')
MLFLOW_REQUEST = f'{{"dataframe_split": {{"columns": {COLUMNS}, "data": [{ROW}]}}}}'.replace("'", '"')
NAME = "bench"


def figures(rounds):
    """Yields {name, ours, theirs, ratio, unit}. Each side runs `rounds` times, after one run that warms the caches."""
    python = environment(FOLDER / "mlflow", "3.11", ["mlflow>=3.1,<4", "scikit-learn"])
    store = FOLDER / "store"
    shutil.rmtree(store, ignore_errors=True)
    with tracking_server(python, store) as server:
        (sample,) = log_samples(python, server, ["sklearn-columns"])
        by_hand(python, server, sample["uri"])
        whole_job(server, sample["uri"])
        pairs = [(whole_job(server, sample["uri"]), by_hand(python, server, sample["uri"])) for _ in range(rounds)]
        yield from compared("overhead", pairs)
        yield from compared("second-deploy", second_deploys(server, sample["uri"], rounds))


def compared(name, pairs):
    """Median and minimum over the rounds."""
    for suffix, pick in (("", statistics.median), ("-minimum", min)):
        ours, theirs = pick(pair[0] for pair in pairs), pick(pair[1] for pair in pairs)
        yield {
            "name": name + suffix,
            "ours": round(ours, 3),
            "theirs": round(theirs, 3),
            "ratio": round(ours / theirs, 3),
            "unit": "s",
        }


def by_hand(mlflow_python, server, uri):
    """Download, environment, server, one request: what a person types today."""
    folder = fresh("by-hand")
    model, env, port = folder / "model", folder / "env", free_port()
    mlflow = str(Path(mlflow_python).with_name("mlflow"))
    started = time.monotonic()
    run(
        [mlflow, "artifacts", "download", "-u", uri, "-d", str(model)],
        env={**os.environ, "MLFLOW_TRACKING_URI": server},
    )
    run([UV, "venv", "-q", "--python", "3.11", str(env)])
    run([UV, "pip", "install", "-q", "--python", str(env / "bin" / "python"), "-r", str(model / "requirements.txt")])
    serve = [
        str(env / "bin" / "mlflow"),
        "models",
        "serve",
        "-m",
        str(model),
        "--env-manager",
        "local",
        "-p",
        str(port),
    ]
    path = f"{env / 'bin'}{os.pathsep}{os.environ['PATH']}"
    with open(folder / "log", "w") as log, group(serve, cwd=folder, env={"PATH": path}, log=log):
        wait_for(f"http://127.0.0.1:{port}/invocations", MLFLOW_REQUEST)
        return time.monotonic() - started


def whole_job(server, uri):
    """The same by one command, which also tests the model."""
    home = fresh("home")
    try:
        return timed_deploy(server, uri, home)[0]
    finally:
        remove(NAME, home)


def second_deploys(server, uri, rounds):
    """Pairs of a deploy with a known environment, and the import, load and one prediction of the model in just that."""
    home = fresh("home")
    pairs = []
    for _ in range(rounds + 1):
        try:
            seconds, deployment = timed_deploy(server, uri, home)
            pairs.append((seconds, model_alone(deployment["pid"], server, uri)))
        finally:
            remove(NAME, home)
    return pairs[1:]


def timed_deploy(server, uri, home):
    """Seconds to the first answered request, and the deployment."""
    started = time.monotonic()
    end = outcome(deploy(uri, NAME, home, "--tracking-uri", server))
    if not end.get("deployment"):
        raise SystemExit(f"deploy-model did not deploy: {end.get('problem')}")
    ask(end["deployment"]["endpoint"]["predictions"], SELDON_REQUEST)
    return time.monotonic() - started, end["deployment"]


def model_alone(pid, server, uri):
    """Seconds that the environment's own Python needs to import MLflow, load the model and predict once."""
    python = command_line(pid)[0]
    model = fresh("alone") / "model"
    mlflow = str(FOLDER / "mlflow" / "bin" / "mlflow")
    run(
        [mlflow, "artifacts", "download", "-u", uri, "-d", str(model)],
        env={**os.environ, "MLFLOW_TRACKING_URI": server},
    )
    load = f"import mlflow.pyfunc, pandas; model = mlflow.pyfunc.load_model({str(model)!r})"
    code = f"{load}; model.predict(pandas.DataFrame([{ROW}], columns={COLUMNS}))"
    started = time.monotonic()
    run([python, "-c", code])
    return time.monotonic() - started


def command_line(pid):
    """The words that a process was started with; Linux has them without the program ps."""
    if Path("/proc/self/cmdline").exists():
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return run(["ps", "-ww", "-p", str(pid), "-o", "args="]).split()


def fresh(name):
    """An empty folder."""
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
