"""Stages: which one a contact is in, given its scores, traits, matches and the stage before (language.md section 6).

Conditions are worked out over intervals of scores and answer True, False or None (it depends), so that one question tells
whether a stage can change on any of many dates. Where the interval is a point, the answer is never None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from dsl import program
from dsl.engine.decay import UNIT

LEAD = -1
"""The index of the stage before the first."""

Known = bool | None
_FAR = 1 << 60


@dataclass(slots=True)
class View:
    """What stages see: clipped sums by group and the score, each from least to most, in ten-thousandths of a point."""

    low: list[int]
    high: list[int]
    score_low: int
    score_high: int
    truths: list[bool]


Judge = Callable[[View], Known]


class Scores:
    """From sums by group to clipped groups and the clipped score."""

    __slots__ = ("_clips", "_from", "_to", "_unclipped")

    def __init__(self, plan: program.Plan) -> None:
        clips = enumerate((units(group.min), units(group.max)) for group in plan.groups)
        self._clips = [(place, *bounds) for place, bounds in clips if bounds != (None, None)]
        self._from, self._to = units(plan.score_from), units(plan.score_to)
        self._unclipped = self._from is None and self._to is None

    def groups(self, sums: list[int]) -> list[int]:
        """Each group's subtotal after its clip."""
        groups = sums.copy()
        for place, least, most in self._clips:
            total = groups[place]
            if most is not None and total > most:
                total = groups[place] = most
            if least is not None and total < least:
                groups[place] = least
        return groups

    def score(self, groups: list[int]) -> int:
        """The score of clipped groups."""
        total = sum(groups)
        return total if self._unclipped else clip(total, self._from, self._to)

    def view(self, low: list[int], high: list[int], truths: list[bool]) -> View:
        """What stages see of sums between `low` and `high`, which it keeps and clips."""
        for place, least, most in self._clips:
            low[place], high[place] = clip(low[place], least, most), clip(high[place], least, most)
        if self._unclipped:
            return View(low, high, sum(low), sum(high), truths)
        return View(low, high, clip(sum(low), self._from, self._to), clip(sum(high), self._from, self._to), truths)

    def exactly(self, sums: list[int], truths: list[bool]) -> View:
        """What stages see of these sums."""
        return self.view(sums.copy(), sums.copy(), truths)


def units(points: Decimal | None) -> int | None:
    """Points as whole ten-thousandths."""
    return None if points is None else int(points * UNIT)


def clip(total: int, least: int | None, most: int | None) -> int:
    """The total, not above `most`, then not below `least`."""
    if most is not None and total > most:
        total = most
    return least if least is not None and total < least else total


class Funnel:
    """The stages of a plan. `stage` answers an index, or None where it depends on where in the view's interval we are."""

    def __init__(self, plan: program.Plan, trait: Callable[[program.Condition], int]) -> None:
        groups = {group.name: place for place, group in enumerate(plan.groups)}
        self._judges = [judge(stage.condition, groups, trait) if stage.condition else None for stage in plan.stages]
        self._keeps = [None if stage.keep is None else units(stage.keep) for stage in plan.stages]
        self._holds = [stage.hold_ms for stage in plan.stages]
        self._marks = [mark for stage in plan.stages if stage.condition for mark in _marks(stage.condition, groups)]
        self._marks += [(None, keep) for keep in self._keeps if keep is not None]

    def stage(self, view: View, kept: int, held: dict[int, int], at: int) -> int | None:
        """The last stage that holds, LEAD if none. `kept`: the stage that `until below` may keep; `held`: instants of the
        latest matches by stage."""
        for place in range(len(self._judges) - 1, -1, -1):
            if held and self._conversion_holds(place, held, at):
                return place
            judged = self._judges[place]
            holds = judged(view) if judged else False
            keep = self._keeps[place]
            if not holds and keep is not None and kept >= place:
                holds = _or(holds, _at_least(view.score_low, view.score_high, keep))
            if holds is None:
                return None
            if holds:
                return place
        return LEAD

    def room(self, view: View) -> tuple[int, int]:
        """How much firings must add, or take, before any comparison with a bound can have another answer in this view; 0 where
        any firing can change one."""
        up = down = _FAR
        for group, bound in self._marks:
            low, high = (view.score_low, view.score_high) if group is None else (view.low[group], view.high[group])
            if low > bound:
                down = min(down, low - bound)
            elif high < bound:
                up = min(up, bound - high)
            else:
                return 0, 0
        return up, down

    def next_end(self, held: dict[int, int], after: int) -> int | None:
        """The first instant later than `after` at which a `for D` runs out."""
        ends = (at + hold for place, at in held.items() if (hold := self._holds[place]) is not None)
        return min((end for end in ends if end > after), default=None)

    def _conversion_holds(self, place: int, held: dict[int, int], at: int) -> bool:
        since = held.get(place)
        if since is None:
            return False
        hold = self._holds[place]
        return hold is None or at < since + hold


