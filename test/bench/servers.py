"""The programs that serve the same model, each in an environment of its own, started as their makers say."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from workbench import COMMAND, ROOT, environment, run

from bodies import V2_MODEL

FOLDER = ROOT / ".cache" / "bench" / "serving"
SELDON_CORE, MLSERVER = "1.17.1", "1.7.1"
# What seldon-core keeps old without need: see docs/users/runtimes.md.
OVERRIDES = ("numpy", "pyyaml", "click", "cryptography")
SELDON_CORE_MAIN = """from deploy_model_serving.loopback import only_loopback
only_loopback()
from seldon_core.microservice import main
main()
"""
PYTHON = "3.11"


class Model:
    """One saved model of some width, and the folder that `deploy-model wrap` makes of it."""

    def __init__(self, width):
        self.width = width
        self.saved = FOLDER / "models" / f"columns-{width}"
        self.wrapped = FOLDER / "wrapped" / f"columns-{width}"

    def requirements(self):
        return [line for line in (self.wrapped / "requirements.txt").read_text().splitlines() if line.strip()]


def make_models():
    """Both models, saved and wrapped anew."""
    python = environment(FOLDER / "env-mlflow", PYTHON, ["mlflow>=3.1,<4", "scikit-learn"])
    for name in ("models", "wrapped"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)
    script = Path(__file__).with_name("make_models.py")
    run([python, str(script), str(FOLDER / "models")], env={**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"})
    models = [Model(4), Model(20)]
    for model in models:
        subprocess.run([COMMAND, "wrap", str(model.saved), "--out", str(model.wrapped), "--json"], check=True, stdout=subprocess.DEVNULL)
    return models


class Ours:
    """The built-in runtime around the wrapped class."""

    name = "ours"

    def prepare(self, model):
        self.python = environment(FOLDER / "env-ours", PYTHON, [*model.requirements(), "protobuf"])

    def command(self, model, http, grpc):
        args = ["Model", "--http-port", str(http), "--host", "127.0.0.1", "--warm-up", "request.json"]
        options = ["--grpc-port", str(grpc)] if grpc else []
        return [self.python, "-m", "deploy_model_runtime", *args, *options], model.wrapped, {"PYTHONPATH": str(ROOT / "runtime")}


class OursTwice(Ours):
    """The same with two workers."""

    name = "two workers"

    def command(self, model, http, grpc):
        words, folder, variables = super().command(model, http, grpc)
        return [*words, "--workers", "2"], folder, variables


class SeldonCore:
    """seldon-core's own server around the same class, our shortcuts included; kept to this machine as the product keeps it."""

    name = "seldon-core"
    served = "Model"

    def prepare(self, model):
        overrides = FOLDER / "seldon-core-overrides.txt"
        lines = model.requirements()
        own = {line.split("==")[0].lower(): line for line in lines}
        overrides.write_text("".join(f"{own.get(name, name)}\n" for name in OVERRIDES))
        packages = [*lines, f"seldon-core=={SELDON_CORE}", "setuptools<81", "--override", str(overrides)]
        self.python = environment(FOLDER / "env-seldon-core", PYTHON, packages)
        self.launcher = FOLDER / "launcher"
        shutil.rmtree(self.launcher, ignore_errors=True)
        shutil.copytree(ROOT / "src/pipeline/templates/python/serving", self.launcher / "deploy_model_serving")

    def command(self, model, http, grpc):
        args = [self.served, "--http-port", str(http), "--grpc-port", str(grpc or 0), "--grpc-workers", "1" if grpc else "0"]
        words = [self.python, "-c", SELDON_CORE_MAIN, *args, "--metrics-port", "0"]
        return words, model.wrapped, {"PYTHONPATH": str(self.launcher)}


class SeldonMlflow(SeldonCore):
    """seldon-core with the class that Seldon has for MLflow's models."""

    name = "mlflowserver"
    served = "MLFlowServer"

    def command(self, model, http, grpc):
        words, folder, variables = super().command(model, http, grpc)
        given = {"model_uri": str(model.saved), "xtype": "DataFrame"}
        parameters = [{"name": name, "value": value, "type": "STRING"} for name, value in given.items()]
        path = f"{variables['PYTHONPATH']}{os.pathsep}{Path(__file__).parent}"
        return words, folder, {"PYTHONPATH": path, "PREDICTIVE_UNIT_PARAMETERS": json.dumps(parameters)}


class MlServer:
    """MLServer with its own runtime for MLflow's models, in one process."""

    name = "mlserver"

    def prepare(self, model):
        packages = [f"mlserver=={MLSERVER}", f"mlserver-mlflow=={MLSERVER}", "scikit-learn", "skops"]
        self.python = environment(FOLDER / "env-mlserver", PYTHON, packages)

    def command(self, model, http, grpc):
        folder = FOLDER / "mlserver" / f"columns-{model.width}"
        folder.mkdir(parents=True, exist_ok=True)
        parameters = {"uri": str(model.saved)}
        settings = {"name": V2_MODEL, "implementation": "mlserver_mlflow.MLflowRuntime", "parameters": parameters}
        (folder / "model-settings.json").write_text(json.dumps(settings))
        server = {"HOST": "127.0.0.1", "HTTP_PORT": http, "GRPC_PORT": grpc or 0, "METRICS_PORT": 0, "PARALLEL_WORKERS": 0}
        variables = {f"MLSERVER_{name}": str(value) for name, value in server.items()}
        program = Path(self.python).with_name("mlserver")
        return [str(program), "start", str(folder)], folder, {**variables, "MLSERVER_DEBUG": "false"}


class MlflowServe:
    """`mlflow models serve` with one worker."""

    name = "mlflow"

    def prepare(self, model):
        self.python = environment(FOLDER / "env-mlflow", PYTHON, ["mlflow>=3.1,<4", "scikit-learn"])

    def command(self, model, http, grpc):
        program = Path(self.python).with_name("mlflow")
        options = ["--env-manager", "local", "-h", "127.0.0.1", "-p", str(http), "-w", "1"]
        path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
        return [str(program), "models", "serve", "-m", str(model.saved), *options], model.saved, {"PATH": path}
