"""How a verdict becomes a cell of the compatibility table."""

import importlib.util
import sys
from pathlib import Path

import pytest

FOLDERS = [str(Path(__file__).resolve().parents[1] / name) for name in ("compat", "samples")]


@pytest.fixture(scope="module")
def compat():
    """The table's program; its neighbours are importable only while it loads."""
    sys.path[:0] = FOLDERS
    try:
        spec = importlib.util.spec_from_file_location("compat_main", Path(FOLDERS[0], "main.py"))
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path[:] = [path for path in sys.path if path not in FOLDERS]


def case(kind, passed=True, **more):
    return {"kind": kind, "name": "one row", "passed": passed, "expected": "1", "got": "2", **more}


def test_tells_the_largest_difference_of_the_parity_cases(compat):
    cases = [case("parity", difference=1e-9), case("parity", difference=1e-7), case("contract", difference=5)]
    assert compat.numbers({"passed": True, "cases": cases}) == {
        "verdict": "passed", "cases": 3, "parity": 2, "difference": 1e-7,
    }  # fmt: skip


def test_a_failed_case_fails_the_cell_and_says_which(compat):
    cell = compat.numbers({"passed": False, "cases": [case("parity"), case("refused", passed=False)]})
    assert cell["verdict"] == "failed"
    assert cell["sentence"] == "refused, one row: expected 1, got 2"


def test_a_verdict_without_cases_fails_the_cell_and_says_why(compat):
    cell = compat.numbers({"passed": False, "cases": [], "summary": "0 of 0 cases passed; nothing to ask"})
    assert cell["verdict"] == "failed"
    assert "nothing to ask" in cell["sentence"]


def test_writes_between_the_marks_of_its_target_and_keeps_the_rest(compat, tmp_path):
    page = tmp_path / "page.md"
    marked = "<!-- table of {0}: begin -->\nold {0}\n<!-- table of {0}: end -->\n"
    page.write_text("before\n" + marked.format("process") + "between\n" + marked.format("docker") + "after\n")
    cell = {"group": "MLflow 3.x", "kind": "a|b", "mlflow": "3.17.2", "verdict": "problem", "code": "no-signature"}
    compat.write_table(page, [{**cell, "sentence": "It has none.", "reason": ""}], "docker")
    text = page.read_text()
    assert text.startswith("before\n" + marked.format("process") + "between\n") and text.endswith("after\n")
    assert "old docker" not in text and "a\\|b" in text and "`no-signature`: It has none." in text
