"""Deployments on the test cluster (root; see test/cluster/README.md): ours beside `kubectl apply` of the same manifest.

Time runs from the call to the first answer at the ingress. `overhead` is what ours adds to that, beside the aim of 1 s; `step`
figures tell how far a rollout was at what time. `lost` counts requests without an answer while a version is promoted under
load. `watch` figures are what seeing 1,000 deployments costs: MB of heap, ms of processor time to read them and for each change.
"""

import contextlib
import json
import os
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BARS = {"overhead": "at most 1 s more", "lost": "none"}


def figures(rounds):
    """Yields {name, ours, theirs, ratio, unit}."""
    with _cluster(), tempfile.TemporaryDirectory() as folder:
        yield from _told(_program(Path(folder)), rounds)


@contextlib.contextmanager
def _cluster():
    """The cluster that is up, else one that is started and ended."""
    name = os.environ.get("DEPLOY_MODEL_CLUSTER_NAME", "test")
    state = Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local" / "state")) / "deploy-model-cluster" / name
    ready = [state / "kubectl", "--kubeconfig", state / "kubeconfig", "wait", "--for=condition=Ready", "node/test-node"]
    if (state / "kubectl").exists() and subprocess.run(ready, capture_output=True).returncode == 0:
        yield
        return
    folder = ROOT / "test" / "cluster"
    try:
        subprocess.run([folder / "up", "--tier", "node"], check=True, stdout=subprocess.DEVNULL)
        yield
    finally:
        subprocess.run([folder / "down"], check=True)


def _program(folder):
    program = folder / "figures.cjs"
    esbuild = ["node", ROOT / "node_modules" / "esbuild" / "bin" / "esbuild", "test/bench/cluster/figures.ts"]
    options = ["--bundle", "--platform=node", "--target=node24", "--format=cjs", "--log-level=error"]
    subprocess.run([*esbuild, *options, f"--outfile={program}"], check=True, cwd=ROOT)
    return program


def _told(program, rounds):
    command = ["node", "--expose-gc", program, str(rounds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as running:
        yield from map(json.loads, running.stdout)
    if running.returncode:
        raise SystemExit("The figures of the cluster could not be taken.")
