"""Classes as seldon-core's documentation writes them."""

from typing import Dict, Iterable, List, Optional, Union

import numpy as np
from seldon_core.flask_utils import SeldonMicroserviceException
from seldon_core.metrics import create_counter, create_gauge, create_timer
from seldon_core.user_model import SeldonComponent, SeldonResponse
from seldon_core.utils import getenv_as_bool


class WithSeldon(SeldonComponent):
    def __init__(self, scale: float = 1.0, **kwargs):
        super().__init__(**kwargs)
        self.scale = scale
        self.debug = getenv_as_bool("SOME_DEBUG", default=True)

    def load(self):
        self.weights = np.array([[1.0], [2.0]]) * self.scale

    def predict(
        self, X: np.ndarray, names: Iterable[str], meta: Optional[Dict] = None
    ) -> Union[np.ndarray, List, str, bytes, Dict]:
        if isinstance(X, str):
            raise SeldonMicroserviceException("numbers only", status_code=402, reason="PAY")
        return SeldonResponse(
            data=X @ self.weights,
            tags={"debug": self.debug},
            metrics=[create_counter("seen", len(X)), create_gauge("level", 1.5), create_timer("took", 12)],
        )


class Messages(SeldonComponent):
    """Knows Seldon's protobuf messages."""

    def predict_raw(self, msg):
        from google.protobuf import json_format

        if isinstance(msg, dict):
            return {"strData": "dict", "meta": {}}
        from seldon_core.proto import prediction_pb2

        assert isinstance(msg, prediction_pb2.SeldonMessage)
        reply = prediction_pb2.SeldonMessage(strData=f"proto {json_format.MessageToDict(msg)['strData']}")
        reply.meta.tags["seen"].bool_value = True
        return reply

    def send_feedback_raw(self, feedback):
        from seldon_core.proto import prediction_pb2

        assert isinstance(feedback, prediction_pb2.Feedback)
        return prediction_pb2.SeldonMessage(strData=f"reward {feedback.reward:g}")

    def load(self):
        import seldon_core.proto.prediction_pb2  # noqa: F401
