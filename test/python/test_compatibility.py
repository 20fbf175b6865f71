"""How a verdict becomes a cell of the compatibility table."""

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

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


@pytest.fixture
def group(compat):
    """Two rows that one MLflow logs."""
    rows = [SimpleNamespace(kind="a|b"), SimpleNamespace(kind="c")]
    return SimpleNamespace(title="MLflow 3.x", rows=rows)


def cell(kind, mlflow="3.17.2", **more):
    found = {"group": "MLflow 3.x", "kind": kind, "mlflow": mlflow, "verdict": "passed", "cases": 3, "parity": 0}
    return {**found, **more}


def test_writes_between_the_marks_of_its_target_and_keeps_the_rest(compat, group, tmp_path):
    page = tmp_path / "page.md"
    marked = "<!-- table of {0}: begin -->\nold {0}\n<!-- table of {0}: end -->\n"
    page.write_text("before\n" + marked.format("process") + "between\n" + marked.format("docker") + "after\n")
    results = compat.Results(tmp_path / "results.jsonl")
    results.keep(cell("a|b", verdict="problem", code="no-signature", sentence="It has none.", reason=""))
    compat.write_table(page, "docker", [group], results)
    text = page.read_text()
    assert text.startswith("before\n" + marked.format("process") + "between\n") and text.endswith("end -->\nafter\n")
    assert "old docker" not in text and "a\\|b" in text and "`no-signature`: It has none." in text


def test_a_row_that_was_not_tried_says_so(compat, group, tmp_path):
    results = compat.Results(tmp_path / "results.jsonl")
    results.keep(cell("c"))
    lines = compat.section(group, results).splitlines()
    assert "not tried" in lines[4] and "passes 3 cases" in lines[5]


def test_a_run_that_was_cut_off_finds_what_it_had(compat, group, tmp_path):
    compat.Results(tmp_path / "results.jsonl").keep(cell("c"))
    again = compat.Results(tmp_path / "results.jsonl")
    assert again.cell(group, group.rows[1]) == cell("c") and again.cell(group, group.rows[0]) is None


def test_cells_of_another_mlflow_are_not_shown_beside_new_ones(compat, group, tmp_path):
    results = compat.Results(tmp_path / "results.jsonl")
    results.keep(cell("c", mlflow="3.1.0"))
    results.keep(cell("a|b", mlflow="3.17.2"))
    assert results.cell(group, group.rows[1]) is None and results.cell(group, group.rows[0])


def test_two_runs_at_once_do_not_share_a_store(compat, tmp_path, monkeypatch):
    monkeypatch.setattr(compat, "FOLDER", tmp_path)
    with compat.lock("docker"), compat.lock("process"), pytest.raises(SystemExit, match="table of docker"):
        with compat.lock("docker"):
            pass
