"""From the grammar's rules for patterns, triggers, points and suffixes to the tree."""

from __future__ import annotations

from typing import Any

from dsl.syntax import tree
from dsl.syntax.build.conditions import Bag, Conditions
from dsl.syntax.lexemes import POINT_DECIMALS, start_of


class Rules(Conditions):
    """One method per rule of the grammar, which gets the rule's children."""

    def each(self, c: list[Any]) -> tree.Each:
        return tree.Each(self._span(c), c[0])

    def count(self, c: list[Any]) -> tree.Count:
        return tree.Count(self._span(c), c[0], self._whole(c[1]), c[4])

    def then(self, c: list[Any]) -> tree.Then:
        return tree.Then(self._span(c), c[0], c[2], c[4])

    def without(self, c: list[Any]) -> tree.Without:
        return tree.Without(self._span(c), c[0], c[2], c[4])

    def absence(self, c: list[Any]) -> tree.Absence:
        return tree.Absence(self._span(c), c[0], c[2] if len(c) > 4 else None, c[-2])

    def pattern(self, c: list[Any]) -> tree.Pattern:
        return tree.Pattern(self._span(c), tuple(c[::2]))

    def ref(self, c: list[Any]) -> tree.EventRef:
        if len(c) == 1:
            return tree.EventRef(c[0].span, c[0], (), (), None)
        texts = tuple(part for part in c[1].items if isinstance(part, tree.Text))
        filters = tuple(part for part in c[1].items if isinstance(part, tree.Test))
        return tree.EventRef(self._span(c), c[0], texts, filters, c[1].span)

    def arguments(self, c: list[Any]) -> Bag:
        return Bag(self._span(c), "arguments", tuple(c[1::2]))

    def points(self, c: list[Any]) -> tree.Points:
        amount = c[0]
        if len(amount.source.partition(".")[2]) > POINT_DECIMALS:
            self._report("E029", amount.span, points=amount.source)
            amount = tree.Number(amount.span, round(amount.value, POINT_DECIMALS), amount.source)
        return tree.Points(self._span(c), amount, c[1] if len(c) > 1 else None)

    def scale(self, c: list[Any]) -> tree.Scale:
        return tree.Scale(self._span(c), c[1], c[3])

    def once(self, c: list[Any]) -> tree.Once:
        return tree.Once(self._span(c))

    def once_each(self, c: list[Any]) -> tree.OnceEach:
        return tree.OnceEach(self._span(c))

    def cap(self, c: list[Any]) -> tree.Cap:
        unit = c[-1] if isinstance(c[-1], tree.Unit) else None
        if c[2] == "points":
            return tree.Cap(self._span(c), "points", c[1], unit)
        return tree.Cap(self._span(c), "times", self._whole(c[1]), unit)

    def since(self, c: list[Any]) -> tree.FromDate:
        return tree.FromDate(self._span(c), c[1])

    def until(self, c: list[Any]) -> tree.UntilDate:
        return tree.UntilDate(self._span(c), c[1])

    def label(self, c: list[Any]) -> tree.Label:
        return tree.Label(self._span(c), c[1])

    def provided(self, c: list[Any]) -> tree.While:
        return tree.While(self._span(c), c[1])

    def _decay(self, kind: Any, c: list[Any], every: tree.Duration | None, percent: tree.Number | None) -> tree.Decay:
        start = start_of(c[0])
        starts_line = start == 0 or self.source.text[start - 1] in "\n\r"
        return tree.Decay(self._span(c), kind, every, percent, starts_line)

    def half(self, c: list[Any]) -> tree.Decay:
        return self._decay("half", c, c[3], None)

    def percent(self, c: list[Any]) -> tree.Decay:
        return self._decay("percent", c, c[3], c[1])

    def over(self, c: list[Any]) -> tree.Decay:
        return self._decay("over", c, c[2], None)

    def expire(self, c: list[Any]) -> tree.Decay:
        return self._decay("expire", c, c[2], None)

    def no_decay(self, c: list[Any]) -> tree.Decay:
        return self._decay("none", c, None, None)
