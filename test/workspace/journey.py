"""Inside the workspace: trains a model, logs it with the MLflow there, deploys it to Docker, asks it, and removes it.

Prints what it saw as JSON. Argument: the deployment's name.
"""

import json
import subprocess
import sys
import urllib.request

import mlflow
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

name = sys.argv[1]
x, y = load_iris(return_X_y=True, as_frame=True)
model = LogisticRegression(max_iter=500).fit(x, y)
with mlflow.start_run() as run:
    mlflow.sklearn.log_model(model, name="iris", input_example=x.head(3))


def deploy_model(*arguments):
    done = subprocess.run(["deploy-model", *arguments], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"deploy-model {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}")
    return done.stdout


def containers():
    shown = ["docker", "ps", "--all", "--quiet", "--filter", f"label=deploy-model.deployment={name}"]
    return len(subprocess.run(shown, check=True, stdout=subprocess.PIPE, text=True).stdout.split())


def ask(endpoint, rows):
    body = json.dumps({"data": {"names": list(rows.columns), "ndarray": rows.values.tolist()}}).encode()
    request = urllib.request.Request(endpoint, body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["data"]["ndarray"]


deploy_model("deploy", f"runs:/{run.info.run_id}/iris", "--target", "docker", "--name", name)
status = json.loads(deploy_model("status", name, "--json"))
endpoint = status["deployment"]["endpoint"]["predictions"]
rows = x.iloc[[0, 60, 120]]
seen = {
    "endpoint": endpoint,
    "running": containers(),
    "expected": model.predict(rows).tolist(),
    "answered": ask(endpoint, rows),
}
deploy_model("remove", name)
print(json.dumps({**seen, "left": containers()}))
