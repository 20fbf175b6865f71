"""The same requests to this runtime and to seldon-core's own server: answers are alike, but for the differences that are listed."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional

import pytest
from environments import UPSTREAM, python_with
from process import CLASSES, Answer, Runtime, free_port

JSON = {"content-type": "application/json"}


class Asked(NamedTuple):
    """One request."""

    method: str
    path: str
    body: Any = None
    headers: Dict[str, str] = JSON

    def __str__(self) -> str:
        return f"{self.method} {self.path} {str(self.body)[:200]}"


class Upstream(Runtime):
    """seldon-core-microservice 1.17.1, the last version under the Apache licence."""

    def __init__(self, python: Path) -> None:
        self.port, self.grpc_port, metrics = free_port(), free_port(), free_port()
        self._log = tempfile.TemporaryFile()
        command = [
            str(python.parent / "seldon-core-microservice"),
            "Compared",
            "--http-port",
            str(self.port),
            "--metrics-port",
            str(metrics),
        ]
        self.process = subprocess.Popen(
            command, cwd=CLASSES, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, start_new_session=True,
            env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "GRPC_WORKERS": "0"},
        )  # fmt: skip
        try:
            self.wait_until(lambda: self.ping() == "ready", 60)
        except BaseException:
            self.__exit__()
            raise


@pytest.fixture(scope="module")
def upstream_python() -> Path:
    try:
        return python_with(UPSTREAM, "3.11")
    except subprocess.CalledProcessError:
        pytest.skip("seldon-core 1.17.1 needs Python 3.11, or its packages, which are not here")


@pytest.fixture(scope="module")
def theirs(upstream_python: Path) -> Iterator[Runtime]:
    with Upstream(upstream_python) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def ours(fast_python: Path) -> Iterator[Runtime]:
    with Runtime("Compared", python=fast_python) as runtime:
        yield runtime


TENSOR = {"tensor": {"shape": [2, 2], "values": [1, 2, 3, 4.5]}}
DATA: "List[Any]" = [
    {"ndarray": [[1, 2], [3, 4]]}, {"ndarray": [[1.5, 2]]}, {"ndarray": [1, 2, 3]}, {"ndarray": [[[1], [2]]]}, {"ndarray": []},
    {"ndarray": [["a", "b"]]}, {"ndarray": [[True, False]]}, {"ndarray": [[None, 1]]}, {"ndarray": [[2**53 + 1, 1]]}, {"ndarray": [[{"a": 1}]]},
    {"names": ["a", "b"], "ndarray": [[1, 2]]}, {"names": [], "ndarray": [[1, 2]]}, {"ndarray": [[-0.0, 1e308]]}, TENSOR,
    {"tensor": {"shape": [4], "values": [1, 2, 3, 4]}}, {"tensor": {"shape": [1, 1, 1], "values": [0.1]}}, {"tensor": {"shape": [0], "values": []}},
    {"names": ["a", "b"], **TENSOR}, {"tensor": {"shape": [-1, 2], "values": [1, 2, 3, 4]}}, {},
]  # fmt: skip
MESSAGES: "List[Any]" = [
    *({"data": data} for data in DATA),
    {"strData": "x"}, {"strData": ""}, {"binData": "AP8="}, {"binData": ""}, {"jsonData": {"a": {"b": [1, None]}}}, {"jsonData": [1, "x"]},
    {"jsonData": "text"}, {"strData": "grüß \u2603"}, {"data": {"ndarray": [[1]]}, "meta": {}},
    {"data": {"ndarray": [[1]]}, "meta": {"puid": "p", "tags": {"tag": 2, "mine": {"a": 1}}, "requestPath": {"n": "i"}}},
    {"data": {"ndarray": [[1]]}, "meta": {"metrics": [{"key": "k", "type": "GAUGE", "value": 2}]}}, {"data": {"ndarray": [[1]]}, "meta": {"routing": {"a": 1}}},
    {"data": {"ndarray": [[1]]}, "unknown": 1}, {"data": {"ndarray": [[1]]}, "strData": "both"}, {"status": {"code": 200}, "strData": "x"},
]  # fmt: skip
WORDS = (
    "array",
    "flat",
    "deep",
    "list",
    "texts",
    "dict",
    "text",
    "bytes",
    "empty",
    "bools",
    "float32",
    "objects",
    "integers",
)
BAD: "List[Any]" = [
    {}, [], 5, None, "x", {"data": {"tensor": {"shape": [3], "values": [1]}}}, {"data": {"tensor": {}}}, {"meta": {}}, {"other": 1},
    {"binData": "$"}, {"data": 5}, {"data": {"ndarray": 5}},
]  # fmt: skip


def requests() -> "List[Asked]":
    """More than two hundred."""
    made: "List[Asked]" = []
    for path in ("/predict", "/api/v1.0/predictions", "/api/v0.1/predictions", "/transform-output"):
        made += [Asked("POST", path, json.dumps(message)) for message in MESSAGES]
    made += [Asked("POST", "/transform-input", json.dumps(message)) for message in MESSAGES]
    made += [Asked("POST", "/route", json.dumps({"data": data})) for data in DATA if data]
    made += [Asked("POST", "/predict", json.dumps({"strData": word})) for word in WORDS]
    made += [
        Asked("POST", "/predict", json.dumps({"data": {"ndarray": [[1]]}, "meta": meta}))
        for meta in ({"tags": {}}, {"puid": ""})
    ]
    made += [Asked("POST", "/predict", json.dumps(body)) for body in BAD]
    made += [
        Asked("POST", "/aggregate", json.dumps({"seldonMessages": [one, other]}))
        for one in MESSAGES[:6]
        for other in MESSAGES[:6:2]
    ]
    made += [Asked("POST", "/aggregate", json.dumps([MESSAGES[0], MESSAGES[20]])), Asked("POST", "/aggregate", "{}")]
    feedback = {
        "request": MESSAGES[10],
        "reward": 0.5,
        "truth": MESSAGES[0],
        "response": {"meta": {"routing": {"0": 1}}},
    }
    made += [
        Asked("POST", path, json.dumps(feedback))
        for path in ("/send-feedback", "/api/v1.0/feedback", "/api/v0.1/feedback")
    ]
    made += [
        Asked("POST", "/send-feedback", json.dumps(part))
        for part in ({"reward": 1}, {"request": MESSAGES[0], "reward": 0}, {"x": 1})
    ]
    form = {"content-type": "application/x-www-form-urlencoded"}
    made += [
        Asked("POST", "/predict", "json=%7B%22strData%22%3A%22text%22%7D", form),
        Asked("GET", "/predict?json=%7B%22strData%22%3A%22x%22%7D"),
    ]
    made += [
        Asked("POST", "/predict", '{"strData":"x"}', form),
        Asked("POST", "/predict", "{", JSON),
        Asked("POST", "/predict", "", JSON),
    ]
    parts = b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n--B--\r\n'
    multipart = {"content-type": "multipart/form-data; boundary=B"}
    made += [
        Asked("POST", "/predict", parts % (b"data", b'{"ndarray":[[1]]}'), multipart),
        Asked("POST", "/predict", parts % (b"strData", b"x"), multipart),
    ]
    file = b'--B\r\nContent-Disposition: form-data; name="binData"; filename="f"\r\n\r\n\x00\xff\r\n--B--\r\n'
    made += [Asked("POST", "/predict", file, multipart)]
    paths = (
        "/health/ping",
        "/health/status",
        "/api/v1.0/health/status",
        "/metadata",
        "/api/v1.0/metadata",
        "/nowhere",
        "/v2/models/m",
    )
    made += [Asked("GET", path) for path in paths]
    made += [
        Asked("DELETE", "/predict"),
        Asked("POST", "/predict", json.dumps({"strData": "fail"})),
        Asked("GET", "/api/v1.0/predictions"),
    ]
    made += [
        Asked("POST", "/predict", json.dumps({"data": {"ndarray": [row]}}))
        for row in ([1, "a"], [1.5, "a", True], [2**60 + 1, 0.5])
    ]
    return made


def difference(asked: Asked, theirs: Answer, ours: Answer) -> Optional[str]:
    """The row of the README's table that explains why the answers differ; None when none does."""
    their_json, our_json = _json(theirs), _json(ours)
    if asked.path in ("/nowhere", "/v2/models/m"):
        return "unknown path" if theirs.status == 500 else None
    if ours.status == 405:
        return "method" if theirs.status == 500 else None
    if theirs.status >= 500 and 400 <= ours.status < 500:
        return "bad request"
    if theirs.status == 400 and ours.status == 400:
        return "sentence"
    if theirs.status == ours.status == 500 and our_json["status"]["info"] == f"Refused: {their_json['status']['info']}":
        return "sentence"
    if (
        theirs.status >= 400
        and ours.status == 200
        and asked.headers.get("content-type", "").startswith("application/x-www")
    ):
        return "content type"
    if ours.status == 400 and theirs.status == 200:
        return (
            "bad request"
            if asked.body
            and any(part in str(asked.body) for part in ('"data": 5', '"ndarray": 5', '"$"', '"tensor": {}'))
            else None
        )
    if "feedback" in asked.path and theirs.status == 200 and ours.status == 200:
        return "feedback" if _floats(their_json) == _floats(our_json) else None
    if asked.path != "/transform-input" and theirs.status == ours.status == 200 and _is_mixed(asked):
        return "rows keep their types"
    return None


