"""A score is a function of the set of messages: their order, their repetition, and where reading paused do not show."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from laws import around, events, is_heard, mixed, state_at, verdict
from strategies import Case, cases

from dsl.engine import Verdict, fold


@given(cases())
def test_order_and_repetition_change_nothing(case: Case) -> None:
    """Messages shuffled and repeated give the same verdict, ledger included."""
    assert verdict(case, mixed(case.messages, case.seed)) == verdict(case)


@given(cases())
def test_a_fold_can_be_cut_anywhere(case: Case) -> None:
    """A fold that goes on from a stored checkpoint says what the whole fold says, ledger included."""
    cut = min(case.cut, case.at)
    early, late = around(case, cut)
    whole, rest = verdict(case), verdict(case, late, start=state_at(case, early, cut))
    before = verdict(replace(case, at=cut), early) if is_heard(case, cut) else None
    assert rest == without_what_came_before(whole, before)


@given(cases())
def test_a_checkpoint_can_be_carried_on(case: Case) -> None:
    """A checkpoint made from a checkpoint is as good as one made at once."""
    first, second = sorted((min(case.cut, case.at), case.at))
    early, late = around(case, first)
    middle, end = around(case, second)
    later = [message for message in late if message in middle]
    carried = state_at(case, later, second, start=state_at(case, early, first))
    assert verdict(case, end, start=carried) == verdict(case, end, start=state_at(case, middle, second))


@given(cases())
def test_a_checkpoint_without_a_ledger_scores_the_same(case: Case) -> None:
    """Leaving the ledger out changes nothing but the ledger."""
    assert fold(case.plan, events(case.messages), case.at) == replace(verdict(case), ledger=None)


def without_what_came_before(whole: Verdict, before: Verdict | None) -> Verdict:
    if before is None:
        return whole
    return replace(
        whole,
        transitions=whole.transitions[len(before.transitions) :],
        alerts=whole.alerts[len(before.alerts) :],
    )
