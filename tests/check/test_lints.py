"""Warnings at their edges: what is not worth one, and how far the checker can see."""

from __future__ import annotations

import pytest

from dsl.check.near import distance, near
from dsl.compiler import check_sources


def codes(text: str) -> list[str]:
    """The codes of all findings about one plan, in the order of their places."""
    return [finding.code for finding in check_sources({"a.punkty": text}).findings]


@pytest.mark.parametrize(
    "rules",
    [
        "on page +5\nstage A at 1000000",  # unbounded
        "on page +5 once each\nstage A at 1000",
        "on page +5 max 3 times per day\nstage A at 1000",
        "on purchase +1 per 100 of value once\nstage A at 1000",
        "when a = 1 +40\nwhen a = 2 +40\nstage A at 80",
        "on page +5 once\nstage A at 10 or on form",
        "on page +5 once\nstage A when not score < 5",
        "on page +5 once\nstage A when score > 100 or country = 1",
        "group g min 50\nwhen a = 1 +1\nstage A at 50",
        'plan "P" score from 20 to 50\non unsubscribe -5\nstage A at 20',
        "on unsubscribe -20\nstage A when score <= -100",
    ],
)
def test_what_can_be_reached_is_not_warned_of(rules: str) -> None:
    """Bounds are generous: no warning without cause."""
    assert codes(rules) == []


@pytest.mark.parametrize(
    "rules, code",
    [
        ("on page +5 once\nstage A at 5.0001", "W201"),
        ("on page +5 max 3 times\nstage A at 15.5", "W201"),
        ("on page +5 max 12 points\nstage A at 13", "W201"),
        ("on page +5 max 100 times max 12 points\nstage A at 13", "W201"),
        ("on purchase +1 per 100 of value max 9 points\nstage A at 10", "W201"),
        ("group g max 30\non page +5\nstage A at 31", "W201"),
        ("on page +5 max 0 times\nstage A at 1", "W201"),
        ("on unsubscribe -5\nstage A at 1", "W201"),
        ("on page +5\nstage A when score < 0", "W201"),
        ("on page +5 once\nstage A when not score <= 5", "W201"),
        ("on page +5 once\nstage A when score = 6", "W201"),
        ("on page +5 once\nstage A when score >= 6 or score < 0", "W201"),
        ("group g\non page +5 once\nstage A when g in [6, 7]", "W201"),
        ('plan "P" score from 0 to 4\non page +5\nstage A when score > 4', "W203"),
        ('plan "P" score from 0 to 100\non page +50 once\nstage A at 120', "W203"),
        ('plan "P" score from 0 to 4\non page +5\nstage A when score >= 4', None),
    ],
)
def test_what_cannot_be_reached_is_warned_of(rules: str, code: str | None) -> None:
    """The most is what once, limits for ever, `when`, groups and the score's range let through."""
    found = [c for c in codes(rules) if c != "W103"]
    assert found == ([code] if code else [])


@pytest.mark.parametrize(
    "stages",
    [
        "stage A at 40\nstage B at 50",
        "stage A at 50 until below 30\nstage B at 40",
        "stage A at 50 or on form\nstage B at 40",
        'stage A at 50\nstage B when score >= 40 and country = "PL"',
        "stage A when score < 50\nstage B at 40",
        "stage A at 40\nstage B when score > 40",
        'stage A at 50\nstage B when score >= 40 and (score >= 60 or country = "PL")',
        "stage A when score >= 50 or x = 1\nstage B at 40",
    ],
)
def test_a_stage_that_can_be_seen_is_not_warned_of(stages: str) -> None:
    """It is hidden only if whoever holds it holds a later one too."""
    assert codes(f"on page +5\non unsubscribe -5\n{stages}") == []


@pytest.mark.parametrize(
    "stages",
    [
        "stage A at 40\nstage B at 40",
        "stage A at 40\nstage B when score > 39",
        "stage A when score > 40\nstage B when score > 40",
        "stage A when score > 40\nstage B at 40",
        "stage A when score >= 50 or score > 45\nstage B at 40",
        "stage A at 50\nstage B when score >= 40 and score > 30",
        "stage A at 50\nstage B when score >= 40 or x = 1",
        "stage A at 50\nstage B at 40 or on form",
        "stage A at 50 until below 45\nstage B at 40",
        'stage A when score >= 50 and country = "PL"\nstage B at 50',
    ],
)
def test_a_stage_that_is_always_passed_over_is_warned_of(stages: str) -> None:
    """Whoever holds it, or keeps it, has what the next one asks for."""
    assert codes(f"on page +5\non unsubscribe -5\n{stages}") == ["W202"]


