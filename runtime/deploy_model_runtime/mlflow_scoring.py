"""The protocol of `mlflow models serve`: /invocations with tables, tensors or CSV, and /version."""

from __future__ import annotations

import csv
import io
from typing import Any, Dict, List, Tuple

from .codec import dumps, loads
from .http.message import Request, Response
from .problem import Problem
from .routes import Route, Table, predicting
from .seldon.arrays import array
from .seldon.payload import Payload
from .seldon.question import Prediction, Question
from .served import Served
from .v2.outputs import raise_failure

TABLES = ("dataframe_split", "dataframe_records")
TENSORS = ("instances", "inputs")


def add_scoring(table: Table, served: Served) -> None:
    """Adds its paths; /ping is health's."""
    table.add(
        "/invocations", predicting("invocations", ("POST",), served, lambda request: _prediction(served, request))
    )
    table.add("/version", Route("version", ("GET", "HEAD"), lambda _request: _version(), counted=False))


def _version() -> Response:
    """MLflow's version where it is installed, else this runtime's."""
    from importlib import metadata

    from . import __version__

    for package in ("mlflow", "mlflow-skinny"):
        try:
            return Response(200, metadata.version(package).encode(), "text/plain; charset=utf-8")
        except metadata.PackageNotFoundError:
            continue
    return Response(200, __version__.encode(), "text/plain; charset=utf-8")


def _prediction(served: Served, request: Request) -> Prediction:
    def write(reply: Any) -> Response:
        return Response(200, dumps({"predictions": _predictions(served, reply)}))

    return Prediction(lambda: _question(served, request), write)


def _question(served: Served, request: Request) -> Question:
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind in ("text/csv", "application/csv"):
        body = {"dataframe_split": _csv(bytes(request.body))}
    elif kind in ("application/json", "text/json", "application/x-www-form-urlencoded", ""):
        body = loads(bytes(request.body))
    else:
        raise Problem(415, f"/invocations takes application/json or text/csv, not {kind}.")
    if not isinstance(body, dict):
        raise Problem(400, f"The request is a JSON object with one of {', '.join(TABLES + TENSORS)}.")
    params = body.get("params")
    if params is not None and not isinstance(params, dict):
        raise Problem(400, "params is a JSON object.")
    return _asked(served.hooks.takes_messages, body, {"tags": params} if params else {})


def _asked(takes_messages: bool, body: Dict[str, Any], meta: Dict[str, Any]) -> Question:
    given = [key for key in TABLES + TENSORS if key in body]
    if len(given) > 1:
        raise Problem(400, f"The request holds {' and '.join(given)}; it may hold one of them.")
    if given and given[0] in TABLES:
        names, rows = _split(body[given[0]]) if given[0] == "dataframe_split" else _records(body[given[0]])
        if takes_messages:
            return Question({"meta": meta, "data": {"names": names, "ndarray": rows}})
        return Question(payload=Payload(array(rows), names, meta, "ndarray"))
    if takes_messages:
        # Tensors by name, or a body of the model's own, such as a chat.
        return Question({"meta": meta, "jsonData": body})
    if not given:
        raise Problem(400, f"The request is a JSON object with one of {', '.join(TABLES + TENSORS)}.")
    value = body[given[0]]
    if value is None:
        raise Problem(400, f"{given[0]} holds nothing.")
    if isinstance(value, dict):
        return Question(
            payload=Payload(
                {key: array(part) if isinstance(part, list) else part for key, part in value.items()},
                [],
                meta,
                "ndarray",
            )
        )
    return Question(payload=Payload(array(value) if isinstance(value, list) else value, [], meta, "ndarray"))


def _split(value: Any) -> Tuple[List[Any], List[Any]]:
    if not isinstance(value, dict) or not isinstance(value.get("data"), list):
        raise Problem(400, "dataframe_split is a JSON object with columns and data.")
    names = value.get("columns") or []
    if not isinstance(names, list) or not all(isinstance(row, list) for row in value["data"]):
        raise Problem(400, "dataframe_split is a JSON object with columns and data.")
    if names and any(len(row) != len(names) for row in value["data"]):
        raise Problem(400, f"dataframe_split has {len(names)} columns; a row of its data has another number of values.")
    return names, value["data"]


def _records(value: Any) -> Tuple[List[Any], List[Any]]:
    if not isinstance(value, list) or not value or not all(isinstance(record, dict) for record in value):
        raise Problem(400, "dataframe_records is a list of JSON objects.")
    names = list(dict.fromkeys(name for record in value for name in record))
    return names, [[record.get(name) for name in names] for record in value]


def _csv(body: bytes) -> Dict[str, Any]:
    """A table with a head line. Numbers, truth values and empty cells are told by their form."""
    try:
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Problem(400, f"The request is not CSV: {error}.") from None
    lines = [line for line in lines if line]
    if len(lines) < 2:
        raise Problem(400, "The CSV has a head line and at least one row.")
    columns = [_typed(column) for column in zip(*lines[1:])]
    if any(len(line) != len(lines[0]) for line in lines):
        raise Problem(400, "The rows of the CSV have different numbers of values.")
    return {"columns": lines[0], "data": [list(row) for row in zip(*columns)]}


def _typed(column: "tuple[str, ...]") -> List[Any]:
    """A column is of one type, the narrowest that holds all its cells; an empty one is missing."""
    for convert in (int, float, _truth):
        try:
            return [None if cell == "" else _converted(convert, cell) for cell in column]
        except ValueError:
            continue
    return [None if cell == "" else cell for cell in column]


def _converted(convert: Any, cell: str) -> Any:
    if "_" in cell:  # Python's own way to write 1_000
        raise ValueError(cell)
    return convert(cell)


def _truth(cell: str) -> bool:
    if cell.lower() not in ("true", "false"):
        raise ValueError(cell)
    return cell.lower() == "true"


def _predictions(served: Served, reply: Any) -> Any:
    """As MLflow writes them: a table as records, anything else as it is."""
    raise_failure(reply)
    if "data" not in reply:
        return reply.get("jsonData", reply.get("strData", reply.get("binData")))
    data = reply["data"]
    if "tensor" in data:
        return array(data["tensor"]["values"]).reshape(data["tensor"]["shape"])
    rows, names = data.get("ndarray", []), [str(name) for name in data.get("names") or []]
    if _is_table(served, rows, names):
        return [dict(zip(names, row)) for row in rows]
    return rows


def _is_table(served: Served, rows: Any, names: List[str]) -> bool:
    """Whether the names are columns that the model itself gave, and no names of classes or places."""
    if (
        not names
        or not len(rows)
        or not isinstance(rows[0], list)
        or names == [f"t:{place}" for place in range(len(names))]
    ):
        return False
    declared = served.metadata["outputs"]
    if declared:
        return names == [str(part.get("name")) for part in declared]
    return served.component.hook("class_names") is None and not hasattr(served.component.user, "class_names")
