"""Seldon's protobuf messages as the dicts that its JSON would be, and back, without a detour over JSON."""

from __future__ import annotations

import base64
from typing import Any, Dict

from ..problem import Problem
from ..seldon.metrics import KINDS
from .values import exact, read_list, read_struct, read_value, write_list, write_value


def read_seldon_message(message: Any) -> Dict[str, Any]:
    """The dict of a SeldonMessage. `binData` stays bytes, `customData` stays a protobuf Any."""
    made: Dict[str, Any] = {}
    if message.HasField("status"):
        status = message.status
        made["status"] = {"code": status.code, "info": status.info, "reason": status.reason, "status": status.status}
    made["meta"] = _read_meta(message.meta) if message.HasField("meta") else {}
    kind = message.WhichOneof("data_oneof")
    if kind == "data":
        made["data"] = _read_data(message.data)
    elif kind == "jsonData":
        made["jsonData"] = read_value(message.jsonData)
    elif kind is not None:
        made[kind] = getattr(message, kind)
    return made


def _read_data(data: Any) -> Dict[str, Any]:
    made: Dict[str, Any] = {"names": list(data.names)}
    kind = data.WhichOneof("data_oneof")
    if kind == "tensor":
        made["tensor"] = {"shape": list(data.tensor.shape), "values": list(data.tensor.values)}
    elif kind == "ndarray":
        made["ndarray"] = read_list(data.ndarray)
    elif kind == "tftensor":
        made["tftensor"] = _read_tftensor(data.tftensor)
    return made


def _read_tftensor(tensor: Any) -> Dict[str, Any]:
    made: Dict[str, Any] = {
        "dtype": tensor.dtype,
        "tensorShape": {"dim": [{"size": dim.size} for dim in tensor.tensor_shape.dim]},
        "tensorContent": tensor.tensor_content,
    }
    for field, values in tensor.ListFields():
        if field.name.endswith("_val"):
            first, *rest = field.name.split("_")
            made[first + "".join(part.title() for part in rest)] = list(values)
    return made


def _read_meta(meta: Any) -> Dict[str, Any]:
    made: Dict[str, Any] = {}
    if meta.puid:
        made["puid"] = meta.puid
    if meta.tags:
        made["tags"] = read_struct(meta.tags)
    if meta.routing:
        made["routing"] = dict(meta.routing)
    if meta.requestPath:
        made["requestPath"] = dict(meta.requestPath)
    if meta.metrics:
        made["metrics"] = [
            {"key": metric.key, "type": KINDS[metric.type], "value": metric.value, "tags": dict(metric.tags)}
            for metric in meta.metrics
        ]
    return made


def read_feedback(feedback: Any) -> Dict[str, Any]:
    """The dict of a Feedback."""
    made: Dict[str, Any] = {"reward": feedback.reward}
    for part in ("request", "response", "truth"):
        if feedback.HasField(part):
            made[part] = read_seldon_message(getattr(feedback, part))
    return made


def write_seldon_message(made: Any, message: Any) -> Any:
    """Fills a SeldonMessage from a dict and returns it. Raises Problem for what it cannot carry."""
    if not isinstance(made, dict):
        raise Problem(500, f"The class answered with a {type(made).__name__} where a Seldon message is wanted.")
    if isinstance(made.get("status"), dict):
        _write_status(made["status"], message.status)
    if isinstance(made.get("meta"), dict):
        message.meta.SetInParent()
        _write_meta(made["meta"], message.meta)
    if "data" in made:
        _write_data(made["data"], message.data)
    elif "jsonData" in made:
        write_value(message.jsonData, made["jsonData"])
    elif "strData" in made:
        message.strData = made["strData"]
    elif "binData" in made:
        content = made["binData"]
        message.binData = base64.b64decode(content) if isinstance(content, str) else bytes(content)
    elif "customData" in made:
        message.customData.MergeFromString(made["customData"].SerializeToString())
    return message


def _write_status(made: Dict[str, Any], status: Any) -> None:
    flag = made.get("status", 0)
    status.code, status.info, status.reason = (
        int(made.get("code", 0)),
        str(made.get("info", "")),
        str(made.get("reason", "")),
    )
    status.status = flag if isinstance(flag, int) else int(flag == "FAILURE")


def _write_data(made: Dict[str, Any], data: Any) -> None:
    data.SetInParent()
    data.names.extend(str(name) for name in made.get("names") or [])
    if "tensor" in made:
        values = made["tensor"]["values"]
        data.tensor.shape.extend(made["tensor"]["shape"])
        try:
            data.tensor.values.extend([value if type(value) is float else exact(value) for value in values])
        except TypeError:
            raise Problem(400, "A tensor of gRPC holds numbers only; the answer holds others. Use ndarray.") from None
    elif "tftensor" in made:
        _write_tftensor(made["tftensor"], data.tftensor)
    else:
        data.ndarray.SetInParent()
        write_list(data.ndarray, made.get("ndarray") or [])


def _write_tftensor(made: Dict[str, Any], tensor: Any) -> None:
    tensor.dtype = (
        made["dtype"]
        if isinstance(made["dtype"], int)
        else tensor.DESCRIPTOR.fields_by_name["dtype"].enum_type.values_by_name[made["dtype"]].number
    )
    for dim in made["tensorShape"]["dim"]:
        tensor.tensor_shape.dim.add(size=int(dim["size"]))
    content = made.get("tensorContent") or b""
    tensor.tensor_content = base64.b64decode(content) if isinstance(content, str) else content
    for text in made.get("stringVal") or []:
        tensor.string_val.append(base64.b64decode(text) if isinstance(text, str) else text)


def _write_meta(made: Dict[str, Any], meta: Any) -> None:
    meta.puid = str(made.get("puid") or "")
    for key, value in (made.get("tags") or {}).items():
        write_value(meta.tags[str(key)], value)
    for key, value in (made.get("routing") or {}).items():
        meta.routing[str(key)] = int(value)
    for key, value in (made.get("requestPath") or {}).items():
        meta.requestPath[str(key)] = str(value)
    for metric in made.get("metrics") or []:
        tags = {str(key): str(value) for key, value in (metric.get("tags") or {}).items()}
        meta.metrics.add(
            key=metric["key"], type=KINDS.index(metric.get("type", "COUNTER")), value=float(metric["value"]), tags=tags
        )


def write_metadata(made: Dict[str, Any], message: Any) -> Any:
    """Fills a SeldonModelMetadata."""
    message.name, message.platform = made["name"], made["platform"]
    message.versions.extend(made["versions"])
    for side in ("inputs", "outputs"):
        for part in made[side]:
            entry = getattr(message, side).add(
                messagetype=str(part.get("messagetype", "")),
                name=str(part.get("name", "")),
                datatype=str(part.get("datatype", "")),
            )
            entry.shape.extend(part.get("shape") or [])
            if "schema" in part:
                write_value(entry.schema, part["schema"])
    for key, value in made["custom"].items():
        message.custom[str(key)] = str(value)
    return message
