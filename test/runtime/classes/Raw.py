"""Takes whole messages, and knows its inputs and outputs, as the wrapped MLflow model does."""

import datetime
import json
import os


class BadRequest(Exception):
    status_code = 400


class Raw:
    """Rows of a number and a text, `n` and `t`, as declared; answers with the sum of a row's number and its text's length."""

    def init_metadata(self):
        kind = os.environ.get("RAW_OUTPUT", "FP64")
        return {
            "name": "raw",
            "platform": "mlflow",
            "inputs": [
                {"name": "n", "datatype": "INT64", "shape": [-1]},
                {"name": "t", "datatype": "BYTES", "shape": [-1]},
            ],
            "outputs": [{"name": "sum", "datatype": kind, "shape": [-1]}],
        }

    def predict_raw(self, message):
        data = message.get("data")
        if data is None:
            return {"jsonData": {"got": message.get("jsonData")}, "meta": {}}
        names = data.get("names") or ["n", "t"]
        if set(names) != {"n", "t"}:
            raise BadRequest(f"The columns are n and t, not {', '.join(map(str, names))}.")
        rows = [dict(zip(names, row)) for row in data["ndarray"]]
        offset = (message.get("meta") or {}).get("tags", {}).get("offset", 0)
        return {"data": {"names": [], "ndarray": [row["n"] + len(row["t"]) + offset for row in rows]}, "meta": {}}


class Tensors:
    """Two named tensors."""

    def init_metadata(self):
        return {
            "inputs": [
                {"name": "a", "datatype": "FP32", "shape": [-1, 2]},
                {"name": "b", "datatype": "FP32", "shape": [-1, 2]},
            ],
            "outputs": [],
        }

    def predict_raw(self, message):
        given = message["jsonData"]
        given = given.get("inputs", given)
        return {
            "jsonData": {name: [[cell * 2 for cell in row] for row in rows] for name, rows in given.items()},
            "meta": {},
        }


class Table:
    """Answers with a table."""

    def init_metadata(self):
        return {
            "outputs": [
                {"name": "n", "datatype": "INT32", "shape": [-1]},
                {"name": "t", "datatype": "BYTES", "shape": [-1]},
                {"name": "f", "datatype": "FP64", "shape": [-1]},
            ]
        }

    def predict_raw(self, message):
        return {"data": {"names": ["n", "t", "f"], "ndarray": [[1, "x", 0.5], [2, "y", None]]}, "meta": {}}


class Signed:
    """Keeps MLflow's signature, as the wrapped model does: a time, a column that may be left out, parameters."""

    def init_metadata(self):
        inputs = [
            {"type": "datetime", "name": "since", "required": True},
            {"type": "double", "name": "price", "required": True},
            {"type": "string", "name": "note", "required": False},
        ]
        params = [
            {"name": "factor", "type": "double", "default": 2.0, "shape": None},
            {"name": "marks", "type": "long", "default": [1, 2], "shape": [-1]},
        ]
        kinds = {"since": "BYTES", "price": "FP64", "note": "BYTES"}
        return {
            "inputs": [{"name": name, "datatype": kind, "shape": [-1]} for name, kind in kinds.items()],
            "custom": {"mlflow.inputs": json.dumps(inputs), "mlflow.params": json.dumps(params)},
        }

    def predict_raw(self, message):
        data = message["data"]
        rows = [dict(zip(data["names"], row)) for row in data["ndarray"]]
        if not {"since", "price"} <= set(data["names"]) <= {"since", "price", "note"}:
            raise BadRequest(f"The columns are since, price and maybe note, not {data['names']}.")
        for row in rows:
            datetime.datetime.fromisoformat(row["since"])
        factor = message.get("meta", {}).get("tags", {}).get("factor", 1)
        return {"data": {"names": [], "ndarray": [row["price"] * factor for row in rows]}, "meta": {}}
