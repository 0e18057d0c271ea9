"""Limits against a naive reading of their paragraph."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from making import rule

from dsl.engine.limits import Limits, Spent
from dsl.program import Cap

FIRST = date(2026, 11, 23)  # a Monday: weeks, a month and a year end within the forty days after it
UNITS = ["day", "week", "month", "ever"]

_caps = st.lists(
    st.builds(Cap, st.sampled_from(UNITS), st.sampled_from(["times", "points"]), st.integers(1, 9).map(Decimal)),
    max_size=4,
    unique_by=lambda cap: (cap.unit, cap.kind),
).map(tuple)
_dates = st.none() | st.integers(0, 40).map(lambda days: FIRST + timedelta(days=days))
_steps = st.integers(0, 3).map(lambda step: (0, 0, 1, 9)[step])
_firings = st.lists(st.tuples(_steps, st.integers(1, 5), st.sampled_from(["x", "y", None])), max_size=30)


def unit(name: str, day: date) -> Any:
    return {"day": day, "week": day.isocalendar()[:2], "month": (day.year, day.month), "ever": None}[name]


def naive(limited: Any, firings: list[tuple[date, int, str | None]]) -> list[int]:
    """Each limit looks at the list of what the one before let through, from the beginning."""
    passed: dict[Any, list[tuple[date, int, str | None]]] = {}
    answers = []
    order = sorted(limited.caps, key=lambda cap: (cap.kind == "points", UNITS.index(cap.unit)))
    for day, points, subject in firings:
        left = points
        if (limited.since and day < limited.since) or (limited.until and day > limited.until):
            left = 0
        if left and limited.once:
            left = 0 if passed.get("once") else left
            passed.setdefault("once", []).extend([(day, left, subject)] if left else [])
        if left and limited.once_each:
            left = 0 if any(s == subject for _, _, s in passed.get("each", [])) else left
            passed.setdefault("each", []).extend([(day, left, subject)] if left else [])
        for cap in order:
            if not left:
                break
            before = [p for d, p, _ in passed.get(cap, []) if unit(cap.unit, d) == unit(cap.unit, day)]
            room = cap.amount - (len(before) if cap.kind == "times" else sum(before))
            left = 0 if room <= 0 else (left if cap.kind == "times" else min(left, int(room)))
            passed.setdefault(cap, []).extend([(day, left, subject)] if left else [])
        answers.append(left)
    return answers


@given(_caps, _dates, _dates, st.booleans(), st.booleans(), st.sampled_from([1, -1]), _firings)
def test_limits_are_what_their_paragraph_says(
    caps: tuple[Cap, ...],
    since: date | None,
    until: date | None,
    once: bool,
    once_each: bool,
    sign: int,
    steps: list[tuple[int, int, str | None]],
) -> None:
    """In their order, each seeing only what the one before let through; a negative rule's sizes count likewise."""
    limited = rule(1, since=since, until=until, once=once, once_each=once_each, caps=caps)
    day, firings = FIRST, []
    for step, points, subject in steps:
        day += timedelta(days=step)
        firings.append((day, points, subject))
    limits, spent = Limits(limited), Spent()
    admitted = [limits.admit(spent, sign * points * 10_000, day.toordinal(), subject) for day, points, subject in firings]
    assert admitted == [sign * points * 10_000 for points in naive(limited, firings)]
    assert all(len(used) <= 5 for used in spent.used.values())


def test_a_date_that_comes_back_is_the_same_date() -> None:
    """Where clocks go back over midnight, yesterday's allowance has been used."""
    limits, spent = Limits(rule(1, caps=(Cap("day", "times", Decimal(1)),))), Spent()
    days = [100, 101, 102, 103, 104, 105, 104, 105, 106]
    assert [limits.admit(spent, 1, day, None) for day in days] == [1, 1, 1, 1, 1, 1, 0, 0, 1]


def test_a_rule_without_limits_has_none() -> None:
    """Nothing is kept of it."""
    assert Limits.of(rule(1)) is None
