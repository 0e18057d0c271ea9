"""Conditions and filters: operators with the right kinds of literals, places that exist, scores only where they may stand."""

from __future__ import annotations

import re
from typing import Literal

from dsl.check.near import near
from dsl.check.report import Report
from dsl.check.scope import Scope
from dsl.check.texts import lint_text
from dsl.diagnostics import Fix
from dsl.syntax import tree

Where = Literal["event", "profile", "stage"]
"""What a condition speaks of: an event's properties, the profile, or score, groups and profile."""

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_ORDER = frozenset({"<", "<=", ">", ">="})
_TEXTS = frozenset({"matches", "contains"})


def check_condition(condition: tree.Condition, where: Where, scope: Scope, report: Report) -> None:
    """Everything that can be wrong in a condition, leaf by leaf."""
    for leaf in tree.tests(condition):
        if isinstance(leaf, tree.Within):
            _place(leaf, scope, report)
        elif where != "event" and is_score(leaf.path, scope):
            _score(leaf, where, report)
        else:
            _kinds(leaf, report)


def is_score(path: tree.Path, scope: Scope) -> bool:
    """Whether the path means the score or a group (in the condition of a stage)."""
    return len(path.parts) == 1 and (path.parts[0] == "score" or path.parts[0] in scope.groups)


def _place(within: tree.Within, scope: Scope, report: Report) -> None:
    name = within.place.text
    if name in scope.places:
        return
    if name in scope.broken:
        report.spoil()
    else:
        report.add("E105", within.place.span, name=name, near=near(name, scope.places))


def _kinds(test: tree.Test, report: Report) -> None:
    for value in test.values:
        if isinstance(value, tree.Text):
            lint_text(value, report)
        if test.op in _ORDER and isinstance(value, tree.Text | tree.Bool):
            report.add("E201", value.span, _unquoted(value), op=test.op)
        elif test.op in _TEXTS and not isinstance(value, tree.Text):
            report.add("E202", value.span, op=test.op)


def _unquoted(value: tree.Value) -> Fix | None:
    """The number that stands in quotes, without them."""
    is_number = isinstance(value, tree.Text) and _NUMBER.fullmatch(value.value)
    return Fix(value.span, value.value) if is_number and isinstance(value, tree.Text) else None


def _score(test: tree.Test, where: Where, report: Report) -> None:
    name = test.path.parts[0]
    if where == "profile":
        report.add("E204", test.path.span, name=name)
    elif test.op in ("known", "not known") or test.op in _TEXTS:
        report.add("E203", test.op_span, name=name)
    else:
        for value in test.values:
            if not isinstance(value, tree.Number):
                report.add("E203", value.span, _unquoted(value), name=name)
