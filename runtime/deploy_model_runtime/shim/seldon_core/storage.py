"""Model storage on this machine. What seldon-core downloads from elsewhere is not downloaded here."""

from __future__ import annotations

import os
from typing import Optional


class Storage:
    """Upstream's interface."""

    @staticmethod
    def download(uri: str, out_dir: Optional[str] = None) -> str:
        """The local path of a file:// URI or path. Raises RuntimeError for another."""
        path = uri[len("file://") :] if uri.startswith("file://") else uri
        if "://" in path or not os.path.exists(path):
            raise RuntimeError(f"{uri} is not on this machine; install seldon-core to download it")
        return path
