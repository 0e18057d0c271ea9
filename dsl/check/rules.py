"""Scoring rules: triggers, points, and suffixes that fit together."""

from __future__ import annotations

from dsl.check.conditions import check_condition
from dsl.check.patterns import check_absence, check_pattern
from dsl.check.ranges import check_decay, check_decimals
from dsl.check.report import Report
from dsl.check.scope import Scope
from dsl.syntax import tree

MAX_TIMES = 10_000
"""The longest count: whoever evaluates it keeps that many matches in mind."""
_OF_WHEN = (tree.FromDate, tree.UntilDate, tree.Label)


def check_on(rule: tree.OnRule, scope: Scope, report: Report) -> None:
    """Everything that can be wrong in an `on` rule."""
    check_trigger(rule.trigger, scope, report)
    scale = rule.points.scale
    if scale is not None and scale.step.value <= 0:
        report.add("E212", scale.step.span)
    _twice(rule, report)
    for suffix in rule.suffixes:
        match suffix:
            case tree.While():
                check_condition(suffix.condition, "profile", scope, report)
            case tree.Decay():
                check_decay(suffix, report)
            case tree.Cap(kind="points"):
                check_decimals(suffix.amount, report)
    _dates(rule, report)


def check_when(rule: tree.WhenRule, scope: Scope, report: Report) -> None:
    """Everything that can be wrong in a `when` rule."""
    check_condition(rule.condition, "profile", scope, report)
    if rule.points.scale is not None:
        report.add("E303", rule.points.scale.span)
    for suffix in rule.suffixes:
        if not isinstance(suffix, _OF_WHEN):
            report.add("E302", suffix.span)
    _twice(rule, report)
    _dates(rule, report)


def check_trigger(trigger: tree.Trigger, scope: Scope, report: Report) -> None:
    """Patterns that exist; a count of two or more."""
    match trigger:
        case tree.Each():
            check_pattern(trigger.pattern, scope, report)
        case tree.Count():
            check_pattern(trigger.pattern, scope, report)
            if not 2 <= trigger.times.value <= MAX_TIMES:
                report.add("E213", trigger.times.span, most=str(MAX_TIMES))
        case tree.Then() | tree.Without():
            check_pattern(trigger.a, scope, report)
            check_pattern(trigger.b, scope, report)
        case tree.Absence():
            check_absence(trigger, scope, report)


def _twice(rule: tree.OnRule | tree.WhenRule, report: Report) -> None:
    seen: set[object] = set()
    for suffix in rule.suffixes:
        kind: object = type(suffix)
        if isinstance(suffix, tree.Cap):
            kind = (suffix.kind, suffix.unit and suffix.unit.value)
        if kind in seen:
            report.add("E301", suffix.span)
        seen.add(kind)


def _dates(rule: tree.OnRule | tree.WhenRule, report: Report) -> None:
    since = next((s.date for s in rule.suffixes if isinstance(s, tree.FromDate)), None)
    until = next((s.date for s in rule.suffixes if isinstance(s, tree.UntilDate)), None)
    if since and until and since.value > until.value:
        report.add("E219", until.span, since=str(since.value), until=str(until.value))
