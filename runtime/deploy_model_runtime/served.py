"""The user's class with everything that answers by it, made by `load` in the model's thread."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Optional

from .codec import loads
from .component import Component, find_class
from .metadata import read_metadata
from .options import Options
from .parameters import parse_parameters
from .seldon.hooks import Hooks
from .seldon.metrics import MetricSink


class Served:
    """Empty until `load` has returned."""

    def __init__(self, options: Options, sink: MetricSink) -> None:
        self._options = options
        self._sink = sink
        self.model_name = options.model_name or options.interface_name.rpartition(".")[2]
        self.component: Component = None  # type: ignore[assignment]
        self.hooks: Hooks = None  # type: ignore[assignment]
        # Seldon's metadata of the model, or why it has none.
        self.metadata: Dict[str, Any] = {}
        self.metadata_error: Optional[str] = None
        # The warm-up request.
        self.example: Any = None

    def load(self) -> None:
        """Imports, makes and loads the class. Raises what went wrong."""
        made = find_class(self._options.interface_name)(**parse_parameters(self._options.parameters))
        self.component = Component(made)
        self.component.load()
        self.hooks = Hooks(self.component, self._sink)
        self.metadata, self.metadata_error = read_metadata(self.component)

    def warm_up(self) -> None:
        """Asks the model the warm-up request, when there is one: a model that cannot answer is not ready."""
        if self._options.warm_up is None:
            return
        self.example = loads(Path(self._options.warm_up).read_bytes())
        reply = self.hooks.predict(self.example)
        status = reply.get("status") if isinstance(reply, dict) else None
        if isinstance(status, dict) and (status.get("status") in (1, "FAILURE")):
            raise RuntimeError(f"the warm-up request was answered with {json.dumps(status, default=str)}")
