"""`make demo` is the first thing that anybody runs: its commands work, fit on a screen or two, and show what they say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from dsl.cli.app import run

CHECKOUT = Path(__file__).parents[2]
MAKEFILE = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
RECIPE = re.search(r"^demo:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
COMMANDS = re.findall(r"\$\(BIN\)/punkty (.*)", RECIPE[1] if RECIPE else "")
SCREENS = 2 * 30  # lines


Shown = Callable[[str], str]


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """What each command has printed: it is run once."""
    return {}


@pytest.fixture
def shown(printed: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What a command of the recipe prints."""

    def show(command: str) -> str:
        if command not in printed:
            monkeypatch.chdir(CHECKOUT)
            monkeypatch.setenv("LC_ALL", "C.UTF-8")
            assert run(shlex.split(command.replace("$(DEMO_EVENTS)", "rules/demo.jsonl.gz"))) == 0
            printed[command] = capsys.readouterr().out
        return printed[command]

    return show


def test_every_shipped_rulebook_scores_the_bundled_log() -> None:
    """None is left out."""
    scored = {command.split()[1] for command in COMMANDS if command.startswith("score ")}
    assert scored == {f"rules/{name}" for name in ("b2b", "b2b_conversion", "fmcg", "shop", "vod")}


@pytest.mark.parametrize("command", COMMANDS)
def test_it_fits_on_two_screens(command: str, shown: Shown) -> None:
    """Hot leads with reasons, the funnel and alerts; or a whole ledger."""
    lines = shown(command).splitlines()
    assert 15 < len(lines) <= SCREENS
    if command.startswith("score "):
        assert {"funnel", "alerts"} <= {line.split(":")[0] for line in lines}


def test_the_lead_to_call_now_is_an_sql_whom_nobody_has_called(shown: Shown) -> None:
    """Sales was told, and four hours later the managers were."""
    (command,) = (command for command in COMMANDS if command.startswith("why rules/b2b "))
    ledger = shown(command)
    assert "SQL since" in ledger
    assert re.findall(r"^  [-\d]+ [:\d]+  (\w+) +alert", ledger, re.MULTILINE) == ["sales", "managers"]


def test_the_sum_saw_one_lead_days_before_the_conversion(shown: Shown) -> None:
    """As many days as the heading says."""
    (command,) = (command for command in COMMANDS if command.startswith("why rules/b2b_conversion "))
    days = re.findall(r"^  2026-06-(\d\d) .* → SQL", shown(command), re.MULTILINE)
    assert [int(day) for day in days] == [23, 29]
    assert "six days before" in MAKEFILE
