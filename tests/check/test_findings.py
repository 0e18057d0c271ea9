"""One mistake is one finding, at the smallest place, with the nearest name where one is near."""

from __future__ import annotations

import pytest

from dsl.compiler import check_sources

RULES = 'on page("/cennik") +50\nstage SQL at 5\nalert sales on SQL\n'

# rules, code, what is underlined, what the hint says in part
CASES = [
    (RULES + 'stage HQL when score >= "50"', "E203", '"50"', "score >= 50"),
    (RULES + 'when score >= "50" +1', "E204", "score", "traits"),
    (RULES + "let any = page", "E111", "any", "every event"),
    (RULES + "alert managers on SLQ", "E102", "SLQ", "`SQL`"),
    (RULES + "alert managers on pge", "E126", "pge", "`page`"),
    (RULES + "alert managers on Hot", "E126", "Hot", "stage Hot at 50"),
    (RULES + "alert managers on no_contacted(Hot, 4h)", "E126", "Hot", "stage Hot at 50"),
    (RULES + "alert managers on no_show", "E126", "no_show", "declare"),
    (RULES + "alert managers on no_open", "E304", "no_open", "no_open(30d)"),
    (RULES + "on page 10001 times in 7d +1", "E213", "10001", ""),
    (RULES + 'event demo = " "', "E222", '" "', "event demo"),
    (RULES + "on form +999999999999999999999", "E028", "+999999999999999999999", "15 digits"),
    (RULES + 'test "t"\n day 1 expect rule "page(\\"/cennik\\")" 1 times', "E107", '"page(\\"/cennik\\")"', "`on page("),
    (RULES + 'test "t"\n day 1 expect rule "on page(\\"/cenik\\")" 1 times', "E107", '"on page(\\"/cenik\\")"', "`on page("),
    (RULES + 'test "t"\n day 1 expect rule "formularz" 1 times', "E107", '"formularz"', "name the rule"),
    ('include "_words"\n' + RULES, "E410", '"_words"', "`_words.punkty`"),
]


@pytest.mark.parametrize("text, code, underlined, hinted", CASES, ids=lambda value: repr(value)[-40:])
def test_one_mistake_is_one_finding(text: str, code: str, underlined: str, hinted: str) -> None:
    """No finding follows from another."""
    checked = check_sources({"b2b.punkty": text, "_words.punkty": "on form +1"})
    (finding,) = checked.findings
    line = text.splitlines()[finding.line - 1]
    assert (finding.code, line[finding.column - 1 : finding.end_column - 1]) == (code, underlined)
    assert hinted in finding.hint


def test_a_rule_is_found_by_its_default_label() -> None:
    """A rule without `as` is called by its own text, keyword included."""
    test = 'test "t"\n day 1 page("/cennik")\n day 1 expect rule "on page(\\"/cennik\\")" 1 times'
    assert check_sources({"b2b.punkty": RULES + test}).findings == ()


@pytest.mark.parametrize("text", [RULES, RULES.replace("\n", "\r\n"), RULES.replace(" ", "\t"), "\ufeff" + RULES])
def test_layout_of_other_editors_is_fine(text: str) -> None:
    """Tabs, line ends of Windows and a byte order mark change nothing."""
    assert check_sources({"b2b.punkty": text}).findings == ()


def test_prose_in_a_plan_is_one_finding_and_costs_no_rule() -> None:
    """A paragraph that somebody forgot to comment out."""
    prose = "Za każdą wizytę na stronie cennika dajemy 15 punktów, za formularz 30.\nOn form we call: quickly!\n\n"
    checked = check_sources({"b2b.punkty": prose + RULES + "on page 15"})
    assert [finding.code for finding in checked.findings][:1] == ["E003"]
    assert [finding.code for finding in checked.findings][-1:] == ["E015"]
    assert len(checked.findings) <= 3
