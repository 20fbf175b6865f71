"""Jobs that are cancelled, killed, or in each other's way."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from conftest import ADDS, ask, ended

UV = Path(sys.executable).with_name("uv")
SLOW = "import time\ntime.sleep(4)\n" + ADDS
REQUEST = {"data": {"ndarray": [[1, 2]]}}


def until(process, stage):
    """Reads events of a running job until a stage has started; gives the run's id."""
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "stage-started" and event["stage"] == stage:
            return event["run"]
    raise AssertionError(f"{stage} was never started")


def wait(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def hold_build(bench):
    """What is known is built in no time: here uv waits as long as there is the file that this gives."""
    uv, held = bench.folder / "uv", bench.folder / "held"
    uv.write_text(f"#!/bin/sh\nwhile [ -e '{held}' ]; do sleep 0.1; done\nexec '{UV}' \"$@\"\n")
    uv.chmod(0o755)
    held.touch()
    bench.environ["DEPLOY_MODEL_UV"] = str(uv)
    return held


@pytest.mark.parametrize("stage", ["build", "test", "deploy"])
def test_a_killed_job_says_so_leaves_nothing_running_and_resumes(bench, stage):
    held = hold_build(bench) if stage == "build" else None
    process = bench.start("deploy", bench.component(SLOW), "--name", "adds")
    run = until(process, stage)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    wait(lambda: bench.processes() == [])
    [listed] = [event["run"] for event in bench.json("runs")[1]]
    assert listed["state"] == "interrupted"
    if held:
        held.unlink()

    code, events = bench.json("resume", run)
    assert code == 0, ended(events)
    started = [event["stage"] for event in events if event["event"] == "stage-started"]
    assert started[0] == stage
    assert ask(ended(events)["deployment"]["endpoint"]["predictions"], REQUEST)[0] == 200


def test_ctrl_c_cancels_and_cleans_up(bench):
    process = bench.start("deploy", bench.component(SLOW), "--name", "adds")
    until(process, "test")
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(120) == 130
    assert bench.json("runs")[1][0]["run"]["state"] == "cancelled"
    wait(lambda: bench.processes() == [])
    assert bench.deployments() == []


def test_a_job_that_nobody_reads_any_more_is_cancelled_and_cleans_up(bench):
    process = bench.start("deploy", bench.component(SLOW), "--name", "adds")
    until(process, "test")
    process.stdout.close()
    assert process.wait(120) == 130
    assert bench.json("runs")[1][0]["run"]["state"] == "cancelled"
    wait(lambda: bench.processes() == [])
    assert bench.deployments() == []


def test_a_job_is_cancelled_from_another_terminal(bench):
    process = bench.start("deploy", bench.component(SLOW), "--name", "adds")
    run = until(process, "test")
    assert bench.run("cancel", run).returncode == 0
    assert process.wait(120) == 130
    wait(lambda: bench.processes() == [])


def test_two_jobs_for_one_name_do_not_mix(bench):
    folders = [bench.component(SLOW.replace("sum(row)", f"sum(row) * {n}"), folder=f"times-{n}") for n in (1, 10)]
    jobs = [bench.start("deploy", folder, "--name", "adds") for folder in folders]
    ends = [ended([json.loads(line) for line in job.stdout]) for job in jobs]
    assert all(job.wait(120) in (0, 8) for job in jobs)
    good = [end["deployment"] for end in ends if end.get("deployment")]
    assert good
    [deployment] = bench.deployments()
    assert ask(deployment["endpoint"]["predictions"], REQUEST)[1]["data"]["ndarray"] in ([[3]], [[30]])
    bench.run("remove", "adds")
    assert bench.processes() == []


def test_a_model_that_dies_comes_back_by_itself(bench):
    bench.run("deploy", bench.component(ADDS), "--name", "adds")
    [before] = bench.deployments()
    os.kill(before["pid"], signal.SIGKILL)
    wait(lambda: bench.deployments()[0]["restarts"] == 1 and bench.deployments()[0]["state"] == "running")
    assert ask(bench.deployments()[0]["endpoint"]["predictions"], REQUEST)[0] == 200


def test_a_deployment_whose_supervisor_was_killed_is_said_to_be_lost_and_starts_again(bench):
    bench.run("deploy", bench.component(ADDS), "--name", "adds")
    for pid in bench.processes():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    wait(lambda: bench.deployments()[0]["state"] == "lost")
    assert bench.run("start", "adds").returncode == 0
    assert bench.deployments()[0]["state"] == "running"


def test_a_request_of_eight_megabytes_is_answered(bench):
    bench.run("deploy", bench.component(ADDS), "--name", "adds")
    url = bench.deployments()[0]["endpoint"]["predictions"]
    rows = [[0.123456789] * 100 for _ in range(7000)]
    status, answer = ask(url, {"data": {"ndarray": rows}})
    assert status == 200 and len(answer["data"]["ndarray"]) == 7000
