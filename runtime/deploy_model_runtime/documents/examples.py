"""A request in each protocol, made of the warm-up request or of the model's declared inputs."""

from __future__ import annotations

from typing import Any, Dict, List

from ..served import Served
from .signature import Signature, signature_of

_ANY = {"name": "input", "datatype": "FP64", "shape": [1, 1], "data": [0.0]}


def examples(served: Served) -> Dict[str, Any]:
    """{"seldon", "v2", "mlflow"}: bodies that the model should answer."""
    inputs = [part for part in served.metadata.get("inputs", []) if part.get("datatype")]
    signature = signature_of(served.metadata)
    seldon = served.example if isinstance(served.example, dict) else _seldon(inputs, signature)
    data = seldon.get("data")
    data = data if isinstance(data, dict) else {}
    rows, names = data.get("ndarray"), [str(name) for name in data.get("names") or []]
    if isinstance(rows, list) and rows and isinstance(rows[0], list):
        v2 = _tensors(inputs, rows, names)
        mlflow = _table(inputs, rows, names)
    else:
        v2 = [_tensor(part, [signature.sample(part)]) for part in inputs] or [_ANY]
        mlflow = _mlflow(seldon)
    return _with_params({"seldon": seldon, "v2": {"inputs": v2}, "mlflow": mlflow}, signature.defaults())


def _with_params(made: Dict[str, Any], params: Dict[str, Any]) -> Dict[str, Any]:
    """The parameters where each protocol has them; those of the warm-up request stay."""
    if not params:
        return made
    meta = made["seldon"].get("meta") or {}
    tags = {**params, **(meta.get("tags") or {})}
    single = {name: value for name, value in tags.items() if isinstance(value, (str, int, float, bool))}
    mlflow = made["mlflow"]
    return {
        "seldon": {**made["seldon"], "meta": {**meta, "tags": tags}},
        "v2": {**made["v2"], "parameters": single},
        "mlflow": {"params": tags, **mlflow} if isinstance(mlflow, dict) else mlflow,
    }


def _columns(inputs: List[Dict[str, Any]]) -> bool:
    return bool(inputs) and all(len(part.get("shape") or [1]) == 1 for part in inputs)


def _seldon(inputs: List[Dict[str, Any]], signature: Signature) -> Dict[str, Any]:
    if not inputs:
        return {"data": {"ndarray": [[0.0]]}}
    if _columns(inputs):
        names = [part["name"] for part in inputs]
        return {"data": {"names": names, "ndarray": [[signature.sample(part) for part in inputs]]}}
    if len(inputs) == 1:
        return {"data": {"ndarray": _nested(inputs[0], signature)}}
    return {"jsonData": {part["name"]: _nested(part, signature) for part in inputs}}


def _nested(part: Dict[str, Any], signature: Signature) -> Any:
    value = signature.sample(part)
    for size in reversed(part.get("shape") or [1]):
        value = [value] * max(1, size)
    return value


def _tensor(part: Dict[str, Any], values: List[Any]) -> Dict[str, Any]:
    """One input; a single value fills its declared shape."""
    shape = [len(values)] if len(values) != 1 else [max(1, size) for size in part.get("shape") or [1]]
    count = 1
    for size in shape:
        count *= size
    data = values if len(values) == count else values * count
    return {"name": part["name"], "datatype": part["datatype"], "shape": shape, "data": data}


def _tensors(inputs: List[Dict[str, Any]], rows: List[List[Any]], names: List[str]) -> List[Dict[str, Any]]:
    """A table as V2 has it: its columns where they are declared, else one tensor of all its cells."""
    given = _given(inputs, len(rows[0]), names)
    if given:
        columns = [(part, [row[place] for row in rows]) for place, part in given]
        # A missing value has no form in V2's JSON: its column, which must be optional, is left out.
        return [_tensor(part, values) for part, values in columns if None not in values]
    flat = [cell for row in rows for cell in row]
    if len(inputs) == 1 and not any(isinstance(cell, list) for cell in flat):
        head = {"name": inputs[0]["name"], "datatype": inputs[0]["datatype"]}
    else:
        head = {
            "name": "input",
            "datatype": "FP64" if all(isinstance(cell, (int, float)) for cell in flat) else "BYTES",
        }
    return [{**head, "shape": [len(rows), len(rows[0])], "data": flat}]


def _given(inputs: List[Dict[str, Any]], width: int, names: List[str]) -> "List[tuple[int, Dict[str, Any]]]":
    """The declared column at each place of a row, which may lack optional ones; empty where that is not known."""
    by_name = {str(part["name"]): part for part in inputs}
    if not _columns(inputs):
        return []
    if len(names) == width and set(names) <= set(by_name):
        return [(place, by_name[name]) for place, name in enumerate(names)]
    return list(enumerate(inputs)) if width == len(inputs) else []


def _table(inputs: List[Dict[str, Any]], rows: List[List[Any]], names: List[str]) -> Dict[str, Any]:
    columns = names or [part["name"] for _, part in _given(inputs, len(rows[0]), names)]
    return {"dataframe_split": {"columns": columns, "data": rows}} if columns else {"inputs": rows}


def _mlflow(seldon: Dict[str, Any]) -> Any:
    data = seldon.get("data")
    if isinstance(data, dict):
        return {"inputs": data.get("ndarray", [])}
    content = seldon.get("jsonData", {})
    known = isinstance(content, dict) and any(
        key in content for key in ("inputs", "instances", "dataframe_split", "dataframe_records", "messages")
    )
    return content if known else {"inputs": content}
