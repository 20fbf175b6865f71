"""The ways to an image that are compared, each as the command that a person types; and what they all stand on."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

from workbench import COMMAND, ROOT, environment, free_port, group, run, wait_for
from workbench import UV as UV_PROGRAM

FOLDER = ROOT / ".cache" / "bench" / "images"
FILES = Path(__file__).with_name("images")
# Not that of the tests, which remove their images.
PREFIX = "localhost/deploy-model-bench"
CACHE_VOLUME = "deploy-model-cache"
UV = "uv==0.13.9"
# pip compiles what it installs; uv does when it is told to.
INSTALLS = {
    "stock-pip": "pip install --no-cache-dir -r requirements.txt",
    "stock-uv": "uv pip install --no-cache --compile-bytecode -p /usr/local/python -r requirements.txt",
}


def base():
    return f"{PREFIX}/base:1"


@contextlib.contextmanager
def workplace(rounds):
    """The saved and wrapped model, one trained again for each round, and what the builders start from; all images are gone afterwards."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    python = environment(FOLDER / "env-mlflow", "3.11", ["mlflow>=3.1,<4", "scikit-learn"])
    for name in ("saved", "trained", "wrapped", "home", "uv"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)
    make_models = [python, str(FILES.with_name("make_models.py"))]
    for words in ([FOLDER / "saved"], *([FOLDER / "trained" / str(place), str(100 + place)] for place in range(rounds))):
        run([*make_models, *map(str, words)], env={**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"})
    run([COMMAND, "wrap", str(FOLDER / "saved" / "columns-4"), "--out", str(FOLDER / "wrapped"), "--json"], env=own_environment())
    make_base()
    slim = f"python:{mlflow_python()}-slim"
    ours = subprocess.run(["docker", "image", "inspect", slim], capture_output=True).returncode != 0
    try:
        # `mlflow models build-docker` always starts from this one: where it cannot be pulled it is the common base.
        if ours:
            run(["docker", "tag", base(), slim])
        yield
    finally:
        # Also what has lost its name to a newer image: all of it stands on the base.
        made = [name for depth in ("*", "*/*") for name in named(f"{PREFIX}/{depth}")]
        nameless = standing_on(base())
        subprocess.run(["docker", "rmi", "--force", *made, *([slim] if ours else [])], capture_output=True)
        subprocess.run(["docker", "rmi", "--force", *nameless], capture_output=True)


def standing_on(image):
    """Ids of the other images on the engine that begin with all layers of one, those with most layers first."""
    ids = set(run(["docker", "images", "--quiet", "--no-trunc"]).split())
    layers = {one: run(["docker", "image", "inspect", "--format", "{{join .RootFS.Layers \" \"}}", one]).split() for one in ids}
    own = run(["docker", "image", "inspect", "--format", "{{join .RootFS.Layers \" \"}}", image]).split()
    above = [one for one, those in layers.items() if len(those) > len(own) and those[: len(own)] == own]
    return sorted(above, key=lambda one: -len(layers[one]))


def named(pattern):
    """Names of the images on the engine that fit."""
    return run(["docker", "images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", f"reference={pattern}"]).split()


def make_base():
    context = FOLDER / "context"
    shutil.rmtree(context, ignore_errors=True)
    (context / "certs").mkdir(parents=True)
    if authorities := os.environ.get("DEPLOY_MODEL_BUILD_CA"):
        shutil.copy(authorities, context / "certs" / "site.crt")
    image(base(), "base", f"BASE_IMAGE={os.environ['DEPLOY_MODEL_BASE_IMAGE']}")


def image(name, file, *arguments):
    options = [part for argument in arguments for part in ("--build-arg", argument)]
    run(["docker", "build", "-q", "-t", name, "-f", str(FILES / f"{file}.Dockerfile"), *options, str(FOLDER / "context")])


def mlflow_python():
    lines = (FOLDER / "saved" / "columns-4" / "python_env.yaml").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith("python:"))


def own_environment():
    return {**os.environ, "DEPLOY_MODEL_HOME": str(FOLDER / "home"), "DEPLOY_MODEL_BASE_IMAGE": base()}


@contextlib.contextmanager
def registry():
    """Debian's docker-registry on a free port, empty; gives its host."""
    port, folder = free_port(), FOLDER / "registry"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = f"version: 0.1\nstorage: {{filesystem: {{rootdirectory: {folder}/data}}}}\nhttp: {{addr: '127.0.0.1:{port}'}}\n"
    (folder / "config.yml").write_text(settings)
    with open(folder / "log", "w") as log, group(["docker-registry", "serve", str(folder / "config.yml")], cwd=folder, env={}, log=log):
        wait_for(f"http://127.0.0.1:{port}/v2/")
        yield f"localhost:{port}"
    shutil.rmtree(folder)


class Ours:
    """`deploy-model build` of the wrapped folder."""

    name = "ours"
    steps = ("cold", "size", "code-change", "push", "model-change", "model-change-256MB", "requirement")
    image = f"{PREFIX}/ours:1"

    def source(self):
        return copied("wrapped", self.name)

    def forget(self, place):
        """No packages are known: neither the layer, nor the lock, nor downloads. The builder image is there, as theirs is."""
        shutil.rmtree(FOLDER / "home", ignore_errors=True)
        self.env = {**own_environment(), "DEPLOY_MODEL_REPOSITORY": f"{PREFIX}/{place}"}
        nothing = FOLDER / "nothing"
        nothing.mkdir(exist_ok=True)
        (nothing / "Model.py").write_text("class Model:\n    def predict(self, X, names=None):\n        return X\n")
        self.build(nothing)
        subprocess.run(["docker", "volume", "rm", CACHE_VOLUME], capture_output=True)

    def build(self, source):
        run([COMMAND, "build", str(source), "--image", self.image, "--json"], env=self.env)

    def model(self, source):
        return source / "model"

    def requirements(self, source):
        return source / "requirements.txt"


class Stock:
    """`s2i build` of the same folder with a builder as Seldon's own works; its packages by pip, or by uv."""

    def __init__(self, name, steps):
        self.name = name
        self.steps = steps
        self.image = f"{PREFIX}/{name}:1"
        self.builder = f"{PREFIX}/builder-{name}:1"
        image(self.builder, "stock", f"BASE_IMAGE={base()}", f"UV={UV}", f"INSTALL={INSTALLS[name]}")

    def source(self):
        return copied("wrapped", self.name)

    def forget(self, place):
        """It remembers nothing."""

    def build(self, source):
        s2i = os.environ.get("DEPLOY_MODEL_S2I", "s2i")
        run([s2i, "build", "--copy", "-p", "never", str(source), self.builder, self.image])

    def model(self, source):
        return source / "model"

    def requirements(self, source):
        return source / "requirements.txt"


class MlflowDocker:
    """`mlflow models build-docker` of the saved model. It has no code of its own to change."""

    name = "mlflow"
    steps = ("cold", "size", "model-change", "model-change-256MB", "requirement")
    image = f"{PREFIX}/mlflow:1"

    def source(self):
        return copied("saved/columns-4", self.name)

    def forget(self, place):
        """The engine's cache of steps is all that it has."""
        run(["docker", "builder", "prune", "--force", "--all"])

    def build(self, source):
        mlflow = FOLDER / "env-mlflow" / "bin" / "mlflow"
        path = f"{mlflow.parent}{os.pathsep}{os.environ['PATH']}"
        command = [str(mlflow), "models", "build-docker", "--env-manager", "local", "-m", str(source), "-n", self.image]
        run(command, env={**os.environ, "PATH": path})

    def model(self, source):
        return source

    def requirements(self, source):
        return source / "requirements.txt"


def copied(folder, name):
    """A copy of a folder for one builder to change."""
    to = FOLDER / "sources" / name
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(FOLDER / folder, to, ignore=shutil.ignore_patterns("__pycache__"))
    return to


def outside():
    """The program of our image and its packages, to be run without an engine: command, folder, variables, port."""
    port, folder = free_port(), FOLDER / "wrapped"
    lines = [line for line in (folder / "requirements.txt").read_text().splitlines() if line.strip()]
    python = environment(FOLDER / "env-ours", "3.11", lines)
    run([UV_PROGRAM, "pip", "install", "-q", "--compile-bytecode", "--reinstall", "--python", python, *lines])
    command = [python, "-m", "deploy_model_runtime", "Model", "--http-port", str(port), "--host", "127.0.0.1"]
    return command, folder, {"PYTHONPATH": str(ROOT / "runtime")}, port
