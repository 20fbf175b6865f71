"""Whatever a model answers, as strict JSON can carry it: NaN and infinity are null, bytes base64, times ISO 8601."""

import base64
import math
import sys

import numpy as np


class Rows(list):
    """Rows of an answer, and the names of their columns where they have some."""

    def __init__(self, rows, names=()):
        super().__init__(rows)
        self.names = list(names)


def plain(result):
    """Rows for tables, arrays and lists; a dict, a text or a single value for what has no rows."""
    if isinstance(result, np.ndarray) and result.ndim and result.dtype.kind in "fiub":
        # By far the most frequent answer.
        return Rows(_numbers(result))
    if isinstance(result, _pandas("DataFrame")):
        columns = [value(result.iloc[:, place]) for place in range(result.shape[1])]
        rows = [list(cells) for cells in zip(*columns)] if columns else [[] for _ in range(len(result))]
        return Rows(rows, (str(name) for name in result.columns))
    converted = value(result)
    return Rows(converted) if isinstance(converted, list) else converted


def value(result):
    """One value of an answer with everything inside it."""
    if result is None:
        return None
    if isinstance(result, float):
        return float(result) if math.isfinite(result) else None
    if isinstance(result, (str, bool, int)):
        return result
    if any(result is missing for missing in _pandas("NaT", "NA")):
        return None
    if isinstance(result, bytes):
        return base64.b64encode(result).decode()
    if isinstance(result, dict):
        return {str(key): value(part) for key, part in result.items()}
    if isinstance(result, (list, tuple)):
        return [value(part) for part in result]
    if isinstance(result, _pandas("DataFrame")):
        return list(plain(result))
    if isinstance(result, _pandas("Series", "Index")):
        return [value(cell) for cell in result.tolist()]
    if isinstance(result, (np.ndarray, np.generic)):
        return _array(result)
    return _foreign(result)


def _pandas(*names):
    """What pandas calls so; nothing where it was not imported, for then no answer can hold any of it."""
    pandas = sys.modules.get("pandas")
    return tuple(getattr(pandas, name) for name in names if hasattr(pandas, name))


def _numbers(array):
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        return value(array.tolist())
    return array.tolist()


def _array(array):
    if array.dtype.kind == "M":
        if array.ndim:
            return np.datetime_as_string(array, unit="us").tolist()
        import pandas as pd

        return value(pd.Timestamp(array))
    return value(array.tolist())


def _foreign(result):
    """Values of libraries that need not be here: sparse matrices, tensors, pydantic models, times."""
    if hasattr(result, "toarray"):
        return value(result.toarray())
    if hasattr(result, "detach"):
        return value(result.detach().cpu().numpy())
    for name in ("model_dump", "to_dict"):
        if hasattr(result, name):
            return value(getattr(result, name)())
    if hasattr(result, "numpy"):
        return value(result.numpy())
    if hasattr(result, "isoformat"):
        return result.isoformat()
    if hasattr(result, "tolist"):
        return value(result.tolist())
    raise TypeError(f"the model answered with a {type(result).__name__}, which JSON cannot carry")
