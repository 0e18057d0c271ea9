"""The engine says what the reference says, to the last digit."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from laws import around, is_heard, verdict
from reference import as_answer, evaluate, next_change, next_due
from reference_calendar import DAY
from strategies import Case, cases

from dsl.engine import Verdict

HORIZON = 70


@given(cases())
def test_the_engine_equals_the_reference(case: Case) -> None:
    """Score, groups, stage, transitions, alerts, ledger and adjustments are those of the naive evaluator."""
    assert as_answer(verdict(case)) == evaluate(case.plan, case.messages, case.at)


@given(cases())
def test_the_ledger_adds_up(case: Case) -> None:
    """The worths of the entries and of the adjustments sum to the score exactly."""
    said = verdict(case)
    assert said.ledger is not None
    worths = [entry.worth for entry in said.ledger.entries] + [clip.worth for clip in said.ledger.adjustments]
    assert sum(worths) == said.score


@given(cases())
def test_next_due_is_neither_late_nor_early(case: Case) -> None:
    """`next_due` is the first instant at which the naive evaluator sees the stage change, a deadline fire or an alert."""
    if is_heard(case, case.at):
        due = verdict(case).next_due
        within = due if due is not None and due <= case.at + HORIZON * DAY else None
        assert within == next_due(case.plan, case.messages, case.at, HORIZON)


@given(cases())
def test_next_change_is_neither_late_nor_early(case: Case) -> None:
    """`next_change` is the first midnight at which decay and dates alone have moved the score by a whole point."""
    change = verdict(case).next_change
    within = change if change is not None and change <= case.at + HORIZON * DAY else None
    assert within == next_change(case.plan, case.messages, case.at, HORIZON)


@given(cases())
def test_nothing_happens_before_next_due(case: Case) -> None:
    """Without a further event, a fold at `next_due` says something new, and one a millisecond before it does not."""
    now = verdict(case)
    if not is_heard(case, case.at) or now.next_due is None or around(case, case.at)[1]:
        return  # no contact yet, nothing to come, or further events
    before, then = (verdict(replace(case, at=at)) for at in (now.next_due - 1, now.next_due))
    assert (before.transitions, before.alerts, fired(before)) == (now.transitions, now.alerts, fired(now))
    assert (then.transitions, then.alerts, fired(then)) != (now.transitions, now.alerts, fired(now))


def fired(said: Verdict) -> int:
    assert said.ledger is not None
    return len([line for line in said.ledger.entries if line.at is not None])
