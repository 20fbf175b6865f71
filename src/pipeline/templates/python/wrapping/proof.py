"""Whether a model answers the same without MLflow, and where that is kept.

MLflow takes 50 MB and most of the time of a start. To compare with it, it has to be there: so a process of its own compares
(proving.py), and this one never imports it. What was found is kept in __pycache__, beside bytecode that is trusted in the same
way, under a name that changes with the model, the packages and Python: then it is found anew, as it is when a module beside
the model has changed that the model needs. What was found of another model of its kind (likeness.py) is taken where it lies
there. python -m wrapping FOLDER finds it out beforehand, such as when an image is made.
"""

import hashlib
import json
import os
import platform
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Dict, NamedTuple, Optional

from .plan import Plan, allowed, plan_of, read_description

# Bytes of a model folder. Beside a larger model MLflow is small, and a second copy in the other process is not.
LARGEST = 64 * 2**20
# Bytes that the other process may take. A container without them is ended when they are taken.
ROOM = 512 * 2**20
# How much memory a container may have and has, by version of the kernel's control groups.
_GROUPS = Path("/sys/fs/cgroup")
_LIMITS = (("memory.max", "memory.current"), ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"))
_known: Dict[str, "Optional[Proof]"] = {}


class Proof(NamedTuple):
    """What the other process found. `plan`: how to ask the model, when that gave the same answers as MLflow."""

    plan: Optional[Plan]
    # What Seldon's metadata says of the model, but for its name.
    metadata: Dict[str, Any]
    # Files beside the model's folder that it had imported, with what is in them; see beside().
    beside: Dict[str, str]


def proof_of(folder, serves=True):
    """
    The Proof for a model folder, or None where nothing is known. Asked again, it knows the answer. serves: this process is
    going to serve the model.
    """
    folder = Path(folder).resolve()
    if str(folder) not in _known:
        try:
            _known[str(folder)] = _found(folder, serves) if allowed() else None
        except Exception:  # what MLflow says about a folder like this is told when it loads it
            _known[str(folder)] = None
    return _known[str(folder)]


def _found(folder, serves):
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    if sum(path.stat().st_size for path in files) > LARGEST:
        return None
    ground, kept = _ground(), folder.parent / "__pycache__"
    record = kept / f"proof-{_digest(files, ground)}.json"
    proof = _kept(record)
    if proof:
        return proof
    # Not where something is known: a start imports no more than it needs.
    from .likeness import likeness

    said = read_description(folder)
    plan = plan_of(said)
    alike = plan and likeness(said, plan, folder, ground)
    lent = kept / f"alike-{alike}.json"
    proof = _kept(lent) if alike else None
    if proof:
        _keep(record, lent.read_bytes())
        return proof
    if not plan or not _has_room():
        return None
    told = {**json.loads(_proven(folder, serves)), "likeness": alike}
    _keep(record, json.dumps(told).encode())
    return _proof(told)


def _kept(record):
    """The Proof in a file, or None where it holds no longer."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        proof = _proof(json.loads(record.read_text(encoding="utf-8")))
        if proof.beside == beside(record.parents[1], proof.beside):
            return proof
    return None


def _proof(told):
    return Proof(Plan(**told["plan"]) if told["plan"] else None, told["metadata"], told["beside"])


def beside(folder, names):
    """The files of these names in a folder, each with the hash of its content; left out are those that are not there."""
    files = {name: Path(folder) / name for name in names}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items() if path.is_file()}


def _ground():
    """Changes with what every answer depends on: Python, the packages, and the code that compares."""
    total = hashlib.sha256(f"{sys.version} {platform.machine()}".encode())
    for entry in sys.path:
        with suppress(OSError):
            total.update("\n".join(sorted(name for name in os.listdir(entry or ".") if name.endswith("-info"))).encode())
    _add(total, sorted(Path(__file__).parent.glob("*.py")))
    return total.hexdigest()


def _digest(files, ground):
    """Changes with all that an answer may depend on but for code beside the model: the model, too."""
    total = hashlib.sha256(ground.encode())
    _add(total, files)
    return total.hexdigest()[:32]


def _add(total, files):
    for path in files:
        content = path.read_bytes()
        total.update(f"\n{path.name} {len(content)}\n".encode())
        total.update(content)


def _has_room():
    for limit, used in _LIMITS:
        # Where there is no limit, there is no such file or no number in it.
        with suppress(OSError, ValueError):
            return int((_GROUPS / limit).read_text()) - int((_GROUPS / used).read_text()) >= ROOM
    return True


def _proven(folder, serves):
    """What proving.py writes. Meanwhile a process that serves imports what it will need."""
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(entry or os.getcwd() for entry in sys.path)}
    words = [sys.executable, "-m", f"{__package__}.proving", str(folder)]
    # It ends with this process: that is what its standard input is for.
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables) as process:
        if serves:
            with suppress(ImportError):
                import sklearn.base  # noqa: F401
        return process.stdout.read()


def _keep(record, told):
    """Where the folder cannot be written, every start finds out for itself."""
    written = record.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        record.parent.mkdir(exist_ok=True)
        written.write_bytes(told)
        os.replace(written, record)
