"""Classes that import seldon-core, which is not installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from process import Runtime


@pytest.fixture(scope="module")
def component(python: Path) -> Any:
    with Runtime(
        "WithSeldon", "--parameters", '[{"name":"scale","value":"2","type":"FLOAT"}]', python=python, grpc=True
    ) as runtime:
        yield runtime


def test_a_component_answers_with_tags_and_metrics(component: Runtime):
    assert component.predict({"data": {"ndarray": [[1, 2]]}}).json() == {
        "data": {"names": ["t:0"], "ndarray": [[10.0]]},
        "meta": {
            "tags": {"debug": True},
            "metrics": [
                {"key": "seen", "type": "COUNTER", "value": 1},
                {"key": "level", "type": "GAUGE", "value": 1.5},
                {"key": "took", "type": "TIMER", "value": 12},
            ],
        },
    }
    assert component.metric("seen_total") >= 1


def test_its_exception_is_answered_with_its_status(component: Runtime):
    answer = component.predict({"strData": "x"})
    assert (answer.status, answer.json()["status"]["reason"], answer.info) == (402, "PAY", "numbers only")


def test_hooks_of_the_base_class_are_none(component: Runtime):
    assert component.post("/route", {"strData": "x"}).status == 501
    assert component.post("/transform-input", {"strData": "x"}).json()["strData"] == "x"
    assert component.get("/health/status").json()["strData"] == "healthy"
    assert component.get("/metadata").status == 200


def test_a_class_that_knows_messages_is_given_them_over_grpc(grpc: Any, numpy_python: Path):
    with Runtime("WithSeldon.Messages", python=numpy_python, grpc=True) as runtime:
        assert runtime.predict({"strData": "x"}).json()["strData"] == "dict"
        predicted, told = grpc.many(
            runtime,
            [("seldon.protos.Model/Predict", {"strData": "x"}), ("seldon.protos.Model/SendFeedback", {"reward": 0.5})],
        )
        assert predicted["reply"] == {"strData": "proto x", "meta": {"tags": {"seen": True}}}
        assert told["reply"]["strData"] == "reward 0.5"
        assert runtime.post("/send-feedback", {"reward": 0.25}).json()["strData"] == "reward 0.25"
        assert runtime.metric("seldon_api_model_feedback_reward_total") == 0.75


def test_the_real_package_is_preferred(tmp_path: Path, bare_python: Path):
    (tmp_path / "seldon_core").mkdir()
    (tmp_path / "seldon_core" / "__init__.py").write_text("REAL = True")
    (tmp_path / "Uses.py").write_text(
        "import seldon_core\nclass Uses:\n    def predict(self, X, names): return [seldon_core.REAL]\n"
    )
    with Runtime("Uses", folder=tmp_path, python=bare_python) as runtime:
        assert runtime.predict({"strData": "x"}).json()["data"]["ndarray"] == [True]
