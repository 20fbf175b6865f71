"""A folder of this process alone for the service's socket."""

import os
import re
import shutil
import tempfile

PREFIX = "deploy-model-"
LONGEST = 100
"""Bytes that the path of a socket may have on every system, with a few to spare."""


class SocketFolder:
    """Made when it is first needed; mode 0700. What servers that were killed left behind is cleared then."""

    def __init__(self):
        self._path = None

    @property
    def socket(self):
        return os.path.join(self._path, "service.sock")

    def prepare(self):
        """The path of the socket; its folder is there."""
        if self._path is None or not os.path.isdir(self._path):
            self._path = _make()
        return self.socket

    def remove(self):
        if self._path is not None:
            shutil.rmtree(self._path, ignore_errors=True)
            self._path = None


def _make():
    name = f"{PREFIX}{os.getpid()}-"
    # Not Jupyter's own runtime folder: it is below the home folder, which several machines may share.
    for parent in filter(None, (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp")):
        # mkdtemp adds eight letters to the name.
        if len(os.path.join(parent, name + 8 * "x", "service.sock").encode()) > LONGEST:
            continue
        try:
            _clear(parent)
            return tempfile.mkdtemp(prefix=name, dir=parent)
        except OSError:
            continue
    raise OSError("no folder for its socket is writable: neither XDG_RUNTIME_DIR nor a temporary one")


def _clear(parent):
    for entry in os.scandir(parent):
        owner = re.match(rf"{PREFIX}(\d+)-", entry.name)
        if owner and entry.is_dir(follow_symlinks=False) and _is_mine(entry) and not _runs(int(owner[1])):
            shutil.rmtree(entry.path, ignore_errors=True)


def _is_mine(entry):
    return entry.stat(follow_symlinks=False).st_uid == os.getuid()


def _runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
