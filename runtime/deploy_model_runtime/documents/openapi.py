"""The OpenAPI 3.0 document of the served model."""

from __future__ import annotations

from typing import Any, Dict

from .. import __version__
from ..routes import SELDON
from ..served import Served
from .examples import examples
from .signature import Signature, signature_of

_TEXT = {"type": "string"}
_ANY = {"type": "object"}
_TYPES: Dict[str, Any] = {"BOOL": {"type": "boolean"}, "BYTES": {"type": "string"}}
# MLflow's types.
_KINDS: Dict[str, Any] = {
    "boolean": {"type": "boolean"}, "string": {"type": "string"}, "binary": {"type": "string", "format": "byte"},
    "datetime": {"type": "string", "format": "date-time"}, "integer": {"type": "integer", "format": "int32"},
    "long": {"type": "integer", "format": "int64"}, "float": {"type": "number", "format": "float"},
    "double": {"type": "number", "format": "double"},
}  # fmt: skip
_SUMMARIES = {
    "predict": "A prediction",
    "transform_input": "What a transformer makes of a request",
    "transform_output": "What a transformer makes of an answer",
    "route": "The number of the child that gets the request",
    "aggregate": "One answer made of several",
    "send_feedback": "Tells the model what its answer was worth",
}
_GET = {
    "/health/ping": "200 when the model can answer",
    "/health/status": "What the class says of its health",
    "/metadata": "What the model says of itself",
    "/v2/health/ready": "200 when the model can answer",
    "/metrics": "Prometheus metrics",
}
_BODIES = {"aggregate": "SeldonMessageList", "send_feedback": "Feedback"}


def openapi(served: Served) -> Dict[str, Any]:
    """The document, with the model's own inputs and an example request for each protocol."""
    said = examples(served)
    name = served.model_name
    paths: Dict[str, Any] = {}
    for path, hook in SELDON.items():
        body = _BODIES.get(hook, "SeldonMessage")
        example = said["seldon"] if hook == "predict" else None
        paths[path] = {"post": _operation(_SUMMARIES[hook], _ref(body), _ref("SeldonMessage"), example)}
    paths[f"/v2/models/{name}/infer"] = {
        "post": _operation(
            "A prediction in the Open Inference Protocol",
            _ref("InferenceRequest"),
            _ref("InferenceResponse"),
            said["v2"],
        )
    }
    paths["/invocations"] = {
        "post": _operation("A prediction as MLflow's server gives it", _scoring(served), _ANY, said["mlflow"])
    }
    for path, summary in {**_GET, f"/v2/models/{name}": "The model's inputs and outputs"}.items():
        paths[path] = {"get": {"summary": summary, "responses": {"200": {"description": "OK"}}}}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": name,
            "version": _version(served),
            "description": f"Served by deploy-model-runtime {__version__}.",
        },
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


def _version(served: Served) -> str:
    versions = [version for version in served.metadata.get("versions", []) if version]
    return versions[0] if versions else "1"


def _ref(name: str) -> Dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _operation(summary: str, body: Dict[str, Any], answer: Dict[str, Any], example: Any) -> Dict[str, Any]:
    content: Dict[str, Any] = {"schema": body}
    if example is not None:
        content["example"] = example
    return {
        "summary": summary,
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": answer}}},
            "default": {"description": "What went wrong", "content": {"application/json": {"schema": _ref("Failure")}}},
        },
    }


def _scoring(served: Served) -> Dict[str, Any]:
    """MLflow's body: records with the model's columns, or any of its other forms, and the model's parameters."""
    signature = signature_of(served.metadata)
    columns = [
        part for part in served.metadata.get("inputs", []) if part.get("datatype") and len(part.get("shape") or []) <= 1
    ]
    record = _object(**{str(part["name"]): _column(part, signature) for part in columns})
    required = [
        str(part["name"]) for part in columns if str(part["name"]) in signature.types.keys() - signature.optional
    ]
    if required:
        record["required"] = required
    params = {str(param["name"]): _param(param) for param in signature.params}
    return _object(
        dataframe_split=_ANY,
        dataframe_records={"type": "array", "items": record},
        instances={},
        inputs={},
        params=_object(**params) if params else _ANY,
    )


def _column(part: Dict[str, Any], signature: Signature) -> Dict[str, Any]:
    """The schema of one value of a column. MLflow's own types of a signature are narrower than V2's."""
    kind = signature.types.get(str(part["name"]))
    if kind is not None and not isinstance(kind, str):
        return {}
    datatype = part["datatype"]
    found = (
        _KINDS.get(str(kind)) or _TYPES.get(datatype) or {"type": "number" if datatype.startswith("FP") else "integer"}
    )
    return {**found, "nullable": True} if str(part["name"]) in signature.optional else dict(found)


def _param(param: Dict[str, Any]) -> Dict[str, Any]:
    """The schema of a parameter; `shape` says that it is a list of values."""
    one = _KINDS.get(str(param.get("type")), {})
    made: Dict[str, Any] = {"type": "array", "items": one} if param.get("shape") else dict(one)
    return made if param.get("default") is None else {**made, "default": param["default"]}


def _schemas() -> Dict[str, Any]:
    names = {"type": "array", "items": _TEXT}
    numbers = {"type": "array", "items": {"type": "number"}}
    sizes = {"type": "array", "items": {"type": "integer"}}
    data = _object(
        names=names,
        ndarray={"type": "array", "items": {}},
        tensor=_object(shape=sizes, values=numbers),
        tftensor=_ANY,
    )
    meta = _object(puid=_TEXT, tags=_ANY, routing=_ANY, metrics={"type": "array", "items": _ANY})
    binary = {"type": "string", "format": "byte"}
    message = _object(data=data, jsonData={}, strData=_TEXT, binData=binary, meta=meta)
    tensor = _object(
        name=_TEXT,
        datatype=_TEXT,
        shape=sizes,
        data={"type": "array", "items": {}},
        parameters=_ANY,
    )
    return {
        "SeldonMessage": message,
        "SeldonMessageList": _object(seldonMessages={"type": "array", "items": _ref("SeldonMessage")}),
        "Feedback": _object(
            request=_ref("SeldonMessage"),
            response=_ref("SeldonMessage"),
            reward={"type": "number"},
            truth=_ref("SeldonMessage"),
        ),
        "Failure": _object(
            status=_object(status={"type": "integer"}, info=_TEXT, code={"type": "integer"}, reason=_TEXT)
        ),
        "InferenceRequest": _object(id=_TEXT, inputs={"type": "array", "items": tensor}, parameters=_ANY),
        "InferenceResponse": _object(model_name=_TEXT, id=_TEXT, outputs={"type": "array", "items": tensor}),
    }


def _object(**properties: Any) -> Dict[str, Any]:
    return {"type": "object", "properties": properties}
