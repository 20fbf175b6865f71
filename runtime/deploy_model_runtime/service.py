"""Everything of one process but its event loop: the class, the model, the routes and the metrics."""

from __future__ import annotations

import logging
from typing import Callable

from .application import Application, refusal
from .batching import gatherer
from .documents.routes import add_documents
from .health import add_health
from .http.message import Request, Response
from .http.server import HttpServer, Limits
from .listeners import Listeners
from .metrics.exposition import CONTENT_TYPE, text
from .metrics.recorder import Recorder
from .metrics.registry import Families, Registry
from .mlflow_scoring import add_scoring
from .model import Model
from .options import Options
from .routes import Route, Table
from .seldon.batch import Batch
from .seldon.routes import add_seldon
from .served import Served
from .tracing import tracer
from .user_errors import UserErrors
from .v2.rest import add_inference
from .worker import Site, Worker

log = logging.getLogger(__name__)


class Service:
    """Made once. A worker is made of it in each process that answers; the class is loaded before or after."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.registry = Registry()
        self.recorder = Recorder(self.registry)
        self.served = Served(options, self.recorder)
        # The counts that /metrics tells; other processes may have their share.
        self.totals: Callable[[], Families] = self.registry.snapshot
        self.model: Model = None  # type: ignore[assignment]
        self.application: Application = None  # type: ignore[assignment]

    def worker(self, listeners: Listeners) -> Worker:
        """What serves in this process."""
        options = self.options
        gather = gatherer(options.batch_size, options.batch_wait, lambda: self._batch)
        self.model = Model(options.threads, options.max_concurrency, options.timeout, gather)
        self.application = Application(self._table(), self.model, self.recorder)
        self.application.log_requests = options.access_log
        self.application.log_all = options.log_all
        self.application.allowed_origin = options.cors_origin
        limits = Limits(
            body_bytes=options.max_body,
            connections=options.max_connections,
            idle_seconds=options.keepalive,
            head_seconds=options.head_timeout,
            body_seconds=options.body_timeout,
        )
        sites = [Site(HttpServer(self.application, refusal, limits), listeners.http)]
        if listeners.metrics:
            sites.append(
                Site(
                    HttpServer(Application(self._metrics(Table()), self.model, self.recorder), refusal, limits),
                    listeners.metrics,
                )
            )
        if listeners.grpc:
            sites.append(Site(self._rpc(limits), listeners.grpc))
        return Worker(self.model, sites, options.grace)

    def load(self) -> None:
        """Makes the user's object ready to answer. In the main thread. Raises what the class raises."""
        self.served.load()
        self.ready()

    def ready(self) -> None:
        """The part of `load` that each process does for itself."""
        self._batch = Batch(self.served.hooks)
        # Not earlier: it starts a thread, and what is forked must have none.
        self.application.tracer = tracer(self.options.tracing, self.served.model_name)
        handler = getattr(self.served.component.user, "model_error_handler", None)
        if handler is not None:
            self.application.user_errors = UserErrors(handler)
        self.served.warm_up()

    def close(self) -> None:
        """Sends what this process has still to send, before it ends."""
        if self.application.tracer is not None:
            self.application.tracer.close()

    def _table(self) -> Table:
        table = Table()
        add_health(table, self.model)
        add_seldon(table, self.served)
        add_inference(table, self.served, self.model)
        add_scoring(table, self.served)
        add_documents(table, self.served)
        return self._metrics(table)

    def _metrics(self, table: Table) -> Table:
        def metrics(_request: Request) -> Response:
            return Response(200, text(self.totals()), CONTENT_TYPE)

        for path in {"/metrics", "/prometheus", self.options.metrics_path}:
            table.add(path, Route("metrics", ("GET", "HEAD"), metrics, counted=False))
        return table

    def _rpc(self, limits: Limits) -> HttpServer:
        # Not earlier: it needs protobuf.
        from .http2.connection import Connection
        from .rpc.server import RpcServer, RpcSettings

        options = self.options
        size = options.grpc_max_message or options.max_body
        settings = RpcSettings(size, options.access_log, lambda: self.application.tracer)
        server = RpcServer(self.served, self.model, self.recorder, settings)
        return HttpServer(server, refusal, limits, Connection)
