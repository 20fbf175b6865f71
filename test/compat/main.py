"""The compatibility tables, from real runs: every kind of model is logged, deployed, tested against itself and removed.

Rewrites the target's table in docs/users/compatibility.md, or prints one JSON object for each cell with --json. As images
some kinds are deployed that differ in what gets into them; with --full all.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "samples"))

from rows import GROUPS  # noqa: E402
from table import write_table  # noqa: E402
from workbench import COMMAND, ROOT, deploy, environment, log_samples, outcome, remove, tracking_server  # noqa: E402

FOLDER = ROOT / ".cache" / "compat"
DOCUMENT = ROOT / "docs" / "users" / "compatibility.md"


def main():
    parser = argparse.ArgumentParser(prog="bin/compat", description=__doc__)
    parser.add_argument("--target", default="process", choices=["process", "docker"], help="where the models run (process)")
    parser.add_argument(
        "--json", action="store_true", help="one JSON object for each cell; the document stays as it is"
    )
    parser.add_argument("--full", action="store_true", help="also what takes gigabytes: PyTorch")
    parser.add_argument("--only", help="samples whose name contains this; the document stays as it is")
    arguments = parser.parse_args()
    groups = [group for group in GROUPS if arguments.full or not group.full]
    # Images of their own, which the next run does not find.
    os.environ["DEPLOY_MODEL_REPOSITORY"] = "localhost/deploy-model-compat"
    cells = []
    try:
        for group in groups:
            for cell in cells_of(group, arguments):
                cells.append(cell)
                print(json.dumps(cell) if arguments.json else spoken(cell), flush=True)
    finally:
        if arguments.target == "docker":
            subprocess.run([COMMAND, "images", "prune", "--json"], stdout=subprocess.DEVNULL)
    if not (arguments.json or arguments.only):
        write_table(DOCUMENT, cells, arguments.target)
        print(f"{DOCUMENT.relative_to(ROOT)} is written.")
    return 1 if any(cell["verdict"] == "failed" for cell in cells) else 0


def cells_of(group, arguments):
    """One cell for each row of a group: {group, kind, sample, method, verdict, …}."""
    some = arguments.target == "docker" and not arguments.full
    rows = [row for row in group.rows if (arguments.only or "") in row.sample and (row.image or not some)]
    if not rows:
        return
    python = environment(FOLDER / group.name, group.python, group.requirements)
    # Of the target's own: both tables may be made at the same time.
    store = FOLDER / f"store-{arguments.target}-{group.name}"
    shutil.rmtree(store, ignore_errors=True)
    with tracking_server(python, store) as server:
        logged = {
            sample["name"]: sample for sample in log_samples(python, server, sorted({row.sample for row in rows}))
        }
        for row in rows:
            sample = logged[row.sample]
            cell = {"group": group.title, "kind": row.kind, "sample": row.sample, "method": row.method}
            cell.update({"mlflow": sample.get("mlflow"), "target": arguments.target})
            yield {**cell, **(judge(row, sample, server, arguments.target))}


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
