"""Limits that let nothing through, stand beside `once`, or that another limit of the same rule makes idle.

Knows `max` and `once` of one rule; not clips of groups.
"""

from __future__ import annotations

from decimal import Decimal

from dsl import program
from dsl.check.report import Report
from dsl.syntax import tree

_WITHIN = {
    "day": frozenset({"day", "week", "month", "ever"}),
    "week": frozenset({"week", "ever"}),  # a week may lie in two months
    "month": frozenset({"month", "ever"}),
    "ever": frozenset({"ever"}),
}
"""The periods that a period lies within as a whole."""


def lint_limits(node: tree.OnRule, rule: program.Rule, report: Report) -> None:
    """Every warning about the limits of one rule."""
    caps = [suffix for suffix in node.suffixes if isinstance(suffix, tree.Cap)]
    for cap in caps:
        if cap.amount.value == 0:
            report.add("W103", cap.span)
    if caps and any(isinstance(suffix, tree.Once) for suffix in node.suffixes):
        report.add("W302", caps[0].span)
    elif len(caps) > 1 and rule.points:
        _idle(caps, rule, report)


def _idle(caps: list[tree.Cap], rule: program.Rule, report: Report) -> None:
    """A limit that never has anything left to refuse: `max 2 times per week` lets no five through on a day."""
    size = None if rule.scale else abs(rule.points)
    for cap in caps:
        others = (other for other in caps if other is not cap and _period(other) in _WITHIN[_period(cap)])
        stronger = next((other for other in others if _lets_no_more(other, cap, size)), None)
        if stronger is not None and not (_lets_no_more(cap, stronger, size) and _period(cap) == _period(stronger)):
            report.add("W107", cap.span, other=_written(stronger))


def _lets_no_more(other: tree.Cap, cap: tree.Cap, size: Decimal | None) -> bool:
    """Whether what `other` lets through never reaches what `cap` allows. `size`: that of each firing, where all have one."""
    if other.amount.value == 0 or cap.amount.value == 0:
        return False
    if other.kind == cap.kind:
        return other.amount.value <= cap.amount.value
    if size is None or cap.kind == "times":
        return False  # firings that earned nothing count as well
    return other.amount.value * size <= cap.amount.value


def _period(cap: tree.Cap) -> str:
    return cap.unit.value if cap.unit else "ever"


def _written(cap: tree.Cap) -> str:
    return f"max {cap.amount.source} {cap.kind}" + (f" per {cap.unit.value}" if cap.unit else "")
