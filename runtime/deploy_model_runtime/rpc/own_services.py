"""gRPC's own services: health, and the reflection that tells clients of all the others."""

from __future__ import annotations

import asyncio
from typing import Any, Callable, Dict, Optional

from ..model import Model
from .describe import Types
from .exchange import Exchange
from .reflection import answer
from .status import Code, Failed

# Seconds between two looks at the model, for who watches its health.
_OFTEN = 0.5
_SERVING, _NOT_SERVING = 1, 2
Open = Callable[[Exchange], None]


def own_services(types: Types, model: Model) -> Dict[str, Open]:
    """What begins a call of each method, by path."""
    health = _Health(types, model)
    found: Dict[str, Open] = {
        "/grpc.health.v1.Health/Check": health.check,
        "/grpc.health.v1.Health/Watch": health.watch,
    }
    for version in ("v1", "v1alpha"):
        package = f"grpc.reflection.{version}"
        found[f"/{package}.ServerReflection/ServerReflectionInfo"] = _reflecting(types, package)
    return found


class _Health:
    def __init__(self, types: Types, model: Model) -> None:
        self._types = types
        self._model = model

    def check(self, exchange: Exchange) -> None:
        """Answers once."""

        def asked(message: bytes) -> None:
            request = _read(self._types["grpc.health.v1.HealthCheckRequest"], message)
            if request.service and request.service not in self._types.services:
                raise Failed(Code.NOT_FOUND, f"There is no service {request.service}.")
            exchange.answer(self._said(self._status()))

        exchange.take_one(asked)

    def watch(self, exchange: Exchange) -> None:
        """Answers now and whenever the answer changes."""

        def look(told: Optional[int] = None) -> None:
            if exchange.open:
                status = self._status()
                if status != told:
                    exchange.send(self._said(status))
                loop.call_later(_OFTEN, look, status)

        loop = asyncio.get_running_loop()
        exchange.be_patient()
        exchange.on_message = lambda _message: look()

    def _status(self) -> int:
        return _SERVING if self._model.health() is None else _NOT_SERVING

    def _said(self, status: int) -> bytes:
        return self._types["grpc.health.v1.HealthCheckResponse"](status=status).SerializeToString()  # type: ignore[no-any-return]


def _reflecting(types: Types, package: str) -> Open:
    kind = types[f"{package}.ServerReflectionRequest"]

    def reflect(exchange: Exchange) -> None:
        exchange.be_patient()
        exchange.on_message = lambda message: exchange.send(
            answer(types, package, _read(kind, message)).SerializeToString()
        )
        exchange.on_end = exchange.finish

    return reflect


def _read(kind: Any, message: bytes) -> Any:
    try:
        return kind.FromString(message)
    except Exception as error:  # DecodeError; its class has moved between versions
        raise Failed(Code.INVALID_ARGUMENT, f"The request is no {kind.DESCRIPTOR.name}: {error}.") from None
