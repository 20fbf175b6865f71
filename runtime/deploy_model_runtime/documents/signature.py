"""What MLflow's signature says beyond Seldon's metadata: a wrapped model keeps it in `custom`, as JSON texts."""

from __future__ import annotations

import json
from typing import Any, Dict, FrozenSet, List, NamedTuple

INPUTS, PARAMS = "mlflow.inputs", "mlflow.params"
# One value of each of MLflow's types that the Open Inference Protocol calls BYTES.
_TEXTS = {"datetime": "2024-01-31T12:00:00", "binary": "AAEC"}


class Signature(NamedTuple):
    """`types`: MLflow's, by column; `optional`: columns that may be left out; `params`: {name, type, default}."""

    types: Dict[str, Any]
    optional: FrozenSet[str]
    params: List[Dict[str, Any]]

    def sample(self, part: Dict[str, Any]) -> Any:
        """A value of an input's type."""
        return _TEXTS.get(str(self.types.get(str(part.get("name")))), _sample(str(part.get("datatype"))))

    def defaults(self) -> Dict[str, Any]:
        """The parameters as a request gives them."""
        return {str(param["name"]): param.get("default") for param in self.params}


def signature_of(metadata: Dict[str, Any]) -> Signature:
    """The signature in a model's metadata; an empty one where there is none."""
    columns, params = (_read(metadata, key) for key in (INPUTS, PARAMS))
    named = [part for part in columns if "name" in part and part.get("type") != "tensor"]
    types = {str(part["name"]): part.get("type") for part in named}
    # MLflow before 2.10 writes `optional`.
    optional = [str(part["name"]) for part in named if part.get("required") is False or part.get("optional") is True]
    return Signature(types, frozenset(optional), [param for param in params if "name" in param])


def _read(metadata: Dict[str, Any], key: str) -> List[Dict[str, Any]]:
    try:
        said = json.loads(metadata.get("custom", {}).get(key, "[]"))
    except (TypeError, ValueError):  # someone else's word
        return []
    return [part for part in said if isinstance(part, dict)] if isinstance(said, list) else []


def _sample(datatype: str) -> Any:
    return {"BOOL": True, "BYTES": "text"}.get(datatype, 0.0 if datatype.startswith("FP") else 0)
