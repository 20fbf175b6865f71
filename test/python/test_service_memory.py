"""What the service holds when it is idle: freshly started, and after all of the work that there is; and what it reads at its start."""

import asyncio
import re
import time
from pathlib import Path

import pytest

LIMIT = 80 - 45
"""
Megabytes of the service's own. 45 are the part of Node's program that it needs: the kernel shares that with every other
Node, and takes it back or maps more of it (up to 62 were seen) as it likes, so it is not counted here.
"""

NODES_OWN = 200_000
"""Bytes that Node reads for itself (30,000 were seen), and some files of a few kilobytes; the smallest of the others has 350,000."""

PROGRAMS = Path(__file__).parents[2] / "jupyterlab_deploy_model" / "programs"

QUIET_SECONDS = 4
"""It gives memory back three seconds after its last answer, or later where it has little time on the processor."""

PATIENCE_SECONDS = 60

SUM = "class Sum:\n    def predict(self, X, names, meta=None):\n        return [[sum(row)] for row in X]\n"


@pytest.fixture
def own_memory(service):
    async def own_memory(limit):
        """Megabytes once they are below the limit, or when they have not come to that for long."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            await asyncio.sleep(QUIET_SECONDS)
            status = Path(f"/proc/{service.pid}/status").read_text()
            found = int(re.search(r"RssAnon:\s+(\d+)", status)[1]) / 1024
            if found < limit or time.monotonic() > end:
                return found

    return own_memory


@pytest.fixture
def deployed(ask, jp_root_dir):
    """Deploys a class and asks it; removed afterwards."""

    async def deploy(**options):
        (jp_root_dir / "sum").mkdir(exist_ok=True)
        (jp_root_dir / "sum" / "Sum.py").write_text(SUM)
        run = await ask("runs", "POST", {"model": "sum", "name": "sum", **options})
        while run["state"] == "running":
            await asyncio.sleep(0.2)
            run = await ask(f"runs/{run['id']}")
        assert run["state"] == "finished", run["problem"]
        answer = await ask("deployments/sum/predict", "POST", {"request": '{"data": {"ndarray": [[1, 2]]}}'})
        assert "[[3" in answer["answer"]

    return deploy


async def test_is_small_after_its_start(ask, own_memory):
    await ask("status")
    assert await own_memory(LIMIT - 10) < LIMIT - 10


async def test_is_small_again_after_a_deploy(ask, deployed, own_memory):
    await deployed()
    try:
        assert await own_memory(LIMIT) < LIMIT
    finally:
        await ask("deployments/sum", "DELETE")


async def test_reads_nothing_at_its_start_that_only_some_deployments_need(ask, service):
    await ask("status")
    read = int(re.search(r"rchar: (\d+)", Path(f"/proc/{service.pid}/io").read_text())[1])
    # gRPC, Docker and Kubernetes have files of their own; bin/bench lab has the processor time.
    assert read < (PROGRAMS / "service.cjs").stat().st_size + NODES_OWN
