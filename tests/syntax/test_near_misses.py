"""Near misses are found wherever they stand, each by itself, and cost no other statement."""

from __future__ import annotations

import pytest

from dsl.diagnostics import Source
from dsl.syntax import parse

RULES = {
    "on page 15": "E015",
    "on page twice in 7d +5": "E024",
    "on page(„/cennik”) +5": "E010",
    "on unsubscribe −5": "E011",
    "on page(/cennik) +5": "E023",
    "on page /cennik +5": "E047",
    "on no_open(email, 24 hrs) -5": "E016",
    "ON page +5": "E018",
    "when x = 1 AND y = 2 +5": "E018",
    "on page +5;": "E045",
    'on page("/cennik) +5': "E012",
    'on page("/cennik) +5 as "Price list"': "E012",
    'on page("/cennik" +5': "E020",
    "when country == 1 +5": "E014",
    "on page +2,5": "E021",
    "when size > 2,5 +5": "E021",
    "on Product Added +5": "E069",
    "on no-open(email, 24h) -5": "E073",
    "page\t15": "E060",
    "page\t/cennik\t15": "E060",
    "on purchase +10%": "E045",
    "- on page +5": "E059",
    "+5 for page": "E071",
    "on page and form +5": "E065",
    "on no_open(24h, email) -5": "E066",
    "when size between 1 and 5 +5": "E064",
    "on page +5 max 3 times per year": "E067",
    "alert on SQL": "E068",
    "// on page +5": "E058",
    "on page +5 // on form": "E058",
    "when a &gt; 5 +5": "E061",
    "on page +5\u200b": "E062",
    "stage <name> at 40": "E063",
    "on size > 5 +5": "E070",
    'when a in ("x", "y") +5': "E075",
    "on /cennik +5": "E074",
    "notify sales on SQL": "E003",
    "alert sales, managers on SQL": "E076",
    "experiment 50/50": "E077",
    'experiment "x" 50%, 50%': "E077",
    "capacity SQL 40": "E044",
    "on purchase(value < 5 or value > 9) +5": "E044",
}
"""A mistake on a line of its own, and what it is called."""
STEPS = {
    "day 1 page(„/cennik”)": "E010",
    "day 1 page(/cennik)": "E023",
    "day 1 page /cennik": "E047",
    "DAY 1 page": "E018",
    "day 1 page;": "E045",
    'day 1 page("/cennik)': "E012",
    'day 1 page("/cennik"': "E020",
    'day 1 purchase(currency == "PLN")': "E014",
    "day 1 expect score 2,5": "E021",
    "day 1 purchase(value = 2,5)": "E021",
    "day 1 Product Added": "E069",
    "- day 1 page": "E059",
    "// day 1 page": "E058",
    "day 1 page // day 1 form": "E058",
    "day 1 expect score at least 5": "E072",
    "day 1 expect alert": "E068",
    "day 1 /cennik": "E074",
    "day 1 10am page": "E044",
    "day 1 page +5": "E045",
    "day 1 expect score 5 and stage MQL": "E044",
}
"""The same for the steps of a test."""
BEFORE, BEHIND = "group g max 9", 'when size = 1 +2\nstage S at 3\ntest "t"\n  day 1 page\n  day 2 expect score 3'


def codes(text: str) -> list[str]:
    return [finding.code for finding in parse(Source("x", text))[1]]


@pytest.mark.parametrize("indent", ["", "    ", "\t"])
@pytest.mark.parametrize("line", RULES)
def test_a_near_miss_is_found_wherever_it_stands(line: str, indent: str) -> None:
    """First, in a group, last, with and without a line end: one finding, and the statements around it are kept."""
    intact = parse(Source("x", f"{BEFORE}\n{BEHIND}"))[0].statements
    for text in (
        f"{indent}{line}\n{BEHIND}",
        f"{BEFORE}\n{indent}{line}\n{BEHIND}\n",
        f"{BEFORE}\r\n{indent}{line}\r\n{BEHIND}",
    ):
        file, found = parse(Source("x", text))
        assert [finding.code for finding in found] == [RULES[line]]
        assert file.statements[-3:] == intact[-3:]
    assert codes(f"{BEFORE}\n{indent}{line}") == codes(f"{BEHIND}\n{indent}{line}\n") == [RULES[line]]


@pytest.mark.parametrize("first", RULES)
def test_neighbours_are_found_each_by_itself(first: str) -> None:
    """No mistake hides the one on the next line."""
    for second in RULES:
        assert codes(f"{first}\n{second}\n{BEHIND}") == [RULES[first], RULES[second]], second


@pytest.mark.parametrize("line", STEPS)
def test_a_near_miss_in_a_test_is_found_wherever_it_stands(line: str) -> None:
    """As the first step, between others and as the last; twice in one test; other tests are kept."""
    step, code = f"  {line}\n", STEPS[line]
    other = 'test "other"\n  day 1 page\n'
    for steps in (step + "  day 2 page\n", "  day 1 page\n" + step + "  day 2 page\n", "  day 1 page\n" + step):
        file, found = parse(Source("x", f'test "x"\n{steps}{other}'))
        assert [finding.code for finding in found] == [code]
        assert len(file.statements) == 1
    assert codes(f'test "x"\n{step}{step}') == [code, code]


def test_all_in_one_file() -> None:
    """As many findings as mistakes, in order."""
    assert codes("\n".join(RULES)) == list(RULES.values())
    assert codes('test "x"\n  ' + "\n  ".join(STEPS)) == list(STEPS.values())
