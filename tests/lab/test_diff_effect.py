"""What a change does to everyone in a log: the sums agree with the scores, and with one another."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest

from dsl.lab.diff.books import diff
from dsl.lab.diff.counting import effects
from dsl.lab.diff.effect import Best, Effect
from dsl.lab.diff.written import Written
from dsl.lab.history import History, gather
from dsl.lab.log import BadLines
from dsl.lab.score import Ask, Scored, score
from dsl.program import Group, Plan, Rulebook, Stage

Message = dict[str, Any]
Write = Callable[..., str]
AT = 1_777_600_000_000  # after the last event of the busy log
NOTHING_WRITTEN = Written({})


@pytest.fixture(scope="session")
def changed(plan: Plan) -> Plan:
    """Carts are worth more, checkouts are gone, the group is clipped, MQL is lower, SQL is called Hot."""
    cart, abandoned, _ = plan.rules
    mql, sql = plan.stages
    (alert,) = plan.alerts
    return dataclasses.replace(
        plan,
        rules=(abandoned, dataclasses.replace(cart, points=Decimal(45))),
        groups=(Group("behaviour", max=Decimal(60)),),
        stages=(dataclasses.replace(mql, condition=_lower(mql)), sql),
        alerts=(dataclasses.replace(alert, a="MQL"),),
    )


def _lower(stage: Stage) -> Any:
    return dataclasses.replace(stage.condition, values=(Decimal(30),))  # type: ignore[type-var] # a condition is a dataclass


@contextmanager
def _effect(file: str, old: Plan, new: Plan, top: int = 5, **options: Any) -> Iterator[tuple[Effect, History]]:
    (plan,) = diff(Rulebook((old,)), Rulebook((new,)), NOTHING_WRITTEN, NOTHING_WRITTEN).plans
    with gather([file], BadLines(0), **options) as history:
        (effect,) = effects(history, [(plan, Ask(old, AT), Ask(new, AT))], top=top)
        yield effect, history


def _all(history: History, plan: Plan) -> list[Scored]:
    return list(score(history, [Ask(plan, AT)], ledger=True))


def test_the_same_rules_move_nobody(write: Write, busy: Sequence[Message], plan: Plan) -> None:
    """Everyone is counted, nobody is named."""
    with _effect(write(busy), plan, plan) as (effect, history):
        assert effect.contacts == len(history.contacts)
        assert effect.before == effect.after
        assert not effect.any
        assert effect.movers.first() == []


def test_the_funnel_is_that_of_both_scores(write: Write, busy: Sequence[Message], plan: Plan, changed: Plan) -> None:
    """Before and after are what `score` says; who enters a stage less who leaves it is the difference."""
    with _effect(write(busy), plan, changed) as (effect, history):
        assert effect.before == Counter(scored.verdict.stage for scored in _all(history, plan))
        assert effect.after == Counter(scored.verdict.stage for scored in _all(history, changed))
        assert effect.moves
        for stage in effect.funnel:
            assert effect.after[stage] - effect.before[stage] == effect.entered(stage) - effect.left(stage)


def test_the_moves_of_scores_add_up(write: Write, busy: Sequence[Message], plan: Plan, changed: Plan) -> None:
    """Up, down, the sum and the distribution are those of the scores themselves; movers are in order."""
    with _effect(write(busy), plan, changed) as (effect, history):
        pairs = zip(_all(history, plan), _all(history, changed), strict=True)
        moved = [new.verdict.score - old.verdict.score for old, new in pairs]
        assert (effect.up, effect.down) == (sum(m > 0 for m in moved), sum(m < 0 for m in moved))
        assert effect.total == sum(moved)
        assert effect.distribution[1, 0] == sum(0 < m <= 5 for m in moved)
        assert effect.distribution[-1, 2] == sum(20 < -m <= 50 for m in moved)
        assert [abs(seen.change) for seen in effect.movers.first()] == sorted(map(abs, moved), reverse=True)[:5]


def test_the_causes_of_a_move_sum_to_it_exactly(write: Write, busy: Sequence[Message], plan: Plan, changed: Plan) -> None:
    """Rule by rule, rules that came or went and clips too, to the last digit."""
    with _effect(write(busy), plan, changed, top=100) as (effect, _):
        movers = effect.movers.first()
        assert movers
        for seen in movers:
            causes = effect.causes[seen.key]
            assert sum(cause.after - cause.before for cause in causes) == seen.change
        names = {cause.name: cause.is_rule for causes in effect.causes.values() for cause in causes}
        assert names == {"cart": True, "checkout": True, "group behaviour max 60": False}


def test_alerts_that_come_and_go_are_counted(write: Write, busy: Sequence[Message], plan: Plan, changed: Plan) -> None:
    """Before, after, gained, lost and moved agree with the alerts of both scores."""
    with _effect(write(busy), plan, changed, top=500) as (effect, history):
        (alerts,) = effect.alerts
        assert alerts.before == sum(len(scored.verdict.alerts) for scored in _all(history, plan))
        assert alerts.after == sum(len(scored.verdict.alerts) for scored in _all(history, changed))
        assert alerts.after - alerts.before == alerts.gained - alerts.lost
        pairs = zip(_all(history, plan), _all(history, changed), strict=True)
        instants = [({a.at for a in old.verdict.alerts}, {a.at for a in new.verdict.alerts}) for old, new in pairs]
        assert alerts.moved == sum(min(len(old - new), len(new - old)) for old, new in instants) > 0
        assert len(alerts.gained_by.first()) == alerts.gained > 0
        told = [at for _, at in alerts.gained_by.first()]
        assert told == sorted(told, reverse=True)


def test_an_alert_that_was_added_is_all_gain(write: Write, busy: Sequence[Message], plan: Plan) -> None:
    """And one that was taken away is all loss."""
    without = dataclasses.replace(plan, alerts=())
    with _effect(write(busy), without, plan) as (gain, _), _effect(write(busy), plan, without) as (loss, _):
        assert (gain.alerts[0].gained, gain.alerts[0].lost) == (loss.alerts[0].lost, loss.alerts[0].gained)
        assert gain.alerts[0].gained == gain.alerts[0].after > 0


def test_a_renamed_stage_is_entered_by_nobody(write: Write, busy: Sequence[Message], plan: Plan) -> None:
    """Who stood in it stands in it still."""
    mql, sql = plan.stages
    renamed = dataclasses.replace(plan, stages=(dataclasses.replace(mql, name="Warm"), sql))
    with _effect(write(busy), plan, renamed) as (effect, _):
        assert effect.moves == {}
        assert effect.before == effect.after
        assert effect.before["Warm"] > 0


def test_a_stage_that_is_gone_is_left(write: Write, busy: Sequence[Message], plan: Plan) -> None:
    """It stands in the funnel behind the stage that it followed."""
    plan = dataclasses.replace(plan, alerts=())
    mql, sql = plan.stages
    with _effect(write(busy), plan, dataclasses.replace(plan, stages=(mql,))) as (effect, _):
        assert effect.funnel == ("Excluded", "Lead", "MQL", "SQL")
        assert effect.left("SQL") == effect.before["SQL"] > 0
    with _effect(write(busy), plan, dataclasses.replace(plan, stages=(sql,))) as (effect, _):
        assert effect.funnel == ("Excluded", "Lead", "MQL", "SQL")


def test_a_log_larger_than_memory_gives_the_same(write: Write, busy: Sequence[Message], plan: Plan, changed: Plan) -> None:
    """Contact by contact, off the disk."""
    file = write(busy)
    with _effect(file, plan, changed) as (near, _), _effect(file, plan, changed, budget=4_000) as (far, history):
        assert history.large
        assert (far.before, far.after, far.total) == (near.before, near.after, near.total)
        assert far.movers.first() == near.movers.first()
        assert far.causes == near.causes


def test_several_plans_are_told_apart(write: Write, busy: Sequence[Message], plan: Plan, changed: Plan) -> None:
    """Each contact is asked of each plan, old and new; also as of another instant, when a contact was not there yet."""
    early = AT - 50 * 86_400_000
    twin, other = (dataclasses.replace(one, name="twin") for one in (plan, changed))
    plans = diff(Rulebook((plan, twin)), Rulebook((changed, other)), NOTHING_WRITTEN, NOTHING_WRITTEN).plans
    with gather([write(busy)], BadLines(0)) as history:
        asks = [(p, Ask(p.old, at), Ask(p.new, at)) for p, at in zip(plans, (AT, early), strict=True) if p.old and p.new]
        late, soon = effects(history, asks, top=3)
    assert late.contacts > soon.contacts > 0
    assert (late.plan.name, soon.plan.name) == ("shop", "twin")


@pytest.mark.parametrize("most", [0, 1, 3, 100])
def test_the_best_are_the_first_of_all(most: int) -> None:
    """Whatever the order in which they come, and however few are held."""
    best: Best[int] = Best(most, lambda item: -item)
    for item in [5, 1, 9, 9, 3, 7, 0, 8, 2]:
        best.add(item)
    assert best.first() == [9, 9, 8, 7, 5, 3, 2, 1, 0][:most]
