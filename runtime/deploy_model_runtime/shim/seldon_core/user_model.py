"""The base class of a Seldon component. Every hook but `load` says that it is not implemented."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from .flask_utils import SeldonMicroserviceException

__all__ = ["SeldonComponent", "SeldonNotImplementedError", "SeldonResponse"]


class SeldonNotImplementedError(SeldonMicroserviceException):
    """The class has no such hook."""

    status_code = 400


class SeldonResponse:
    """An answer with the tags and metrics of its own request."""

    def __init__(
        self, data: Any, tags: Optional[Dict[str, Any]] = None, metrics: Optional[List[Dict[str, Any]]] = None
    ) -> None:
        self.data = data
        self.tags = tags if tags is not None else {}
        self.metrics = metrics if metrics is not None else []

    @classmethod
    def create(cls, data: Any) -> "SeldonResponse":
        """The same answer, or one made of data."""
        return data if isinstance(data, cls) else cls(data=data)


class SeldonComponent:
    """What may be overridden: see seldon-core's documentation of the Python wrapper."""

    def __init__(self, **kwargs: Any) -> None:
        pass

    def load(self) -> None:
        """Called once, before the first request."""


def _not_implemented(name: str) -> Any:
    def hook(self: SeldonComponent, *args: Any, **kwargs: Any) -> Any:
        raise SeldonNotImplementedError(f"{name} is not implemented")

    hook.__name__, hook.__qualname__ = name, f"SeldonComponent.{name}"
    hook.__doc__ = "Not implemented."
    return hook


for _name in (
    "tags", "class_names", "predict", "predict_raw", "send_feedback", "send_feedback_raw", "transform_input",
    "transform_input_raw", "transform_output", "transform_output_raw", "metrics", "feature_names", "route", "route_raw",
    "aggregate", "aggregate_raw", "health_status", "health_status_raw", "metadata", "init_metadata",
):  # fmt: skip
    setattr(SeldonComponent, _name, _not_implemented(_name))
