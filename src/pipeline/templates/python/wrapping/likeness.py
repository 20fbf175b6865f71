"""What a model shares with itself when it was trained again on other data.

Whether a model answers the same without MLflow is decided by what MLflow hands to the estimator and by which code takes it: by the
signature, the packages, the estimator's classes and its settings, never by the numbers that it has learned. So what was proven of
one model holds for all of its likeness, and none of them need be proven again. Nothing is imported or loaded to find it out.
"""

import ast
import hashlib
import json
import pickletools
import zipfile
from pathlib import Path

# What MLflow writes anew at each logging.
VOLATILE = ("artifact_path", "model_id", "model_size_bytes", "model_uuid", "run_id", "utc_time_created")
# Code that is known by the version of its package. All other code may have changed, or is in the file itself.
PACKAGES = ("numpy", "scipy", "sklearn")
PLAIN = {
    *(f"builtins {name}" for name in ("bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int")),
    *(f"builtins {name}" for name in ("list", "object", "range", "set", "slice", "str", "tuple", "NoneType")),
    *("_codecs encode", "collections OrderedDict", "collections defaultdict", "copyreg _reconstructor"),
}
# Steps of a pickle that are read; a file that holds more of them takes longer to read than to prove.
MOST = 500_000
TEXTS = ("SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE")
PUTS, GETS = ("MEMOIZE", "PUT", "BINPUT", "LONG_BINPUT"), ("GET", "BINGET", "LONG_BINGET")
# Where the length of what follows is said, and where something outside of the file is meant.
FRAME, OUTSIDE = "FRAME", ("PERSID", "BINPERSID", "EXT1", "EXT2", "EXT4", "INST", "OBJ", "NEXT_BUFFER")
HEADER = 10


class Unlike(Exception):
    """It can only be compared with itself."""


def likeness(description, plan, folder, ground):
    """A hash that is equal for models of a kind, or None. `description`: what MLmodel says; `ground`: hash of packages and Python."""
    read = _of_skops if plan.format == "skops" else _of_pickle
    total = hashlib.sha256(ground.encode())
    said = {key: value for key, value in description.items() if key not in VOLATILE}
    total.update(json.dumps(said, sort_keys=True, default=str).encode())
    try:
        for part in read(Path(folder) / plan.file):
            total.update(f"\n{part}".encode())
    except Exception:  # also what a damaged file raises: whoever loads it says what is wrong
        return None
    return total.hexdigest()[:32]


def _of_pickle(path):
    """The steps of a pickle with texts, truths and names of code; of a number or bytes only that there are some."""
    memo, pushed, last = {}, [None, None], None
    with open(path, "rb") as file:
        for place, (step, value, _) in enumerate(pickletools.genops(file)):
            name = step.name
            if place > MOST or name in OUTSIDE:
                raise Unlike
            if name in PUTS:
                memo[len(memo) if value is None else value] = last
            elif name != FRAME:
                if name == "GLOBAL":
                    _known(*value.split(" ", 1))
                elif name == "STACK_GLOBAL":
                    _known(*pushed)
                last = value if name in TEXTS else memo.get(value) if name in GETS else None
                pushed = [pushed[1], last]
                yield _shown(name, value)


def _shown(name, value):
    if name in GETS or isinstance(value, (bool, str)):
        return f"{name} {value!r}"
    return name if value is None else type(value).__name__


def _of_skops(path):
    """The same of a file of skops: a tree of JSON in an archive, with arrays as files beside it."""
    with zipfile.ZipFile(path) as archive:
        yield from _of_node(json.loads(archive.read("schema.json")), archive, {})


def _of_node(node, archive, seen):
    if isinstance(node, list):
        yield f"[{len(node)}"
        for each in node:
            yield from _of_node(each, archive, seen)
    elif not isinstance(node, dict):
        yield _value(node)
    else:
        if "__module__" in node:
            _known(node["__module__"], node.get("__class__"))
        # The same object has the same number again. Of plain values it says nothing: Python keeps only one of some of them.
        same = "" if node.get("is_json") else seen.setdefault(node.get("__id__"), len(seen))
        yield f"{{{len(node)} {same}"
        for key, value in node.items():
            yield key
            if key == "file":
                yield _array(archive, value)
            elif key == "content" and node.get("is_json"):
                yield from _of_node(json.loads(value), archive, seen)
            elif key != "__id__":
                yield from _of_node(value, archive, seen)


def _value(value):
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return type(value).__name__ if number else repr(value)


def _array(archive, name):
    """Type of the values and their order; not what they are, and not how many."""
    if not name.endswith(".npy"):
        return Path(name).suffix
    with archive.open(name) as file:
        begin = file.read(HEADER)
        said = ast.literal_eval(file.read(int.from_bytes(begin[8:], "little")).decode("latin-1"))
    return f"{said['descr']} {said['fortran_order']}"


def _known(module, name):
    """Raises Unlike for code that a version of a package says nothing about."""
    if not (isinstance(module, str) and isinstance(name, str)):
        raise Unlike
    if module.split(".")[0] not in PACKAGES and f"{module} {name}" not in PLAIN:
        raise Unlike
