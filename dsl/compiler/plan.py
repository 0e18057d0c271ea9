"""A plan's statements as `program.Plan`.

Knows only statements in which the checker found no error; how one rule, stage or pattern is made is in the modules beside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, TypeVar

from dsl import program
from dsl.check.book import Placed, Unit
from dsl.check.compiled import Compiled, RuleNode
from dsl.check.scope import Scope
from dsl.compiler.conditions import condition, of_profile
from dsl.compiler.context import Context
from dsl.compiler.funnel import alert, stage
from dsl.compiler.patterns import Patterns
from dsl.compiler.rules import rule
from dsl.diagnostics import Source, Span
from dsl.program import Pattern
from dsl.syntax import tree

S = TypeVar("S")


class PlanCompiler:
    """Compiles the statements of one plan in which nothing is wrong."""

    def __init__(self, unit: Unit, fine: Sequence[Placed], scope: Scope, sources: dict[str, Source]) -> None:
        self._unit = unit
        self._fine = fine
        head = next((p.statement for p in fine if isinstance(p.statement, tree.PlanHead)), None)
        self._context = Context(scope, Patterns(scope), head, sources)

    def compile(self, arm: program.Arm | None) -> Compiled:
        """The plan of all statements."""
        context = self._context
        rules = [p for p in self._fine if isinstance(p.statement, RuleNode)]
        stages = tuple(self._all(tree.StageDecl))
        timezone, score = self._setting(tree.Timezone), self._setting(tree.ScoreRange)
        plan = program.Plan(
            name=self._unit.name,
            title=context.head.title.value if context.head else self._unit.name,
            timezone=timezone.name.value if timezone else "UTC",
            groups=tuple(self._groups()),
            rules=tuple(rule(placed, context) for placed in rules),
            stages=tuple(stage(node, context) for node in stages),
            alerts=tuple(alert(node, context) for node in self._all(tree.AlertDecl)),
            resets=self._joined(s.pattern for s in self._all(tree.Reset)),
            ignores=self._joined(s.pattern for s in self._all(tree.Ignore)),
            excludes=tuple(condition(e.condition, of_profile, context.scope) for e in self._all(tree.Exclude)),
            score_from=score.low.value if score else None,
            score_to=score.high.value if score else None,
            arm=arm,
        )
        nodes = tuple(p.statement for p in rules if isinstance(p.statement, RuleNode))
        return Compiled(plan, nodes, stages, tuple(self._all(tree.GroupHead)))

    def outcome(self, kind: Literal["won", "lost"]) -> Pattern:
        """What `outcome won` or `outcome lost` says in this plan; empty where it says nothing."""
        return self._joined(o.pattern for o in self._all(tree.OutcomeDecl) if o.kind == kind)

    def word(self, name: str) -> Pattern:
        """What a bare word means in this plan."""
        return self._context.patterns.name(tree.Name(Span(self._unit.file, 0, 0), name))

    def _all(self, kind: type[S]) -> Iterator[S]:
        return (p.statement for p in self._fine if isinstance(p.statement, kind))

    def _setting(self, kind: type[S]) -> S | None:
        settings = self._context.head.settings if self._context.head else ()
        return next((s for s in settings if isinstance(s, kind)), None)

    def _joined(self, patterns: Iterator[tree.Pattern]) -> Pattern:
        return tuple(dict.fromkeys(one for node in patterns for one in self._context.patterns.pattern(node)))

    def _groups(self) -> Iterator[program.Group]:
        for name, head in self._context.scope.groups.items():
            clips = {s.kind: s.amount.value for s in head.settings if isinstance(s, tree.Clip)} if head else {}
            yield program.Group(name, clips.get("max"), clips.get("min"))
