"""Neural networks: ONNX, Keras 3 on JAX, PyTorch. All take tensors."""

import os

import mlflow
import numpy as np
from case import case, log, pins
from mlflow.models import ModelSignature, infer_signature
from mlflow.types.schema import Schema, TensorSpec

ROWS = np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4)


@case("onnx-image", "onnx", "onnxruntime")
def onnx_image():
    """A float32 tensor (-1, 4, 4, 1), flattened and multiplied: the shape of an image model."""
    from onnx import TensorProto, helper, numpy_helper

    weights = np.arange(32, dtype=np.float32).reshape(16, 2) / 10
    graph = helper.make_graph(
        [helper.make_node("Flatten", ["image"], ["flat"]), helper.make_node("MatMul", ["flat", "w"], ["scores"])],
        "tiny",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [None, 4, 4, 1])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [None, 2])],
        [numpy_helper.from_array(weights, "w")],
    )
    return log(
        mlflow.onnx,
        onnx_model=helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8),
        signature=ModelSignature(
            inputs=Schema([TensorSpec(np.dtype(np.float32), (-1, 4, 4, 1), "image")]),
            outputs=Schema([TensorSpec(np.dtype(np.float32), (-1, 2), "scores")]),
        ),
        pip_requirements=pins("onnx", "onnxruntime", "numpy", "pandas"),
    )


@case("keras-dense", "keras", "jax")
def keras_dense():
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras

    keras.utils.set_random_seed(7)
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    return log(
        mlflow.keras,
        model=model,
        signature=infer_signature(ROWS, np.asarray(model(ROWS))),
        pip_requirements=pins("keras", "jax", "jaxlib", "numpy", "pandas"),
    )


@case("torch-linear", "torch")
def torch_linear():
    import torch

    torch.manual_seed(7)
    model = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Softmax(dim=1)).eval()
    return log(
        mlflow.pytorch,
        pytorch_model=model,
        signature=infer_signature(ROWS, model(torch.from_numpy(ROWS)).detach().numpy()),
        # MLflow 3.17 traces the model with it.
        input_example=ROWS,
        pip_requirements=pins("torch", "numpy", "pandas"),
    )
