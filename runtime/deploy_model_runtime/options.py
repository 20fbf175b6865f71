"""What the runtime is told: the command line of seldon-core-microservice with its environment variables, and more."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields
from typing import Any, List, Mapping, Optional

from . import __version__
from .flags import OWN, UPSTREAM, Flag, boolean


@dataclass(frozen=True)
class Options:
    """As flags.py explains them. Ports of 0 are not opened; times are in seconds, sizes in bytes."""

    interface_name: str
    service_type: str = "MODEL"
    parameters: str = "[]"
    log_level: str = "INFO"
    log_format: str = "json"
    access_log: bool = False
    # Requests to health and metrics are logged too.
    log_all: bool = False
    cors_origin: str = ""
    host: str = "0.0.0.0"
    http_port: int = 9000
    grpc_port: int = 0
    # The port was named on the command line, so not opening it is an error.
    grpc_wanted: bool = False
    grpc_max_message: int = 0
    metrics_port: int = 0
    metrics_path: str = "/metrics"
    workers: int = 1
    threads: int = 1
    model_threads: int = 0
    share_model: str = "auto"
    max_requests: int = 0
    max_requests_jitter: int = 0
    max_body: int = 100 * 1024 * 1024
    max_concurrency: int = 1024
    max_connections: int = 4096
    keepalive: int = 75
    head_timeout: float = 15.0
    body_timeout: float = 30.0
    timeout: float = 600.0
    grace: float = 30.0
    batch_size: int = 1
    # Milliseconds on the command line.
    batch_wait: float = 0.0
    tracing: bool = False
    pidfile: Optional[str] = None
    warm_up: Optional[str] = None
    exit_with_stdin: bool = False
    model_name: str = ""


class Usage(Exception):
    """A command line or environment that makes no sense; the sentence says why."""


def parse(arguments: List[str], environment: Mapping[str, str], annotations: Mapping[str, str]) -> Options:
    """Reads the command line; what it leaves out comes from the environment, then from the pod's annotations.

    Raises Usage, and SystemExit for --help, --version and what argparse refuses.
    """
    found, unknown = _parser(environment, annotations).parse_known_args(arguments)
    if unknown:
        raise Usage(f"Unknown arguments: {' '.join(unknown)}. The API type (REST, GRPC) is none since seldon-core 1.5.")
    values = vars(found)
    if values["single_threaded"]:
        values["threads"] = 1
    else:
        # There is one model for both protocols, so its threads serve both.
        grpc_threads = values["grpc_threads"] if values["grpc_workers"] else 1
        values["threads"] = max(1, values["threads"], grpc_threads)
    values["grpc_wanted"] = any(argument.startswith("--grpc-port") for argument in arguments)
    if values["grpc_workers"] <= 0:
        values["grpc_port"] = 0
    if values["debug"]:
        values["log_level"] = "DEBUG"
    filtered = environment.get("FILTER_METRICS_ACCESS_LOGS") or str(not values["debug"])
    values["log_all"] = not boolean(filtered)
    values["model_name"] = values["model_name"] or environment.get("PREDICTIVE_UNIT_ID", "")
    values["workers"] = max(1, values["workers"])
    values["tracing"] = bool(values["tracing"])
    values["batch_wait"] /= 1000
    return Options(**{field.name: values[field.name] for field in fields(Options)})


def _parser(environment: Mapping[str, str], annotations: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="deploy_model_runtime",
        description="Serves a Python class with Seldon's interface over HTTP and gRPC.",
        epilog="What stands in brackets counts when the option is not given: a variable, an annotation of the pod.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("interface_name", help="Model (module and class of one name) or package.module.Class")
    for title, flags in (("as seldon-core-microservice", UPSTREAM), ("of this runtime", OWN)):
        group = parser.add_argument_group(title)
        for flag in flags:
            _add(group, flag, _default(flag, environment, annotations))
    parser.add_argument("--exit-with-stdin", action="store_true", help="end when the standard input ends")
    return parser


def _add(group: Any, flag: Flag, default: Any) -> None:
    more = {} if flag.without is None else {"nargs": "?", "const": flag.without}
    sources = ", ".join(source for source in (flag.variable, flag.annotation) if source)
    text = f"{flag.help} [{sources}]" if sources else flag.help
    group.add_argument(flag.name, type=flag.kind, default=default, choices=flag.choices, help=text, **more)


def _default(flag: Flag, environment: Mapping[str, str], annotations: Mapping[str, str]) -> Any:
    """The value without the flag. A variable that is empty counts as not set."""
    text = environment.get(flag.variable, "") if flag.variable else ""
    if text:
        value = _read(flag.kind, text, flag.variable)
        if flag.choices is not None and value not in flag.choices:
            raise Usage(f"{flag.variable}={text} is none of {', '.join(flag.choices)}.")
        return value
    if flag.annotation in annotations:
        return _read(flag.of_annotation, annotations[flag.annotation], f"the annotation {flag.annotation}")
    return getattr(Options, flag.name[2:].replace("-", "_"), flag.default)


def _read(kind: Any, text: str, source: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise Usage(f"{source}={text} is no number.") from None
