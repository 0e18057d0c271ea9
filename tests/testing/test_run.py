"""Tests of rules run through the real engine: what holds, what came instead, what is covered."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from dsl.testing.run import Outcome, coverage, run

Made = Callable[..., Any]

PLAN = """
plan "P"
group g
on page("/a")                  +10
on page("/b")                  +20  as "Saw b"
on form                        +1.005
on page("/c") without form in 24h -5 as "Gave up"
when country = "PL"            +3
stage S at 10
stage T at 20
alert sales on S
alert boss on T
"""


@pytest.fixture
def outcome(made: Made) -> Callable[..., Outcome]:
    """The outcome of one test, given by its steps."""

    def ran(steps: str, plan: str = PLAN, **others: str) -> Outcome:
        rulebook, cases = made(plan, f'test "t"\n{steps}\n', **others)
        (one,) = run(rulebook, cases)
        return one

    return ran


def came(outcome: Outcome) -> list[tuple[str, Any]]:
    return [(miss.expected.text, miss.came) for miss in outcome.misses]


@pytest.mark.parametrize(
    "claim",
    [
        "score 10",
        "score 10.00",
        "group g 10",
        "stage S",
        "alert sales",
        'rule "Saw b" 0 times',
        'rule "on page(\\"/a\\")" 1 times',
        "score 10, stage S, alert sales",
    ],
)
def test_what_holds_passes(outcome: Callable[..., Outcome], claim: str) -> None:
    """Each kind of claim, alone and together."""
    assert outcome(f'  day 1 page("/a")\n  day 1 expect {claim}').passed


@pytest.mark.parametrize(
    "claim, instead",
    [
        ("score 11", Decimal(10)),
        ("group g 9.99", Decimal(10)),
        ("stage T", "S"),
        ("alert boss", ["sales"]),
        ("no alert", ["sales"]),
        ('rule "Saw b" 1 times', 0),
    ],
)
def test_what_does_not_hold_says_what_came(outcome: Callable[..., Outcome], claim: str, instead: Any) -> None:
    """The claim in its own words, and what there was instead; the verdict has its ledger."""
    one = outcome(f'  day 1 page("/a")\n  day 1 expect score 10, {claim}')
    assert not one.passed
    ((text, found),) = came(one)
    assert text == claim
    assert ([alert.channel for alert in found] if isinstance(found, tuple) else found) == instead
    (miss,) = one.misses
    assert miss.verdict.ledger is not None
    assert [entry.label for entry in miss.verdict.ledger.entries] == ['on page("/a")']


@pytest.mark.parametrize("claim, passes", [("1", True), ("1.01", False), ("1.004", True), ("1.005", True), ("1.015", False)])
def test_numbers_are_rounded_to_cents_half_to_even_on_both_sides(
    outcome: Callable[..., Outcome], claim: str, passes: bool
) -> None:
    """1.005 that came is 1.00, and so is 1.005 that was expected; 1.015 is 1.02."""
    assert outcome(f"  day 1 form\n  day 1 expect score {claim}").passed is passes


def test_alerts_count_since_the_expect_before(outcome: Callable[..., Outcome]) -> None:
    """What an `expect` has seen, the next one does not see again; one at the very same instant neither."""
    steps = """
      day 1 10:00 page("/a")
      day 1 10:00 expect alert sales
      day 1 10:00 expect no alert
      day 1 10:01 page("/a")
      day 1 10:02 expect alert boss
      day 1 10:03 expect no alert
    """
    assert outcome(steps).passed


def test_an_expect_before_anything_sees_the_beginning(outcome: Callable[..., Outcome]) -> None:
    """Nothing has happened: no points, `Lead`, no alert."""
    assert outcome("  day 1 00:00 expect score 0, stage Lead, no alert").passed


def test_all_of_an_instant_is_seen(outcome: Callable[..., Outcome]) -> None:
    """Steps written after the `expect` but of its instant count too."""
    assert outcome('  day 1 10:00 expect score 10\n  day 1 10:00 page("/a")').passed


def test_experiments_are_left_out(outcome: Callable[..., Outcome]) -> None:
    """A plan that the tester is not assigned to still raises its alerts in a test."""
    for shares in ("100% p, 0% q", "0% p, 100% q"):
        plan = PLAN + f'experiment "e" {shares}\n'
        assert outcome('  day 1 page("/a")\n  day 1 expect alert sales', plan, q="on page +1\n").passed


def test_coverage_counts_rules_that_gave_points(made: Made) -> None:
    """Over all tests of the plan: firings, deadlines and what holds of the profile; plans without tests stand at none."""
    tests = """
    test "one"
      day 1 profile country = "PL"
      day 1 page("/a")
      day 1 expect score 13
    test "two"
      day 1 page("/c")
      day 3 expect score -5
    """
    rulebook, cases = made(PLAN, tests, q="on page +1\n", r='plan "R"\n')
    found = {one.plan: one for one in coverage(rulebook, run(rulebook, cases))}
    assert [rule.label for rule in found["p"].never] == ["Saw b", "on form"]
    assert (found["p"].rules, found["p"].percent) == (5, Decimal(60))
    assert (found["q"].percent, found["r"].percent) == (Decimal(0), Decimal(100))


def test_a_refused_firing_covers_nothing(made: Made) -> None:
    """A rule that a limit has kept from giving points is not covered."""
    rulebook, cases = made(
        'on page("/x") +1 from 2026-02-01\non page +1\n', 'test "t"\n  day 1 page("/x")\n  day 1 expect score 1\n'
    )
    (one,) = coverage(rulebook, run(rulebook, cases))
    assert [rule.line for rule in one.never] == [1]


@pytest.mark.parametrize("steps", ['day 1 page("/a")', 'day 1 page("/c")'])
def test_what_a_reset_has_wiped_was_covered_all_the_same(made: Made, steps: str) -> None:
    """Points between two `expect`s count for coverage, also those of a deadline, though a reset has wiped them."""
    tests = f'test "t"\n  {steps}\n  day 5 lost\n  day 6 expect score 0\n'
    rulebook, cases = made(PLAN + "reset on lost\n", tests)
    (outcome,) = run(rulebook, cases)
    assert outcome.passed
    assert len(outcome.earned) == 1


def test_a_test_may_stand_in_the_plan(made: Made) -> None:
    """Tests of a plan are found wherever they stand."""
    rulebook, cases = made(
        PLAN + 'test "here"\n  day 1 page("/a")\n  day 1 expect score 10\n', 'test "there"\n  day 1 expect score 0\n'
    )
    assert sorted(case.name for case in cases) == ["here", "there"]
    assert all(outcome.passed for outcome in run(rulebook, cases))
