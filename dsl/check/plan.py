"""One plan as a whole: each statement is checked, and those without an error are handed on.

Knows which check belongs to which statement; the checks themselves are in the modules of their topics.
"""

from __future__ import annotations

from dsl.check.book import Placed, Unit
from dsl.check.conditions import check_condition
from dsl.check.funnel import check_alert, check_stage
from dsl.check.lets import check_lets
from dsl.check.near import near
from dsl.check.patterns import check_pattern
from dsl.check.ranges import check_decay, check_decimals, check_place
from dsl.check.report import Report
from dsl.check.rules import check_on, check_when
from dsl.check.scope import Scope
from dsl.engine.calendar import zone_names
from dsl.engine.text import fold_text
from dsl.syntax import tree


def check_plan(unit: Unit, scope: Scope, report: Report) -> list[Placed]:
    """The statements in which nothing is wrong."""
    check_lets(scope, report)
    fine = []
    heads = 0
    for placed in unit.placed:
        with report.watch() as outcome:
            if isinstance(placed.statement, tree.PlanHead) and placed.statement.span.file == unit.file:
                heads += 1
                if heads > 1:
                    report.add("E123", placed.statement.title.span)
            check_statement(placed.statement, scope, report)
        if outcome.fine:
            fine.append(placed)
    return fine


def check_statement(statement: tree.Statement, scope: Scope, report: Report) -> None:
    """Everything in one statement that needs no more than the plan's names. Tests, experiments and capacities do."""
    match statement:
        case tree.OnRule():
            check_on(statement, scope, report)
        case tree.WhenRule():
            check_when(statement, scope, report)
        case tree.StageDecl():
            check_stage(statement, scope, report)
        case tree.AlertDecl():
            check_alert(statement, scope, report)
        case tree.Reset() | tree.Ignore() | tree.OutcomeDecl():
            check_pattern(statement.pattern, scope, report)
        case tree.Exclude():
            check_condition(statement.condition, "profile", scope, report)
        case tree.PlaceDecl():
            check_place(statement, report)
        case tree.EventDecl():
            _event(statement, report)
        case tree.GroupHead():
            _group(statement, report)
        case tree.PlanHead():
            _plan(statement, report)


def _event(event: tree.EventDecl, report: Report) -> None:
    for track in event.tracks:
        if not fold_text(track.value):
            report.add("E222", track.span, name=event.name.text)


def _plan(head: tree.PlanHead, report: Report) -> None:
    _settings_twice(head.settings, report)
    for setting in head.settings:
        match setting:
            case tree.Timezone(name=name):
                if name.value not in zone_names():
                    report.add("E108", name.span, name=name.value, near=near(name.value, sorted(zone_names())))
            case tree.ScoreRange(low=low, high=high):
                check_decimals(low, report)
                check_decimals(high, report)
                if low.value > high.value:
                    report.add("E218", high.span, low=low.source, high=high.source)
            case tree.Decay():
                check_decay(setting, report)


def _group(head: tree.GroupHead, report: Report) -> None:
    _settings_twice(head.settings, report)
    clips = {s.kind: s.amount for s in head.settings if isinstance(s, tree.Clip)}
    for amount in clips.values():
        check_decimals(amount, report)
    if "min" in clips and "max" in clips and clips["min"].value > clips["max"].value:
        report.add("E217", clips["min"].span, min=clips["min"].source, max=clips["max"].source)
    for setting in head.settings:
        if isinstance(setting, tree.Decay):
            check_decay(setting, report)


def _settings_twice(settings: tuple[tree.Timezone | tree.ScoreRange | tree.Decay | tree.Clip, ...], report: Report) -> None:
    seen: set[object] = set()
    for setting in settings:
        kind = setting.kind if isinstance(setting, tree.Clip) else type(setting)
        if kind in seen:
            report.add("E124", setting.span)
        seen.add(kind)
