"""Reads lines of {"address", "calls": [{"method", "message"}], "timeout"?, "metadata"?} and answers each with a line.

It knows no message type of the server: all come from gRPC's reflection, with the public reflection client.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

OPTIONS = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]


def call(channel: Any, pool: Any, asked: Any, timeout: float, metadata: Any) -> Any:
    """One unary call."""
    method = asked["method"]
    if method == "list":
        return {"reply": sorted(ProtoReflectionDescriptorDatabase(channel).get_services())}
    service, _, name = method.rpartition("/")
    described = pool.FindServiceByName(service).methods_by_name[name]
    request, reply = (message_factory.GetMessageClass(kind) for kind in (described.input_type, described.output_type))
    ask = channel.unary_unary(f"/{method}", lambda message: message.SerializeToString(), reply.FromString)
    try:
        answer = ask(json_format.ParseDict(asked["message"], request()), timeout=timeout, metadata=metadata)
    except grpc.RpcError as error:
        trailing = {key: value for key, value in error.trailing_metadata() or () if isinstance(value, str)}
        return {"code": error.code().name, "details": error.details(), "trailing": trailing}
    return {"code": "OK", "reply": json_format.MessageToDict(answer, preserving_proto_field_name=True)}


for line in sys.stdin:
    request = json.loads(line)
    with grpc.insecure_channel(request["address"], options=OPTIONS) as opened:
        types = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(opened))
        answers = [
            call(opened, types, one, request.get("timeout", 30), request.get("metadata")) for one in request["calls"]
        ]
    print(json.dumps(answers), flush=True)
