"""From the grammar's rules for statements to the tree."""

from __future__ import annotations

from typing import Any

from dsl.syntax import tree
from dsl.syntax.build.conditions import Bag
from dsl.syntax.build.rules import Rules


class Statements(Rules):
    """One method per rule of the grammar, which gets the rule's children."""

    def include(self, c: list[Any]) -> tree.Include:
        return tree.Include(self._span(c), c[1])

    def plan(self, c: list[Any]) -> tree.PlanHead:
        return tree.PlanHead(self._span(c), c[1], tuple(c[2:]))

    def timezone(self, c: list[Any]) -> tree.Timezone:
        return tree.Timezone(self._span(c), c[1])

    def score_range(self, c: list[Any]) -> tree.ScoreRange:
        return tree.ScoreRange(self._span(c), c[2], c[4])

    def group(self, c: list[Any]) -> tree.GroupHead:
        return tree.GroupHead(self._span(c), c[1], tuple(c[2:]))

    def clip(self, c: list[Any]) -> tree.Clip:
        return tree.Clip(self._span(c), "max" if c[0] == "max" else "min", c[1])

    def let(self, c: list[Any]) -> tree.Let:
        return tree.Let(self._span(c), c[1], c[3])

    def event(self, c: list[Any]) -> tree.EventDecl:
        bags = {part.kind: part.items for part in c if isinstance(part, Bag)}
        per = c[-1] if isinstance(c[-1], tree.Path) else None
        return tree.EventDecl(self._span(c), c[1], bags["tracks"], bags.get("named", ()), per)

    def tracks(self, c: list[Any]) -> Bag:
        return Bag(self._span(c), "tracks", tuple(c[::2]))

    def named(self, c: list[Any]) -> Bag:
        return Bag(self._span(c), "named", tuple(c[1::2]))

    def place(self, c: list[Any]) -> tree.PlaceDecl:
        return tree.PlaceDecl(self._span(c), c[1], c[3], c[5])

    def on_rule(self, c: list[Any]) -> tree.OnRule:
        return tree.OnRule(self._span(c), c[1], c[2], tuple(c[3:]))

    def when_rule(self, c: list[Any]) -> tree.WhenRule:
        return tree.WhenRule(self._span(c), c[1], c[2], tuple(c[3:]))

    def stage(self, c: list[Any]) -> tree.StageDecl:
        bags = [part for part in c if isinstance(part, Bag)]
        given = {bag.kind: bag.items[0] for bag in reversed(bags)}
        for second in [bag for bag in bags if bag.kind == "keep"][1:]:
            self._report("E036", second.span)
        held = next((part for part in c if isinstance(part, tree.Held)), None)
        return tree.StageDecl(self._span(c), c[1], given.get("at"), given.get("when"), held, given.get("keep"))

    def at(self, c: list[Any]) -> Bag:
        return Bag(self._span(c), "at", (c[1],))

    def on_condition(self, c: list[Any]) -> Bag:
        return Bag(self._span(c), "when", (c[1],))

    def keep(self, c: list[Any]) -> Bag:
        return Bag(self._span(c), "keep", (c[1],))

    def held(self, c: list[Any]) -> tree.Held:
        hold = next((part for part in c if isinstance(part, tree.Duration)), None)
        until = c[-1] if len(c) > 1 and isinstance(c[-1], tree.Pattern) else None
        return tree.Held(self._span(c), c[0], hold, until)

    def alert(self, c: list[Any]) -> tree.AlertDecl:
        cooldown = c[-1] if len(c) > 4 else None
        if isinstance(cooldown, tree.Unit) and cooldown.value == "month":
            self._report("E043", cooldown.span)
            cooldown = tree.Duration(cooldown.span, 30, "d")
        return tree.AlertDecl(self._span(c), c[1], c[3], cooldown)

    def experiment(self, c: list[Any]) -> tree.ExperimentDecl:
        return tree.ExperimentDecl(self._span(c), c[1], tuple(c[2::2]))

    def share(self, c: list[Any]) -> tree.Share:
        return tree.Share(self._span(c), c[0], c[1])

    def reset(self, c: list[Any]) -> tree.Reset:
        return tree.Reset(self._span(c), c[2])

    def ignore(self, c: list[Any]) -> tree.Ignore:
        return tree.Ignore(self._span(c), c[1])

    def exclude(self, c: list[Any]) -> tree.Exclude:
        return tree.Exclude(self._span(c), c[2])

    def capacity(self, c: list[Any]) -> tree.CapacityDecl:
        return tree.CapacityDecl(self._span(c), self._whole(c[1]), c[2], c[4])

    def outcome(self, c: list[Any]) -> tree.OutcomeDecl:
        return tree.OutcomeDecl(self._span(c), "won" if c[1] == "won" else "lost", c[2])
