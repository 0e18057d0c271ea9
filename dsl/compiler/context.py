"""What compiling any statement of one plan needs to know: the plan's names, its head, its patterns, its texts."""

from __future__ import annotations

from dataclasses import dataclass

from dsl.check.scope import Scope
from dsl.compiler.patterns import Patterns
from dsl.diagnostics import Source
from dsl.places import position
from dsl.syntax import tree


@dataclass(frozen=True)
class Context:
    """One plan's surroundings of a statement."""

    scope: Scope
    patterns: Patterns
    head: tree.PlanHead | None
    sources: dict[str, Source]

    def line(self, node: tree.Node) -> int:
        """The line, from 1, on which a node begins."""
        return position(self.sources[node.span.file].text, node.span.start)[0]
