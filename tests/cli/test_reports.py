"""Every report, word for word, in each language. PUNKTY_UPDATE=1 writes the golden files anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Golden = Callable[[str, str], None]
Punkty = Callable[..., Any]

LANGS = pytest.mark.parametrize("lang", ["en", "pl"])


@LANGS
def test_the_table_of_scores(two_plans: Path, punkty: Punkty, golden: Golden, lang: str) -> None:
    """Hot first with their reasons, then the funnel and the alerts, plan by plan."""
    ended = punkty("score", "rules", "events.jsonl", "--lang", lang, "--at", "2026-03-20")
    assert (ended.code, ended.err) == (0, "")
    golden(f"score.{lang}.txt", ended.out)


@LANGS
def test_the_ledger_of_a_contact(shop: Path, punkty: Punkty, golden: Golden, lang: str) -> None:
    """Who, how much, since when; every point with its rule and place; the sum; history, alerts, what comes next."""
    ended = punkty("why", "rules", "events.jsonl", "--contact", "ada", "--lang", lang)
    assert (ended.code, ended.err) == (0, "")
    golden(f"why.{lang}.txt", ended.out)


@LANGS
def test_the_ledger_of_one_who_has_none(shop: Path, punkty: Punkty, golden: Golden, lang: str) -> None:
    """Who is excluded has a ledger that comes to nothing."""
    ended = punkty("why", "rules", "events.jsonl", "--contact", "boss", "--lang", lang)
    assert (ended.code, ended.err) == (0, "")
    golden(f"why-excluded.{lang}.txt", ended.out)


@LANGS
def test_a_failing_test(wrong: Path, punkty: Punkty, golden: Golden, lang: str) -> None:
    """The timeline, what was expected, what came, and the ledger that led there."""
    ended = punkty("test", "rules", "--lang", lang)
    assert (ended.code, ended.err) == (1, "")
    golden(f"test-failed.{lang}.txt", ended.out)


@LANGS
def test_the_coverage(shop: Path, punkty: Punkty, golden: Golden, lang: str) -> None:
    """How many rules each plan's tests have seen give points, and where the others are."""
    ended = punkty("test", "rules", "--coverage", "--fail-under", "90", "--lang", lang)
    assert ended.code == 1
    golden(f"test-coverage.{lang}.txt", ended.out + ended.err)


@LANGS
def test_bad_lines(shop: Path, punkty: Punkty, golden: Golden, lang: str) -> None:
    """The first five with their places, all of them by reason; the rest of the log is scored."""
    with (shop / "events.jsonl").open("ab") as log:
        log.write(b"x\n" * 4 + b'{"type": "page", "userId": "u"}\n' + b"\xff\n" * 3 + b"[]\n")
    ended = punkty("score", "rules", "events.jsonl", "--lang", lang, "--format", "jsonl")
    assert ended.code == 0
    assert len(ended.out.splitlines()) == 5
    golden(f"bad-lines.{lang}.txt", ended.err)


@pytest.mark.parametrize("layout", ["jsonl", "json", "csv"])
def test_the_scores_for_machines(two_plans: Path, punkty: Punkty, golden: Golden, layout: str) -> None:
    """Sorted by contact, then plan; the same in every language."""
    args = ("score", "rules", "events.jsonl", "--format", layout)
    ended = punkty(*args)
    assert (ended.code, ended.err) == (0, "")
    assert punkty(*args, "--lang", "pl").out == ended.out
    golden(f"score.{layout}", ended.out)


def test_the_ledger_for_machines(two_plans: Path, punkty: Punkty, golden: Golden) -> None:
    """One object for each plan, each on a line of its own."""
    ended = punkty("why", "rules", "events.jsonl", "--contact", "ada", "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    golden("why.jsonl", ended.out)


@pytest.mark.parametrize("layout", ["json", "junit"])
def test_the_results_of_tests_for_machines(wrong: Path, punkty: Punkty, golden: Golden, layout: str) -> None:
    """Each test with what failed in it."""
    ended = punkty("test", "rules", "--format", layout, "--coverage")
    assert (ended.code, ended.err) == (1, "")
    golden(f"test.{layout}", ended.out)
