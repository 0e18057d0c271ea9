"""Stages and alerts as the engine reads them."""

from __future__ import annotations

from typing import Literal

from dsl import program
from dsl.check.funnel import bare, stage_in
from dsl.compiler.conditions import condition, of_stage
from dsl.compiler.context import Context
from dsl.compiler.rules import DAY_MS, tied
from dsl.program import Field, Pattern
from dsl.syntax import tree, write

_SCORE = Field("score", (("score",),))
_UNIT_MS = {"day": DAY_MS, "week": 7 * DAY_MS}
_Raised = tuple[Literal["stage", "pattern", "without", "silence"], Pattern | str, Pattern | str, int]


def stage(node: tree.StageDecl, context: Context) -> program.Stage:
    """The compiled stage."""
    on = node.on
    return program.Stage(
        name=node.name.text,
        file=node.span.file,
        line=context.line(node),
        condition=_condition(node, context),
        on=context.patterns.pattern(on.pattern) if on else (),
        hold_ms=on.hold.ms if on and on.hold else None,
        until=context.patterns.pattern(on.until) if on and on.until else (),
        keep=node.keep.value if node.keep else None,
    )


def _condition(node: tree.StageDecl, context: Context) -> program.Condition | None:
    if node.at is not None:
        return program.Test(_SCORE, ">=", (node.at.value,))
    return condition(node.when, of_stage(context.scope), context.scope) if node.when else None


def alert(node: tree.AlertDecl, context: Context) -> program.Alert:
    """The compiled alert."""
    kind, a, b, within_ms = _raised(node.trigger, context)
    return program.Alert(
        kind=kind,
        channel=node.channel.text,
        text=_text(node),
        file=node.span.file,
        line=context.line(node),
        a=a,
        b=b,
        within_ms=within_ms,
        tied=kind == "without" and not isinstance(a, str) and not isinstance(b, str) and tied(a, b),
        cooldown_ms=_cooldown(node.cooldown),
    )


def _text(node: tree.AlertDecl) -> str:
    """The statement in its canonical form, for people."""
    said = f"alert {node.channel.text} on {write.trigger(node.trigger)}"
    if node.cooldown is None:
        return said
    per = node.cooldown.value if isinstance(node.cooldown, tree.Unit) else write.duration(node.cooldown)
    return f"{said} at most once per {per}"


def _raised(node: tree.Each | tree.Without | tree.Absence, context: Context) -> _Raised:
    match node:
        case tree.Each():
            a = _stage_or_pattern(node.pattern, context)
            return "stage" if isinstance(a, str) else "pattern", a, (), 0
        case tree.Without():
            return "without", _stage_or_pattern(node.a, context), _stage_or_pattern(node.b, context), node.within.ms
        case tree.Absence():
            if node.a is None:
                return "silence", context.patterns.name(node.word), (), node.within.ms
            b = bare(node.word)
            return "without", _stage_or_pattern(node.a, context), _stage_or_pattern(b, context), node.within.ms


def _stage_or_pattern(node: tree.Pattern, context: Context) -> Pattern | str:
    return stage_in(node, context.scope) or context.patterns.pattern(node)


def _cooldown(node: tree.Duration | tree.Unit | None) -> int | None:
    return _UNIT_MS[node.value] if isinstance(node, tree.Unit) else node.ms if node else None
