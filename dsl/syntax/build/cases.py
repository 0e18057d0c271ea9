"""From the grammar's rules for tests to the tree."""

from __future__ import annotations

from typing import Any

from dsl.syntax import tree
from dsl.syntax.build.rules import Rules


class Cases(Rules):
    """One method per rule of the grammar, which gets the rule's children."""

    def test(self, c: list[Any]) -> tree.TestDecl:
        plan = next((part for part in c if isinstance(part, tree.Name)), None)
        steps = tuple(part for part in c if isinstance(part, tree.Step))
        return tree.TestDecl(self._span(c), c[1], plan, steps)

    def step(self, c: list[Any]) -> tree.Step:
        day = next((part for part in c if isinstance(part, tree.DateLit)), None)
        time = next((part for part in c if isinstance(part, tree.Time)), None)
        return tree.Step(self._span(c), self._whole(c[1]), day, time, c[-1])

    sent = Rules.ref
    data = Rules.arguments

    def sending(self, c: list[Any]) -> tree.Test:
        return self.compare(c)

    def profile(self, c: list[Any]) -> tree.Profile:
        return tree.Profile(self._span(c), tuple(c[1::2]))

    def setting(self, c: list[Any]) -> tree.Setting:
        return tree.Setting(self._span(c), c[0], c[2])

    def any_list(self, c: list[Any]) -> tree.ListLit:
        return tree.ListLit(self._span(c), tuple(c[1:-1:2]))

    def expect(self, c: list[Any]) -> tree.Expect:
        return tree.Expect(self._span(c), tuple(c[1::2]))

    def expect_score(self, c: list[Any]) -> tree.ExpectScore:
        return tree.ExpectScore(self._span(c), c[1])

    def expect_group(self, c: list[Any]) -> tree.ExpectGroup:
        return tree.ExpectGroup(self._span(c), c[1], c[2])

    def expect_stage(self, c: list[Any]) -> tree.ExpectStage:
        return tree.ExpectStage(self._span(c), c[1])

    def expect_alert(self, c: list[Any]) -> tree.ExpectAlert:
        return tree.ExpectAlert(self._span(c), c[1])

    def expect_no_alert(self, c: list[Any]) -> tree.ExpectNoAlert:
        return tree.ExpectNoAlert(self._span(c))

    def expect_rule(self, c: list[Any]) -> tree.ExpectRule:
        return tree.ExpectRule(self._span(c), c[1], self._whole(c[2]))
