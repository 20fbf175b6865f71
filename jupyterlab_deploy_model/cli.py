"""The `deploy-model` command: becomes Node, so exit codes and signals need no forwarding."""

import os
import sys

from .node import command, compile_cache, environment


def main():
    argv = command("cli", *sys.argv[1:])
    os.execve(argv[0], argv, {**compile_cache(), **environment()})
