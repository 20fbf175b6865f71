"""Asks the user's class what a request of the protocol asks, and makes tensors of its answer."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from ..problem import Problem
from ..seldon.arrays import array
from ..seldon.payload import Payload
from ..seldon.question import Question
from ..served import Served
from .outputs import output_tensors
from .tensor import Tensor

# What the protocol itself means by a request's parameters; the others are the model's.
_OWN_PARAMETERS = (
    "binary_data_output",
    "content_type",
    "headers",
    "sequence_id",
    "sequence_start",
    "sequence_end",
    "priority",
    "timeout",
)


class InferRequest(NamedTuple):
    """A request, read. `wanted`: the outputs it names, with the parameters of each; empty for all."""

    inputs: List[Tensor]
    parameters: Dict[str, Any]
    wanted: List[Tuple[str, Dict[str, Any]]]
    id: str = ""


def question_of(served: Served, request: InferRequest) -> Question:
    """What a request asks of the class. Raises Problem."""
    if not request.inputs:
        raise Problem(400, "The request has no inputs.")
    names = [tensor.name for tensor in request.inputs]
    if len(set(names)) != len(names):
        raise Problem(400, "Two inputs have the same name.")
    tags = {key: value for key, value in request.parameters.items() if key not in _OWN_PARAMETERS}
    meta: Dict[str, Any] = {"tags": tags} if tags else {}
    if served.hooks.takes_messages:
        return Question({"meta": meta, **_message(served.metadata["inputs"], request.inputs)})
    return Question(payload=_payload(request.inputs, meta))


def outputs_of(served: Served, request: InferRequest, reply: Any) -> List[Tensor]:
    """The tensors that answer a request. Raises Problem."""
    return _chosen(output_tensors(reply, served.metadata["outputs"]), request.wanted)


def _chosen(outputs: List[Tensor], wanted: List[Tuple[str, Dict[str, Any]]]) -> List[Tensor]:
    if not wanted:
        return outputs
    if len(outputs) == len(wanted) == 1:
        # A model without a signature has no names of its own.
        outputs[0].name = wanted[0][0]
        return outputs
    by_name = {tensor.name: tensor for tensor in outputs}
    missing = [name for name, _ in wanted if name not in by_name]
    if missing:
        raise Problem(400, f"There is no output {', '.join(missing)}; there are {', '.join(by_name)}.")
    return [by_name[name] for name, _ in wanted]


def _payload(inputs: List[Tensor], meta: Dict[str, Any]) -> Payload:
    """For a class that takes arrays: one tensor as it is, columns as a table, else a dict of arrays."""
    if len(inputs) == 1:
        names = inputs[0].parameters.get("names")
        return Payload(inputs[0].array(), names if isinstance(names, list) else [], meta, "array")
    table = _table(inputs)
    if table is None:
        return Payload({tensor.name: tensor.array() for tensor in inputs}, [], meta, "array")
    return Payload(array(table), [tensor.name for tensor in inputs], meta, "array")


def _message(declared: List[Dict[str, Any]], inputs: List[Tensor]) -> Dict[str, Any]:
    """For a class that takes whole messages: a table, one tensor, or an object with one field for each tensor."""
    columns = bool(declared) and all(len(part.get("shape") or []) == 1 for part in declared)
    names = {part.get("name") for part in declared}
    whole = len(inputs) == 1 and len(inputs[0].shape) > 1 and inputs[0].name not in names
    if whole or (len(inputs) == 1 and not columns):
        if len(declared) > 1 and not columns:
            return {"jsonData": {inputs[0].name: inputs[0].rows()}}
        given = inputs[0].parameters.get("names")
        return {"data": {"names": given if isinstance(given, list) else [], "ndarray": inputs[0].rows()}}
    table = _table(inputs) if columns or not declared else None
    if table is not None:
        return {"data": {"names": [tensor.name for tensor in inputs], "ndarray": table}}
    if columns:
        raise Problem(400, "The inputs are columns; they have different numbers of rows.")
    return {"jsonData": {tensor.name: tensor.rows() for tensor in inputs}}


def _table(inputs: List[Tensor]) -> Optional[List[List[Any]]]:
    """Rows of the inputs side by side; None when they are no columns of one length."""
    if len({tensor.shape[0] for tensor in inputs}) != 1:
        return None
    if any(len(tensor.shape) > 2 for tensor in inputs):
        return None
    columns = []
    for tensor in inputs:
        rows = tensor.rows()
        columns.append([row[0] for row in rows] if len(tensor.shape) == 2 and tensor.shape[1] == 1 else rows)
    return [list(row) for row in zip(*columns)]
