"""The compatibility tables, from real runs: every kind of model is logged, deployed, tested against itself and removed.

Rewrites the target's table in docs/users/compatibility.md, or prints one JSON object for each cell with --json. As images
some kinds are deployed that differ in what gets into them; with --full all. Each cell is kept as it is found: after a run
that was cut off, or that found something to mend, --resume tries what has not passed.
"""

import argparse
import contextlib
import fcntl
import json
import os
import shutil
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "samples"))

from images import make_room, remove_images  # noqa: E402
from results import Results  # noqa: E402
from rows import GROUPS  # noqa: E402
from table import section, write_table  # noqa: E402, F401
from workbench import ROOT, deploy, environment, log_samples, outcome, remove, tracking_server  # noqa: E402

FOLDER = ROOT / ".cache" / "compat"
DOCUMENT = ROOT / "docs" / "users" / "compatibility.md"


def main():
    arguments = parse()
    # Images of their own, which the next run does not find.
    os.environ["DEPLOY_MODEL_REPOSITORY"] = "localhost/deploy-model-compat"
    # A run that is ended stops its servers and writes what it knows.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    failed = False
    with lock(arguments.target):
        results = Results(FOLDER / f"results-{arguments.target}.jsonl")
        try:
            for cell in cells(arguments, results):
                print(json.dumps(cell) if arguments.json else spoken(cell), flush=True)
                failed = failed or cell["verdict"] == "failed"
        finally:
            if arguments.target == "docker":
                remove_images()
            if not (arguments.json or arguments.only):
                write_table(DOCUMENT, arguments.target, GROUPS, results)
                print(f"{DOCUMENT.relative_to(ROOT)} is written.")
    return 1 if failed else 0


def parse():
    parser = argparse.ArgumentParser(prog="bin/compat", description=__doc__)
    parser.add_argument("--target", default="process", choices=["process", "docker"], help="where the models run (process)")
    parser.add_argument(
        "--json", action="store_true", help="one JSON object for each cell; the document stays as it is"
    )
    parser.add_argument("--full", action="store_true", help="also what takes gigabytes: PyTorch")
    parser.add_argument("--only", help="samples whose name contains this; the document stays as it is")
    parser.add_argument("--group", choices=[group.name for group in GROUPS], help="one group of rows")
    parser.add_argument("--resume", action="store_true", help="only rows that did not pass before")
    return parser.parse_args()


@contextlib.contextmanager
def lock(name, wait=False):
    """Holds what only one run may use: store and home folder of a target; or what both make, for which one can wait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / f"{name}.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"Another bin/compat makes the table of {name} now.") from None
        yield


def cells(arguments, results):
    """The cells of all rows that are to be tried, each kept as it is found."""
    for group in GROUPS:
        if group.name == arguments.group or (not arguments.group and (arguments.full or not group.full)):
            rows = [row for row in group.rows if is_wanted(row, arguments)]
            if arguments.resume:
                rows = [row for row in rows if (results.cell(group, row) or {}).get("verdict") != "passed"]
            results.forget(group, rows)
            for cell in cells_of(group, rows, arguments.target):
                results.keep(cell)
                yield cell


def is_wanted(row, arguments):
    some = arguments.target == "docker" and not arguments.full
    return (arguments.only or "") in row.sample and (row.image or not some)


def cells_of(group, rows, target):
    """One cell for each row of a group: {group, kind, sample, method, verdict, …}."""
    if not rows:
        return
    with lock(group.name, wait=True):
        python = environment(FOLDER / group.name, group.python, group.requirements)
    # Of the target's own: both tables may be made at the same time.
    store = FOLDER / f"store-{target}-{group.name}"
    shutil.rmtree(store, ignore_errors=True)
    with tracking_server(python, store) as server:
        logged = {
            sample["name"]: sample for sample in log_samples(python, server, sorted({row.sample for row in rows}))
        }
        for row in rows:
            sample = logged[row.sample]
            cell = {"group": group.title, "kind": row.kind, "sample": row.sample, "method": row.method}
            cell.update({"mlflow": sample.get("mlflow"), "target": target})
            yield {**cell, **(judge(row, sample, server, target))}
            if target == "docker":
                make_room()


def judge(row, sample, server, target):
    """Deploys and removes one model: {verdict: passed, failed or problem, and the numbers or sentences for it}."""
    if "error" in sample:
        return {"verdict": "failed", "sentence": f"The sample could not be logged: {sample['error']}"}
    name = f"compat-{row.sample}"
    home = FOLDER / f"home-{target}"
    method = ["--method", row.method] if row.method else []
    try:
        end = outcome(
            deploy(sample["uri"], name, home, "--tracking-uri", server, "--target", target, "--retest", *method)
        )
    finally:
        remove(name, home)
    problem, verdict = end.get("problem"), end.get("verdict")
    if problem and not verdict:
        return {
            "verdict": "problem",
            "code": problem["code"],
            "sentence": problem["message"],
            "reason": problem["reason"],
        }
    return numbers(verdict)


def numbers(verdict):
    """What the test found: cases, the largest difference to the logged model's own answer, the first failure."""
    cases = verdict["cases"]
    parity = [case for case in cases if case["kind"] == "parity"]
    failed = [case for case in cases if not case["passed"]]
    found = {
        "verdict": "failed" if failed or not verdict["passed"] else "passed",
        "cases": len(cases),
        "parity": len(parity),
        "difference": max((case.get("difference", 0) for case in parity), default=None),
    }
    if found["verdict"] == "failed" and not failed:
        found["sentence"] = verdict["summary"]
    elif failed:
        case = failed[0]
        found["sentence"] = f"{case['kind']}, {case['name']}: expected {case['expected']}, got {case['got']}"
    return found


def spoken(cell):
    return f"{cell['group']:20} {cell['kind']:50} {cell['verdict']:8} {cell.get('sentence', '')}"


if __name__ == "__main__":
    sys.exit(main())
