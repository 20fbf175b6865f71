"""What Seldon's image for MLflow's models serves (SeldonIO/seldon-core, servers/mlflowserver): MLflow asked with a DataFrame.

Its name and its parameters are upstream's. Run by seldon-core in an environment of its own.
"""

import mlflow.pyfunc
import pandas as pd


class MLFlowServer:
    """`model_uri`: a model's folder. `xtype`: upstream also knows ndarray, which a column signature refuses."""

    def __init__(self, model_uri, xtype="ndarray"):
        self._uri = model_uri
        self._tables = xtype != "ndarray"

    def load(self):
        """Runs once in each process."""
        self._model = mlflow.pyfunc.load_model(self._uri)

    def predict(self, X, feature_names=(), meta=None):
        """X: an array with a row for each that is asked."""
        # Over gRPC the names are a field of protobuf, which pandas refuses.
        names = None if feature_names is None else list(feature_names)
        return self._model.predict(pd.DataFrame(X, columns=names or None) if self._tables else X)
