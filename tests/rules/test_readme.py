"""What README.md shows is what the commands print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from dsl.cli.app import VERBS, run

CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```console\n\$ punkty (.*)\n((?:.*\n)*?)```$", README, re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a reader would try things: the rulebooks that ship, and the three rules in a file."""
    first = re.search(r"^```punkty\n((?:.*\n)*?)```$", README, re.MULTILINE)
    assert first
    (tmp_path / "hot.punkty").write_text(first[1], encoding="utf-8")
    (tmp_path / "rules").symlink_to(CHECKOUT / "rules")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path


def test_there_are_examples() -> None:
    """The test below runs something."""
    assert len(EXAMPLES) == 2


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command, shown", EXAMPLES, ids=[command.split()[0] for command, _ in EXAMPLES])
def test_an_example_prints_what_is_shown(command: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    """To the letter, but for white space at the end of the whole."""
    assert run(shlex.split(command)) == 0
    assert capsys.readouterr().out.rstrip() == shown.rstrip()


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