def _json(answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except ValueError:
        return answer.body


def _floats(value: Any) -> Any:
    """Without the difference between 1 and 1.0, and without empty fields: protobuf leaves both out."""
    if isinstance(value, dict):
        return {key: _floats(part) for key, part in value.items() if part not in ([], {}, "COUNTER")}
    if isinstance(value, list):
        return [_floats(part) for part in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _is_mixed(asked: Asked) -> bool:
    data = json.loads(asked.body).get("data") or {}
    kinds = {type(cell) for row in data.get("ndarray", []) if isinstance(row, list) for cell in row}
    return len(kinds) > 1


def test_answers_are_alike_but_for_what_is_listed(theirs: Runtime, ours: Runtime):
    asked = requests()
    assert len(asked) > 200
    wrong, explained = [], set()
    for one in asked:
        body = one.body.encode() if isinstance(one.body, str) else one.body
        answers = [runtime.request(one.method, one.path, body, dict(one.headers)) for runtime in (theirs, ours)]
        if answers[0].status == answers[1].status and _json(answers[0]) == _json(answers[1]):
            continue
        why = difference(one, *answers)
        if why is None:
            wrong.append(
                f"{one}\n  theirs {answers[0].status} {answers[0].body[:300]!r}\n  ours   {answers[1].status} {answers[1].body[:300]!r}"
            )
        else:
            explained.add(why)
    assert not wrong, "\n".join(wrong)
    assert explained == {
        "unknown path",
        "method",
        "bad request",
        "sentence",
        "content type",
        "feedback",
        "rows keep their types",
    }


def test_upstreams_client_and_tester_are_answered(upstream_python: Path, ours: Runtime, tmp_path: Path):
    (tmp_path / "contract.json").write_text(
        '{"features":[{"name":"a","ftype":"continuous","dtype":"FLOAT","range":[0,1],"repeat":3}],"targets":[{"name":"y","ftype":"continuous","dtype":"FLOAT"}]}'
    )
    for kind in ([], ["--tensor"]):
        tester = str(upstream_python.parent / "seldon-core-microservice-tester")
        done = subprocess.run(
            [tester, str(tmp_path / "contract.json"), "127.0.0.1", str(ours.port), "-p", "-n", "2", *kind],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("RECEIVED RESPONSE") == done.stdout.count('names: "t:2"') == 2, done.stdout
    script = (
        "import numpy as np\nfrom seldon_core.seldon_client import SeldonClient\n"
        f"client = SeldonClient(microservice_endpoint='127.0.0.1:{ours.port}', client_return_type='dict')\n"
        "said = client.microservice(method='predict', data=np.array([[1.0, 2.0]]), payload_type='ndarray')\n"
        "assert said.success and 'ndarray' in str(said.response), said\n"
    )
    done = subprocess.run([str(upstream_python), "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_upstreams_grpc_stubs_are_answered(upstream_python: Path, fast_python: Path):
    with Runtime("Compared", python=fast_python, grpc=True) as runtime:
        script = (
            "import grpc, numpy as np\nfrom seldon_core.proto import prediction_pb2 as pb, prediction_pb2_grpc as stubs\n"
            "from google.protobuf.empty_pb2 import Empty\n"
            f"channel = grpc.insecure_channel('127.0.0.1:{runtime.grpc_port}')\n"
            "data = pb.DefaultData(names=['a'], tensor=pb.Tensor(shape=[1, 2], values=[1.5, 2]))\n"
            "message = pb.SeldonMessage(data=data)\n"
            "for stub in (stubs.ModelStub(channel), stubs.SeldonStub(channel)):\n"
            "    assert list(stub.Predict(message).data.tensor.values) == [1.5, 2.0]\n"
            "assert stubs.RouterStub(channel).Route(message).data.tensor.values[0] == 2\n"
            "combined = stubs.CombinerStub(channel).Aggregate(pb.SeldonMessageList(seldonMessages=[message, message]))\n"
            "assert list(combined.data.tensor.shape) == [1, 2]\n"
            "told = stubs.ModelStub(channel).SendFeedback(pb.Feedback(request=message, reward=0.5))\n"
            "assert told.data.tensor.values[0] == 0.5\n"
            "assert stubs.ModelStub(channel).Metadata(Empty()).name == 'compared'\n"
            "assert stubs.TransformerStub(channel).TransformInput(message).jsonData.struct_value.fields['kind'].string_value == 'ndarray'\n"
            "assert list(stubs.OutputTransformerStub(channel).TransformOutput(message).data.tensor.values) == [1.5, 2.0]\n"
            "assert list(stubs.GenericStub(channel).TransformOutput(message).data.tensor.values) == [1.5, 2.0]\n"
        )
        done = subprocess.run([str(upstream_python), "-c", script], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
