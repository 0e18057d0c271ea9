"""Any text gives a tree and findings, never another exception, and takes its time in proportion to its length."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.diagnostics import Source
from dsl.syntax import File, Finding, parse, tree
from dsl.syntax.parser import grammar

EXAMPLES = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "examples").glob("*.punkty"))]
SOUP = [
    part.replace("~", " ")
    for line in (
        "on when and or not in is plan group let event place stage alert experiment reset ignore exclude capacity outcome",
        "test day include page form no_open no_show email score country `Feed~Type` company.size a.b ( ) [ ] , = != < <=",
        '"/cennik" "a" " ` „x” +15 -5 +2.5 15 2.5 10% 30km 24h 7~days 2026-11-30 2026-02-30 09:30 25:00 times points per of',
        "once each max min from until below as while decay half every over expire after no then without at most for",
        "matches contains known true false null within krakow named timezone to expect profile rule won lost day week",
        "month − == && # \n \n \\ § \ufeff \u00a0",
        "\t - * 1. | // -- /* */ <!-- ``` … ... <name> &gt; &quot; （ ＋ \u200b between from to is not_open Product Added",
        "expect~score ; : { } = -> +-5 /cennik https://a.pl THEN points twice three daily sales@x -5~if +5~for page\t5 page;5",
    )
    for part in line.split(" ")
]


def read(text: str) -> tuple[File, tuple[Finding, ...]]:
    """Parse, and hold what holds for every text."""
    source = Source("x.punkty", text)
    file, found = parse(source)
    assert file.source is source
    assert [finding.span.start for finding in found] == sorted(finding.span.start for finding in found)
    for finding in found:
        assert 0 <= finding.span.start <= finding.span.end <= len(text)
        if finding.fix is not None:
            assert 0 <= finding.fix.span.start <= finding.fix.span.end <= len(text)
    places = [(statement.span.start, statement.span.end) for statement in file.statements]
    assert places == sorted(places)
    for start, end in places:
        assert 0 <= start < end <= len(text)
    for name in file.broken:
        assert text[name.span.start : name.span.end]
    return file, found


@given(st.text())
def test_any_text_gives_a_tree_or_findings(text: str) -> None:
    """Where nothing was understood, something is said."""
    file, found = read(text)
    code = "".join(line.partition("#")[0] for line in text.split("\n")).replace("\ufeff", "").strip()
    assert bool(file.statements or found) == bool(code)


@given(st.lists(st.sampled_from(SOUP), max_size=60))
def test_any_words_of_the_language_give_a_tree_or_findings(words: list[str]) -> None:
    """The language's own words in any order get further than noise."""
    read(" ".join(words))


@given(st.sampled_from(EXAMPLES), st.data())
def test_a_damaged_rulebook_gives_a_tree_and_findings(text: str, data: st.DataObject) -> None:
    """Cut out, doubled and strewn in pieces."""
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 30)))
        text = text[:start] + data.draw(st.sampled_from(["", text[start:end] * 2, *SOUP]) | st.text(max_size=5)) + text[end:]
    read(text)


def _rules(count: int) -> str:
    rule = 'on page("/blog/{0}/*") or form("f{0}") 2 times in 7d +{0} max 30 points per week as "rule {0}"\n'
    return "".join(rule.format(number) for number in range(count))