@pytest.mark.parametrize(
    "limits, idle",
    [
        ("max 5 times per day max 3 times per week", 1),
        ("max 5 times per day max 3 times per month", 1),
        ("max 5 times per week max 3 times", 1),
        ("max 5 times per week max 3 times per month", 0),  # a week may lie in two months
        ("max 3 times per day max 5 times per week", 0),
        ("max 20 points per day max 15 points per week", 1),
        ("max 3 times per day max 15 points per day", 1),
        ("max 3 times per day max 14 points per day", 0),
        ("max 3 times per day max 15 points per week", 0),
        ("max 1 times per day max 2 times per week max 3 times per month max 4 times", 0),
    ],
)
def test_limits_that_change_nothing(limits: str, idle: int) -> None:
    """One that another always stops before; a limit of times is measured in points by the rule's own."""
    assert codes(f"on page +5 {limits}") == ["W107"] * idle


def test_a_limit_of_points_is_not_idle_where_points_scale() -> None:
    """Nobody knows what three firings bring."""
    assert codes("on purchase +5 per 100 of value max 3 times per day max 15 points per day") == []


@pytest.mark.parametrize(
    "rule, warned",
    [
        ("on unsubscribe +5", True),
        ("on unsubscribe or bounce 2 times in 7d +5", True),
        ('on track("Unsubscribed") +5', True),
        ("on page then unsubscribe in 7d +5", True),
        ("on unsubscribe then page in 7d +5", False),
        ("on no_unsubscribe(email, 30d) +5", False),
        ("on unsubscribe or page +5", False),
        ("on purchase -5", True),
        ("on purchase or subscription -5", True),
        ("on page then purchase in 7d -5", True),
        ("on no_purchase(30d) -5", False),
        ("on purchase -1 per 100 of value", True),
        ("on won -5", False),
    ],
)
def test_signs_that_look_wrong(rule: str, warned: bool) -> None:
    """Leaving gives nothing, buying takes nothing; their absence may do either."""
    assert codes(rule) == (["W303"] if warned else [])


@pytest.mark.parametrize(
    "channels, blamed",
    [
        (["sales", "slaes"], "slaes"),
        (["slaes", "sales", "sales"], "slaes"),
        (["sales", "Sales"], "Sales"),
        (["team1", "team2"], None),
        (["sales_pl", "sales_de"], None),
        (["sales_pl", "slaes_pl"], "slaes_pl"),
        (["sales", "managers"], None),
        (["sales", "sales", "sale", "sale"], None),
    ],
)
def test_channels_that_are_nearly_the_same(channels: list[str], blamed: str | None) -> None:
    """A name used once is compared with the others; of two such, the later one is told."""
    words = ["page", "form", "login", "webinar"]
    text = "\n".join(f"alert {name} on {word}" for name, word in zip(channels, words, strict=False))
    found = check_sources({"a.punkty": text}).findings
    assert [dict(finding.words)["name"] for finding in found] == ([blamed] if blamed else [])


@pytest.mark.parametrize(
    "first, second, same",
    [
        ("on page or form +5", "on form or page +5", True),
        ('on page("/a", "/b") +5', 'on page("/b", "/A/") +5', True),
        ("when x = 1 and y = 2 +5", "when y = 2 and x = 1 +5", True),
        ("when x in [1, 2] +5", "when x in [2, 1] +5", True),
        ('on form("a") +5 as "x"', 'on form("a") +5 as "y"', True),
        ("on page +5 while x = 1 or y = 2", "on page +5 while y = 2 or x = 1", True),
        ("on page +5", "on page +5 once", False),
        ("on page +5", "on page +6", False),
        ("on page then form in 1d +5", "on form then page in 1d +5", False),
        ("when x = 1 +5", "when x = true +5", False),
        ("when x in [1, 0] +5", "when x in [true, 0] +5", False),
    ],
)
def test_rules_that_say_the_same(first: str, second: str, same: bool) -> None:
    """The order of alternatives and of joined conditions says nothing; everything else does."""
    assert codes(f"{first}\n{second}") == (["W101"] if same else [])


def test_nothing_adds_up_while_something_is_missing() -> None:
    """A plan with an error elsewhere is not told that a stage is out of reach."""
    assert codes("on page +5 once\non pgae +100\nstage A at 50") == ["E101"]


