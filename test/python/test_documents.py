"""The users' pages name what the contract has."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def read(path):
    return (ROOT / path).read_text()


def test_every_problem_code_is_explained_and_no_other():
    codes = re.findall(r"^  '?([a-z-]+)'?: \{ exit: \d+", read("src/contract/problem.ts"), re.MULTILINE)
    rows = re.findall(r"^\| `([a-z-]+)`", read("docs/users/problems.md"), re.MULTILINE)
    assert len(codes) > 40
    assert sorted(rows) == sorted(codes)


def test_every_problem_code_stands_under_its_exit_code():
    exits = dict(re.findall(r"^  '?([a-z-]+)'?: \{ exit: (\d+)", read("src/contract/problem.ts"), re.MULTILINE))
    for heading, section in re.findall(r"^## .*\((\d+)\)$(.*?)(?=^## )", read("docs/users/problems.md"), re.S | re.M):
        assert {exits[code] for code in re.findall(r"^\| `([a-z-]+)`", section, re.M)} == {heading}


def test_every_event_of_json_is_explained():
    sources = read("src/contract/event.ts") + read("src/cli/output.ts")
    events = re.findall(r"event: (?:z\.literal\()?'([a-z-]+)'", sources)
    rows = re.findall(r"^\| `([a-z-]+)`", read("docs/users/json-events.md"), re.MULTILINE)
    assert len(events) > 15
    assert sorted(rows) == sorted(events)


def test_links_between_the_documents_lead_somewhere():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []
