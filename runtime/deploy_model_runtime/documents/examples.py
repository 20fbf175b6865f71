"""A request in each protocol, made of the warm-up request or of the model's declared inputs."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from ..served import Served

_SAMPLES: Dict[str, Any] = {"BOOL": True, "BYTES": "text"}


def examples(served: Served) -> Dict[str, Any]:
    """{"seldon", "v2", "mlflow"}: bodies that the model should answer."""
    inputs = [part for part in served.metadata.get("inputs", []) if part.get("datatype")]
    seldon = served.example if isinstance(served.example, dict) else _seldon(inputs)
    data = seldon.get("data")
    data = data if isinstance(data, dict) else {}
    rows, names = data.get("ndarray"), [str(name) for name in data.get("names") or []]
    if not isinstance(rows, list) or not rows or not isinstance(rows[0], list):
        return {
            "seldon": seldon,
            "v2": {"inputs": [_tensor(part, None) for part in inputs] or [_ANY]},
            "mlflow": _mlflow(seldon),
        }
    return {"seldon": seldon, "v2": {"inputs": _tensors(inputs, rows, names)}, "mlflow": _table(inputs, rows, names)}


_ANY = {"name": "input", "datatype": "FP64", "shape": [1, 1], "data": [0.0]}


def _sample(datatype: str) -> Any:
    return _SAMPLES.get(datatype, 0.0 if datatype.startswith("FP") else 0)


def _columns(inputs: List[Dict[str, Any]]) -> bool:
    return bool(inputs) and all(len(part.get("shape") or [1]) == 1 for part in inputs)


def _seldon(inputs: List[Dict[str, Any]]) -> Dict[str, Any]:
    if not inputs:
        return {"data": {"ndarray": [[0.0]]}}
    if _columns(inputs):
        return {
            "data": {
                "names": [part["name"] for part in inputs],
                "ndarray": [[_sample(part["datatype"]) for part in inputs]],
            }
        }
    if len(inputs) == 1:
        return {"data": {"ndarray": _nested(inputs[0])}}
    return {"jsonData": {part["name"]: _nested(part) for part in inputs}}


def _nested(part: Dict[str, Any]) -> Any:
    value = _sample(part["datatype"])
    for size in reversed(part.get("shape") or [1]):
        value = [value] * max(1, size)
    return value


def _tensor(part: Dict[str, Any], column: Optional[List[Any]]) -> Dict[str, Any]:
    if column is not None:
        return {"name": part["name"], "datatype": part["datatype"], "shape": [len(column)], "data": column}
    shape = [max(1, size) for size in part.get("shape") or [1]]
    count = 1
    for size in shape:
        count *= size
    return {
        "name": part["name"],
        "datatype": part["datatype"],
        "shape": shape,
        "data": [_sample(part["datatype"])] * count,
    }


def _tensors(inputs: List[Dict[str, Any]], rows: List[List[Any]], names: List[str]) -> List[Dict[str, Any]]:
    if _columns(inputs) and len(inputs) == len(rows[0]):
        places = [names.index(part["name"]) if part["name"] in names else place for place, part in enumerate(inputs)]
        return [_tensor(part, [row[place] for row in rows]) for part, place in zip(inputs, places)]
    flat = [cell for row in rows for cell in row]
    if len(inputs) == 1 and not any(isinstance(cell, list) for cell in flat):
        head = {"name": inputs[0]["name"], "datatype": inputs[0]["datatype"]}
    else:
        head = {
            "name": "input",
            "datatype": "FP64" if all(isinstance(cell, (int, float)) for cell in flat) else "BYTES",
        }
    return [{**head, "shape": [len(rows), len(rows[0])], "data": flat}]


def _table(inputs: List[Dict[str, Any]], rows: List[List[Any]], names: List[str]) -> Dict[str, Any]:
    columns = names or ([part["name"] for part in inputs] if _columns(inputs) and len(inputs) == len(rows[0]) else [])
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
