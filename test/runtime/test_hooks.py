"""Seldon's routes and the hooks that answer them."""

from __future__ import annotations

from pathlib import Path

import pytest
from process import Runtime

MESSAGE = {"data": {"names": ["a"], "ndarray": [[1], [2]]}}
ARRAY = {"array": "int64", "shape": [2, 1], "values": [["int 1"], ["int 2"]]}


@pytest.mark.parametrize("path", ["/predict", "/api/v1.0/predictions", "/api/v0.1/predictions"])
def test_predict_answers_at_each_of_its_paths(echo: Runtime, path: str):
    assert echo.post(path, MESSAGE).json()["jsonData"]["X"] == ARRAY


@pytest.mark.parametrize("hook", ["transform_input", "transform_output"])
def test_transformers_answer(echo: Runtime, hook: str):
    said = echo.post("/" + hook.replace("_", "-"), {**MESSAGE, "meta": {"puid": "p"}}).json()["jsonData"]
    assert (said["hook"], said["X"], said["names"]) == (hook, ARRAY, ["str a"])


def test_meta_is_given_to_a_hook_that_takes_it_only(echo: Runtime):
    message = {**MESSAGE, "meta": {"puid": "p"}}
    assert echo.post("/transform-input", message).json()["jsonData"]["meta"] == {"puid": "str p"}
    assert "meta" not in echo.post("/transform-output", message).json()["jsonData"]


def test_a_router_answers_with_the_number_of_a_child(echo: Runtime):
    assert echo.post("/route", MESSAGE).json() == {"data": {"names": ["t:0"], "ndarray": [[3]]}, "meta": {}}


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_combiner_is_given_all_messages(echo: Runtime, wrapped: bool):
    messages = [MESSAGE, {"strData": "x", "meta": {"tags": {"a": 1}}}]
    answer = echo.post("/aggregate", {"seldonMessages": messages} if wrapped else messages).json()
    assert answer["jsonData"] == {"features": [ARRAY, "str x"], "names": [["str a"], []]}
    assert answer["meta"] == {"tags": {"a": 1}}


@pytest.mark.parametrize("path", ["/send-feedback", "/api/v1.0/feedback", "/api/v0.1/feedback"])
def test_feedback_reaches_the_class(numpy_python: Path, path: str):
    feedback = {
        "request": MESSAGE,
        "response": {"meta": {"routing": {"node": 1}}, "data": {"ndarray": [[0]]}},
        "reward": 0.5,
        "truth": {"data": {"ndarray": [[7]]}},
    }
    with Runtime("Echo", python=numpy_python, env={"PREDICTIVE_UNIT_ID": "node"}) as runtime:
        said = runtime.post(path, feedback).json()["jsonData"]
        assert (said["features"], said["reward"], said["routing"]) == (ARRAY, "float 0.5", "int 1")
        assert said["truth"]["values"] == [["int 7"]]
        assert runtime.get("/health/status").json()["jsonData"] == {"feedback": [0.5]}
        assert runtime.metric("seldon_api_model_feedback_total") == 1
        assert runtime.metric("seldon_api_model_feedback_reward_total") == 0.5


def test_feedback_without_data_is_feedback(echo: Runtime):
    assert echo.post("/send-feedback", {"reward": 1}).json()["jsonData"]["reward"] == "int 1"


def test_metadata_is_what_the_class_says_under_what_the_environment_says(numpy_python: Path):
    env = {"MODEL_METADATA": '{"versions": ["7"]}', "PREDICTIVE_UNIT_IMAGE": "registry/img:2"}
    with Runtime("Echo", python=numpy_python, env=env) as runtime:
        for path in ("/metadata", "/api/v1.0/metadata"):
            assert runtime.get(path).json() == {
                "name": "echo", "versions": ["7"], "platform": "python", "inputs": [], "outputs": [], "custom": {"a": "b"},
            }  # fmt: skip


def test_metadata_that_is_none_is_told(numpy_python: Path):
    with Runtime("Echo", python=numpy_python, env={"MODEL_METADATA": '{"nme": "x"}'}) as runtime:
        answer = runtime.get("/metadata")
        assert (answer.status, answer.json()["status"]["reason"]) == (500, "MICROSERVICE_BAD_METADATA")
        assert "nme" in answer.info
        assert runtime.predict(MESSAGE).status == 200


def test_a_class_without_hooks_passes_messages_on_but_predicts_nothing(numpy_python: Path):
    with Runtime("Echo.Nothing", python=numpy_python) as runtime:
        assert runtime.post("/transform-input", MESSAGE).json()["data"]["ndarray"] == [[1], [2]]
        assert runtime.post("/send-feedback", {"request": MESSAGE, "reward": 1}).status == 200
        assert runtime.get("/health/status").json()["strData"] == "healthy"
        for path in ("/predict", "/route", "/aggregate"):
            answer = runtime.post(path, MESSAGE)
            assert (answer.status, answer.json()["status"]["reason"]) == (501, "MICROSERVICE_NOT_IMPLEMENTED")


def test_a_class_that_takes_messages_is_given_them_as_they_were_sent(numpy_python: Path):
    with Runtime("Raw", python=numpy_python) as runtime:
        assert runtime.predict({"data": {"names": ["t", "n"], "ndarray": [["abc", 2**60]]}}).json()["data"][
            "ndarray"
        ] == [2**60 + 3]


def test_a_path_that_is_none_is_a_404(echo: Runtime):
    answer = echo.post("/predictions", MESSAGE)
    assert (answer.status, answer.json()["status"]) == (
        404, {"status": 1, "info": "There is no path /predictions.", "code": 404, "reason": "MICROSERVICE_NOT_FOUND"},
    )  # fmt: skip


def test_a_method_that_a_path_does_not_take_is_a_405(echo: Runtime):
    answer = echo.request("DELETE", "/api/v1.0/predictions")
    assert (answer.status, answer.headers["allow"]) == (405, "POST, OPTIONS")
    assert echo.request("OPTIONS", "/predict").status == 204


def test_payload_passthrough_gives_the_class_bytes(numpy_python: Path):
    with Runtime("Extras.Passthrough", python=numpy_python, env={"PAYLOAD_PASSTHROUGH": "true"}) as runtime:
        assert runtime.predict("abc").body == b"cba"
