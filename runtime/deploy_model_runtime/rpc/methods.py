"""What each gRPC method does with the bytes of a request, in the model's thread unless it says otherwise."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, NamedTuple, Optional

from .. import __version__
from ..model import Model
from ..problem import BAD_DATA, BAD_METADATA, Problem
from ..seldon import upstream
from ..seldon.question import Prediction, Question
from ..served import Served
from ..v2.inference import InferRequest, outputs_of, question_of
from ..v2.rest import model_metadata
from .describe import Types
from .inference_messages import read_infer_request, write_infer_response
from .seldon_messages import read_feedback, read_seldon_message, write_metadata, write_seldon_message

SELDON = "seldon.protos"
INFERENCE = "inference.GRPCInferenceService"
_HOOKS = {
    "Predict": "predict", "TransformInput": "transform_input", "TransformOutput": "transform_output", "Route": "route",
    "Aggregate": "aggregate", "SendFeedback": "send_feedback",
}  # fmt: skip


class Method(NamedTuple):
    """`answer` takes and gives serialised messages; `service` is its name in metrics.

    `prediction` does the same in two steps, so that several requests can be answered by one call.
    """

    answer: Callable[[bytes], bytes]
    service: str
    asks_model: bool = True
    prediction: Optional[Callable[[bytes], Prediction]] = None


def methods(types: Types, served: Served, model: Model) -> Dict[str, Method]:
    """Every unary method of Seldon's and the inference protocol by its path."""
    seldon, inference = _Seldon(types, served), _Inference(types, served, model)
    found: Dict[str, Method] = {}
    for service, names in types.services.items():
        for name, (request, _) in names.items():
            if service.startswith(f"{SELDON}."):
                found[f"/{service}/{name}"] = seldon.method(name, request)
            elif service == INFERENCE:
                found[f"/{service}/{name}"] = inference.method(name)
    return found


def _parsed(kind: Any, raw: bytes) -> Any:
    try:
        return kind.FromString(raw)
    except Exception as error:  # DecodeError; its class has moved between versions
        raise Problem(400, f"The request is no {kind.DESCRIPTOR.name}: {error}.", BAD_DATA) from None


class _Seldon:
    """The seven services of Seldon's prediction.proto."""

    def __init__(self, types: Types, served: Served) -> None:
        self._types = types
        self._served = served

    def method(self, name: str, request: str) -> Method:
        if name in ("Metadata", "ModelMetadata"):
            return Method(self._metadata, "metadata")
        if name == "GraphMetadata":
            return Method(self._no_graph, "metadata", asks_model=False)
        hook = _HOOKS[name]
        kind = request.rpartition(".")[2]
        return Method(
            lambda raw: self._answer(hook, kind, raw),
            hook,
            prediction=self._prediction if hook == "predict" else None,
        )

    def _prediction(self, raw: bytes) -> Prediction:
        def read() -> Question:
            return self._served.hooks.question(self._read("predict", "SeldonMessage", raw))

        return Prediction(read, self._serialised)

    def _answer(self, hook: str, kind: str, raw: bytes) -> bytes:
        if upstream.imported() and self._served.hooks.raw_hook(hook) is not None:
            answered, reply = self._as_upstream(hook, kind, raw)
            if answered:
                return reply
        return self._serialised(getattr(self._served.hooks, hook)(self._read(hook, kind, raw)))

    def _read(self, hook: str, kind: str, raw: bytes) -> Any:
        message = _parsed(self._types[f"{SELDON}.{kind}"], raw)
        if hook == "aggregate":
            return [read_seldon_message(part) for part in message.seldonMessages]
        return read_feedback(message) if hook == "send_feedback" else read_seldon_message(message)

    def _serialised(self, reply: Any) -> bytes:
        if not hasattr(reply, "SerializeToString"):
            reply = write_seldon_message(reply, self._types[f"{SELDON}.SeldonMessage"]())
        return reply.SerializeToString()  # type: ignore[no-any-return]

    def _as_upstream(self, hook: str, kind: str, raw: bytes) -> "tuple[bool, bytes]":
        """A class that imports upstream's message types gets its raw requests as these, as upstream gives them."""
        message = _parsed(upstream.message_class(kind), raw)
        if hook == "send_feedback":
            self._served.hooks.reward(message.reward)
        answered, reply = self._served.hooks.raw(hook, message)
        if answered and not hasattr(reply, "SerializeToString"):
            reply = write_seldon_message(reply, upstream.message_class("SeldonMessage")())
        return answered, reply.SerializeToString() if answered else b""

    def _metadata(self, _raw: bytes) -> bytes:
        served = self._served
        if served.metadata_error is not None:
            raise Problem(500, f"The model's metadata cannot be used: {served.metadata_error}", BAD_METADATA)
        message = write_metadata(served.metadata, self._types[f"{SELDON}.SeldonModelMetadata"]())
        return message.SerializeToString()  # type: ignore[no-any-return]

    @staticmethod
    def _no_graph(_raw: bytes) -> bytes:
        raise Problem(501, "The metadata of a graph is known to its executor only.")


class _Inference:
    """The service of the Open Inference Protocol."""

    def __init__(self, types: Types, served: Served, model: Model) -> None:
        self._types = types
        self._served = served
        self._model = model

    def method(self, name: str) -> Method:
        return {
            "ServerLive": Method(lambda _raw: self._said(name, live=not self._model.hung()), "v2", asks_model=False),
            "ServerReady": Method(
                lambda _raw: self._said(name, ready=self._model.health() is None), "v2", asks_model=False
            ),
            "ModelReady": Method(
                lambda _raw: self._said(name, ready=self._model.health() is None), "v2", asks_model=False
            ),
            "ServerMetadata": Method(
                lambda _raw: self._said(name, name="deploy-model-runtime", version=__version__), "v2", asks_model=False
            ),
            "ModelMetadata": Method(self._metadata, "v2"),
            "ModelInfer": Method(self._infer, "infer", prediction=self._prediction),
        }[name]

    def _said(self, method: str, **fields: Any) -> bytes:
        return self._types[f"inference.{method}Response"](**fields).SerializeToString()  # type: ignore[no-any-return]

    def _metadata(self, raw: bytes) -> bytes:
        name = _parsed(self._types["inference.ModelMetadataRequest"], raw).name
        said = model_metadata(self._served, name or self._served.model_name)
        message = self._types["inference.ModelMetadataResponse"](
            name=said["name"], versions=said["versions"], platform=said["platform"]
        )
        for side in ("inputs", "outputs"):
            for part in said[side]:
                getattr(message, side).add(**part)
        return message.SerializeToString()  # type: ignore[no-any-return]

    def _infer(self, raw: bytes) -> bytes:
        asked = self._prediction(raw)
        return asked.write(self._served.hooks.answer(asked.read()))  # type: ignore[no-any-return]

    def _prediction(self, raw: bytes) -> Prediction:
        asked: List[InferRequest] = []
        message = self._types["inference.ModelInferRequest"]()

        def read() -> Question:
            message.CopyFrom(_parsed(type(message), raw))
            asked.append(read_infer_request(message))
            return question_of(self._served, asked[0])

        def write(said: Any) -> bytes:
            reply = self._types["inference.ModelInferResponse"](
                model_name=message.model_name, model_version=message.model_version, id=message.id
            )
            outputs = outputs_of(self._served, asked[0], said)
            write_infer_response(reply, outputs, bool(message.raw_input_contents))
            return reply.SerializeToString()  # type: ignore[no-any-return]

        return Prediction(read, write)
