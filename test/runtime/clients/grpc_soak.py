"""`grpc_soak.py ADDRESS COUNT`: sends COUNT calls, good and bad, eight at a time; prints how many had which code."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import cycle, islice
from typing import Any, List

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

MODEL, V2 = "seldon.protos.Model", "inference.GRPCInferenceService"
TENSOR = {"name": "x", "datatype": "FP32", "shape": [2]}
CALLS: "List[Any]" = [
    (MODEL, "Predict", {"data": {"names": ["a", "b"], "ndarray": [[1, 2.5], [3, "x"]]}, "meta": {"puid": "p"}}),
    (MODEL, "Predict", {"data": {"tensor": {"shape": [100, 20], "values": [0.5] * 2000}}}),
    (MODEL, "Predict", {"strData": "fail"}),
    (MODEL, "Predict", {"data": {"tensor": {"shape": [3], "values": [1]}}}),
    (MODEL, "SendFeedback", {"request": {"data": {"ndarray": [[1]]}}, "reward": 0.5}),
    (V2, "ModelInfer", {"modelName": "m", "inputs": [{**TENSOR, "contents": {"fp32_contents": [1, 2]}}]}),
    (V2, "ModelInfer", {"modelName": "m", "inputs": [{**TENSOR, "contents": {"fp32_contents": [1]}}]}),
    (V2, "ModelMetadata", {"name": "m"}),
]

address, count = sys.argv[1], int(sys.argv[2])
seen: "Counter[str]" = Counter()
with grpc.insecure_channel(address) as channel:
    pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
    ready = []
    for service, name, message in CALLS:
        kind = message_factory.GetMessageClass(pool.FindServiceByName(service).methods_by_name[name].input_type)
        raw = json_format.ParseDict(message, kind()).SerializeToString()
        ready.append((channel.unary_unary(f"/{service}/{name}"), raw))
    waiting: "List[Any]" = []
    for ask, raw in islice(cycle(ready), count):
        waiting.append(ask.future(raw, timeout=30))
        if len(waiting) == 8:
            seen.update(call.code().name for call in waiting)
            waiting.clear()
    seen.update(call.code().name for call in waiting)
print(dict(seen))
