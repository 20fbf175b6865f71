"""Saves the models that are served: make_models.py FOLDER [SEED]. One takes 4 columns, one takes 20; both have a column signature.

With another seed they are trained on other numbers.
"""

import sys
from pathlib import Path

import mlflow.sklearn
import numpy as np
import pandas as pd
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

from bodies import names_of


def save(folder, width, seed):
    random = np.random.default_rng(seed)
    inputs = pd.DataFrame(random.normal(size=(200, width)), columns=names_of(width))
    model = LogisticRegression().fit(inputs, (inputs.sum(axis=1) > 0).astype("int64"))
    signature = infer_signature(inputs, model.predict(inputs))
    mlflow.sklearn.save_model(model, str(folder), signature=signature, input_example=inputs.head(2))


for width in (4, 20):
    save(Path(sys.argv[1]) / f"columns-{width}", width, int(sys.argv[2]) if len(sys.argv) > 2 else 7)
