"""From a folder or a logged model to an answering endpoint, and what can be done with it there."""

import json
import re
import subprocess

from conftest import ADDS, ask, ended

REQUEST = {"data": {"ndarray": [[1, 2], [3, 4.5]]}}


def test_a_seldon_class_is_deployed_looked_after_and_removed(bench):
    code, events = bench.json("deploy", bench.component(ADDS), "--name", "adds")
    deployment = ended(events)["deployment"]
    assert (code, deployment["state"]) == (0, "running")
    assert [event["stage"] for event in events if event["event"] == "stage-finished"] == [
        "select", "wrap", "build", "test", "deploy"
    ]  # fmt: skip
    url = deployment["endpoint"]["predictions"]
    assert ask(url, REQUEST)[1]["data"]["ndarray"] == [[3], [7.5]]

    assert [each["name"] for each in bench.deployments()] == ["adds"]
    assert bench.run("status", "adds").returncode == 0
    assert bench.run("logs", "adds").returncode == 0

    assert bench.json("stop", "adds")[1][0]["deployment"]["state"] == "stopped"
    assert bench.run("status", "adds").returncode == 1
    assert bench.json("start", "adds")[1][0]["deployment"]["state"] == "running"
    url = bench.deployments()[0]["endpoint"]["predictions"]
    assert ask(url, REQUEST)[0] == 200

    assert bench.run("remove", "adds").returncode == 0
    assert bench.deployments() == [] and bench.processes() == []


def test_a_model_answers_over_grpc_when_that_is_asked_for(bench):
    folder = bench.component(ADDS, **{"request__json": json.dumps(REQUEST)})
    code, events = bench.json("deploy", folder, "--name", "adds", "--grpc")
    end = ended(events)
    assert code == 0 and end["deployment"]["endpoint"]["grpc"], end
    assert bench.run("test", "adds").returncode == 0
    bench.run("stop", "adds")
    assert bench.json("start", "adds")[1][0]["deployment"]["endpoint"]["grpc"]


def test_people_get_an_address_and_a_request_that_works(bench):
    folder = bench.component(ADDS, **{"request__json": json.dumps(REQUEST)})
    said = bench.run("deploy", folder, "--name", "adds")
    assert said.returncode == 0, said.stderr
    curl = re.search(r"curl -s .*\\\n +-d '.*'", said.stdout).group()
    answer = subprocess.run(["bash", "-c", curl], capture_output=True, text=True)
    assert json.loads(answer.stdout)["data"]["ndarray"] == [[3], [7.5]]


def test_a_new_version_replaces_the_one_before_only_when_it_is_ready(bench):
    folder = bench.component(ADDS)
    bench.run("deploy", folder, "--name", "adds")
    code, events = bench.json("deploy", bench.component("class Adds:\n    def load(self): 1 / 0\n"), "--name", "adds")
    assert (code, ended(events)["problem"]["code"]) == (3, "model-load-failed")
    [deployment] = bench.deployments()
    assert (deployment["revision"], deployment["state"]) == (1, "running")
    assert ask(deployment["endpoint"]["predictions"], REQUEST)[0] == 200

    bench.component(ADDS.replace("sum(row)", "sum(row) * 2"))
    bench.run("deploy", folder, "--name", "adds")
    [deployment] = bench.deployments()
    assert deployment["revision"] == 2
    assert ask(deployment["endpoint"]["predictions"], REQUEST)[1]["data"]["ndarray"] == [[6], [15]]


def test_a_deployment_and_any_address_are_tested_by_a_contract(bench):
    feature = {"name": "x", "dtype": "FLOAT", "ftype": "continuous", "range": [0, 1], "repeat": 2}
    target = {"name": "y", "dtype": "FLOAT", "ftype": "continuous", "range": [0, 2]}
    contract = json.dumps({"features": [feature], "targets": [target]})
    folder = bench.component(ADDS, **{"contract__json": contract})
    assert bench.run("test", folder).returncode == 0
    bench.run("deploy", folder, "--name", "adds")
    assert bench.run("test", "adds").returncode == 0
    url = bench.deployments()[0]["endpoint"]["url"]
    assert bench.run("test", url, "--contract", folder / "contract.json", "-n", "3", "-b", "4").returncode == 0
    (folder / "strict.json").write_text(contract.replace("[0, 2]", "[0, 0.001]"))
    for what in (url, "adds"):
        code, events = bench.json("test", what, "--contract", folder / "strict.json")
        assert code == 7 and not events[-1]["verdict"]["passed"]


def test_a_registered_model_is_found_deployed_and_equal_to_the_logged_one(bench, store):
    bench.environ["MLFLOW_TRACKING_URI"] = store
    models = [event["model"] for event in bench.json("models", "--order-by", "metrics.auc DESC")[1]]
    assert len(models) == 2 and all("auc" in model["metrics"] for model in models)
    champion = [model for model in models if any("champion" in version["aliases"] for version in model["registered"])]
    assert len(champion) == 1
    [details] = bench.json("show", "models:/breast-cancer@champion")[1]
    assert len(details["model"]["description"]["signature"]["inputs"]) == 30

    code, events = bench.json("deploy", "models:/breast-cancer@champion", timeout=400)
    end = ended(events)
    assert code == 0, end
    verdict = end["verdict"]
    assert verdict["passed"] and {"parity", "refused", "contract"} <= {case["kind"] for case in verdict["cases"]}
    assert end["deployment"]["name"] == "breast-cancer"

    # What is known is not done again.
    code, events = bench.json("deploy", "models:/breast-cancer@champion", "--name", "again")
    notes = {event["stage"]: event["note"] for event in events if event["event"] == "stage-finished"}
    assert code == 0 and "already there" in notes["build"] and "tested before" in notes["test"]


def test_the_wrapped_folder_can_be_kept_edited_and_deployed(bench, store):
    bench.environ["MLFLOW_TRACKING_URI"] = store
    done = bench.run("wrap", "models:/breast-cancer@champion", "--method", "predict_proba", "--out", "kept folder")
    assert done.returncode == 0, done.stderr
    folder = bench.folder / "kept folder"
    names = {path.name for path in folder.iterdir()}
    assert {"Model.py", "requirements.txt", "contract.json", "checks.json", "request.json", ".s2i", "model"} <= names
    assert bench.run("wrap", "models:/breast-cancer@champion", "--out", folder).returncode == 8

    request = json.loads((folder / "request.json").read_text())
    code, events = bench.json("deploy", folder, "--name", "kept", timeout=400)
    assert code == 0, ended(events)
    url = bench.deployments()[0]["endpoint"]["predictions"]
    [[malignant, benign]] = ask(url, request)[1]["data"]["ndarray"]
    assert abs(malignant + benign - 1) < 1e-9

    code_path = folder / "Model.py"
    code_path.write_text(code_path.read_text().replace("return self.model.predict(X, names, meta)", "return [[0.25, 0.75]]"))
    code, events = bench.json("deploy", folder, "--name", "kept", timeout=400)
    assert (code, ended(events)["problem"]["code"]) == (7, "test-failed")
    code, events = bench.json("deploy", folder, "--name", "kept", "--accept-failed-test", timeout=400)
    assert code == 0, ended(events)
    url = bench.deployments()[0]["endpoint"]["predictions"]
    assert ask(url, request)[1]["data"]["ndarray"] == [[0.25, 0.75]]
