"""A fix stays only if its finding is gone and no other has come."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dsl.check.files import Files, Texts
from dsl.compiler.rulebook import Checked, check_files
from dsl.diagnostics import Fix, Source, Span
from dsl.formatter import fixes
from dsl.formatter.fixes import MOST_STEPS, applied, mend_rulebook, mend_text
from dsl.syntax import File, Finding, parse

FILE = "x.punkty"
GOLDEN = sorted((Path(__file__).parents[1] / "check" / "golden").glob("*.txt"))
SECTION = re.compile(r"^-- (.+) --$\n", re.MULTILINE)


def mended(text: str) -> tuple[str, int]:
    done = mend_text(Source(FILE, text))
    return done.texts[FILE], done.fixed[FILE]


Offer = Callable[[Callable[[Source, Finding], Fix | str | None]], None]


@pytest.fixture
def offering(monkeypatch: pytest.MonkeyPatch) -> Offer:
    """Makes the parser offer other fixes, or other texts, for what it finds fault with."""

    def offer(offered: Callable[[Source, Finding], Fix | str | None]) -> None:
        def fix(source: Source, finding: Finding) -> Fix | None:
            found = offered(source, finding)
            return Fix(finding.span, found) if isinstance(found, str) else found

        def parse_and_offer(source: Source) -> tuple[File, tuple[Finding, ...]]:
            file, findings = parse(source)
            return file, tuple(replace(finding, fix=fix(source, finding)) for finding in findings)

        monkeypatch.setattr(fixes, "parse", parse_and_offer)

    return offer


def test_the_fixes_of_a_file_are_applied() -> None:
    """Several in one file, and several in one statement: behind the first mistake the next comes to light."""
    text, count = mended('on page(„/a”, „/b”) +5\non page("/c") −5\non page("/d") +1\n')
    assert text == 'on page("/a", "/b") +5\non page("/c") -5\non page("/d") +1\n'
    assert count == 3


def test_what_has_no_fix_is_left() -> None:
    """Other mistakes do not keep a fix away."""
    text, count = mended("on page(„/a”) +5\nstage MQL at forty\non page +1\n")
    assert text == 'on page("/a") +5\nstage MQL at forty\non page +1\n'
    assert count == 1


def test_a_text_without_mistakes_is_left_as_it_is() -> None:
    """Layout is not a mistake."""
    assert mended("on   page +5") == ("on   page +5", 0)


def test_a_fix_that_leaves_its_finding_is_refused(offering: Offer) -> None:
    """The next attempt would go on for ever."""
    offering(lambda source, finding: "„")
    assert mended("on page(„/a”) +5\non page +1\n") == ("on page(„/a”) +5\non page +1\n", 0)


def test_a_fix_that_brings_another_finding_is_refused(offering: Offer) -> None:
    """A mistake before or at the place of the fix was not there before."""
    offering(lambda source, finding: ") ) (" if finding.span.start < 10 else None)
    text = "on page(„/a”) +5\non page +1\n"
    assert mended(text) == (text, 0)


def test_a_fix_that_takes_a_statement_away_is_refused(offering: Offer) -> None:
    """No finding is left, but a rule that was fine is gone with it."""
    text = "on page(„/a”) +5\non page +1\n"
    offering(lambda source, finding: Fix(Span(FILE, 0, len(text)), "on page +2\n"))
    assert mended(text) == (text, 0)


def test_one_bad_fix_keeps_no_good_one_away(offering: Offer) -> None:
    """The bad one is found among many."""

    def text_for(source: Source, finding: Finding) -> str:
        written = source.text[finding.span.start : finding.span.end]
        return "((" if "bad" in written else '"' + written.strip("„”") + '"'

    offering(text_for)
    lines = [f"on page(„/{'bad' if n == 17 else n}”) +5\n" for n in range(40)]
    text, count = mended("".join(lines))
    assert count == 39
    assert text == "".join(lines).replace("„", '"').replace("”", '"').replace('"/bad"', "„/bad”")


def test_steps_are_bounded(offering: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fixes that call for each other come to an end."""
    offering(lambda source, finding: source.text[finding.span.start : finding.span.end] + "x")
    offered, calls = fixes.parse, []

    def counted(source: Source) -> tuple[File, tuple[Finding, ...]]:
        calls.append(source)
        return offered(source)

    monkeypatch.setattr(fixes, "parse", counted)
    mended("on page(„/a”) +5\n" * 5)
    assert 1 < len(calls) <= MOST_STEPS


