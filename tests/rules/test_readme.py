"""What README.md shows is what the commands print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from console import environment, played
from pages import CHECKOUT, Page, hold

from dsl.cli.app import VERBS, run

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
PAGE = Page(CHECKOUT / "README.md", README)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a reader would try things: the rulebooks that ship, and the three rules in a file."""
    first = next(block for block in PAGE.blocks if block.kind == "punkty")
    (tmp_path / "hot.punkty").write_text(first.text, encoding="utf-8")
    (tmp_path / "rules").symlink_to(CHECKOUT / "rules")
    monkeypatch.chdir(tmp_path)
    for name, value in environment("en").items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_there_are_examples() -> None:
    """The test below runs something."""
    assert sum(block.kind == "console" for block in PAGE.blocks) == 2


@pytest.mark.usefixtures("folder")
def test_the_examples_print_what_is_shown() -> None:
    """To the byte, standard error too. PUNKTY_UPDATE=1 writes what they print into README.md instead."""
    hold(PAGE, played(README))


@pytest.mark.usefixtures("folder")
def test_the_first_example_has_no_findings() -> None:
    """The first rules that anybody sees are good ones."""
    assert run(["check", "hot.punkty"]) == 0


def test_every_verb_is_told_and_no_other() -> None:
    """The table of verbs is whole."""
    told = re.findall(r"^\| `punkty (\w+) ", README, re.MULTILINE)
    assert sorted(told) == sorted(VERBS)


def test_every_rulebook_test_shown_is_a_real_one() -> None:
    """The example of a test stands in a rulebook, letter for letter."""
    shown = re.findall(r'^```\n(test "(?:.*\n)*?)```$', README, re.MULTILINE)
    assert shown
    shipped = "".join(file.read_text(encoding="utf-8") for file in (CHECKOUT / "rules").glob("*/*.test.punkty"))
    assert all(test in shipped for test in shown)
