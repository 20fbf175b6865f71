"""The protocol's paths, and its JSON with the binary data extension."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from .. import __version__
from ..codec import dumps, loads
from ..http.message import Request, Response
from ..model import Model
from ..problem import Problem, body_for
from ..routes import Route, Table, predicting, told
from ..seldon.question import Prediction, Question
from ..served import Served
from .inference import InferRequest, outputs_of, question_of
from .tensor import Tensor, fill, fill_raw, tensor_of

GET = ("GET", "HEAD")
HEADER_LENGTH = "inference-header-content-length"


def add_inference(table: Table, served: Served, model: Model) -> None:
    """Adds them all; a model answers to any name."""
    name = served.model_name

    def server(_request: Request) -> Response:
        return Response(
            200, dumps({"name": "deploy-model-runtime", "version": __version__, "extensions": ["binary_tensor_data"]})
        )

    def ready(request: Request, *_parts: str) -> Response:
        problem = model.health()
        return (
            Response(200, dumps({"name": name, "ready": True}))
            if problem is None
            else Response(503, dumps(body_for(request.path, problem)))
        )

    def index(_request: Request) -> Response:
        state = {"READY": "READY", "LOADING": "LOADING"}.get(model.state.name, "UNAVAILABLE")
        return Response(200, dumps([{"name": name, "state": state, "reason": ""}]))

    table.add("/v2", Route("v2", GET, server, counted=False))
    table.add("/v2/repository/index", Route("v2", ("GET", "POST"), index, counted=False))
    for prefix in ("/v2/models/{}", "/v2/models/{}/versions/{}"):
        table.add(prefix, told("v2", lambda _request, *parts: _metadata(served, *parts)))
        table.add(f"{prefix}/ready", Route("v2", GET, ready, counted=False))
        infer = predicting("infer", ("POST",), served, lambda request, *parts: _prediction(served, request, *parts))
        table.add(f"{prefix}/infer", infer)


def model_metadata(served: Served, name: str) -> Dict[str, Any]:
    """What the protocol tells of a model."""
    said = served.metadata
    return {
        "name": name,
        "versions": [version for version in said["versions"] if version],
        "platform": said["platform"],
        "inputs": [_head(part) for part in said["inputs"] if part.get("datatype")],
        "outputs": [_head(part) for part in said["outputs"] if part.get("datatype")],
    }


def _head(part: Dict[str, Any]) -> Dict[str, Any]:
    return {"name": part.get("name", ""), "datatype": part["datatype"], "shape": part.get("shape") or [-1]}


def _metadata(served: Served, name: str, *_version: str) -> Response:
    return Response(200, dumps(model_metadata(served, name)))


def _prediction(served: Served, request: Request, name: str, *version: str) -> Prediction:
    asked: List[InferRequest] = []

    def read() -> Question:
        asked.append(read_request(request))
        return question_of(served, asked[0])

    def write(reply: Any) -> Response:
        head: Dict[str, Any] = {"model_name": name, "outputs": []}
        if version:
            head["model_version"] = version[0]
        if asked[0].id:
            head["id"] = asked[0].id
        return _response(head, outputs_of(served, asked[0], reply), asked[0])

    return Prediction(read, write)


def read_request(request: Request) -> InferRequest:
    """Reads JSON, and the binary data after it. Raises Problem 400."""
    body, length = bytes(request.body), request.headers.get(HEADER_LENGTH)
    raw: Optional[bytes] = None
    if length is not None:
        if not length.isdigit() or int(length) > len(body):
            raise Problem(400, "Inference-Header-Content-Length does not fit the body.")
        body, raw = body[: int(length)], body[int(length) :]
    made = loads(body)
    if not isinstance(made, dict) or not isinstance(made.get("inputs"), list):
        raise Problem(400, "The request is a JSON object with inputs.")
    parameters = made.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise Problem(400, "parameters is a JSON object.")
    identifier = made.get("id") or ""
    if not isinstance(identifier, str):
        raise Problem(400, "id is a text.")
    return InferRequest(_inputs(made["inputs"], raw), parameters, _wanted(made.get("outputs")), identifier)


def _inputs(parts: List[Any], raw: Optional[bytes]) -> List[Tensor]:
    inputs, place = [], 0
    for part in parts:
        if not isinstance(part, dict):
            raise Problem(400, "An input is a JSON object with name, datatype, shape and data.")
        tensor = tensor_of(part.get("name"), part.get("datatype"), part.get("shape"), part.get("parameters"))
        size = tensor.parameters.get("binary_data_size")
        if size is None:
            inputs.append(fill(tensor, part.get("data")))
            continue
        if raw is None or type(size) is not int or not 0 <= size <= len(raw) - place:
            raise Problem(400, f"The binary data of the input {tensor.name} is not complete.")
        inputs.append(fill_raw(tensor, raw[place : place + size]))
        place += size
    if raw is not None and place != len(raw):
        raise Problem(400, f"{len(raw) - place} bytes follow the binary data of the inputs.")
    return inputs


def _wanted(parts: Any) -> "list[tuple[str, Dict[str, Any]]]":
    if parts is None:
        return []
    if not isinstance(parts, list) or not all(
        isinstance(part, dict) and isinstance(part.get("name"), str) for part in parts
    ):
        raise Problem(400, "outputs is a list of objects with a name.")
    return [(part["name"], part.get("parameters") or {}) for part in parts]


def _response(head: Dict[str, Any], outputs: List[Tensor], read: InferRequest) -> Response:
    binary = bool(read.parameters.get("binary_data_output"))
    chosen = {name: bool(parameters.get("binary_data", binary)) for name, parameters in read.wanted}
    raws: List[bytes] = []
    for tensor in outputs:
        if not chosen.get(tensor.name, binary):
            head["outputs"].append(tensor.json())
            continue
        raws.append(tensor.raw())
        part = tensor.head()
        part["parameters"] = {**tensor.parameters, "binary_data_size": len(raws[-1])}
        head["outputs"].append(part)
    text = dumps(head)
    if not raws:
        return Response(200, text)
    return Response(200, b"".join([text, *raws]), "application/octet-stream", ((HEADER_LENGTH, str(len(text))),))
