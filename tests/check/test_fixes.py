"""What a fix promises: the finding is gone, and no other has come."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.compiler import check_sources
from dsl.diagnostics import Diagnostic, Source
from dsl.syntax import parse

GOLDEN = Path(__file__).parent / "golden"
_SECTION = re.compile(r"^-- (.+) --$\n", re.MULTILINE)


def files(path: Path) -> dict[str, str]:
    """The rules of one golden file."""
    parts = _SECTION.split(path.read_text(encoding="utf-8"))
    return {name: text for name, text in zip(parts[1::2], parts[2::2], strict=True) if name.endswith(".punkty")}


def fixed(sources: dict[str, str], finding: Diagnostic) -> dict[str, str]:
    """The files with the fix of one finding."""
    assert finding.fix is not None
    span, text = finding.fix.span, sources[finding.fix.span.file]
    return sources | {span.file: text[: span.start] + finding.fix.text + text[span.end :]}


def told(findings: tuple[Diagnostic, ...]) -> Counter[tuple[str, str]]:
    """Codes and sentences; places move with the text."""
    return Counter((finding.code, finding.message) for finding in findings)


CASES = [
    pytest.param(sources, place, id=f"{path.stem}-{finding.line}-{finding.column}")
    for path in sorted(GOLDEN.glob("*.txt"))
    if (sources := files(path))
    for place, finding in enumerate(check_sources(sources).findings)
    if finding.fix
]


@pytest.mark.parametrize("sources, place", CASES)
def test_a_fix_removes_its_finding_and_adds_none(sources: dict[str, str], place: int) -> None:
    """Every fix of every golden file, one at a time."""
    before = check_sources(sources).findings
    after = check_sources(fixed(sources, before[place])).findings
    gone = Counter([(before[place].code, before[place].message)])
    assert told(after) <= told(before) - gone


BROKEN = (
    'on page("/a" 15', "on page 24 hrs +5", "when a between 1 and 2 +5", "on page; +5", "WHEN x == 3 +5", "on Product Added +5",
    "stage SQL at 50 and fit > 10", "on page(/cennik) +15", "- on page +5", "page\t5", "+5 for page", "alert sales SQL",
    "on page +2,5 once a day", "on no-open(24h, email) -5", 'group "Fit" max 60', "decay half every 30", "// on page", "&quot;",
    'test "x"\n  day1 page\n  day 2 expect score is 5', "place k = 50,1; 19,2", 'on page("/a +5', "reset lost", "if form +5",
)  # fmt: skip


@given(st.lists(st.sampled_from(BROKEN), min_size=1, max_size=4), st.sampled_from(["\n", "\n\n"]), st.data())
def test_a_fix_never_makes_more_mistakes(parts: list[str], between: str, data: st.DataObject) -> None:
    """Whatever stands around: a fix may bring to light what was hidden behind the mistake, and nothing else."""
    text = between.join(parts)
    _, found = parse(Source("x", text))
    fixable = [finding for finding in found if finding.fix]
    if not fixable:
        return
    fix = data.draw(st.sampled_from(fixable)).fix
    assert fix is not None
    repaired = text[: fix.span.start] + fix.text + text[fix.span.end :]
    assert len(parse(Source("x", repaired))[1]) <= len(found)


def test_most_near_misses_have_a_fix() -> None:
    """The law above is about something."""
    assert len(CASES) > 100
