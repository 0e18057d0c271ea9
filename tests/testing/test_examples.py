"""The examples of the language's reference do what it says they do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from dsl.compiler import check_sources
from dsl.testing.run import run

BLOCKS = (Path(__file__).parents[1] / "compiler" / "examples.md").read_text(encoding="utf-8").split("```\n")[1::2]

DECLARED = """\
event demo = "Demo Requested", "Demo Booked" named product, name per booking_id
event no_show = "No Show"
let pricing = page("/cennik") or page("/pricing*")
place krakow = 50.0614, 19.9366
"""

ALONE = {
    "a page": ('on page("/cennik") +15', 'page("https://shop.example/Cennik/?a=1") ', "15"),
    "any of several texts": ('on page("/a", "/b/*") +1', 'page("/b/c/d")', "1"),
    "a filter": ('on purchase(value >= 100, currency = "PLN") +5', 'purchase(value = "100.00", currency = "pln")', "5"),
    "a filter that fails": ('on purchase(value >= 100, currency = "PLN") +5', 'purchase(value = 99, currency = "PLN")', "0"),
    "a let": ("on pricing +3", 'page("/pricing/team")', "3"),
    "a declared word": ('on demo("Scoring") +7', 'demo("scoring")', "7"),
    "a declared no_ word": ("on no_show -4", "no_show", "-4"),
    "a track by name": ('on track("Seminar Attended") +2', 'track("Seminar Attended")', "2"),
    "points that scale": ("on purchase +1 per 100 of value", "purchase(value = 250)", "2"),
    "a cap that cuts": ("on page +8 max 5 points per day", 'page("/")', "5"),
    "a campaign": ('on page(utm_medium = "cpc") +6', 'page("https://shop.example/?utm_medium=CPC")', "6"),
    "a place": ("when within 30km of krakow +5", "profile location.lat = 50.1, location.lon = 19.9", "5"),
    "a list": ('when country in ["PL", "CZ"] +10', 'profile country = "pl"', "10"),
    "not": ('when country != "PL" +10', "profile title = null", "10"),
}


def failed(sources: Mapping[str, str]) -> list[object]:
    """What went otherwise than the tests in these files expect."""
    checked = check_sources(dict(sources))
    assert checked.rulebook is not None, [str(finding) for finding in checked.findings]
    outcomes = run(checked.rulebook, checked.tests)
    assert outcomes
    return [miss for outcome in outcomes for miss in outcome.misses]


def test_the_abandoned_cart_costs_what_it_earned() -> None:
    """Section 7's test, with the two rules that it is about."""
    (block,) = [block for block in BLOCKS if "abandoned cart" in block]
    assert failed({"cart.punkty": block}) == []


@pytest.mark.parametrize(("rule", "step", "score"), ALONE.values(), ids=ALONE)
def test_a_sentence_of_the_reference_scores_as_it_says(rule: str, step: str, score: str) -> None:
    """One rule as the reference writes it, one event, the score."""
    text = f'{DECLARED}{rule}\ntest "so it is"\n  day 1 10:00  {step}\n  day 1 11:00  expect score {score}\n'
    assert failed({"plan.punkty": text}) == []


def test_a_wrong_expectation_is_seen() -> None:
    """These tests can fail."""
    text = 'on page +1\ntest "so it is not"\n  day 1 10:00  page("/")\n  day 1 11:00  expect score 2\n'
    assert len(failed({"plan.punkty": text})) == 1