def test_fixes_are_put_in_by_their_places() -> None:
    """Insertions, deletions and replacements, in more than one file."""
    some = [Fix(Span("a", 0, 0), "<"), Fix(Span("a", 2, 4), ""), Fix(Span("b", 1, 2), "XY")]
    assert applied({"a": "012345", "b": "abc", "c": "z"}, some) == {"a": "<0145", "b": "aXYc", "c": "z"}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_fix_of_the_golden_findings_helps(path: Path) -> None:
    """All that are offered are applied, those behind others too, until none is left."""
    parts = SECTION.split(path.read_text(encoding="utf-8"))
    texts = {name: text for name, text in zip(parts[1::2], parts[2::2], strict=True) if name.endswith(".punkty")}
    texts = {name: mend_text(Source(name, text)).texts[name] for name, text in texts.items()}
    texts |= mend_rulebook(Texts(texts), texts).texts
    assert [finding for finding in check_files(Texts(texts)).findings if finding.fix is not None] == []


@pytest.fixture
def correcting(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the checker offer a text for every word that it does not know."""

    def offer(text: str) -> None:
        def check_and_offer(files: Files) -> Checked:
            checked = check_files(files)
            found = []
            for finding in checked.findings:
                place = checked.sources[finding.file].text.find(dict(finding.words).get("name", "\0"))
                fix = Fix(Span(finding.file, place, place + len(dict(finding.words)["name"])), text) if place >= 0 else None
                found.append(replace(finding, fix=fix) if finding.code == "E101" else finding)
            return replace(checked, findings=tuple(found))

        monkeypatch.setattr(fixes, "check_files", check_and_offer)

    return offer


def test_the_checkers_fixes_are_applied_where_asked(correcting: Callable[[str], None]) -> None:
    """In the files that were given, and in no other of the rulebook."""
    correcting("page")
    texts = {"a.punkty": "on paeg +1\non click +2\n", "b.punkty": "on pgae +1\n"}
    done = mend_rulebook(Texts(texts), {"a.punkty": texts["a.punkty"]})
    assert done.texts == {"a.punkty": "on page +1\non click +2\n"}
    assert done.fixed == {"a.punkty": 1}


def test_a_fix_that_brings_an_error_of_the_checker_is_refused(correcting: Callable[[str], None]) -> None:
    """`paeg` is not known, and `gepa` is not either."""
    correcting("gepa")
    texts = {"a.punkty": "on paeg +1\n"}
    assert mend_rulebook(Texts(texts), texts).texts == texts


def test_a_fix_of_an_error_may_bring_a_warning_to_light(correcting: Callable[[str], None]) -> None:
    """The same rule twice is told only when both are rules."""
    correcting("page")
    texts = {"a.punkty": "on paeg +1\non page +1\n"}
    assert mend_rulebook(Texts(texts), texts).texts == {"a.punkty": "on page +1\non page +1\n"}


def test_a_fix_of_a_warning_may_bring_no_other() -> None:
    """With its slash the second rule would be the first one again."""
    texts = {"a.punkty": 'on page("/a") +1\non page("a") +1\non page("b") +1\n'}
    assert mend_rulebook(Texts(texts), texts).texts == {"a.punkty": 'on page("/a") +1\non page("a") +1\non page("/b") +1\n'}
