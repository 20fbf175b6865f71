"""Ways to ask a model past MLflow's own checks, each taken only after it was seen to answer the same.

MLflow compares every request with the signature again, which takes longer than many a model. Here requests already are in
the declared types. A shortcut is tried once, when the model is loaded, on the logged example and on made-up rows; any
difference in a value, a type or a shape, or any failure, and MLflow is asked as always.
"""

import warnings

import numpy as np

from .outputs import plain

# Loaders whose models also take the bare array of a table of one type.
ARRAYS = ("mlflow.sklearn", "mlflow.xgboost", "mlflow.lightgbm")
# Loaders of libraries: asking once more does nothing but take time. A person's own class might send a letter.
LIBRARIES = (*ARRAYS, "mlflow.catboost", "mlflow.statsmodels")
MADE_UP_ROWS = 16
# What scikit-learn says of an array where it knows names of columns.
UNNAMED = "X does not have valid feature names"


def find_shortcut(model, raw, inputs, folder):
    """A function of the data for what `model.predict(data)` does, or None. `raw`: gives the library's own model."""
    metadata = model.metadata
    loader = metadata.flavors.get("python_function", {}).get("loader_module")
    if loader not in LIBRARIES or inputs.tensors or not inputs.specs or getattr(metadata, "get_params_schema", lambda: None)():
        return None
    trials = [trial for trial in (logged_example(model, inputs, folder), _made_up(inputs)) if trial is not None]
    for way in (_by_array, _unchecked):
        try:
            function = way(model, raw, inputs)
            if function and trials and all(same(model.predict(trial), function(trial)) for trial in trials):
                return function
        except Exception:  # whatever it is, it is no shortcut
            continue
    return None


def _by_array(model, raw, inputs):
    """The estimator with an array; only where all columns are there and have one type."""
    flavor = model.metadata.flavors.get("python_function", {})
    if flavor.get("loader_module") not in ARRAYS or not inputs.number:
        return None
    function = getattr(raw(), flavor.get("predict_fn", "predict"))
    columns = inputs.index

    def ask(data):
        if not data.columns.equals(columns):
            return model.predict(data)
        return function(data.to_numpy())

    # Columns without names in an order that was just checked.
    warnings.filterwarnings("ignore", message=UNNAMED)
    return ask


def _unchecked(model, raw, inputs):
    """MLflow's own wrapper of the library, without the check in front of it."""
    function = model._predict_fn
    columns = inputs.index
    return lambda data: function(data) if data.columns.equals(columns) else model.predict(data)


def logged_example(model, inputs, folder):
    """The logged example as a request would bring it: a DataFrame, or None."""
    import pandas as pd

    try:
        example = model.metadata.load_input_example(str(folder))
    except Exception:
        return None
    example = example[0] if isinstance(example, tuple) else example
    if not isinstance(example, pd.DataFrame):
        return None
    try:
        return inputs.of_rows(list(plain(example)), [str(name) for name in example.columns])
    except Exception:
        return None


def _made_up(inputs):
    if not inputs.number:
        return None
    import pandas as pd

    shape = (MADE_UP_ROWS, len(inputs.names))
    rows = np.random.default_rng(0).normal(scale=10, size=shape).astype(inputs.number)
    return pd.DataFrame(rows, columns=inputs.names)


def same(one, other):
    """Whether two answers have the same type, shape and bits."""
    import pandas as pd

    if type(one) is not type(other):
        return False
    if isinstance(one, pd.DataFrame):
        return one.equals(other)
    one, other = np.asarray(one), np.asarray(other)
    numbers = one.dtype.kind in "fc"
    return one.dtype == other.dtype and one.shape == other.shape and np.array_equal(one, other, equal_nan=numbers)