@pytest.mark.parametrize(
    "condition",
    [
        "x in [1, 2] and x in [2, 3]",
        'x = "1" and x = 1',
        'x = "A" and x = " a "',
        'x = true and x = "TRUE"',
        "x > 1 and x < 2",
        "x >= 1 and x <= 1",
        "x != 1 and x != 2",
        "x = 1 or x = 2",
        "x is known and x != 1",
        "not x = 1 and x = 1 or y = 3",
        "x > 2000-01-01 and x < 5",
        "x.y = 1 and x = 2",
        'x = "Abc" and x matches "a*"',
        'x in ["bb", "bc"] and x matches ["a*", "*C"]',
        'x = "abc" and x contains ["d", "B"]',
        'x matches "a*" and x matches "b*"',
    ],
)
def test_conditions_that_a_value_can_meet(condition: str) -> None:
    """No warning where some single value fits, or where it is hard to tell."""
    assert codes(f"when {condition} +5") == []


@pytest.mark.parametrize(
    "condition",
    [
        "x in [1, 2] and x in [3, 4]",
        "x = 1 and x != 1",
        "x > 1 and x <= 1",
        "x >= 2 and x < 1.5",
        'x = "big" and x > 5',
        "x in [1, 2] and x > 2",
        'x is not known and x matches "a*"',
        'x = "Abc" and x matches "b*"',
        'x matches ["a*", "*c"] and x in ["bb", "bd"]',
        'x = "abc" and x contains "d"',
        "y = 1 and (x = 1 and (z = 1 and x = 2))",
        "y = 1 or x = 1 and x = 2",
    ],
)
def test_conditions_that_no_value_can_meet(condition: str) -> None:
    """Equalities, bounds and presence that exclude each other, however deep in the conjunction."""
    assert codes(f"when {condition} +5") == ["W102"]


@pytest.mark.parametrize(
    "ignored, rule, warned",
    [
        ("page", "on page +5", True),
        ("any", "on form +5", True),
        ('page("/a*")', 'on page("/a/*b") +5', True),
        ('page("/a*b")', 'on page("/a*") +5', False),
        ('page("/a*")', "on page +5", False),
        ('page("/a", "/b")', 'on page("/a", "/b") +5', True),
        ('page("/a", bot = true)', 'on page("/a") +5', False),
        ('any("/a")', 'on page("/a") +5', False),
        ('form("a")', 'on download("a") +5', False),
        ('track("Signed In")', "on login +5", True),
        ('track("Signed In")', 'on track("Signed In", "Other") +5', False),
        ("open", "on email without open in 1d -5", False),
        ("email", "on email without open in 1d -5", True),
        ("login", "on no_login(30d) -5", True),
    ],
)
def test_rules_whose_events_are_ignored(ignored: str, rule: str, warned: bool) -> None:
    """Only where every event of the rule is plainly among the ignored ones."""
    assert codes(f"ignore {ignored}\n{rule}") == (["W104"] if warned else [])


def test_a_rule_is_the_same_only_in_the_same_group() -> None:
    """Two groups may count the same thing."""
    assert codes("group a\non page +5\ngroup b\non page +5") == []


@pytest.mark.parametrize(
    "name, known, expected",
    [
        ("pgae", ["page", "image"], "page"),
        ("pag", ["page"], "page"),
        ("ab", ["ax", "AC"], ""),
        ("ab", ["AB"], "AB"),
        ("xyz", ["abc"], ""),
        ("contactd", ["contacted", "contact"], "contact"),
        ("Page", ["page"], "page"),
        ("x" * 100, ["x" * 99], ""),
    ],
)
def test_near_is_near(name: str, known: list[str], expected: str) -> None:
    """Two edits at most, fewer in short names; else nothing is offered."""
    assert near(name, known) == expected


@pytest.mark.parametrize(
    "a, b, edits", [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("karkow", "krakow", 1), ("abc", "xyz", 3)]
)
def test_distance_counts_edits(a: str, b: str, edits: int) -> None:
    """Added, left out, changed, or two neighbours swapped; the same both ways."""
    assert distance(a, b) == distance(b, a) == edits


def test_one_and_true_make_two_rules() -> None:
    """They are equal to Python; to the language a number is no boolean, so neither rule repeats the other."""
    text = "on form(vip = 1) +5\non form(vip = true) +5\nwhen a = 1 +3\nwhen a = true +3\nwhen a = 1.0 +3\n"
    findings = check_sources({"a.punkty": text}).findings
    assert [(finding.code, finding.line) for finding in findings] == [("W101", 5)]