def _marks(condition: program.Condition, groups: dict[str, int]) -> Iterator[tuple[int | None, int]]:
    """The bounds that a condition compares the score (None) or groups with, in whole ten-thousandths."""
    match condition:
        case program.Test(field, _, values) if field.sources and field.sources[0][0] in ("score", "group"):
            place = None if field.sources[0][0] == "score" else groups[field.sources[0][1]]
            for value in values:
                if isinstance(value, Decimal):
                    yield place, int((value * UNIT).to_integral_value(ROUND_FLOOR))
                    yield place, int((value * UNIT).to_integral_value(ROUND_CEILING))
        case program.Not(of):
            yield from _marks(of, groups)
        case program.All(of) | program.Any(of):
            for part in of:
                yield from _marks(part, groups)


def judge(condition: program.Condition, groups: dict[str, int], trait: Callable[[program.Condition], int]) -> Judge:
    """A stage's condition as a function of the view. `trait` files a condition on traits and gives its number."""
    match condition:
        case program.Test(field) if field.sources and field.sources[0][0] in ("score", "group"):
            return _judge_score(condition, groups)
        case program.Not(of):
            inner = judge(of, groups, trait)
            return lambda view: _not(inner(view))
        case program.All(of):
            parts = [judge(part, groups, trait) for part in of]
            return lambda view: _all(parts, view)
        case program.Any(of):
            parts = [judge(part, groups, trait) for part in of]
            return lambda view: _any(parts, view)
    number = trait(condition)
    return lambda view: view.truths[number]


def _all(parts: list[Judge], view: View) -> Known:
    depends = False
    for part in parts:
        known = part(view)
        if known is False:
            return False
        depends |= known is None
    return None if depends else True


def _any(parts: list[Judge], view: View) -> Known:
    depends = False
    for part in parts:
        known = part(view)
        if known:
            return True
        depends |= known is None
    return None if depends else False


def _or(a: Known, b: Known) -> Known:
    return True if a or b else (None if a is None or b is None else False)


def _whole(bound: Decimal) -> int | Decimal:
    return int(bound) if bound == bound.to_integral_value() else bound


def _judge_score(test: program.Test, groups: dict[str, int]) -> Judge:
    source = test.field.sources[0]
    bounds = [_whole(value * UNIT) for value in test.values if isinstance(value, Decimal)]
    holds = _COMPARISONS.get(test.op)

    def judged(low: int, high: int) -> Known:
        if holds is None:
            return test.op == "known"
        answer: Known = False
        for bound in bounds:
            answer = _or(answer, holds(low, high, bound))
        return answer

    if source[0] == "score":
        if test.op == ">=" and len(bounds) == 1:  # nearly every stage there is
            (bound,) = bounds
            return lambda view: True if view.score_low >= bound else (False if view.score_high < bound else None)
        return lambda view: judged(view.score_low, view.score_high)
    place = groups[source[1]]
    if test.op == ">=" and len(bounds) == 1:
        (bound,) = bounds
        return lambda view: True if view.low[place] >= bound else (False if view.high[place] < bound else None)
    return lambda view: judged(view.low[place], view.high[place])


def _at_least(low: int, high: int, bound: int | Decimal) -> Known:
    return True if low >= bound else (False if high < bound else None)


def _above(low: int, high: int, bound: int | Decimal) -> Known:
    return True if low > bound else (False if high <= bound else None)


def _equal(low: int, high: int, bound: int | Decimal) -> Known:
    return True if low == high == bound else (False if bound < low or bound > high else None)


def _not(known: Known) -> Known:
    return None if known is None else not known


_COMPARISONS: dict[str, Callable[[int, int, int | Decimal], Known]] = {
    ">=": _at_least,
    ">": _above,
    "=": _equal,
    "<": lambda low, high, bound: _not(_at_least(low, high, bound)),
    "<=": lambda low, high, bound: _not(_above(low, high, bound)),
}
