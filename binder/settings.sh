# Where the demo's models are; sourced.
export MLFLOW_TRACKING_URI=sqlite:///$PWD/demo/mlflow.db MLFLOW_DISABLE_TELEMETRY=true
