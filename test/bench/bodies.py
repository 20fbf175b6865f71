"""The same rows as each protocol asks for a prediction of them."""

import json

from protobuf import bytes_field, doubles_field, integers_field

V2_MODEL = "model"


def names_of(width):
    """Names of so many columns."""
    return [f"column_{place}" for place in range(width)]


def rows_of(count, width):
    """Rows of numbers with a few digits, as measured values have."""
    return [[round(((row * 31 + place * 17) % 97) / 9.7 - 5, 3) for place in range(width)] for row in range(count)]


def seldon(rows, width):
    """A Seldon message as JSON."""
    return json.dumps({"data": {"names": names_of(width), "ndarray": rows}}).encode()


def v2(rows, width):
    """A request of the Open Inference Protocol as JSON: one input for each column, as a column signature asks for."""
    return json.dumps({"inputs": _columns(rows, width)}).encode()


def _columns(rows, width):
    return [
        {"name": name, "shape": [len(rows)], "datatype": "FP64", "data": [row[place] for row in rows]}
        for place, name in enumerate(names_of(width))
    ]


def scoring(rows, width):
    """A request of MLflow's own protocol."""
    return json.dumps({"dataframe_split": {"columns": names_of(width), "data": rows}}).encode()


def seldon_grpc(rows, width):
    """A SeldonMessage with a tensor, for /seldon.protos.Model/Predict."""
    values = [value for row in rows for value in row]
    tensor = integers_field(1, [len(rows), width]) + doubles_field(2, values)
    names = b"".join(bytes_field(1, name) for name in names_of(width))
    return bytes_field(3, names + bytes_field(2, tensor))


def v2_grpc(rows, width):
    """A ModelInferRequest, for /inference.GRPCInferenceService/ModelInfer."""
    inputs = b"".join(
        bytes_field(
            5,
            bytes_field(1, name)
            + bytes_field(2, "FP64")
            + integers_field(3, [len(rows)])
            + bytes_field(5, doubles_field(7, [row[place] for row in rows])),
        )
        for place, name in enumerate(names_of(width))
    )
    return bytes_field(1, V2_MODEL) + inputs
