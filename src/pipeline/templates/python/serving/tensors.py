"""Tensors of the Open Inference Protocol between MLServer's types and those of the built-in runtime."""

from deploy_model_runtime.v2.inference import InferRequest
from deploy_model_runtime.v2.tensor import fill, tensor_of
from mlserver.types import ResponseOutput


def infer_request(payload):
    """MLServer's InferenceRequest as the built-in runtime reads it. Raises Problem."""
    wanted = [(output.name, _plain(output.parameters)) for output in payload.outputs or []]
    return InferRequest([_input(one) for one in payload.inputs], _plain(payload.parameters), wanted, payload.id or "")


def _input(given):
    data = getattr(given.data, "root", given.data)
    # An enumeration or a text, as MLServer's version has it.
    datatype = getattr(given.datatype, "value", given.datatype)
    tensor = tensor_of(given.name, datatype, list(given.shape), _plain(given.parameters))
    return fill(tensor, data if isinstance(data, list) else [data])


def _plain(parameters):
    """Parameters as a dict of those that were sent."""
    return {} if parameters is None else parameters.model_dump(exclude_unset=True, exclude_none=True)


def response_output(tensor):
    """A tensor of the built-in runtime as MLServer sends it."""
    return ResponseOutput(**tensor.json())
