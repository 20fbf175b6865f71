"""Runs what the options ask for."""

from __future__ import annotations

import importlib.util
import logging
import os
import platform
from dataclasses import replace

from . import __version__
from .cpus import limit_threads
from .listeners import allow_many_files, open_listeners
from .options import Options, Usage

log = logging.getLogger(__name__)


def serve(options: Options) -> int:
    """Serves until it is stopped; the exit code. Raises Usage, and OSError when a port cannot be opened."""
    options = _without_missing(options)
    allow_many_files()
    listeners = open_listeners(options)
    threads = limit_threads(os.environ, options.model_threads, options.workers * options.threads)
    if options.pidfile:
        with open(options.pidfile, "w", encoding="ascii") as file:
            file.write(f"{os.getpid()}\n")
    log.info(
        "Serving %s on %s:%d.", options.interface_name, options.host, options.http_port,
        extra={"version": __version__, "python": platform.python_version(), "grpc_port": options.grpc_port,
               "workers": options.workers, "threads": options.threads, "model_threads": threads},
    )  # fmt: skip
    if options.workers > 1 or options.max_requests:
        from .processes import Processes

        return Processes(options, listeners).run()
    from .custom_service import start_custom_service
    from .service import Service

    service = Service(options)
    worker = service.worker(listeners)
    if options.exit_with_stdin:
        worker.lifelines.append(0)
    worker.start()
    if service.model.load(service.load):
        start_custom_service(service.served.component, listeners)
    worker.work()
    service.close()
    return 0


def _without_missing(options: Options) -> Options:
    """Without gRPC where protobuf is not installed, unless it was asked for."""
    if not options.grpc_port or _is_installed("google.protobuf"):
        return options
    if options.grpc_wanted:
        raise Usage("--grpc-port needs protobuf, which is not installed beside the model.")
    log.warning("protobuf is not installed beside the model: there is no gRPC on port %d.", options.grpc_port)
    return replace(options, grpc_port=0)


def _is_installed(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ImportError:  # nor is the package around it
        return False
