"""Scikit-learn: column and tensor signatures, none at all, other methods than predict, columns of mixed types."""

import mlflow
import numpy as np
import pandas as pd
from case import case, iris, log, pins
from mlflow.models import infer_signature


def _pins():
    return pins("scikit-learn", "pandas", "numpy", "cloudpickle")


@case("sklearn-columns", "scikit-learn")
def columns():
    """Requirements as MLflow captures them itself."""
    from sklearn.linear_model import LogisticRegression

    x, y = iris()
    return log(mlflow.sklearn, sk_model=LogisticRegression(max_iter=500).fit(x, y), input_example=x.iloc[[0, 60, 120]])


@case("sklearn-proba", "scikit-learn")
def proba():
    """Logged to answer with predict_proba."""
    from sklearn.ensemble import RandomForestClassifier

    x, y = iris()
    model = RandomForestClassifier(n_estimators=10, random_state=7).fit(x, y)
    return log(
        mlflow.sklearn,
        sk_model=model,
        pyfunc_predict_fn="predict_proba",
        serialization_format="cloudpickle",
        signature=infer_signature(x, model.predict_proba(x)),
        input_example=x.iloc[[0, 60, 120]],
        pip_requirements=_pins(),
    )


@case("sklearn-mixed", "scikit-learn")
def mixed():
    """A pipeline over text, whole numbers and fractions with gaps, answering with text labels."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder

    x = pd.DataFrame(
        {
            "colour": ["red", "green", "blue", "red"] * 10,
            "weight": [1.0, 2.5, None, 1.5] * 10,
            "seeds": np.array([5, 7, 1, 6] * 10, dtype="int64"),
        }
    )
    y = ["apple", "pear", "plum", "apple"] * 10
    prepare = ColumnTransformer(
        [("colour", OneHotEncoder(), ["colour"]), ("weight", SimpleImputer(), ["weight"])], remainder="passthrough"
    )
    model = make_pipeline(prepare, LogisticRegression()).fit(x, y)
    return log(
        mlflow.sklearn,
        sk_model=model,
        serialization_format="cloudpickle",
        signature=infer_signature(x, model.predict(x)),
        input_example=x.head(3),
        pip_requirements=_pins(),
    )


@case("sklearn-tensor", "scikit-learn")
def tensor():
    from sklearn.linear_model import LinearRegression

    x, y = iris()
    model = LinearRegression().fit(x.to_numpy(), y.to_numpy())
    example = x.to_numpy()[[0, 60, 120]]
    return log(
        mlflow.sklearn,
        sk_model=model,
        serialization_format="cloudpickle",
        signature=infer_signature(example, model.predict(example)),
        pip_requirements=_pins(),
    )


@case("sklearn-no-signature", "scikit-learn")
def no_signature():
    from sklearn.linear_model import LinearRegression

    x, y = iris()
    model = LinearRegression().fit(x.to_numpy(), y)
    return log(mlflow.sklearn, sk_model=model, serialization_format="cloudpickle", pip_requirements=_pins())
