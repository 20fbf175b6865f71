#!/usr/bin/env python3
"""The demo's models: is a tumour benign? Trained on the Wisconsin data (569 patients) that scikit-learn brings.

    python test/samples/breast_cancer.py train                # logs two models, registers both, the better is champion
    python test/samples/breast_cancer.py ask http://…         # asks an endpoint about three patients nobody trained on

The tracking server is the one that MLFLOW_TRACKING_URI names.
"""

import json
import os
import sys
import urllib.request

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("TQDM_DISABLE", "1")

NAME = "breast-cancer"


def train():
    import mlflow
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.naive_bayes import GaussianNB
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    train_x, test_x, train_y, test_y = patients()
    mlflow.set_experiment(NAME)
    found = {}
    for name, model in {
        "naive-bayes": GaussianNB(),
        "logistic-regression": make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)),
    }.items():
        with mlflow.start_run(run_name=name):
            model.fit(train_x, train_y)
            auc = roc_auc_score(test_y, model.predict_proba(test_x)[:, 1])
            mlflow.log_metrics({"auc": auc, "accuracy": model.score(test_x, test_y)})
            info = mlflow.sklearn.log_model(model, name=name, input_example=test_x.head(3), registered_model_name=NAME)
            found[auc] = info.registered_model_version
            print(f"{name}: AUC {auc:.4f}, {info.model_uri}, version {info.registered_model_version}")
    mlflow.MlflowClient().set_registered_model_alias(NAME, "champion", found[max(found)])


def ask(url):
    _, test_x, _, test_y = patients()
    rows = test_x.iloc[[0, 1, 2]]
    body = json.dumps({"data": {"names": list(rows.columns), "ndarray": rows.to_numpy().tolist()}})
    request = urllib.request.Request(url, body.encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.load(response)
    print(json.dumps(answer))
    predictions = [int(value[0] if isinstance(value, list) else value) for value in answer["data"]["ndarray"]]
    words = ["malignant", "benign"]
    for prediction, truth in zip(predictions, test_y.iloc[[0, 1, 2]]):
        print(f"  predicted {words[prediction]:10} known {words[truth]}")


def patients():
    """Frames of 30 measurements without blanks in their names, and 0 for malignant, 1 for benign."""
    from sklearn.datasets import load_breast_cancer
    from sklearn.model_selection import train_test_split

    data = load_breast_cancer(as_frame=True)
    measurements = data.data.rename(columns=lambda name: name.replace(" ", "_"))
    return train_test_split(measurements, data.target, test_size=0.25, random_state=7, stratify=data.target)


if __name__ == "__main__":
    {"train": train, "ask": ask}[sys.argv[1]](*sys.argv[2:])
