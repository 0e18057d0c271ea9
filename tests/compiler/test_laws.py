"""Laws of reading rules: whatever the text, there are findings or a rulebook, and never another exception."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dsl
from dsl import codec, report
from dsl.compiler import Checked, check_sources

WORDS = """
    plan group on when let event place stage alert experiment reset ignore exclude capacity outcome test include
    page form email open SQL MQL fit score krakow a b sales day times in then without or and not is known per of
    as once each max min points week from until below at for while decay half every over expire after no no_open(
    track any expect profile within timezone named matches contains won lost to rule null true experiment step
    most
""".split()  # noqa: SIM905 - nobody reads a list of ninety literals
SIGNS = ['"/cennik"', '"x"', '"a.punkty"', "+5", "-20", "10", "0", "24h", "30d", "50%", "2026-01-01", "10:00", "30km", "(", ")"]
SIGNS += [
    "[",
    "]",
    ",",
    "=",
    "!=",
    "<",
    ">=",
    "*",
    "#",
    "\n",
    "\n",
    "`",
    '"',
    "é",
    "a.b",
    "2 times in 7d",
    "+1 per 100 of value",
]

TOKENS = st.lists(st.sampled_from(WORDS + SIGNS), max_size=60).map(" ".join)
LINES = st.lists(
    st.sampled_from(
        [
            'on page("/cennik") +15',
            "on a or b 2 times in 7d +5 once max 3 times",
            "let a = b",
            "let b = a or page",
            "let c = page",
            'event c = "C" named x per y',
            'event page = "Seen"',
            "group fit max 0 min 5 decay half every 36h",
            "when fit >= 5 and country = 1 and country = 2 +5 once",
            "when within 5km of krakow +5",
            "place krakow = 99, 19",
            "stage SQL when score >= 10 and fit < 3 or on c for 3d until page until below 4",
            "stage MQL at 5",
            "stage c at 4",
            "alert sales on SQL",
            "alert salse on no_c(SQL, 4h) at most once per week",
            "alert sales on no_SQL(3d)",
            "on no_c(page, 24h) -5 decay 200% every 1h",
            "on c then page in 3d +1 per 0 of value until 2026-01-01 from 2026-02-01",
            'experiment "x" 50% one, 49% two',
            "capacity 0 SQL per day",
            "outcome won SQL or page",
            'include "one.punkty"',
            'include "_two.punkty"',
            'plan "x" timezone "Nowhere" score from 10 to 0',
            "ignore page\nreset on any",
            'exclude when email matches "*@x.pl"',
            'test "t" day 1 page("/a", "/b") day 2 expect score 5, rule "x" 2 times, group fit 3, alert sales',
            'test "t" of two day 1 on 2026-03-29 02:30 c(x = 1, x = 2) day 0 any day 9 expect no alert',
            "decay half every 3d",
            "on page 5",
        ]
    ),
    max_size=12,
).map("\n".join)


RULES = "on hot +5\nwhen within 5km of here +5\non demo +5"
VERSION = dsl.compile({"a.punkty": f'let hot = page or demo\nevent demo = "Demo"\nplace here = 50, 20\n{RULES}'}).version


def sound(checked: Checked) -> None:
    """What holds of every answer: findings point into their files, can be told, and decide on the rulebook."""
    has_error = any(finding.severity == "error" for finding in checked.findings)
    assert (checked.rulebook is None) == has_error
    for finding in checked.findings:
        lines = checked.sources[finding.file].text.split("\n")
        assert 1 <= finding.line <= finding.end_line <= len(lines)
        assert (finding.line, finding.column) <= (finding.end_line, finding.end_column)
        assert finding.column <= len(lines[finding.line - 1]) + 1
        assert finding.end_column <= len(lines[finding.end_line - 1]) + 1
    for lang in ("en", "pl"):
        assert report.text(checked.findings, checked.sources, lang).count("\n\n") <= len(checked.findings)
        json.loads(report.json(checked.findings, lang))
        json.loads(report.sarif(checked.findings, lang))
    if checked.rulebook is not None:
        text = codec.to_json(checked.rulebook)
        assert codec.to_json(codec.from_json(text)) == text


@given(st.text(max_size=200))
def test_any_text_compiles_or_gives_findings(text: str) -> None:
    """Letters, signs, controls, surrogates: nothing raises."""
    sound(check_sources({"a.punkty": text, "a.test.punkty": text}))


@given(TOKENS, TOKENS)
def test_any_words_of_the_language_compile_or_give_findings(rules: str, tests: str) -> None:
    """The language's own words in any order."""
    sound(check_sources({"a.punkty": rules, "a.test.punkty": tests, "_two.punkty": tests}))


@given(LINES, LINES, LINES, LINES)
def test_any_statements_compile_or_give_findings(one: str, two: str, shared: str, tests: str) -> None:
    """Statements that are right by themselves, thrown together into a rulebook."""
    sound(check_sources({"one.punkty": one, "two.punkty": two, "_two.punkty": shared, "two.test.punkty": tests}))


@given(st.permutations(["let hot = page or demo", 'event demo = "Demo"', "place here = 50, 20", RULES]))
def test_nothing_depends_on_the_order_of_declarations(statements: list[str]) -> None:
    """`let`, `event` and `place` may stand before or after their use."""
    assert dsl.compile({"a.punkty": "\n".join(statements)}).version == VERSION


def test_ten_thousand_rules_compile() -> None:
    """Size alone is no mistake."""
    text = "\n".join(f'on page("/{i}") +{i % 9 + 1} max 3 times per week' for i in range(10_000))
    assert len(dsl.compile({"a.punkty": text}).plans[0].rules) == 10_000


def test_two_thousand_mistakes_are_all_told() -> None:
    """Each with its own place."""
    text = "\n".join(f"on wrod{i} +5" for i in range(2_000))
    checked = check_sources({"a.punkty": text})
    assert [f.line for f in checked.findings] == list(range(1, 2_001))
    assert report.text(checked.findings, checked.sources).count("E101") == 2_000


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"let a{i} = a{i + 1} or a{i + 1}\n" for i in range(60)) + "let a60 = page\non a0 +5",
        "".join(f"let a{i} = b{i}\nlet b{i} = a{i}\n" for i in range(1_000)) + "on a0 +5",
        "".join(f"let a{i} = a{i + 1}\n" for i in range(2_500)) + "let a2500 = page\non a0 +5",
        "when " + " and ".join(f"x{i} = {i}" for i in range(2_500)) + " +5",
        "on " + " or ".join(f'page("/{i}")' for i in range(2_500)) + " +5",
        "on page +5\n" + "".join(f"stage s{i} at {i}\n" for i in range(2_000)),
        "on page +5\n" + "".join(f"alert channel{i} on page\n" for i in range(150)),
        "".join(f"let a{i:04} = page\n" for i in range(2_000)) + "".join(f"on b{i:04} +5\n" for i in range(500)),
        "x" * 1_000_000,
        'on page("' + "*a" * 100_000 + '") +5',
    ],
    ids=["doubling", "circles", "chain", "and", "or", "stages", "channels", "unknown", "letters", "stars"],
)
def test_what_grows_stays_bounded(text: str) -> None:
    """Rules made to explode are answered like any others."""
    checked = check_sources({"a.punkty": text})
    assert (checked.rulebook is None) == any(f.severity == "error" for f in checked.findings)


def examples() -> list[str]:
    """The rulebooks in fenced blocks of this folder's `examples.md`, which are those of the language's reference."""
    text = (Path(__file__).parent / "examples.md").read_text(encoding="utf-8")
    return re.findall(r"```\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("number", range(2))
def test_the_references_examples_have_no_findings(number: int) -> None:
    """What the reference shows is right, to the last warning."""
    checked = check_sources({"b2b.punkty": examples()[number]})
    assert checked.findings == ()
    assert checked.rulebook is not None
