"""A logged MLflow model as Seldon's Python interface wants it. Used by Model.py beside this folder.

Each name is imported when it is first asked for: with NumPy that takes ten times as long as to look whether the class is
there, which is all that is done of it while its image is built.
"""

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .logged_model import LoggedModel, metadata_of
    from .messages import BadRequest, answer_to

__all__ = ["BadRequest", "LoggedModel", "answer_to", "metadata_of"]

_HOMES = {"BadRequest": ".messages", "LoggedModel": ".logged_model", "answer_to": ".messages", "metadata_of": ".logged_model"}


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name], __name__), name)
    return value
