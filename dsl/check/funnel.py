"""Stages and alerts: conditions over score and groups, thresholds, names of stages."""

from __future__ import annotations

from dsl.check.conditions import check_condition
from dsl.check.near import near, near_word
from dsl.check.patterns import check_pattern
from dsl.check.ranges import check_decimals
from dsl.check.report import Report
from dsl.check.scope import Scope
from dsl.program import EXCLUDED, LEAD
from dsl.syntax import tree


def check_stage(stage: tree.StageDecl, scope: Scope, report: Report) -> None:
    """Everything that can be wrong in a stage, but its name."""
    for threshold in (stage.at, stage.keep):
        if threshold is not None:
            check_decimals(threshold, report)
    if stage.when is not None:
        check_condition(stage.when, "stage", scope, report)
    if stage.on is not None:
        check_pattern(stage.on.pattern, scope, report)
        if stage.on.until is not None:
            check_pattern(stage.on.until, scope, report)


def stage_in(pattern: tree.Pattern, scope: Scope) -> str | None:
    """The stage that a pattern of an alert means, if it means one."""
    name = pattern.of[0].word.text
    return name if len(pattern.of) == 1 and name in scope.stages and not scope.is_event(name) else None


def check_alert(alert: tree.AlertDecl, scope: Scope, report: Report) -> None:
    """Everything that can be wrong in an alert."""
    match alert.trigger:
        case tree.Each(pattern=pattern):
            _stage_or_pattern(pattern, scope, report)
        case tree.Without(a=a, b=b):
            _stage_or_pattern(a, scope, report)
            _stage_or_pattern(b, scope, report)
        case tree.Absence() as absence:
            _absence(absence, scope, report)


def bare(word: tree.Name) -> tree.Pattern:
    """The pattern of one bare word, which in an alert may be a stage."""
    return tree.Pattern(word.span, (tree.EventRef(word.span, word, (), (), None),))


def _absence(absence: tree.Absence, scope: Scope, report: Report) -> None:
    if scope.is_event(absence.name.text):
        report.add("E305", absence.within.span, name=absence.name.text)
    elif absence.a is None and stage_in(bare(absence.word), scope):
        report.add("E306", absence.word.span, name=absence.word.text)
    else:
        _stage_or_pattern(bare(absence.word), scope, report)
    if absence.a is not None:
        _stage_or_pattern(absence.a, scope, report)


def _stage_or_pattern(pattern: tree.Pattern, scope: Scope, report: Report) -> None:
    stages = [ref for ref in pattern.of if ref.word.text in scope.stages and not scope.is_event(ref.word.text)]
    if stages and (len(pattern.of) > 1 or stages[0].brackets is not None):
        report.add("E119", stages[0].word.span, name=stages[0].word.text)
        return
    if stages:
        return
    for ref in pattern.of:
        if ref.brackets is None:
            _bare(ref, scope, report)
        else:
            check_pattern(tree.Pattern(ref.span, (ref,)), scope, report)


def _bare(ref: tree.EventRef, scope: Scope, report: Report) -> None:
    """One word that is no stage: an event, or it should have been one or the other."""
    name, span = ref.word.text, ref.word.span
    if scope.is_event(name) or name in scope.broken or (name.startswith("no_") and scope.is_event(name[3:])):
        check_pattern(tree.Pattern(ref.span, (ref,)), scope, report)
    elif name in (LEAD, EXCLUDED):
        report.add("E120", span, name=name)
    elif (stage := near(name, scope.stages)) and not near(name, scope.events()):
        report.add("E102", span, name=name, near=stage)
    else:
        report.add("E126", span, name=name, near=near_word(name, scope.events()))
