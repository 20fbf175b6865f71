#!/usr/bin/env python3
"""Logs sample models with MLflow; prints one JSON object for each: {"name", "uri", "mlflow", "python"}.

    python test/samples/log.py --tracking-uri sqlite:///mlflow.db                  # every case whose libraries are here
    python test/samples/log.py --tracking-uri … --only sklearn-columns --only pyfunc-params
    python test/samples/log.py --list                                              # name and what it needs

A case that cannot be logged gives {"name", "error", "mlflow"} and does not stop the others. Seeds are fixed.
"""

import argparse
import json
import os
import platform
import sys

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
# Progress bars, also of the interpreters that MLflow starts.
os.environ.setdefault("TQDM_DISABLE", "1")

import boosting  # noqa: E402, F401
import custom  # noqa: E402, F401
import mlflow  # noqa: E402
import networks  # noqa: E402, F401
import outputs  # noqa: E402, F401
import scikit_learn  # noqa: E402, F401
from case import CASES, missing  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tracking-uri", default="sqlite:///mlflow.db")
    parser.add_argument("--experiment", default="samples")
    parser.add_argument("--only", action="append", help="a case to log; may be repeated", choices=sorted(CASES))
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    if arguments.list:
        for name, (_, needs) in CASES.items():
            print(f"{name:24} {' '.join(needs)}")
        return 0
    mlflow.set_tracking_uri(arguments.tracking_uri)
    mlflow.set_experiment(arguments.experiment)
    results = [log_one(name) for name in arguments.only or CASES if arguments.only or not missing(name)]
    return 1 if any("error" in result for result in results) else 0


def log_one(name):
    try:
        if missing(name):
            raise ImportError(f"not installed: {', '.join(missing(name))}")
        with mlflow.start_run(run_name=name):
            info = CASES[name][0]()
        result = {
            "name": name,
            "uri": info.model_uri,
            "mlflow": mlflow.__version__,
            "python": platform.python_version(),
        }
    except Exception as error:
        result = {"name": name, "error": f"{type(error).__name__}: {error}", "mlflow": mlflow.__version__}
    print(json.dumps(result), flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
