"""Conditions and filters as the engine reads them: names resolved to sources, literals folded, operators few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from dsl import program
from dsl.check.conditions import is_score
from dsl.check.scope import Scope
from dsl.engine.text import fold_text
from dsl.program import Field
from dsl.syntax import tree

Lookup = Callable[[tree.Path], Field]
"""Where the value at a path of a condition is found."""

_OPS: dict[tree.Op, program.Op] = {
    "=": "=",
    "in": "=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "matches": "matches",
    "contains": "contains",
    "known": "known",
}
_NEGATED: dict[tree.Op, tree.Op] = {"!=": "=", "not in": "in", "not known": "known"}


def of_profile(path: tree.Path) -> Field:
    """A trait."""
    return Field(".".join(path.parts), (("profile", *path.parts),))


def of_stage(scope: Scope) -> Lookup:
    """The score, a group, else a trait."""

    def lookup(path: tree.Path) -> Field:
        if not is_score(path, scope):
            return of_profile(path)
        name = path.parts[0]
        return Field(name, (("score",) if name == "score" else ("group", name),))

    return lookup


def condition(node: tree.Condition, lookup: Lookup, scope: Scope) -> program.Condition:
    """The compiled condition. Nothing in it is wrong, or it would not have come here."""
    match node:
        case tree.Not():
            return program.Not(condition(node.of, lookup, scope))
        case tree.And():
            return program.All(tuple(condition(part, lookup, scope) for part in node.of))
        case tree.Or():
            return program.Any(tuple(condition(part, lookup, scope) for part in node.of))
        case tree.Within():
            place = scope.places[node.place.text]
            return program.Within(node.km.value, node.place.text, place.lat.value, place.lon.value)
        case tree.Test():
            return _test(node, lookup(node.path))


def _test(node: tree.Test, field: Field) -> program.Condition:
    if node.op in _NEGATED:
        positive = tree.Test(node.span, node.path, _NEGATED[node.op], node.values, node.op_span)
        return program.Not(_test(positive, field))
    return program.Test(field, _OPS[node.op], tuple(dict.fromkeys(literal(value) for value in node.values)))


def literal(value: tree.Value) -> Decimal | str | bool | date:
    """A literal as it is compared: texts folded."""
    return fold_text(value.value) if isinstance(value, tree.Text) else value.value
