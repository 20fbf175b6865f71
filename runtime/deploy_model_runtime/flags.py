"""Every option of the command line with its environment variable; options.py has what holds without both."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Optional, Sequence

SERVICE_TYPES = ("MODEL", "ROUTER", "TRANSFORMER", "OUTPUT_TRANSFORMER", "COMBINER", "OUTLIER_DETECTOR")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL")


class Flag(NamedTuple):
    """`without`: the value of a flag that is given without one, for those that may be.

    `annotation`: of the pod, and how its text is read; it counts when neither flag nor variable is given. `default`: of
    a flag that is none of the fields of Options, which have theirs.
    """

    name: str
    variable: str
    kind: Callable[[str], Any]
    help: str
    choices: Optional[Sequence[str]] = None
    without: Any = None
    default: Any = None
    annotation: str = ""
    of_annotation: Callable[[str], Any] = int


def boolean(text: str) -> bool:
    """As upstream reads it: 1, true or t, and nothing else."""
    return text.lower() in ("1", "true", "t")


def _seconds(milliseconds: str) -> float:
    # A whole second at least, as upstream has it.
    return max(1.0, int(milliseconds) / 1000)


# What seldon-core-microservice takes.
UPSTREAM = (
    Flag("--service-type", "", str, "for Seldon's scripts; every hook answers whatever it says",
         SERVICE_TYPES),
    Flag("--persistence", "", int, "ignored, as upstream does", without=1, default=0),
    Flag("--parameters", "PREDICTIVE_UNIT_PARAMETERS", str,
         "the class's arguments, a JSON list of {name, value, type}"),
    Flag("--log-level", "SELDON_LOG_LEVEL", str.upper, "what is logged", LOG_LEVELS),
    Flag("--debug", "SELDON_DEBUG", boolean, "log level DEBUG", without=True, default=False),
    Flag("--tracing", "TRACING", int, "OpenTelemetry spans", without=1),
    Flag("--workers", "GUNICORN_WORKERS", int, "processes"),
    Flag("--threads", "GUNICORN_THREADS", int, "calls of the model at once in a process"),
    Flag("--max-requests", "GUNICORN_MAX_REQUESTS", int, "requests after which a worker is replaced; 0 never"),
    Flag("--max-requests-jitter", "GUNICORN_MAX_REQUESTS_JITTER", int, "at most so many more, by chance"),
    Flag("--keepalive", "GUNICORN_KEEPALIVE", int, "seconds that an idle connection is kept"),
    Flag("--single-threaded", "FLASK_SINGLE_THREADED", int, "1: one thread", default=0),
    Flag("--http-port", "PREDICTIVE_UNIT_HTTP_SERVICE_PORT", int, "the port for HTTP"),
    Flag("--grpc-port", "PREDICTIVE_UNIT_GRPC_SERVICE_PORT", int, "the port for gRPC, opened when it is named"),
    Flag("--metrics-port", "PREDICTIVE_UNIT_METRICS_SERVICE_PORT", int,
         "a port for metrics alone, opened when it is named; the HTTP port has them too"),
    Flag("--pidfile", "", str, "where to write the number of the process"),
    Flag("--access-log", "GUNICORN_ACCESS_LOG", boolean, "log requests", without=True),
    Flag("--grpc-threads", "GRPC_THREADS", int, "as --threads: there is one model for both protocols", default=1),
    Flag("--grpc-workers", "GRPC_WORKERS", int, "0: no gRPC; any other number: in each process", default=1),
)  # fmt: skip

# What this runtime adds.
OWN = (
    Flag("--host", "DEPLOY_MODEL_HOST", str, "the address to listen on"),
    Flag("--warm-up", "DEPLOY_MODEL_WARM_UP", str,
         "a file with a Seldon message that must be answered before the model is ready"),
    Flag("--timeout", "DEPLOY_MODEL_TIMEOUT", float, "seconds that one answer may take; 0 any",
         annotation="seldon.io/rest-timeout", of_annotation=_seconds),
    Flag("--grace", "DEPLOY_MODEL_GRACE", float, "seconds to finish requests when it is stopped"),
    Flag("--head-timeout", "DEPLOY_MODEL_HEAD_TIMEOUT", float,
         "seconds in which the head of a request must have come"),
    Flag("--body-timeout", "DEPLOY_MODEL_BODY_TIMEOUT", float,
         "seconds without a byte of the body after which it is given up"),
    Flag("--max-body", "DEPLOY_MODEL_MAX_BODY", int, "bytes of a request"),
    Flag("--max-concurrency", "DEPLOY_MODEL_MAX_CONCURRENCY", int,
         "requests that may wait or run in a process; more get 429; 0 any"),
    Flag("--max-connections", "DEPLOY_MODEL_MAX_CONNECTIONS", int, "connections of a process; more are closed"),
    Flag("--batch-size", "DEPLOY_MODEL_BATCH_SIZE", int, "rows that are put together into one call; 1 none"),
    Flag("--batch-wait", "DEPLOY_MODEL_BATCH_WAIT", float, "milliseconds to wait for more rows"),
    Flag("--model-threads", "DEPLOY_MODEL_THREADS", int,
         "threads of BLAS and OpenMP in a process; 0 fits the CPU limit"),
    Flag("--share-model", "DEPLOY_MODEL_SHARE", str, "whether workers share one copy of the model",
         ("auto", "always", "never")),
    Flag("--model-name", "DEPLOY_MODEL_NAME", str,
         "its name in the Open Inference Protocol, else PREDICTIVE_UNIT_ID or the class's; any name is answered"),
    Flag("--grpc-max-message", "DEPLOY_MODEL_GRPC_MAX_MESSAGE", int, "bytes of a gRPC message; 0 as --max-body",
         annotation="seldon.io/grpc-max-message-size"),
    Flag("--cors-origin", "DEPLOY_MODEL_CORS_ORIGIN", str, "whose pages may read answers in a browser, * for any"),
    Flag("--log-format", "DEPLOY_MODEL_LOG_FORMAT", str, "how it is logged", ("json", "text")),
    Flag("--metrics-path", "PREDICTIVE_UNIT_METRICS_ENDPOINT", str, "where metrics are told"),
)  # fmt: skip
