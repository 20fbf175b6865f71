"""How many threads numeric libraries may start."""

from __future__ import annotations

from pathlib import Path

import pytest
from deploy_model_runtime.cpus import VARIABLES, limit_threads, usable_cpus
from process import Runtime


def written(root: Path, files: "dict[str, str]") -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return root


@pytest.mark.parametrize(
    ("files", "cpus"),
    [
        ({}, None),
        ({"sys/fs/cgroup/cpu.max": "max 100000\n"}, None),
        ({"sys/fs/cgroup/cpu.max": "50000 100000\n"}, 0.5),
        ({"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/cpu.max": "30000 100000", "sys/fs/cgroup/a/b/cpu.max": "max 100000"}, 0.3),
        ({"proc/self/cgroup": "3:cpu,cpuacct:/x\n", "sys/fs/cgroup/cpu/x/cpu.cfs_quota_us": "25000", "sys/fs/cgroup/cpu/x/cpu.cfs_period_us": "100000"}, 0.25),
        ({"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000"}, None),
        ({"proc/self/cgroup": "0::/host/path\n", "sys/fs/cgroup/cpu.max": "50000 100000"}, 0.5),
    ],
)  # fmt: skip
def test_a_limit_of_the_container_is_found(tmp_path: Path, files: "dict[str, str]", cpus: "float | None"):
    unlimited = usable_cpus(tmp_path / "nothing")
    assert usable_cpus(written(tmp_path, files)) == (unlimited if cpus is None else cpus)


def test_what_is_set_already_stays():
    environment = {"OMP_NUM_THREADS": "7"}
    assert limit_threads(environment, 3, 1) == 3
    assert environment == {**{name: "3" for name in VARIABLES}, "OMP_NUM_THREADS": "7"}


def test_processes_divide_the_cpus():
    assert limit_threads({}, 0, 1000) == 1


def test_the_class_sees_the_limit(bare_python: Path):
    with Runtime("Extras.Environment", "--model-threads", "3", python=bare_python) as runtime:
        assert runtime.predict({"strData": "x"}).json()["jsonData"]["OMP_NUM_THREADS"] == "3"
