"""Scoring rules as the engine reads them: triggers, suffixes, and the decay that is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dsl import program
from dsl.check.book import Placed
from dsl.check.compiled import RuleNode
from dsl.check.scope import BEHAVIOUR, PROFILE
from dsl.compiler.conditions import condition, of_profile
from dsl.compiler.context import Context
from dsl.program import Pattern
from dsl.syntax import tree, write

DAY_MS = 86_400_000


@dataclass(frozen=True)
class _Trigger:
    kind: Literal["each", "count", "then", "without", "silence"]
    a: Pattern
    b: Pattern = ()
    within_ms: int = 0
    times: int = 1
    tied: bool = field(default=False)

    @property
    def last(self) -> Pattern:
        """The pattern whose match gives a firing its subject and its number."""
        return self.b if self.kind == "then" else self.a


def rule(placed: Placed, context: Context) -> program.Rule:
    """The compiled rule of an `on` or `when` statement."""
    node = placed.statement
    return _on(node, placed.group, context) if isinstance(node, tree.OnRule) else _when(node, placed.group, context)


def _when(node: tree.Statement, group: str | None, context: Context) -> program.Rule:
    assert isinstance(node, tree.WhenRule)
    return program.Rule(
        kind="when",
        label=_label(node),
        file=node.span.file,
        line=context.line(node),
        group=group or PROFILE,
        points=node.points.amount.value,
        condition=condition(node.condition, of_profile, context.scope),
        **_dates(node.suffixes),
    )


def _on(node: tree.OnRule, group: str | None, context: Context) -> program.Rule:
    trigger = _trigger(node.trigger, context)
    scale = node.points.scale
    provided = next((s.condition for s in node.suffixes if isinstance(s, tree.While)), None)
    group = group or BEHAVIOUR
    return program.Rule(
        kind=trigger.kind,
        label=_label(node),
        file=node.span.file,
        line=context.line(node),
        group=group,
        points=node.points.amount.value,
        a=trigger.a,
        b=trigger.b,
        times=trigger.times,
        within_ms=trigger.within_ms,
        tied=trigger.tied,
        scale=program.Scale(scale.step.value, context.patterns.scaled(trigger.last, scale.of)) if scale else None,
        **_dates(node.suffixes),
        once=any(isinstance(s, tree.Once) for s in node.suffixes),
        once_each=any(isinstance(s, tree.OnceEach) for s in node.suffixes),
        caps=tuple(_cap(s) for s in node.suffixes if isinstance(s, tree.Cap)),
        decay=_decay(node.suffixes, group, context),
        provided=condition(provided, of_profile, context.scope) if provided else None,
    )


def _trigger(node: tree.Trigger, context: Context) -> _Trigger:
    pattern, name = context.patterns.pattern, context.patterns.name
    match node:
        case tree.Each():
            return _Trigger("each", pattern(node.pattern))
        case tree.Count():
            return _Trigger("count", pattern(node.pattern), (), node.within.ms, int(node.times.value))
        case tree.Then():
            return _Trigger("then", pattern(node.a), pattern(node.b), node.within.ms)
        case tree.Without():
            return _without(pattern(node.a), pattern(node.b), node.within)
        case tree.Absence():
            if node.a is None:
                return _Trigger("silence", name(node.word), (), node.within.ms)
            return _without(pattern(node.a), name(node.word), node.within)


def _without(a: Pattern, b: Pattern, within: tree.Duration) -> _Trigger:
    return _Trigger("without", a, b, within.ms, tied=tied(a, b))


def tied(a: Pattern, b: Pattern) -> bool:
    """Whether all words of both have one and the same `per`."""
    pers = {one.per for one in (*a, *b)}
    return len(pers) == 1 and None not in pers


def _label(node: RuleNode) -> str:
    named = next((s.text.value for s in node.suffixes if isinstance(s, tree.Label)), "")
    return named or write.default_label(node)


def _dates(suffixes: Sequence[tree.Suffix]) -> dict[str, Any]:
    return {
        "since": next((s.date.value for s in suffixes if isinstance(s, tree.FromDate)), None),
        "until": next((s.date.value for s in suffixes if isinstance(s, tree.UntilDate)), None),
    }


def _cap(node: tree.Cap) -> program.Cap:
    return program.Cap(node.unit.value if node.unit else "ever", node.kind, node.amount.value)


def _decay(suffixes: Sequence[tree.Suffix], group: str, context: Context) -> program.Decay | None:
    """A rule's own wins over its group's, that over the plan's; `no decay` ends the search."""
    head = context.scope.groups[group]
    for settings in (suffixes, head.settings if head else (), context.head.settings if context.head else ()):
        for node in settings:
            if isinstance(node, tree.Decay):
                return _decay_of(node)
    return None


def _decay_of(node: tree.Decay) -> program.Decay | None:
    if node.kind == "none" or node.every is None:
        return None
    days = node.every.ms // DAY_MS
    return program.Decay(node.kind, days, node.percent.value) if node.percent else program.Decay(node.kind, days)
