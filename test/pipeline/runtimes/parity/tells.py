"""Has every hook but those that take whole messages."""

import numpy as np


class Model:
    def __init__(self):
        self.rewards = 0

    def predict(self, X, names=None, meta=None):
        return np.asarray(X) * 2

    def transform_input(self, X, names=None, meta=None):
        return np.asarray(X) + 1

    def transform_output(self, X, names=None, meta=None):
        return np.asarray(X) - 1

    def route(self, X, names=None, meta=None):
        return {0: 0, 1: 1, 2: -1, 3: -2, 4: 1.5, 5: "left", 6: None}[int(X[0][0])]

    def aggregate(self, features_list, names_list):
        return np.concatenate([np.asarray(features) for features in features_list])

    def send_feedback(self, features, names, reward, truth, routing=None):
        self.rewards += reward
        return [[float(reward), float(len(features)), float(np.size(truth)), float(-9 if routing is None else routing)]]

    def class_names(self):
        return ["left", "right"]

    def tags(self):
        return {"version": "7", "tested": True}

    def metrics(self):
        return [{"type": "COUNTER", "key": "asked", "value": 1}, {"type": "GAUGE", "key": "load", "value": 0.5}]

    def health_status(self):
        return [1.0, 2.0]

    def init_metadata(self):
        return {
            "name": "tells",
            "versions": ["7"],
            "platform": "hand-made",
            "inputs": [{"messagetype": "tensor", "schema": {"names": ["a", "b"], "shape": [2]}}],
            "outputs": [{"messagetype": "tensor", "schema": {"shape": [2]}}],
            "custom": {"author": "me"},
        }
