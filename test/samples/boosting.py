"""Gradient boosting and statistics libraries with a flavor of their own."""

import mlflow
from case import case, iris, log, pins
from mlflow.models import infer_signature


@case("xgboost-classifier", "xgboost", "scikit-learn")
def xgboost_classifier():
    from xgboost import XGBClassifier

    x, y = iris()
    model = XGBClassifier(n_estimators=5, max_depth=2, random_state=7).fit(x, y)
    return _log(mlflow.xgboost, "xgb_model", model, model.predict(x), "xgboost", "scikit-learn")


@case("xgboost-booster", "xgboost", "scikit-learn")
def xgboost_booster():
    import xgboost

    x, y = iris()
    data = xgboost.DMatrix(x, label=y)
    model = xgboost.train({"max_depth": 2, "seed": 7}, data, num_boost_round=5)
    return _log(mlflow.xgboost, "xgb_model", model, model.predict(data), "xgboost")


@case("lightgbm-regressor", "lightgbm", "scikit-learn")
def lightgbm_regressor():
    from lightgbm import LGBMRegressor

    x, y = iris()
    model = LGBMRegressor(n_estimators=5, random_state=7, verbose=-1).fit(x, y)
    return _log(mlflow.lightgbm, "lgb_model", model, model.predict(x), "lightgbm", "scikit-learn")


@case("catboost-classifier", "catboost", "scikit-learn")
def catboost_classifier():
    from catboost import CatBoostClassifier

    x, y = iris()
    model = CatBoostClassifier(iterations=5, depth=2, random_seed=7, verbose=False, allow_writing_files=False).fit(x, y)
    return _log(mlflow.catboost, "cb_model", model, model.predict(x), "catboost", "scikit-learn")


@case("statsmodels-ols", "statsmodels", "scikit-learn")
def statsmodels_ols():
    import statsmodels.api as statsmodels

    x, y = iris()
    model = statsmodels.OLS(y, x).fit()
    return _log(mlflow.statsmodels, "statsmodels_model", model, model.predict(x), "statsmodels", "scipy")


def _log(flavor, argument, model, answer, *libraries):
    x, _ = iris()
    return log(
        flavor,
        **{argument: model},
        signature=infer_signature(x, answer),
        input_example=x.iloc[[0, 60, 120]],
        pip_requirements=pins(*libraries, "pandas", "numpy"),
    )
