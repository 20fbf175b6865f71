"""The message classes of Seldon's prediction.proto, described at run time."""

from __future__ import annotations

from deploy_model_runtime.rpc.describe import Types
from deploy_model_runtime.rpc.seldon_proto import PREDICTION, TENSORFLOW

_types = Types([TENSORFLOW, PREDICTION])
DESCRIPTOR = _types.pool.FindFileByName(PREDICTION.name)
for _name in PREDICTION.messages:
    globals()[_name] = _types[f"{PREDICTION.package}.{_name}"]
