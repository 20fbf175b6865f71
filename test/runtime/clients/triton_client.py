"""`triton_client.py http|grpc PORT`: sends each datatype to a model that gives back what it is sent, and prints what came."""

from __future__ import annotations

import json
import sys

import numpy
from tritonclient.utils import InferenceServerException, triton_to_np_dtype

protocol, port = sys.argv[1:]
if protocol == "http":
    import tritonclient.http as triton
else:
    import tritonclient.grpc as triton

client = triton.InferenceServerClient(f"127.0.0.1:{port}")
metadata = client.get_model_metadata("m")
said = {
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "model": client.is_model_ready("m"),
    "metadata": metadata["name"] if protocol == "http" else metadata.name,
    "same": [],
}
for datatype in (
    "BOOL",
    "UINT8",
    "UINT16",
    "UINT32",
    "UINT64",
    "INT8",
    "INT16",
    "INT32",
    "INT64",
    "FP16",
    "FP32",
    "FP64",
    "BYTES",
):
    if datatype == "BYTES":
        values = numpy.array([["a", "grüß"], ["", "x" * 5000]], dtype=object)
        expected = numpy.vectorize(lambda text: text.encode(), otypes=[object])(values)
    else:
        values = expected = numpy.array([[0, 1], [1, 3]]).astype(triton_to_np_dtype(datatype))
    tensor = triton.InferInput("x", [2, 2], datatype)
    tensor.set_data_from_numpy(values)
    reply = client.infer("m", [tensor], outputs=[triton.InferRequestedOutput("y")], request_id="1")
    came = reply.as_numpy("y")
    if came.dtype == expected.dtype and (came == expected).all():
        said["same"].append(datatype)
try:
    wrong = [triton.InferInput("x", [1], "FP32") for _ in range(2)]
    for tensor in wrong:
        tensor.set_data_from_numpy(numpy.zeros(1, dtype="float32"))
    client.infer("m", wrong)
except InferenceServerException as error:
    said["refused"], said["because"] = str(error.status()), error.message()
print(json.dumps(said))
