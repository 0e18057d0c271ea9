"""The most and the least that a plan's groups and score can come to, and what that says of a stage's condition.

Bounds are generous: what cannot be excluded is taken to be possible, so that nobody is warned without cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dsl import program
from dsl.program import Source

_ENDLESS = Decimal("Infinity")
_ZERO = Decimal(0)
SCORE: Source = ("score",)


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`, both included; either may be infinite."""

    low: Decimal
    high: Decimal

    def clip(self, low: Decimal | None, high: Decimal | None) -> Interval:
        """The interval of the clipped numbers."""
        ends = [max(end, low) if low is not None else end for end in (self.low, self.high)]
        return Interval(*(min(end, high) if high is not None else end for end in ends))


Reach = Mapping[Source, Interval]


def reach(plan: program.Plan) -> Reach:
    """The interval of each group (after its clip) and of the score."""
    out: dict[Source, Interval] = {}
    for group in plan.groups:
        parts = (contribution(rule) for rule in plan.rules if rule.group == group.name)
        out["group", group.name] = _sum(parts).clip(group.min, group.max)
    score = _sum(out.values()).clip(plan.score_from, plan.score_to)
    return {**out, SCORE: score}


def contribution(rule: program.Rule) -> Interval:
    """What one rule can add to its group."""
    size = abs(rule.points)
    most = _ZERO if not size else size if rule.kind == "when" else _total(rule, size)
    return Interval(_ZERO, most) if rule.points > 0 else Interval(-most, _ZERO)


def _total(rule: program.Rule, size: Decimal) -> Decimal:
    """The size of all firings of a rule together."""
    times = Decimal(1) if rule.once else _ENDLESS
    points = _ENDLESS
    for cap in rule.caps:
        if cap.amount == 0:
            return _ZERO
        if cap.unit == "ever" and cap.kind == "times":
            times = min(times, cap.amount)
        elif cap.unit == "ever":
            points = min(points, cap.amount)
    return min(_ENDLESS if rule.scale else size * times, points)


def _sum(parts: Iterable[Interval]) -> Interval:
    low = high = _ZERO
    for part in parts:
        low, high = low + part.low, high + part.high
    return Interval(low, high)


def holds(condition: program.Condition, within: Reach) -> bool | None:
    """True if it must hold, False if it cannot, None if it depends."""
    match condition:
        case program.Test():
            interval = within.get(condition.field.sources[0])
            return None if interval is None else _compare(condition, interval)
        case program.Not():
            inner = holds(condition.of, within)
            return None if inner is None else not inner
        case program.All():
            parts = {holds(part, within) for part in condition.of}
            return False if False in parts else None if None in parts else True
        case program.Any():
            parts = {holds(part, within) for part in condition.of}
            return True if True in parts else None if None in parts else False
    return None


def blamed(condition: program.Condition, within: Reach) -> program.Test:
    """The comparison of score or group that makes a condition impossible, of one that cannot hold."""
    leaves = [test for test in _leaves(condition) if test.field.sources[0] in within]
    return next((test for test in leaves if holds(test, within) is False), leaves[0])


def _leaves(condition: program.Condition) -> Iterator[program.Test]:
    match condition:
        case program.Test():
            yield condition
        case program.Not():
            yield from _leaves(condition.of)
        case program.All() | program.Any():
            for part in condition.of:
                yield from _leaves(part)


@dataclass(frozen=True, slots=True, order=True)
class Threshold:
    """A bound from below: `score >= need`, or, if it is strict, `score > need`. They sort by what they ask for."""

    need: Decimal
    strict: bool


def suffices(condition: program.Condition | None) -> Threshold | None:
    """The score from which on a condition holds in any case; None where no score is enough."""
    match condition:
        case program.Test(op=">=" | ">") if condition.field.sources[0] == SCORE:
            return _threshold(condition)
        case program.All():
            parts = [suffices(part) for part in condition.of]
            known = [part for part in parts if part is not None]
            return max(known) if len(known) == len(parts) else None
        case program.Any():
            return min((part for part in map(suffices, condition.of) if part is not None), default=None)
    return None


def needs(condition: program.Condition | None) -> Threshold | None:
    """The score that a condition needs in any case; None where it needs none."""
    match condition:
        case program.Test(op=">=" | ">") if condition.field.sources[0] == SCORE:
            return _threshold(condition)
        case program.All():
            return max((part for part in map(needs, condition.of) if part is not None), default=None)
        case program.Any():
            parts = [needs(part) for part in condition.of]
            known = [part for part in parts if part is not None]
            return min(known) if len(known) == len(parts) else None
    return None


def _threshold(test: program.Test) -> Threshold | None:
    value = test.values[0]
    return Threshold(value, test.op == ">") if isinstance(value, Decimal) else None


def _compare(test: program.Test, interval: Interval) -> bool | None:
    answers = {_one(test.op, interval, v) for v in test.values if isinstance(v, Decimal)}
    return True if True in answers else None if None in answers else False


def _one(op: program.Op, interval: Interval, value: Decimal) -> bool | None:
    low, high = interval.low, interval.high
    match op:
        case ">=":
            return True if low >= value else False if high < value else None
        case ">":
            return True if low > value else False if high <= value else None
        case "<=":
            return True if high <= value else False if low > value else None
        case "<":
            return True if high < value else False if low >= value else None
        case "=":
            return False if not low <= value <= high else True if low == high else None
    return None
