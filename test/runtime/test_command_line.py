"""The command line of seldon-core-microservice, its variables, and the pod's annotations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from deploy_model_runtime.annotations import read_annotations
from deploy_model_runtime.flags import SERVICE_TYPES
from deploy_model_runtime.options import Options, Usage, parse
from deploy_model_runtime.parameters import parse_parameters
from deploy_model_runtime.problem import Problem
from process import CLASSES, ROOT, Runtime, free_port


def options(*arguments: str, annotations: "dict[str, str] | None" = None, **environment: str) -> Options:
    return parse(["Model", *arguments], environment, annotations or {})


@pytest.mark.parametrize(
    ("arguments", "environment", "field", "value"),
    [
        ([], {}, "http_port", 9000),
        ([], {}, "grpc_port", 0),
        (["--http-port", "1"], {"PREDICTIVE_UNIT_HTTP_SERVICE_PORT": "2"}, "http_port", 1),
        ([], {"PREDICTIVE_UNIT_HTTP_SERVICE_PORT": "2"}, "http_port", 2),
        ([], {"PREDICTIVE_UNIT_GRPC_SERVICE_PORT": "3"}, "grpc_port", 3),
        (["--grpc-port", "3"], {"GRPC_WORKERS": "0"}, "grpc_port", 0),
        ([], {"PREDICTIVE_UNIT_METRICS_SERVICE_PORT": "4"}, "metrics_port", 4),
        ([], {"PREDICTIVE_UNIT_METRICS_ENDPOINT": "/prometheus"}, "metrics_path", "/prometheus"),
        (["--parameters", "[1]"], {"PREDICTIVE_UNIT_PARAMETERS": "[2]"}, "parameters", "[1]"),
        ([], {"PREDICTIVE_UNIT_PARAMETERS": "[2]"}, "parameters", "[2]"),
        (["--workers", "3"], {"GUNICORN_WORKERS": "2"}, "workers", 3),
        ([], {"GUNICORN_WORKERS": "2"}, "workers", 2),
        ([], {"GUNICORN_THREADS": "5"}, "threads", 5),
        (["--threads", "5", "--single-threaded", "1"], {}, "threads", 1),
        ([], {"GUNICORN_THREADS": "5", "FLASK_SINGLE_THREADED": "1"}, "threads", 1),
        ([], {"GRPC_THREADS": "7"}, "threads", 7),
        ([], {"GRPC_THREADS": "7", "GRPC_WORKERS": "0"}, "threads", 1),
        ([], {"GUNICORN_MAX_REQUESTS": "9"}, "max_requests", 9),
        (["--max-requests-jitter", "4"], {}, "max_requests_jitter", 4),
        ([], {"GUNICORN_KEEPALIVE": "4"}, "keepalive", 4),
        (["--log-level", "ERROR"], {"SELDON_LOG_LEVEL": "DEBUG"}, "log_level", "ERROR"),
        ([], {"SELDON_LOG_LEVEL": "warning"}, "log_level", "WARNING"),
        (["--debug"], {}, "log_level", "DEBUG"),
        ([], {"SELDON_DEBUG": "true"}, "log_level", "DEBUG"),
        (["--access-log"], {}, "access_log", True),
        ([], {"GUNICORN_ACCESS_LOG": "true"}, "access_log", True),
        ([], {}, "access_log", False),
        ([], {"SELDON_LOG_LEVEL": "critical"}, "log_level", "CRITICAL"),
        (["--tracing"], {}, "tracing", True),
        ([], {"TRACING": "1"}, "tracing", True),
        (["--pidfile", "x"], {}, "pidfile", "x"),
        (["--persistence"], {}, "workers", 1),
        (["--persistence", "0"], {}, "workers", 1),
        ([], {"PREDICTIVE_UNIT_ID": "node"}, "model_name", "node"),
        ([], {"DEPLOY_MODEL_TIMEOUT": "2.5"}, "timeout", 2.5),
        (["--batch-wait", "5"], {}, "batch_wait", 0.005),
    ],
)
def test_an_option_or_its_variable_sets_a_value(
    arguments: "list[str]", environment: "dict[str, str]", field: str, value: object
):
    assert getattr(options(*arguments, **environment), field) == value


@pytest.mark.parametrize("kind", SERVICE_TYPES)
def test_every_service_type_is_taken(kind: str):
    assert options("--service-type", kind).service_type == kind


def test_annotations_of_the_pod_set_limits():
    given = {"seldon.io/rest-timeout": "100000", "seldon.io/grpc-max-message-size": "5000"}
    assert (options(annotations=given).timeout, options(annotations=given).grpc_max_message) == (100, 5000)
    assert options(annotations={"seldon.io/rest-timeout": "1"}).timeout == 1


@pytest.mark.parametrize(
    ("arguments", "environment", "word"),
    [
        (["REST"], {}, "REST"),
        (["--no-such"], {}, "--no-such"),
        ([], {"GUNICORN_WORKERS": "two"}, "GUNICORN_WORKERS"),
        ([], {"SELDON_LOG_LEVEL": "LOUD"}, "LOUD"),
    ],
)
def test_what_makes_no_sense_is_named(arguments: "list[str]", environment: "dict[str, str]", word: str):
    with pytest.raises(Usage, match=word):
        options(*arguments, **environment)


def test_an_annotation_that_is_no_number_is_named():
    with pytest.raises(Usage, match="rest-timeout"):
        options(annotations={"seldon.io/rest-timeout": "soon"})


def test_annotations_are_read_with_their_quotes(tmp_path: Path):
    (tmp_path / "annotations").write_text('a="1"\nseldon.io/x="say \\"hi\\"\\n"\nno line\n\nb=plain\n')
    assert read_annotations(tmp_path / "annotations") == {"a": "1", "seldon.io/x": 'say "hi"\n', "b": "plain"}
    assert read_annotations(tmp_path / "none") == {}


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("INT", "5", 5), ("FLOAT", "0.5", 0.5), ("DOUBLE", "1e3", 1000.0), ("STRING", "x", "x"), ("STRING", 5, "5"),
        ("BOOL", "true", True), ("BOOL", "0", False), ("BOOL", False, False), ("BOOL", "off", False), ("INT", 5, 5),
    ],
)  # fmt: skip
def test_a_parameter_has_its_type(kind: str, value: object, expected: object):
    made = parse_parameters(json.dumps([{"name": "p", "value": value, "type": kind}]))["p"]
    assert (made, type(made)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{", "not JSON"),
        ("{}", "list"),
        ("[5]", "object"),
        ('[{"name": "p", "value": "x", "type": "INT"}]', "Parameter p: 'x' is not of the type INT"),
        ('[{"name": "p", "value": "x", "type": "BOOL"}]', "Parameter p"),
        ('[{"name": "p", "value": "x", "type": "LIST"}]', "the type LIST is none of"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(text: str, word: str):
    with pytest.raises(Problem, match=word):
        parse_parameters(text)


def test_parameters_reach_the_class():
    given = json.dumps([{"name": "a", "value": "1", "type": "INT"}, {"name": "b", "value": "true", "type": "BOOL"}])
    for arguments, env in ((["--parameters", given], {}), ([], {"PREDICTIVE_UNIT_PARAMETERS": given})):
        with Runtime("Extras.Parameters", *arguments, env=env) as runtime:
            assert runtime.predict({"strData": "x"}).json()["jsonData"] == {"a": ["int", 1], "b": ["bool", True]}


def test_parameters_that_the_class_does_not_take_are_a_failure_to_load():
    with Runtime("Echo", "--parameters", '[{"name":"x","value":"1","type":"INT"}]', wait="failed") as runtime:
        assert "unexpected keyword argument 'x'" in runtime.get("/health/ping").info


def run(*arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "deploy_model_runtime", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT / "runtime"), **env}, cwd=CLASSES, capture_output=True, text=True, timeout=30,
    )  # fmt: skip


def test_help_and_version_are_printed():
    assert "PREDICTIVE_UNIT_PARAMETERS" in run("--help").stdout
    assert run("--version").stdout == "0.1.0\n"


def test_a_command_line_that_makes_no_sense_ends_with_2():
    for arguments in ((), ("Echo", "REST"), ("Echo", "--http-port", "x"), ("Echo", "--service-type", "X")):
        done = run(*arguments)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_a_port_that_is_taken_is_named():
    with Runtime("Echo.Nothing") as runtime:
        done = run("Echo.Nothing", "--http-port", str(runtime.port), "--host", "127.0.0.1")
        assert done.returncode == 1
        assert f"port {runtime.port} of 127.0.0.1 cannot be opened: Address already in use" in done.stderr


def test_the_number_of_the_process_is_written_down(tmp_path: Path):
    with Runtime("Echo.Nothing", "--pidfile", str(tmp_path / "pid")) as runtime:
        assert (tmp_path / "pid").read_text() == f"{runtime.process.pid}\n"


def test_a_class_of_a_package_is_found(tmp_path: Path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("")
    (tmp_path / "package" / "inside.py").write_text("class Mine:\n    def predict(self, X, names): return 'mine'\n")
    with Runtime("package.inside.Mine", folder=tmp_path) as runtime:
        assert runtime.predict({"strData": "x"}).json()["strData"] == "mine"


def test_a_class_may_have_a_server_of_its_own():
    port = free_port()
    with Runtime("Extras.OwnServer", env={"OWN_PORT": str(port)}) as runtime:
        other = Runtime.__new__(Runtime)
        other.port = port
        said: "list[bytes]" = []

        def answers() -> bool:
            try:
                said.append(other.get("/").body)
            except OSError:
                return False
            return True

        runtime.wait_until(answers)
        word, process = said[0].decode().split()
        own = runtime.predict({"data": {"ndarray": [1]}}).json()["data"]["ndarray"][0]
        assert (word, int(process) != own) == ("mine", True)
        assert runtime.stop() == 0
        until = time.monotonic() + 30
        with pytest.raises(OSError):
            while time.monotonic() < until:
                other.get("/", timeout=1)
