"""The last line of bin/test, from what the runners leave behind."""

import json
import subprocess
import sys
from pathlib import Path

TOTALS = Path(__file__).resolve().parents[2] / "bin" / "totals"
JEST = {"numPassedTests": 5, "numFailedTests": 0, "numRuntimeErrorTestSuites": 0, "numPendingTests": 1}
PYTEST = '<testsuites><testsuite tests="4" failures="1" errors="0" skipped="1" /></testsuites>'


def totals(folder, *steps, **reports):
    (folder / "steps.tsv").write_text("".join("\t".join(step) + "\n" for step in steps))
    for name, text in reports.items():
        (folder / name.replace("_", ".")).write_text(text)
    done = run(folder)
    return done.stdout.splitlines()[-1], done.returncode


def run(folder):
    return subprocess.run([sys.executable, TOTALS, folder], capture_output=True, text=True)


def test_sums_over_all_runners(tmp_path):
    steps = [("build", "0", "-"), ("jest", "0", "jest.json"), ("pytest", "1", "python.xml")]
    found = totals(tmp_path, *steps, jest_json=json.dumps(JEST), python_xml=PYTEST)
    assert found == ("7 passed, 1 failed, 2 skipped", 1)


def test_succeeds_when_nothing_failed(tmp_path):
    assert totals(tmp_path, ("jest", "0", "jest.json"), jest_json=json.dumps(JEST)) == (
        "5 passed, 0 failed, 1 skipped",
        0,
    )


def test_counts_a_part_that_was_left_out_as_skipped(tmp_path):
    assert totals(tmp_path, ("images", "0", "skipped")) == ("0 passed, 0 failed, 1 skipped", 0)


def test_counts_a_failed_step_as_a_failed_test(tmp_path):
    assert totals(tmp_path, ("build", "1", "-")) == ("0 passed, 1 failed, 0 skipped", 1)


def test_counts_a_runner_that_fails_without_a_failed_test(tmp_path):
    found = totals(tmp_path, ("jest", "1", "jest.json"), jest_json=json.dumps(JEST))
    assert found == ("5 passed, 1 failed, 1 skipped", 1)


def test_counts_a_missing_report_as_a_failure(tmp_path):
    assert totals(tmp_path, ("jest", "0", "jest.json")) == ("0 passed, 1 failed, 0 skipped", 1)


def test_counts_a_test_file_that_jest_could_not_load(tmp_path):
    broken = {**JEST, "numRuntimeErrorTestSuites": 2}
    assert (
        totals(tmp_path, ("jest", "1", "jest.json"), jest_json=json.dumps(broken))[0] == "5 passed, 2 failed, 1 skipped"
    )


def test_tells_each_failed_test_again(tmp_path):
    message = "\x1b[31mExpected 1\x1b[39m\n\nReceived 2"
    tests = [
        {"status": "passed", "fullName": "adds", "failureMessages": []},
        {"status": "failed", "fullName": "subtracts", "failureMessages": [message]},
    ]
    suites = [
        {"name": "/x/sums.test.ts", "status": "failed", "message": "● subtracts", "assertionResults": tests},
        {"name": "/x/broken.test.ts", "status": "failed", "message": "Cannot find it", "assertionResults": []},
    ]
    totals(
        tmp_path,
        ("jest", "1", "jest.json"),
        ("pytest", "1", "python.xml"),
        jest_json=json.dumps({**JEST, "numFailedTests": 1, "numRuntimeErrorTestSuites": 1, "testResults": suites}),
        python_xml="""<testsuites><testsuite tests="2" failures="1" errors="0" skipped="0">
            <testcase name="test_good" /><testcase name="test_bad"><failure message="short">long</failure></testcase>
            </testsuite></testsuites>""",
    )
    assert run(tmp_path).stdout.splitlines() == [
        "failed: jest",
        "    - subtracts",
        "        Expected 1",
        "        Received 2",
        "    - broken.test.ts",
        "        Cannot find it",
        "failed: pytest",
        "    - test_bad",
        "        long",
        "6 passed, 3 failed, 1 skipped",
    ]


def test_tells_the_end_of_the_log_where_no_test_tells(tmp_path):
    (tmp_path / "pytest test-python.log").write_text("".join(f"line {n}\n" for n in range(100)))
    totals(tmp_path, ("pytest test/python", "1", "python.xml"))
    lines = run(tmp_path).stdout.splitlines()
    assert [lines[0], lines[1], lines[-2]] == ["failed: pytest test/python", "    line 60", "    line 99"]
