"""`punkty check`: what it says around its findings, and what it leaves for the page of a job."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Punkty = Callable[..., Any]

WRONG = 'on pagee +5\non page("cennik") +5\n'


@pytest.fixture
def faulty(shop: Path) -> Path:
    """A rulebook with an error, and a warning that has a fix."""
    (shop / "rules" / "shop.test.punkty").unlink()
    (shop / "rules" / "shop.punkty").write_text(WRONG)
    return shop


@pytest.mark.parametrize(
    "lang, lines",
    [
        (
            "en",
            [
                "errors: 1, warnings: 1",
                "more about E101: punkty explain E101",
                "findings with a safe fix: 1; what puts them right: punkty fmt --fix rules",
            ],
        ),
        (
            "pl",
            [
                "błędy: 1, ostrzeżenia: 1",
                "więcej o E101: punkty explain E101",
                "można bezpiecznie poprawić: 1; zrobi to: punkty fmt --fix rules",
            ],
        ),
    ],
)
def test_the_last_lines_say_what_to_do_next(faulty: Path, punkty: Punkty, lang: str, lines: list[str]) -> None:
    """How many, where more is said about the weightiest, what repairs some; on standard error."""
    assert punkty("check", "rules", "--lang", lang).err.splitlines() == lines


def test_without_findings_there_is_nothing_to_do(shop: Path, punkty: Punkty) -> None:
    """Only the count."""
    ended = punkty("check", "rules")
    assert (ended.code, ended.err) == (0, "errors: 0, warnings: 0\n")


def test_without_fixes_nothing_offers_to_fix(faulty: Path, punkty: Punkty) -> None:
    """The formatter is named only where it can help."""
    (faulty / "rules" / "shop.punkty").write_text("on pagee +5\n")
    assert "fmt" not in punkty("check", "rules").err


def test_a_folder_with_a_blank_can_be_copied_to_the_shell(faulty: Path, punkty: Punkty) -> None:
    """The command that is offered names the paths as a shell takes them."""
    (faulty / "rules").rename(faulty / "my rules")
    assert punkty("check", "my rules").err.endswith(": punkty fmt --fix 'my rules'\n")


def test_json_tells_fixes(faulty: Path, punkty: Punkty) -> None:
    """Beside the fields of the contract, and only where there is one."""
    error, warning = json.loads(punkty("check", "rules", "--format", "json").out)
    assert "fix" not in error
    assert warning["fix"] == {"line": 2, "column": 10, "end_line": 2, "end_column": 10, "text": "/"}


def test_sarif_brings_the_help_pages(faulty: Path, punkty: Punkty) -> None:
    """Each code that occurs is explained in the language asked for."""
    rules = json.loads(punkty("check", "rules", "--format", "sarif", "--lang", "pl").out)["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["E101", "W301"]
    assert all(rule["help"]["text"] and rule["fullDescription"]["text"] for rule in rules)


def test_a_job_gets_a_summary(faulty: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch) -> None:
    """All findings as a table, behind what other steps have written there."""
    summary = faulty / "summary.md"
    summary.write_text("# before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    ended = punkty("check", "rules", "--format", "github")
    written = summary.read_text(encoding="utf-8").splitlines()
    assert written[:2] == ["# before", "### punkty check: errors: 1, warnings: 1"]
    assert len([line for line in written if line.startswith(("| error", "| warning"))]) == 2
    assert ended.out.count("\n") == 2


def test_other_layouts_leave_the_summary_alone(faulty: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only annotations need one; and without findings nothing is written."""
    summary = faulty / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    for layout in ("text", "json", "sarif"):
        punkty("check", "rules", "--format", layout)
    (faulty / "rules" / "shop.punkty").write_text("on page +5\n")
    assert punkty("check", "rules", "--format", "github").out == ""
    assert not summary.exists()


def test_without_the_variable_there_is_no_summary(faulty: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside a workflow nothing is written anywhere."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    before = set(faulty.rglob("*"))
    assert punkty("check", "rules", "--format", "github").code == 1
    assert set(faulty.rglob("*")) == before


def test_a_summary_that_cannot_be_written_is_told(faulty: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words, with the exit code for what cannot be used."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(faulty / "rules"))
    ended = punkty("check", "rules", "--format", "github")
    assert ended.code == 2
    assert "Traceback" not in ended.err
