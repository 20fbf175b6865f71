"""The `deploy-model` command as a terminal sees it, and the page that documents it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("deploy-model")
PAGE = (ROOT / "docs/users/commands.md").read_text()


def run(*arguments, **environment):
    return subprocess.run([COMMAND, *arguments], capture_output=True, text=True, env={**os.environ, **environment})


def verbs():
    listed = run("--help").stdout.partition("Commands:")[2]
    return [verb for verb in re.findall(r"^  ([a-z]+)", listed, re.MULTILINE) if verb != "help"]


def flags(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))


def sections():
    """The page's text for each verb; its heading is the verb alone."""
    parts = re.split(r"^## ([a-z]+)$", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def test_tells_its_version():
    assert run("--version").stdout.strip() == json.loads((ROOT / "package.json").read_text())["version"]


def test_runs_where_no_node_is_on_the_path():
    assert run("--version", PATH="/nowhere").returncode == 0


def test_refuses_an_unknown_verb():
    result = run("no-such-verb")
    assert result.returncode != 0
    assert "no-such-verb" in result.stderr


def test_documents_every_verb_and_no_other():
    assert set(verbs()) == set(sections())


@pytest.mark.parametrize("verb", sorted(sections()))
def test_documents_every_option_of_a_verb_and_no_other(verb):
    everywhere = {"--help", "--json", "--verbose"}
    own, _, _ = run(verb, "--help").stdout.partition("Global Options:")
    assert flags(own) - everywhere == flags(sections()[verb]) - everywhere


@pytest.mark.parametrize("flag", ["--json", "--verbose", "--help", "--version"])
def test_documents_the_options_that_all_verbs_have(flag):
    assert flag in PAGE
