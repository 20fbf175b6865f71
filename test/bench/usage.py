"""What a process and everything that it started has used, as Linux counts it."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def members(group):
    """Numbers of the living processes of a process group."""
    return [pid for pid in _all() if _stat(pid)[2:3] == [str(group)]]


def cpu_seconds(group):
    """Processor time of all of them so far; of those that have ended, what their parents have counted."""
    return sum(int(ticks) for pid in members(group) for ticks in _stat(pid)[11:15]) / TICKS


def memory(group):
    """Bytes that they hold, pages that several share counted once (PSS)."""
    return sum(map(_pss, members(group)))


def _all():
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _stat(pid):
    """The fields after the name: state, parent, group, …"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _pss(pid):
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
