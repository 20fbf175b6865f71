"""`grpc_fuzz.py ADDRESS COUNT SEED`: sends damaged messages to every method; ends with 1 when one is answered as the model's failure."""

from __future__ import annotations

import random
import sys
from collections import Counter

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

SEEDS = {
    "SeldonMessage": [
        {"data": {"names": ["a"], "ndarray": [[1, "x", None, {"a": [True]}]]}, "meta": {"puid": "p", "tags": {"a": 1}, "routing": {"x": 1}}},
        {"data": {"tensor": {"shape": [2, 1], "values": [1, 2]}}},
        {"data": {"tftensor": {"dtype": "DT_FLOAT", "tensor_shape": {"dim": [{"size": 2}]}, "float_val": [1, 2]}}},
        {"strData": "x"}, {"binData": "AAAA"}, {"jsonData": {"a": 1}}, {},
    ],
    "Feedback": [{"request": {"data": {"ndarray": [[1]]}}, "reward": 1}, {}],
    "SeldonMessageList": [{"seldonMessages": [{"strData": "x"}]}, {}],
    "ModelInferRequest": [
        {"inputs": [{"name": "x", "datatype": "FP32", "shape": [2], "contents": {"fp32_contents": [1, 2]}}]},
        {"inputs": [{"name": "x", "datatype": "BYTES", "shape": [1]}], "raw_input_contents": ["AQAAAGE="]},
        {"inputs": [{"name": "x", "datatype": "FP16", "shape": [1]}], "raw_input_contents": ["AAA="], "parameters": {"a": {"int64_param": 1}}},
        {"inputs": [{"name": "x", "datatype": "INT8", "shape": [1], "contents": {"int_contents": [300]}}]},
    ],
}  # fmt: skip

address, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng, seen, wrong = random.Random(seed), Counter(), 0
with grpc.insecure_channel(address) as channel:
    database = ProtoReflectionDescriptorDatabase(channel)
    pool = descriptor_pool.DescriptorPool(database)
    methods = [
        method
        for service in database.get_services() if service.startswith(("seldon", "inference"))
        for method in pool.FindServiceByName(service).methods
    ]  # fmt: skip
    for _ in range(count):
        method = rng.choice(methods)
        kind = message_factory.GetMessageClass(method.input_type)
        raw = bytearray(
            json_format.ParseDict(rng.choice(SEEDS.get(method.input_type.name, [{}])), kind()).SerializeToString()
        )
        for _ in range(rng.choice((0, 1, 1, 3, 10))):
            place = rng.randrange(len(raw) + 1)
            raw[place : place + rng.choice((0, 1, 4))] = rng.randbytes(rng.choice((0, 1, 2)))
        path = f"/{method.containing_service.full_name}/{method.name}"
        try:
            channel.unary_unary(path)(bytes(raw), timeout=5)
            seen["OK"] += 1
        except grpc.RpcError as error:
            seen[error.code().name] += 1
            if error.code().name not in ("INVALID_ARGUMENT", "UNIMPLEMENTED"):
                wrong += 1
                print(path, bytes(raw), error.code().name, error.details())
print(f"gRPC: {dict(seen)}")
sys.exit(1 if wrong else 0)
