"""`let`s: each is sound, none needs itself, and none grows without bound.

A `let` with a fault is taken out of the scope and put among its broken names, so that whoever uses it is not blamed.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from dsl.check.patterns import MAX_ALTERNATIVES, check_pattern
from dsl.check.report import Report
from dsl.check.scope import Scope

MAX_DEPTH = 100
MAX_CIRCLES = 20


def check_lets(scope: Scope, report: Report) -> None:
    """Everything that can be wrong in `let`s. Fills in `scope.sizes`."""
    depths: dict[str, int] = {}
    for name in _in_order(scope, report):
        let = scope.lets[name]
        parts = [ref.word.text for ref in let.pattern.of]
        depths[name] = 1 + max(depths.get(part, 0) for part in parts)
        with report.watch() as outcome:
            if depths[name] > MAX_DEPTH:
                report.add("E309", let.name.span, name=name, most=str(MAX_DEPTH))
            check_pattern(let.pattern, scope, report)
        scope.sizes[name] = min(sum(scope.sizes.get(part, 1) for part in parts), MAX_ALTERNATIVES + 1)
        if not outcome.fine:
            _drop(name, scope)


def _in_order(scope: Scope, report: Report) -> Iterator[str]:
    """Every `let` after those that it needs; those that need themselves are dropped."""
    for _ in range(MAX_CIRCLES):
        needs = {name: _needs(name, scope) for name in scope.lets}
        try:
            order = list(TopologicalSorter(needs).static_order())
        except CycleError as error:
            circle: list[str] = error.args[1]
            first = min(circle, key=lambda name: scope.lets[name].name.span.start)
            report.add("E117", scope.lets[first].name.span, name=first)
            for name in set(circle):
                _drop(name, scope)
        else:
            yield from order
            return
    for name in list(scope.lets):  # enough circles for one day
        _drop(name, scope)


def _needs(name: str, scope: Scope) -> list[str]:
    return [ref.word.text for ref in scope.lets[name].pattern.of if ref.word.text in scope.lets]


def _drop(name: str, scope: Scope) -> None:
    del scope.lets[name]
    scope.broken |= {name}
