"""Asks a model through MLflow and without it, and tells whether the answers are the same: python -m wrapping.proving FOLDER

Writes {"plan", "metadata", "beside"} as JSON, see proof.py. An answer is the same when its type, its shape and every bit are, a failure
when its type and its text are.
"""

import json
import os
import sys
import threading
from pathlib import Path

import numpy as np

from .direct import Direct
from .inputs import Inputs
from .logged_model import described
from .plan import ORDERS, plan_of, read_description
from .proof import beside
from .shortcut import logged_example, same

# Rows of made-up numbers: libraries may take one row, few and many in different ways.
SIZES = (1, 16, 300)


def prove(folder):
    """What is known of a model folder. Raises what MLflow raises when the model does not load."""
    import mlflow.pyfunc

    model = mlflow.pyfunc.load_model(str(folder))
    plan = plan_of(read_description(folder))
    plans = [plan._replace(order=order) for order in ORDERS] if plan else []
    proven = next((plan._asdict() for plan in plans if _holds(plan, model, folder)), None)
    return {"plan": proven, "metadata": described(model.metadata), "beside": beside(Path(folder).parent, _imported(folder))}


def _imported(folder):
    """Names of the modules' files beside a model folder that are in use by now: a pickle may name a class in one."""
    component, own = Path(folder).resolve().parent, Path(__file__).resolve().parent
    files = {Path(path).resolve() for path in (getattr(module, "__file__", None) for module in list(sys.modules.values())) if path}
    return sorted(str(file.relative_to(component)) for file in files if component in file.parents and own not in file.parents)


def _holds(plan, model, folder):
    try:
        direct = Direct(plan, folder)
    except Exception:  # MLflow could load it
        return False
    inputs = Inputs(model.metadata.get_input_schema())
    if any(getattr(inputs, part) != getattr(direct.inputs, part) for part in ("names", "required", "number")):
        return False
    for rows, names in _trials(model, inputs, folder):
        answers = [_outcome(model.predict, inputs, rows, names), _outcome(direct.ask, direct.inputs, rows, names)]
        if not _alike(*answers):
            return False
    return True


def _trials(model, inputs, folder):
    """(rows, names) as requests bring them: the logged example, made-up numbers, a value that is missing, another order."""
    width, random = len(inputs.names), np.random.default_rng(0)
    example = logged_example(model, inputs, folder)
    if example is not None:
        yield example.to_numpy().tolist(), list(example.columns)
    for size in SIZES:
        yield random.normal(scale=10, size=(size, width)).tolist(), []
    yield [[None] * width, [1.0] * width], []
    yield random.normal(size=(2, width)).tolist(), inputs.names[::-1]


def _outcome(ask, inputs, rows, names):
    try:
        return ask(inputs.of_rows(rows, names))
    except Exception as error:
        return error


def _alike(one, other):
    if isinstance(one, Exception):
        return type(one) is type(other) and str(one) == str(other)
    return same(one, other)


def _end_with_parent():
    os.read(0, 1)
    os._exit(1)


def main(folder):
    """Tells it on what was standard output; what else is printed goes to the log."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    told = os.dup(1)
    os.dup2(2, 1)
    with open(told, "w", encoding="utf-8") as out:
        json.dump(prove(folder), out)


if __name__ == "__main__":
    main(sys.argv[1])
