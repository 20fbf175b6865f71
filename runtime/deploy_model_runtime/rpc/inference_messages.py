"""The Open Inference Protocol's protobuf messages as tensors, and back."""

from __future__ import annotations

from typing import Any, Dict, List

from ..problem import Problem
from ..v2.inference import InferRequest
from ..v2.tensor import Tensor, fill, fill_raw, tensor_of

# The field that holds each datatype's values; FP16 has none and travels raw.
_CONTENTS = {
    "BOOL": "bool_contents",
    "INT8": "int_contents", "INT16": "int_contents", "INT32": "int_contents", "INT64": "int64_contents",
    "UINT8": "uint_contents", "UINT16": "uint_contents", "UINT32": "uint_contents", "UINT64": "uint64_contents",
    "FP32": "fp32_contents", "FP64": "fp64_contents", "BYTES": "bytes_contents",
}  # fmt: skip


def read_infer_request(message: Any) -> InferRequest:
    """Reads a ModelInferRequest. Raises Problem 400."""
    raws = message.raw_input_contents
    if raws and len(raws) != len(message.inputs):
        raise Problem(400, f"There are {len(raws)} raw contents for {len(message.inputs)} inputs.")
    inputs = []
    for place, part in enumerate(message.inputs):
        tensor = tensor_of(part.name, part.datatype, list(part.shape), _parameters(part.parameters))
        inputs.append(fill_raw(tensor, raws[place]) if raws else fill(tensor, _contents(tensor, part.contents)))
    wanted = [(output.name, _parameters(output.parameters)) for output in message.outputs]
    return InferRequest(inputs, _parameters(message.parameters), wanted, message.id)


def _contents(tensor: Tensor, contents: Any) -> List[Any]:
    field = _CONTENTS.get(tensor.datatype)
    if field is None:
        raise Problem(400, f"The input {tensor.name} is {tensor.datatype}, which is sent as raw contents only.")
    return list(getattr(contents, field))


def _parameters(fields: Any) -> Dict[str, Any]:
    made = {}
    for key, value in fields.items():
        kind = value.WhichOneof("parameter_choice")
        if kind is not None:
            made[key] = getattr(value, kind)
    return made


def write_infer_response(message: Any, outputs: List[Tensor], raw: bool) -> Any:
    """Fills the outputs of a ModelInferResponse and returns it. `raw`: as the request was."""
    raw = raw or any(tensor.datatype == "FP16" for tensor in outputs)
    for tensor in outputs:
        part = message.outputs.add(name=tensor.name, datatype=tensor.datatype)
        part.shape.extend(tensor.shape)
        for key, value in tensor.parameters.items():
            part.parameters[key].string_param = str(value)
        if raw:
            message.raw_output_contents.append(tensor.raw())
            continue
        values = tensor.values.tolist() if hasattr(tensor.values, "tolist") else tensor.values
        if tensor.datatype == "BYTES":
            values = [value if isinstance(value, bytes) else str(value).encode() for value in values]
        getattr(part.contents, _CONTENTS[tensor.datatype]).extend(values)
    return message
