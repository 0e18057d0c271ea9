"""The engine under measure: the only place that knows how the matcher is called."""

from __future__ import annotations

from collections.abc import Callable

from rulesets import Rule, plan_text

import dsl
from dsl import program
from dsl.engine import Event
from dsl.engine.prepared import Prepared

Found = tuple[int, ...]
"""What the matcher gives: the hooks of the rules that matched, by number."""


def rulebook_of(rules: list[Rule]) -> program.Rulebook:
    """The rules compiled from the language."""
    return dsl.compile({"bench.punkty": plan_text(rules)})


def scorer(prepared: Prepared) -> Callable[[Event], tuple[int, Found]]:
    """A function from an event to its points and what `numbers` reads the matching rules from."""
    match, rules = prepared.matcher.match, prepared.plan.rules
    # each of these rules waits for one pattern of one alternative: hooks are numbered as the rules are
    assert [owner for _, owner, _, _ in prepared.matcher.all] == list(range(len(rules)))
    points = [int(rule.points) for rule in rules].__getitem__

    def score(event: Event) -> tuple[int, Found]:
        found = match(event)
        return sum(map(points, found)), found

    return score


def numbers(found: Found) -> list[int]:
    """The numbers of the rules that matched, in order."""
    return sorted(found)
