"""Scores everyone in a log by old and new rules, and counts what differs.

Knows two folds of each contact, of which it keeps nothing but what an `Effect` holds. Both plans are asked as of the same
instant, and each contact has a score by both or by neither.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from dsl.engine import Ledger, Raised
from dsl.identity import Key
from dsl.lab.diff.effect import EDGES, Alerts, Best, Cause, Effect, Move, Seen
from dsl.lab.diff.model import Pairs, PlanDiff
from dsl.lab.history import History
from dsl.lab.score import Ask, Scored, score
from dsl.program import EXCLUDED, LEAD, Plan


def effects(
    history: History,
    asks: Sequence[tuple[PlanDiff, Ask, Ask]],
    *,
    top: int,
    jobs: int = 1,
    done: Callable[[], object] = lambda: None,
) -> list[Effect]:
    """One effect for each plan with its old and new question, which are of the same instant.

    `top`: how many contacts are named in each list. `jobs` and `done`: see `dsl.lab.score.score`.
    """
    tellers = [_Teller(plan, new.at, top) for plan, _, new in asks]
    scored = iter(score(history, [ask for _, *both in asks for ask in both], jobs=jobs, done=done))
    for old, new in zip(scored, scored, strict=True):
        # in order of contact, then of question; a plan that is asked of an earlier instant may not know the contact yet
        teller = next(t for t in tellers if t.asks(old.plan, new.plan))
        teller.take(old, new)
    for teller, (_, old_ask, new_ask) in zip(tellers, asks, strict=True):
        teller.explain(history, old_ask, new_ask)
    return [teller.effect for teller in tellers]


class _Teller:
    """Counts contact by contact for one plan."""

    def __init__(self, plan: PlanDiff, at: int, top: int) -> None:
        assert plan.old is not None
        assert plan.new is not None
        self._old, self._new, self._top = plan.old, plan.new, top
        renamed = (part for change in plan.changes if change.what == "stage" for part in change.parts if part.name == "name")
        self._renamed = {part.old: part.new for part in renamed if part.new}
        self._alerts = _Numbers(plan.alerts)
        self.effect = Effect(
            plan=plan,
            at=at,
            timezone=plan.new.timezone,
            funnel=_funnel(self._stages(plan.old), [stage.name for stage in plan.new.stages]),
            alerts=[self._no_alerts(old, new) for old, new in plan.alerts],
            movers=Best(top, lambda seen: (-abs(seen.change), seen.contact, seen.key)),
        )

    def asks(self, old: str, new: str) -> bool:
        return (self._old.name, self._new.name) == (old, new)

    def take(self, old: Scored, new: Scored) -> None:
        """One contact by both plans."""
        effect, before, after = self.effect, old.verdict, new.verdict
        stage_before = self._renamed.get(before.stage, before.stage)
        seen = Seen(new.contact, new.key, before.score, after.score, stage_before, after.stage)
        effect.contacts += 1
        effect.before[stage_before] += 1
        effect.after[after.stage] += 1
        if stage_before != after.stage:
            move = effect.moves.setdefault((stage_before, after.stage), Move(0, Best(self._top, _heat)))
            move.count += 1
            move.hottest.add(seen)
        if seen.change:
            effect.distribution[1 if seen.change > 0 else -1, bisect_left(EDGES, abs(seen.change))] += 1
            effect.total += seen.change
            effect.movers.add(seen)
        self._compare(new.contact, before.alerts, after.alerts)

    def explain(self, history: History, old_ask: Ask, new_ask: Ask) -> None:
        """Which rules move those who move most: their histories are folded once more, with a ledger."""
        movers = {seen.key for seen in self.effect.movers.first()}
        scored = iter(score(history, [old_ask, new_ask], only=movers, ledger=True) if movers else ())
        for old, new in zip(scored, scored, strict=True):
            assert old.verdict.ledger is not None
            assert new.verdict.ledger is not None
            self.effect.causes[new.key] = self._causes(old.verdict.ledger, new.verdict.ledger)

    def _stages(self, plan: Plan) -> list[str]:
        return [self._renamed.get(stage.name, stage.name) for stage in plan.stages]

    def _no_alerts(self, old: int | None, new: int | None) -> Alerts:
        statement = self._new.alerts[new] if new is not None else self._old.alerts[old or 0]
        return Alerts(statement.channel, statement.text, Best(self._top, _latest), Best(self._top, _latest))

    def _compare(self, contact: str, before: Sequence[Raised], after: Sequence[Raised]) -> None:
        olds, news = self._instants(before, self._alerts.old), self._instants(after, self._alerts.new)
        for number in olds.keys() | news.keys():
            alerts, old, new = self.effect.alerts[number], olds[number], news[number]
            gone, come = sorted((old - new).elements()), sorted((new - old).elements())
            both = min(len(gone), len(come))
            alerts.before += old.total()
            alerts.after += new.total()
            alerts.moved += both
            alerts.lost += len(gone) - both
            alerts.gained += len(come) - both
            for at in gone[both:]:
                alerts.lost_by.add((contact, at))
            for at in come[both:]:
                alerts.gained_by.add((contact, at))

    def _instants(self, raised: Iterable[Raised], numbers: Mapping[int, int]) -> defaultdict[int, Counter[int]]:
        """When each statement was raised; by the number of its pair."""
        found: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for alert in raised:
            found[numbers[alert.statement]][alert.at] += 1
        return found

    def _causes(self, old: Ledger, new: Ledger) -> list[Cause]:
        """What differs, the greatest first; with the clips it adds up to the move of the score."""
        numbers = _Numbers(self.effect.plan.rules)
        before, after = dict(_worths(old, numbers.old)), dict(_worths(new, numbers.new))
        found = []
        for which in dict.fromkeys([*after, *before]):
            (old_name, old_worth), (new_name, new_worth) = before.get(which, _NOTHING), after.get(which, _NOTHING)
            if old_worth != new_worth:
                found.append(Cause(new_name or old_name, old_worth, new_worth, isinstance(which, int)))
        return sorted(found, key=lambda cause: (-abs(cause.after - cause.before), cause.name))


_NOTHING = ("", Decimal(0))


class _Numbers:
    """The number of the pair that something of the old or the new plan is in."""

    def __init__(self, pairs: Pairs) -> None:
        self.old = {old: number for number, (old, _) in enumerate(pairs) if old is not None}
        self.new = {new: number for number, (_, new) in enumerate(pairs) if new is not None}


def _worths(ledger: Ledger, numbers: Mapping[int, int]) -> Iterator[tuple[int | str, tuple[str, Decimal]]]:
    """By rule (the number of its pair) or by what is clipped: its name and its worth in all."""
    worths: dict[int | str, tuple[str, Decimal]] = {}
    for entry in ledger.entries:
        number = numbers[entry.rule]
        worths[number] = entry.label, worths.get(number, _NOTHING)[1] + entry.worth
    for adjustment in ledger.adjustments:
        # "group fit max 60", "score from 0 to 100", "excluded": the limits may be what was changed
        kind, *rest = adjustment.what.split()
        what = f"{kind} {rest[0]}" if kind == "group" else kind
        worths[what] = adjustment.what, worths.get(what, _NOTHING)[1] + adjustment.worth
    yield from worths.items()


def _funnel(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Every stage of either, the coldest first; one that is gone stands behind the one that it followed."""
    order = [EXCLUDED, LEAD, *new]
    last = LEAD
    for stage in old:
        if stage not in order:
            order.insert(order.index(last) + 1, stage)
        last = stage
    return tuple(order)


def _heat(seen: Seen) -> tuple[Decimal, str, Key]:
    return -seen.after, seen.contact, seen.key


def _latest(told: tuple[str, int]) -> tuple[int, str]:
    return -told[1], told[0]
