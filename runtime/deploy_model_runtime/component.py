"""The user's class: found, made, and its hooks called the way its author wrote them."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from typing import Any, Callable, Dict, Optional


def find_class(interface_name: str) -> Callable[..., Any]:
    """The class that `Model` (class and module of one name) or `package.module.Class` names.

    The working directory is searched after what Python searches itself. Raises ImportError, and what the user's module
    raises.
    """
    # The last is only found where seldon-core itself is not installed.
    for folder in (os.getcwd(), os.path.join(os.path.dirname(__file__), "shim")):
        if folder not in sys.path:
            sys.path.append(folder)
    module, _, name = interface_name.rpartition(".")
    imported = importlib.import_module(module or name)
    if not hasattr(imported, name):
        raise ImportError(f"the module {module or name} has no class {name}")
    return getattr(imported, name)  # type: ignore[no-any-return]


class Component:
    """The user's object. A hook's signature is read once, so a TypeError inside it is never a second call."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self._hooks: Dict[str, Optional[Callable[..., Any]]] = {}
        self._takes_meta: Dict[str, bool] = {}

    def hook(self, name: str) -> Optional[Callable[..., Any]]:
        """The method of that name; None when the class has none."""
        if name not in self._hooks:
            method = getattr(self.user, name, None)
            if not callable(method) or _of_base_class(method):
                method = None
            self._hooks[name] = method
            self._takes_meta[name] = method is not None and _takes(method, "meta")
        return self._hooks[name]

    def takes_meta(self, name: str) -> bool:
        """Whether the hook has a parameter `meta` or takes any."""
        return self.hook(name) is not None and self._takes_meta[name]

    def load(self) -> None:
        """Calls `load()`. Whatever it raises is raised: an AttributeError in it is no missing method."""
        load = self.hook("load")
        if load is not None:
            load()


def not_implemented(error: BaseException) -> bool:
    """Whether a hook says that it does not exist, as every hook of seldon-core's base class does.

    The exception is known by its name: it may come from seldon-core itself or from our stand-in.
    """
    return any(kind.__name__ == "SeldonNotImplementedError" for kind in type(error).__mro__)


def _of_base_class(method: Any) -> bool:
    """Whether the method is seldon-core's base class's, which has every hook and implements none but `load`."""
    return str(getattr(method, "__qualname__", "")).startswith("SeldonComponent.")


def _takes(method: Callable[..., Any], name: str) -> bool:
    try:
        parameters = inspect.signature(method).parameters
    except (TypeError, ValueError):  # written in C
        return False
    return name in parameters or any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
