"""The ports, opened before anything else: a port that is taken is told at once."""

from __future__ import annotations

import os
import resource
import socket
from contextlib import suppress
from typing import List, NamedTuple

from .options import Options


class Listeners(NamedTuple):
    """Listening sockets."""

    http: List[socket.socket]
    metrics: List[socket.socket]
    grpc: List[socket.socket]

    def close(self) -> None:
        """In a process that does not serve."""
        for listener in (*self.http, *self.metrics, *self.grpc):
            listener.close()


def open_listeners(options: Options) -> Listeners:
    """Raises OSError that names the port."""
    metrics = options.metrics_port if options.metrics_port != options.http_port else 0
    return Listeners(
        [_listen(options.host, options.http_port)],
        [_listen(options.host, metrics)] if metrics else [],
        [_listen(options.host, options.grpc_port)] if options.grpc_port else [],
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise OSError(error.errno, f"port {port} of {host} cannot be opened: {os.strerror(error.errno or 0)}") from None
    return listener


def allow_many_files(wanted: int = 65536) -> None:
    """A connection is a file; many systems allow a process 1024 unless it asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < limit:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
