"""How many CPUs this process may use, and that numeric libraries use no more threads than that.

BLAS and OpenMP count the machine's CPUs; in a container that may use two of sixty-four they would start sixty-four
threads.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Iterator, MutableMapping, Optional

VARIABLES = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "RAYON_NUM_THREADS", "POLARS_MAX_THREADS",
)  # fmt: skip


def usable_cpus(root: Path = Path("/")) -> float:
    """The smallest of the CPUs that this process is bound to and the quotas of its control groups."""
    try:
        count = float(len(os.sched_getaffinity(0)))
    except AttributeError:  # not Linux
        count = float(os.cpu_count() or 1)
    return min([count, *_quotas(root)])


def _quotas(root: Path) -> Iterator[float]:
    groups = root / "sys/fs/cgroup"
    for name in _own_groups(root):
        for folder in (groups / name, groups / "cpu" / name):
            # A limit of a parent holds for its children.
            for place in (folder, *folder.parents):
                quota = _quota(place)
                if quota is not None:
                    yield quota
                if place == groups:
                    break


def _own_groups(root: Path) -> "list[str]":
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return [""]
    found = [line.split(":", 2)[2].lstrip("/") for line in lines if line.count(":") >= 2]
    # Inside a container the path is the host's and is not there; the root is the container's own group.
    return [*dict.fromkeys(found), ""]


def _quota(folder: Path) -> Optional[float]:
    """CPUs by version 2 or 1 of control groups; None without a limit."""
    try:
        limit, period = (folder / "cpu.max").read_text().split()
        return None if limit == "max" else int(limit) / int(period)
    except (OSError, ValueError, ZeroDivisionError):
        pass
    try:
        quota = int((folder / "cpu.cfs_quota_us").read_text())
        return quota / int((folder / "cpu.cfs_period_us").read_text()) if quota > 0 else None
    except (OSError, ValueError, ZeroDivisionError):
        return None


def limit_threads(environment: MutableMapping[str, str], asked: int, processes: int) -> int:
    """Sets the variables that are not set yet; returns the threads that each of the processes gets.

    `asked`: that number, or 0 to divide the CPUs.
    """
    threads = asked or max(1, math.floor(usable_cpus() / processes))
    for name in VARIABLES:
        environment.setdefault(name, str(threads))
    return threads