N = 10_000
LONG = 500_000
MANY = 1_000
HOSTILE = {
    "a long text": ('on page("' + "a" * LONG + '") +1', []),
    "a long unclosed text": ('on page("' + "a" * LONG + " +1", ["E012"]),
    "a long name": ("on " + "a" * LONG + " +1", []),
    "a long absence": ("on no_" + "a" * LONG + "(1h) +1", []),
    "long points": ("on page +" + "1" * LONG, ["E028"]),
    "a long number with a letter": ("on page +" + "1" * LONG + "x", ["E037"]),
    "a long duration": ("on no_page(" + "1" * LONG + "d) +1", ["E030"]),
    "a long unknown unit": ("on no_page(" + "1" * LONG + "q) +1", ["E016"]),
    "a long space": ("when a = 1 or" + " " * LONG + "b = 1 +1", []),
    "a long comment": ("when a = 1 or #" + "or on # " * (LONG // 8) + "\n b = 1 +1", []),
    "many comments behind or": ("when a = 1 or " + "# or # or on #\n" * N + " b = 1 +1", []),
    "deep brackets": ("when " + "(" * N + "a = 1" + ")" * N + " +1", []),
    "deep open brackets": ("when " + "(" * N, ["E002"]),
    "deep not": ("when " + "not " * N + "a = 1 +1", ["E031"]),
    "a wide and": ("when " + "a = 1 and " * (N // 2) + "a = 1 +1", []),
    "a wide list": ("when a in [" + "1, " * N + "1] +1", []),
    "many quotes": ('"' * (LONG + 1), ["E003"]),
    "many back quotes": ("`" * (LONG + 1), ["E003"]),
    "many backslashes": ('on page("' + "\\" * (LONG + 1) + '") +1', ["E012"]),
    "zeros": ("\0" * LONG, ["E003"]),
    "many mistakes": ('on page("/x" 15\n' * MANY, ["E020"] * MANY),
    "many mistakes on a line": ('on page("/x" 15 ' * MANY, ["E020"] * MANY),
    "many bullets": ("- on page +1\n" * MANY, ["E059"] * MANY),
    "many comments of another language": ("on page +1 // on page\n" * MANY, ["E058"] * MANY),
    "many open comments": ("/* on page\n" * MANY, ["E058"] * MANY),
    "many open comments on a line": ("on page /* " * MANY + "+1", ["E058"] * MANY),
    "many rows": ("page\t5\n" * MANY, ["E060"] * MANY),
    "a long row": ("page\t5" * (LONG // 4), ["E060"]),
    "many entities": ("on page(" + "&quot;" * (LONG // 4), ["E061"]),
    "many signs of full width": ("on page(" + "（" * LONG, ["E061"]),
    "many invisible signs": ("on page +1\u200b\n" * MANY, ["E062"] * MANY),
    "a long invisible stretch": ("on page\u200b" + "\u200b" * LONG, ["E062"]),
    "a long range": ("when a between 1 and " + "1" * LONG + " +1", ["E064"]),
    "a long chain": ("when " + "1 < a < " * (LONG // 8), ["E064"]),
    "many words": ("on " + "Demo " * (LONG // 4), ["E069"]),
    "many hyphens": ("on a" + "-a" * (LONG // 2) + " +1", ["E073"]),
    "a long list in brackets": ("when a in (" + '"x", ' * (LONG // 8), ["E001"]),
    "many open brackets": ("let x = " + "(" * (LONG // 2), ["E001"]),
    "many ellipses": ("… " * (LONG // 2), ["E063"]),
    "a long space behind points": ("5" + " " * LONG + "x", ["E003"]),
    "a long space between coordinates": ("place x = 1,2" + " " * LONG + "3,4", ["E001"]),
    "a long space behind an open text": ('plan "a' + " " * LONG + "x", ["E012"]),
    "a long line across": ("-" * LONG + "x", ["E058"]),
    "a long line of points first": ("+5 for " + "page " * (LONG // 4), ["E071"]),
    "one keyword": ("on\n" * (MANY + 1), ["E001"] * MANY + ["E002"]),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_is_read_in_good_time(what: str) -> None:
    """Some seconds at most where anything worse than linear would take minutes; what follows is read all the same."""
    text, codes = HOSTILE[what]
    grammar()
    before = time.process_time()
    _, found = read(text)
    assert time.process_time() - before < 5
    assert [finding.code for finding in found] == codes
    file, _ = read(text + "\nreset on lost\n")
    assert isinstance(file.statements[-1], tree.Reset)


def test_conditions_nest_a_hundred_deep() -> None:
    """The bound is exact, and names the statement that was lost."""
    assert read("when " + "not " * 100 + "a = 1 +1")[1] == ()
    assert read("when " + "(not " * 100 + "a = 1" + ")" * 100 + " +1")[1] == ()
    assert [finding.code for finding in read("when " + "(not " * 101 + "a = 1" + ")" * 101 + " +1")[1]] == ["E031"]
    file, found = read("stage Deep when " + "not " * 101 + "a = 1\nreset on lost")
    assert [finding.code for finding in found] == ["E031"]
    assert [name.text for name in file.broken] == ["Deep"]
    assert len(file.statements) == 1


def test_ten_thousand_rules_are_read() -> None:
    """A big rulebook is no mistake."""
    file, found = read('on page("/a") +1\n' * 10_000)
    assert (len(file.statements), found) == (10_000, ())


def test_a_thousand_rules_are_read_in_well_under_a_second() -> None:
    """Generous: a fast machine needs a quarter of it."""
    text = _rules(1000)
    grammar()
    before = time.process_time()
    parse(Source("x", text))
    assert time.process_time() - before < 2
