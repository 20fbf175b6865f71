"""The data of a request as the logged model takes it: a table, tensors, or an object of its own."""

import itertools

import numpy as np

from .columns import NUMBERS, column
from .messages import BadRequest, Table


class Inputs:
    """Reads requests by a model's signature. `schema`: MLflow's Schema, or None when the model has no signature."""

    def __init__(self, schema):
        self.specs = list(schema.inputs) if schema is not None else None
        self.tensors = bool(schema is not None and schema.is_tensor_spec())
        named = self.specs is not None and not self.tensors
        self.names = [spec.name if spec.name is not None else place for place, spec in enumerate(self.specs)] if named else []
        self._index = None
        self.required = [name for name, spec in zip(self.names, self.specs or []) if getattr(spec, "required", True)]
        kinds = {getattr(spec.type, "name", None) for spec in self.specs} if named else set()
        self.number = NUMBERS[kinds.pop()] if len(kinds) == 1 and kinds <= {"double", "float"} else None

    @property
    def index(self):
        """Made once: for a request with few values the names of its columns take longer than the values."""
        if self._index is None:
            import pandas as pd

            self._index = pd.Index(self.names)
        return self._index

    def read(self, X, names):
        """(data, params): X as Seldon hands it over, rows, an array, JSON or text. Raises BadRequest."""
        if isinstance(X, Table):
            return self.of_rows(X.rows, names), {}
        if isinstance(X, np.ndarray):
            return self.of_rows(X.tolist(), list(names) if names is not None else []), {}
        if isinstance(X, str):
            return (X if self.specs is None else self.of_rows([[X]], [])), {}
        if isinstance(X, bytes):
            raise BadRequest("Binary data cannot be read by this model: send it as base64 text.")
        return self.of_json(X)

    def of_rows(self, rows, names):
        """Rows as nested lists, by name where names are given and known, else by place."""
        if not rows:
            raise BadRequest("The request holds no rows.")
        if self.tensors:
            if len(self.specs) > 1:
                wanted = ", ".join(str(spec.name) for spec in self.specs)
                raise BadRequest(f"The model takes several tensors: send jsonData with one field for each of {wanted}.")
            tensor = self.tensor(rows, self.specs[0])
            return {self.specs[0].name: tensor} if self.specs[0].name else tensor
        if self.specs is None:
            return self.untyped(rows, names)
        return self.table(rows, names)

    def untyped(self, rows, names):
        try:
            if not names:
                return np.asarray(rows)
            import pandas as pd

            return pd.DataFrame(rows, columns=names)
        except (ValueError, TypeError) as error:
            raise BadRequest(f"The rows are no table: {error}.") from None

    def table(self, rows, names):
        """A DataFrame of the declared columns that are there."""
        import pandas as pd

        rows, names = self.placed(rows, names)
        block = self.block(rows, names)
        return pd.DataFrame(self.columns(rows, names)) if block is None else pd.DataFrame(block, columns=self.index.view())

    def placed(self, rows, names):
        """Rows of one width, and the name of each value in them."""
        if not isinstance(rows[0], list):
            rows = [[cell] for cell in rows]
        width = len(rows[0])
        if any(not isinstance(row, list) or len(row) != width for row in rows):
            raise BadRequest("The rows have different numbers of values.")
        return rows, self.place(width, names)

    def block(self, rows, names):
        """All columns as one array, where the rows hold nothing but numbers in the declared order; else None."""
        if not self.number or names != self.names or not _all_numbers(rows):
            return None
        try:
            return np.array(rows, dtype=self.number)
        except OverflowError:  # column by column it is said where
            return None

    def columns(self, rows, names):
        """Each declared column that is there, by name."""
        specs = dict(zip(self.names, self.specs))
        cells = {name: [row[place] for row in rows] for place, name in enumerate(names) if name in specs}
        return {name: column(cells[name], specs[name]) for name in self.names if name in cells}

    def place(self, width, names):
        """The name of each value in a row."""
        if names and set(self.required) <= set(names):
            if len(names) != width:
                raise BadRequest(f"There are {len(names)} names for {width} values in a row.")
            if len(set(names)) != len(names):
                raise BadRequest("A name is given twice.")
            return names
        if names and isinstance(self.names[0], str) and set(names) & set(self.names):
            lacking = [name for name in self.required if name not in names]
            raise BadRequest(f"The request lacks {_listed(lacking)}.")
        by_place = self.names if width == len(self.names) else self.required
        if width != len(by_place):
            raise BadRequest(f"The model takes {len(self.names)} values in a row, {_listed(self.names)}; the request has {width}.")
        return by_place

    def tensor(self, value, spec):
        """An array of the declared type; a flat row is folded to the declared shape."""
        try:
            given = np.asarray(value)
        except ValueError:
            raise BadRequest("The rows of the tensor differ in length.") from None
        array = self.cast(given, spec)
        shape = tuple(spec.shape)
        if array.ndim != len(shape) and -1 not in shape[1:]:
            size = int(np.prod(shape[1:], dtype=int))
            if size == 0 or array.size % size or (shape[0] != -1 and array.size != size * shape[0]):
                raise BadRequest(f"The model takes a tensor of shape {shape}; the request has {array.shape}.")
            array = array.reshape(-1, *shape[1:])
        if array.ndim != len(shape) or any(want not in (-1, have) for want, have in zip(shape, array.shape)):
            raise BadRequest(f"The model takes a tensor of shape {shape}; the request has {array.shape}.")
        return array

    def cast(self, given, spec):
        wanted = spec.type
        if given.dtype == wanted or wanted.kind in "OUS":
            return given.astype(wanted) if given.dtype != wanted else given
        if given.dtype.kind not in "iufb" or (given.dtype.kind == "b") != (wanted.kind == "b"):
            raise BadRequest(f"The model takes a tensor of {wanted}; the request holds other values.")
        with np.errstate(all="ignore"):
            array = given.astype(wanted)
        if wanted.kind in "iu" and not np.array_equal(array, given):
            raise BadRequest(f"The model takes a tensor of {wanted}; the values are no such whole numbers.")
        return array

    def of_json(self, body):
        """(data, params) of jsonData: a body of MLflow's own protocol, or the model's own object."""
        params = {}
        if isinstance(body, dict):
            params = body["params"] if isinstance(body.get("params"), dict) else {}
            if isinstance(body.get("dataframe_split"), dict):
                split = body["dataframe_split"]
                return self.of_rows(split.get("data") or [], split.get("columns") or []), params
            if isinstance(body.get("dataframe_records"), list):
                return self.records(body["dataframe_records"]), params
            for key in ("inputs", "instances"):
                if key in body:
                    return self.of_value(body[key]), params
        return self.of_value(body), params

    def of_value(self, body):
        if self.tensors:
            return self.of_tensors(body)
        if self.specs is None:
            return body
        if isinstance(body, dict) and body and all(isinstance(cells, list) for cells in body.values()):
            if len({len(cells) for cells in body.values()}) != 1:
                raise BadRequest("The columns have different numbers of values.")
            return self.of_rows([list(row) for row in zip(*body.values())], list(body))
        if isinstance(body, list) and body and all(isinstance(row, dict) for row in body):
            return self.records(body)
        if isinstance(body, list):
            return self.of_rows(body, [])
        if isinstance(body, dict):
            return self.records([body])
        raise BadRequest("The request holds no table.")

    def of_tensors(self, body):
        if not isinstance(body, dict):
            return self.of_rows(body if isinstance(body, list) else [], [])
        lacking = [spec.name for spec in self.specs if spec.name not in body]
        if lacking:
            raise BadRequest(f"The request lacks {_listed(lacking)}.")
        return {spec.name: self.tensor(body[spec.name], spec) for spec in self.specs}

    def records(self, records):
        names = list(dict.fromkeys(name for record in records for name in record))
        lacking = [name for name in self.required if name not in names]
        if lacking:
            raise BadRequest(f"The request lacks {_listed(lacking)}.")
        return self.of_rows([[record.get(name) for name in names] for record in records], names)


class Arrays(Inputs):
    """Reads tables of numbers of one type, of which no column may be left out, as arrays. `order`: of values in memory."""

    def __init__(self, schema, order):
        super().__init__(schema)
        self._order = order

    def table(self, rows, names):
        """An array with a column for each that is declared."""
        rows, names = self.placed(rows, names)
        block = self.block(rows, names)
        if block is None:
            block = np.array(list(self.columns(rows, names).values())).T
        return np.asarray(block, order=self._order)


def _all_numbers(rows):
    return set(map(type, itertools.chain.from_iterable(rows))) <= {float, int}


def _listed(names):
    shown = ", ".join(map(str, names[:8]))
    return shown if len(names) <= 8 else f"{shown} and {len(names) - 8} more"
