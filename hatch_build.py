"""Builds the Node programs and the JupyterLab extension before they are packed."""

import os
import shutil
import subprocess
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SKIP = "DEPLOY_MODEL_SKIP_BUILD"
"""Set to 1 when the programs have just been built: `bin/test` does."""


class Programs(BuildHookInterface):
    """Runs jlpm from the build requirements: no Node is needed on the machine."""

    PLUGIN_NAME = "custom"

    def initialize(self, version, build_data):
        if self._is_unpacked_sdist() or os.environ.get(SKIP) == "1":
            self._require_programs()
            return
        jlpm = shutil.which("jlpm")
        if jlpm is None:
            raise RuntimeError("jlpm is missing: install the build requirements, or build without --no-isolation")
        for arguments in (["install", "--immutable"], ["build:prod"]):
            subprocess.run([jlpm, *arguments], cwd=self.root, check=True)
        self._require_programs()

    def _is_unpacked_sdist(self):
        """An sdist brings the programs with it, so that installing from it builds nothing."""
        return Path(self.root, "PKG-INFO").exists()

    def _require_programs(self):
        for name in ("cli", "cli-main", "service", "supervisor", "dockerode", "grpc", "kubernetes"):
            program = Path(self.root, "jupyterlab_deploy_model", "programs", f"{name}.cjs")
            if not program.is_file():
                raise RuntimeError(f"{program} has not been built")
        # Written last by the extension's build.
        entry = Path(self.root, "jupyterlab_deploy_model", "labextension", "static", "style.js")
        if not entry.is_file():
            raise RuntimeError(f"{entry} has not been built")
