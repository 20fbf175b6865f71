"""What a worker process does between its fork and its end."""

from __future__ import annotations

import logging
import os
import random
import socket
import sys
from typing import Callable, NamedTuple

from .custom_service import start_custom_service
from .listeners import Listeners
from .metrics.shared import SharedMetrics
from .options import Options
from .service import Service

log = logging.getLogger(__name__)
HUNG = 71


class Place(NamedTuple):
    """Where a worker stands: its slot, a socket to talk with its parent, a pipe that ends with its parent."""

    slot: int
    talk: socket.socket
    lifeline: int


def serve_as_child(service: Service, listeners: Listeners, shared: SharedMetrics, place: Place) -> None:
    """Serves until it is stopped. The model is loaded already when the service has its component."""
    random.seed()
    _reseed_numpy()
    service.registry.families = shared.read(place.slot)
    service.totals = lambda: shared.total(place.slot, service.registry)
    worker = service.worker(listeners)
    worker.lifelines.append(place.lifeline)
    worker.often = _Duties(service, shared, place.slot)
    if service.options.max_requests:
        service.application.counted = _Countdown(_jittered(service.options), worker.stop)
    is_loaded = service.served.component is not None
    # Others answer meanwhile, if only that the model loads.
    worker.start(accept=False)
    loaded = service.model.load(service.ready if is_loaded else service.load)
    place.talk.send(b"!")
    if place.talk.recv(1):
        worker.accept()
    if loaded and place.slot == 0:
        start_custom_service(service.served.component, listeners)
    worker.work()
    service.close()


class _Duties:
    """Tells the other workers its counts, and ends a worker whose model hangs: its parent starts another."""

    def __init__(self, service: Service, shared: SharedMetrics, slot: int) -> None:
        self._service, self._shared, self._slot = service, shared, slot
        self._version = -1

    def __call__(self) -> None:
        registry = self._service.registry
        if registry.version != self._version:
            self._version = registry.version
            if not self._shared.write(self._slot, registry.snapshot()):
                log.warning("The metrics of this worker are too many to be shared.")
        if self._service.model.hung():
            log.error("The model has been working on one request for too long; this worker is replaced.")
            os._exit(HUNG)


class _Countdown:
    """Stops a worker after so many requests."""

    def __init__(self, left: int, stop: Callable[[], None]) -> None:
        self._left, self._stop = left, stop

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._stop()


def _jittered(options: Options) -> int:
    return options.max_requests + random.randint(0, max(0, options.max_requests_jitter))


def _reseed_numpy() -> None:
    """Workers shall not draw the same random numbers."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
