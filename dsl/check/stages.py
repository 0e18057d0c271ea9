"""What adds up wrongly: stages that nobody can reach or be seen in, groups that always come to 0."""

from __future__ import annotations

from decimal import Decimal

from dsl import program
from dsl.check.compiled import Compiled
from dsl.check.reach import SCORE, Threshold, blamed, contribution, holds, needs, reach, suffices
from dsl.check.report import Report
from dsl.codec import decimal_text
from dsl.diagnostics import Span
from dsl.syntax import tree


def lint_groups(compiled: Compiled, report: Report) -> None:
    """A group whose clip leaves nothing of its rules."""
    plan = compiled.plan
    spans = {head.name.text: s.span for head in compiled.groups for s in head.settings if isinstance(s, tree.Clip)}
    for group in plan.groups:
        parts = [contribution(rule) for rule in plan.rules if rule.group == group.name]
        earns, costs = any(p.high for p in parts), any(p.low for p in parts)
        blocked_above = group.max is not None and group.max <= 0 and earns and not costs
        blocked_below = group.min is not None and group.min >= 0 and costs and not earns
        if (blocked_above or blocked_below) and group.name in spans:
            report.add("W105", spans[group.name], name=group.name)


def lint_stages(compiled: Compiled, report: Report) -> None:
    """Stages that cannot be reached, ask for more than the clip allows, or are always passed over."""
    plan, within = compiled.plan, reach(compiled.plan)
    for stage, node in zip(plan.stages, compiled.stages, strict=True):
        _kept_anyway(stage, node, report)
        if stage.condition is None or holds(stage.condition, within) is not False:
            continue
        failing = blamed(stage.condition, within)
        source = failing.field.sources[0]
        if source == SCORE and plan.score_to is not None and _above_clip(failing, plan.score_to):
            report.add("W203", _threshold(node), name=stage.name, most=_text(plan.score_to))
        elif not stage.on:
            least, most = _text(within[source].low), _text(within[source].high)
            report.add("W201", _threshold(node), name=stage.name, what=failing.field.text, least=least, most=most)
    _passed_over(compiled, report)


def _above_clip(test: program.Test, clip: Decimal) -> bool:
    wanted = needs(test)
    return wanted is not None and wanted.need >= clip


def _kept_anyway(stage: program.Stage, node: tree.StageDecl, report: Report) -> None:
    """`at 40 until below 60`: from 40 on the stage holds as it is."""
    if node.at and node.keep and not stage.on and node.keep.value > node.at.value:
        report.add("W205", node.keep.span, keep=_text(node.keep.value), at=_text(node.at.value))


def _passed_over(compiled: Compiled, report: Report) -> None:
    """A stage is never seen if whoever holds it always holds a later one too."""
    lowest: tuple[Threshold, str] | None = None
    for stage, node in reversed(list(zip(compiled.plan.stages, compiled.stages, strict=True))):
        wanted = needs(stage.condition)
        if wanted is not None and stage.keep is not None:
            wanted = min(wanted, Threshold(stage.keep, False))
        if lowest is not None and wanted is not None and not stage.on and wanted >= lowest[0]:
            report.add("W202", _threshold(node), name=stage.name, other=lowest[1], at=_text(lowest[0].need))
        enough = suffices(stage.condition)
        if enough is not None:
            lowest = min(lowest or (enough, stage.name), (enough, stage.name))


def _threshold(node: tree.StageDecl) -> Span:
    return node.at.span if node.at else node.name.span


def _text(number: Decimal) -> str:
    return decimal_text(number) if number.is_finite() else "−∞" if number < 0 else "∞"
