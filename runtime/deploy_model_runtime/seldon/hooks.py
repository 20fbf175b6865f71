"""Answers Seldon messages by the hooks of the user's class."""

from __future__ import annotations

import os
from typing import Any, Callable, Dict, Optional

from ..component import Component, not_implemented
from ..problem import NOT_IMPLEMENTED, Problem
from .meta import Meta, Result, merged
from .metrics import MetricSink
from .payload import NO_PAYLOAD, Payload, read_optional, read_payload
from .question import Question
from .reply import reply_to
from .upstream import dict_of, feedback_of, imported


class Hooks:
    """One method for each kind of message: a dict in, a dict out. Raises Problem, or what the user's class raises."""

    def __init__(self, component: Component, sink: MetricSink) -> None:
        self._component = component
        self._sink = sink
        self._meta = Meta(component, sink)
        self._unit = os.environ.get("PREDICTIVE_UNIT_ID", "0")

    def predict(self, message: Any) -> Any:
        """A prediction."""
        return self._transform("predict", message)

    def transform_input(self, message: Any) -> Any:
        """What a transformer makes of a request; without the hook the request itself."""
        return self._transform("transform_input", message)

    def transform_output(self, message: Any) -> Any:
        """What a transformer makes of an answer; without the hook the answer itself."""
        return self._transform("transform_output", message)

    def _transform(self, name: str, message: Any) -> Any:
        answered, reply = self.raw(name, message)
        return reply if answered else self.ask(name, read_payload(message))

    @property
    def takes_messages(self) -> bool:
        """Whether the class answers predictions message by message."""
        return self.raw_hook("predict") is not None

    def question(self, message: Any) -> Question:
        """What a message asks for. Raises Problem."""
        return Question(message) if self.takes_messages else Question(payload=read_payload(message))

    def answer(self, question: Question) -> Any:
        """The reply to a question."""
        return self.predict(question.message) if question.payload is None else self.ask("predict", question.payload)

    def ask(self, name: str, payload: Payload) -> Dict[str, Any]:
        """Asks the hook that takes a payload: predict, transform_input or transform_output."""
        return self.reply(name, payload, self.result(name, payload))

    def result(self, name: str, payload: Payload) -> Any:
        """What that hook returns."""
        method = self._component.hook(name)
        if method is not None:
            try:
                return self._call(name, method, payload)
            except Exception as error:
                if not not_implemented(error):
                    raise
        if name == "predict":
            raise _missing(name)
        return payload.features

    def reply(self, name: str, payload: Payload, returned: Any) -> Dict[str, Any]:
        """The message for what a hook returned."""
        return self._message(name, payload, returned, payload.meta)

    def _call(self, name: str, method: Callable[..., Any], payload: Payload) -> Any:
        if self._component.takes_meta(name):
            return method(payload.features, payload.names, meta=payload.meta)
        return method(payload.features, payload.names)

    def route(self, message: Any) -> Any:
        """The number of the child that gets the request; -1 all of them."""
        answered, reply = self.raw("route", message)
        if answered:
            return reply
        method = self._component.hook("route")
        if method is None:
            raise _missing("route")
        payload = read_payload(message)
        result = Result(self._call("route", method, payload))
        if isinstance(result.data, bool) or not hasattr(result.data, "__index__"):
            raise Problem(500, f"route answers with the number of a child, not with {result.data!r}.")
        meta = self._meta.of("route", {}, payload.meta.get("puid"), result)
        return reply_to(self._component, payload, [[result.data.__index__()]], meta)

    def aggregate(self, message: Any) -> Any:
        """One answer made of several."""
        answered, reply = self.raw("aggregate", message)
        if answered:
            return reply
        method = self._component.hook("aggregate")
        if method is None:
            raise _missing("aggregate")
        messages = (
            message
            if isinstance(message, list)
            else message.get("seldonMessages")
            if isinstance(message, dict)
            else None
        )
        if not isinstance(messages, list) or not messages:
            raise Problem(400, "An aggregate takes a list of Seldon messages, or an object with seldonMessages.")
        payloads = [read_payload(part) for part in messages]
        returned = method([payload.features for payload in payloads], [payload.names for payload in payloads])
        return self._message("aggregate", payloads[0], returned, merged(payloads))

    def send_feedback(self, message: Any) -> Any:
        """Tells the model what its answer was worth."""
        if not isinstance(message, dict) or not set(message) <= {"request", "response", "reward", "truth"}:
            raise Problem(400, "A feedback is a JSON object with request, response, reward and truth.")
        reward = message.get("reward") or 0.0
        if isinstance(reward, bool) or not isinstance(reward, (int, float)):
            raise Problem(400, "reward is a number.")
        self.reward(reward)
        raw = self.raw_hook("send_feedback") is not None
        answered, reply = self.raw("send_feedback", feedback_of(message) if raw and imported() else message)
        if answered:
            return dict_of(reply)
        request, truth = read_optional(message.get("request")), read_optional(message.get("truth"))
        method = self._component.hook("send_feedback")
        returned: Any = None
        if method is not None:
            try:
                returned = method(
                    request.features, request.names, reward, truth.features, routing=self._routing(message)
                )
            except Exception as error:
                if not not_implemented(error):
                    raise
        return self._message("send_feedback", request, [] if returned is None else returned, {})

    def reward(self, amount: float) -> None:
        """Counts a feedback."""
        self._sink.reward(amount)

    def _routing(self, message: Dict[str, Any]) -> Optional[int]:
        """Where this router had sent the request."""
        found: Any = message
        for key in ("response", "meta", "routing", self._unit):
            found = found.get(key) if isinstance(found, dict) else None
        return found if isinstance(found, int) else None

    def health_status(self) -> Any:
        """What the class says of its health."""
        raw = self._component.hook("health_status_raw")
        if raw is not None:
            try:
                return raw()
            except Exception as error:
                if not not_implemented(error):
                    raise
        method = self._component.hook("health_status")
        returned: Any = "healthy"
        if method is not None:
            try:
                returned = method()
            except Exception as error:
                if not not_implemented(error):
                    raise
                returned = "not implemented - assuming healthy"
        return self._message("health_status", NO_PAYLOAD, returned, {})

    @property
    def tells_health(self) -> bool:
        """Whether the class has a part in what /health/status says."""
        return any(self._component.hook(name) for name in ("health_status", "health_status_raw", "tags", "metrics"))

    def raw_hook(self, name: str) -> Optional[Callable[..., Any]]:
        """The hook that takes whole messages. Upstream's older name for it still comes first."""
        return self._component.hook(f"{name}_rest") or self._component.hook(f"{name}_raw")

    def raw(self, name: str, message: Any) -> "tuple[bool, Any]":
        """Asks the hook that takes whole messages; (False, None) when there is none."""
        method = self.raw_hook(name)
        if method is None:
            return False, None
        try:
            reply = method(message)
        except Exception as error:
            if not not_implemented(error):
                raise
            return False, None
        return True, self._meta.counted(name, reply)

    def _message(self, name: str, payload: Payload, returned: Any, before: Dict[str, Any]) -> Dict[str, Any]:
        result = Result(returned)
        return reply_to(
            self._component, payload, result.data, self._meta.of(name, before, payload.meta.get("puid"), result)
        )


def _missing(name: str) -> Problem:
    return Problem(501, f"The class has no method {name}.", NOT_IMPLEMENTED)
