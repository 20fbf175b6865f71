"""Keeps the engine's disk from filling up with the images of rows that are done."""

import json
import subprocess

from workbench import COMMAND

ROOM = 3e9
"""Bytes that images may take between two rows. Rows often share a layer of packages, so not each one is cleared away."""


def make_room():
    """Removes what no row uses any more, when it has become much."""
    if sum(image["size"] for image in _prune("--dry-run")) > ROOM:
        _prune()


def remove_images():
    """Removes everything that was made."""
    _prune()


def _prune(*options):
    done = subprocess.run([COMMAND, "images", "prune", "--json", *options], stdout=subprocess.PIPE, text=True)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    return [event["image"] for event in events if event["event"] == "pruned-image"]
