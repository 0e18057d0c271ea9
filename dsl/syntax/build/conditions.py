"""From the grammar's rules for conditions to the tree. Knows how deep conditions may nest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple, cast

from dsl.diagnostics import Source, Span
from dsl.syntax import tree
from dsl.syntax.lexemes import Lexemes

MAX_DEPTH = 100
"""How deep conditions may nest."""


class Bag(NamedTuple):
    """What a rule hands to the rule above it where the tree has no node of its own."""

    span: Span
    kind: str
    items: tuple[Any, ...]


class Conditions(Lexemes):
    """One method per rule of the grammar, which gets the rule's children."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._depths: dict[int, int] = {}
        self._too_deep: Span | None = None

    def _forget(self) -> None:
        """Forget what was noted of the statement being read."""
        self._depths.clear()
        self._too_deep = None

    def _nested(self, node: tree.Condition, *inner: tree.Condition) -> tree.Condition:
        """A condition around others, if it does not nest too deep; else one of them, and the statement is given up."""
        depth = 1 + max(self._depths.get(id(part), 0) for part in inner)
        if depth > MAX_DEPTH:
            self._too_deep = self._too_deep or node.span
            return inner[0]
        self._depths[id(node)] = depth
        return node

    def any_of(self, c: list[Any]) -> tree.Condition:
        return self._nested(tree.Or(self._span(c), tuple(c[::2])), *c[::2])

    def all_of(self, c: list[Any]) -> tree.Condition:
        return self._nested(tree.And(self._span(c), tuple(c[::2])), *c[::2])

    def bracketed(self, c: list[Any]) -> Any:
        wider = replace(c[1], span=self._span(c))
        self._depths[id(wider)] = self._depths.get(id(c[1]), 0)
        return wider

    def negated(self, c: list[Any]) -> tree.Condition:
        return self._nested(tree.Not(self._span(c), c[1]), c[1])

    def within(self, c: list[Any]) -> tree.Within:
        return tree.Within(self._span(c), c[1], c[3])

    def compare(self, c: list[Any]) -> tree.Test:
        return tree.Test(self._span(c), c[0], cast(tree.Op, str(c[1])), (c[2],), self._at(c[1]))

    def one_of(self, c: list[Any]) -> tree.Test:
        op: tree.Op = "in" if len(c) == 3 else "not in"
        return self._listed(c, op)

    def text_test(self, c: list[Any]) -> tree.Test:
        return self._listed(c, cast(tree.Op, str(c[1]))) if isinstance(c[2], Bag) else self.compare(c)

    def _listed(self, c: list[Any], op: tree.Op) -> tree.Test:
        return tree.Test(self._span(c), c[0], op, c[-1].items, self._span(c[1:-1]))

    def known(self, c: list[Any]) -> tree.Test:
        op: tree.Op = "known" if len(c) == 3 else "not known"
        return tree.Test(self._span(c), c[0], op, (), self._span(c[1:]))

    def values(self, c: list[Any]) -> Bag:
        return Bag(self._span(c), "values", tuple(c[1:-1:2]))

    def path(self, c: list[Any]) -> tree.Path:
        return tree.Path(self._at(c[0]), self._parts(c[0]))
