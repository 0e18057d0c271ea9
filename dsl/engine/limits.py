"""The limits of a rule: which firings count, and with how many points (language.md section 5, suffixes).

They work one after another, each seeing only what the one before let through:
from/until, once, once each, times (day, week, month, ever), points (day, week, month, ever).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dsl import program
from dsl.engine.calendar import month_of, week_of
from dsl.engine.decay import UNIT

_UNITS: dict[str, Callable[[int], int]] = {
    "day": lambda day: day,
    "week": week_of,
    "month": month_of,
    "ever": lambda day: 0,
}
_KEPT = 4
"""Units of one cap that are remembered: where clocks go back over midnight, the one before may come again."""


@dataclass(slots=True)
class Spent:
    """What a rule's limits have let through: plain values, so that a checkpoint can keep them. `used` has one dictionary
    for each cap, from the unit's number to firings or ten-thousandths of a point."""

    fired: bool = False
    subjects: set[str | None] = field(default_factory=set)
    used: dict[int, dict[int, int]] = field(default_factory=dict)


class Limits:
    """The limits of one rule. `admit` is the only way past them."""

    __slots__ = ("_caps", "_once", "_since", "_until", "by_subject")

    def __init__(self, rule: program.Rule) -> None:
        self._since = rule.since.toordinal() if rule.since else 0
        self._until = rule.until.toordinal() if rule.until else 1 << 40
        self._once = rule.once
        self.by_subject = rule.once_each
        order = tuple(_UNITS)
        caps = sorted(rule.caps, key=lambda cap: (cap.kind == "points", order.index(cap.unit)))
        self._caps = [
            (_UNITS[cap.unit], cap.kind == "points", int(cap.amount * (UNIT if cap.kind == "points" else 1))) for cap in caps
        ]

    @staticmethod
    def of(rule: program.Rule) -> Limits | None:
        """The rule's limits, None where it has none."""
        limited = rule.since or rule.until or rule.once or rule.once_each or rule.caps
        return Limits(rule) if limited else None

    def admit(self, spent: Spent, points: int, day: int, subject: str | None) -> int:
        """The points of a firing after the limits, 0 where it is refused; `spent` is brought up to date."""
        if not self._since <= day <= self._until:
            return 0
        if self._once:
            if spent.fired:
                return 0
            spent.fired = True
        if self.by_subject:
            if subject in spent.subjects:
                return 0
            spent.subjects.add(subject)
        for place, (unit_of, of_points, most) in enumerate(self._caps):
            unit = unit_of(day)
            used = spent.used.get(place)
            if used is None:
                used = spent.used[place] = {}
            before = used.get(unit, 0)
            left = most - before
            if left <= 0:
                return 0
            if of_points:
                points = min(points, left) if points > 0 else max(points, -left)
            used[unit] = before + (abs(points) if of_points else 1)
            if len(used) > _KEPT:
                del used[min(used)]
        return points
