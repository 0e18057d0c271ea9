"""Conditions that no single value can meet: `x = 1 and x = 2`, `value < 5` beside `value > 9`.

Knows literals and bounds. (A list can have a member for each, so this is a warning and not an error.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dsl.check.report import Report
from dsl.engine.text import fold_text, glob_matches
from dsl.syntax import tree

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_Literal = Decimal | str | date


def lint_conjunctions(condition: tree.Condition, report: Report) -> None:
    """Looks at every conjunction in a condition."""
    match condition:
        case tree.And():
            flat = list(_flat(condition))
            lint_together([part for part in flat if isinstance(part, tree.Test)], report)
            for part in flat:
                if isinstance(part, tree.Or):
                    lint_conjunctions(part, report)
        case tree.Or():
            for part in condition.of:
                lint_conjunctions(part, report)


def lint_together(tests: Iterable[tree.Test], report: Report) -> None:
    """Looks at comparisons that must all hold."""
    known: dict[tuple[str, ...], _Possible] = {}
    for test in tests:
        possible = known.setdefault(test.path.parts, _Possible())
        possible.narrow(test)
        if possible.is_empty():
            report.add("W102", test.span, name=".".join(test.path.parts))
            known[test.path.parts] = _Possible()


def _flat(condition: tree.And) -> Iterator[tree.Condition]:
    for part in condition.of:
        if isinstance(part, tree.And):
            yield from _flat(part)
        else:
            yield part


@dataclass
class _Possible:
    """What one value can still be."""

    one_of: set[_Literal] | None = None
    none_of: set[_Literal] = field(default_factory=set)
    low: tuple[Decimal, bool] | None = None  # the bound, and whether it is itself too low
    high: tuple[Decimal, bool] | None = None
    present: bool = False
    absent: bool = False
    looks: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)  # `matches` and `contains`, with their texts

    def narrow(self, test: tree.Test) -> None:
        """Takes away what the comparison rules out."""
        values = {_literal(value) for value in test.values}
        number = next((v for v in values if isinstance(v, Decimal)), None)
        match test.op:
            case "=" | "in":
                self.one_of = values if self.one_of is None else self.one_of & values
            case "!=" | "not in":
                self.none_of |= values
            case ">" | ">=" if number is not None:
                self.low = max(self.low or (number, False), (number, test.op == ">"))
            case "<" | "<=" if number is not None:
                lower = (-number, test.op == "<")
                self.high = max(self.high or lower, lower)
            case "matches" | "contains":
                self.looks.append((test.op, tuple(fold_text(v.value) for v in test.values if isinstance(v, tree.Text))))
        self.absent |= test.op == "not known"
        self.present |= test.op not in ("!=", "not in", "not known")

    def is_empty(self) -> bool:
        """Whether nothing is left."""
        if self.absent and self.present:
            return True
        if self.one_of is not None:
            return not any(self._allows(value) for value in self.one_of)
        if self.low is None or self.high is None:
            return False
        low, high = self.low[0], -self.high[0]
        return low > high or (low == high and (self.low[1] or self.high[1]))

    def _allows(self, value: _Literal) -> bool:
        if value in self.none_of or (isinstance(value, str) and not all(_looks_so(value, *look) for look in self.looks)):
            return False
        if isinstance(value, date) or (self.low is None and self.high is None):
            return True
        if isinstance(value, str):
            return False
        above = self.low is None or value > self.low[0] or (value == self.low[0] and not self.low[1])
        below = self.high is None or value < -self.high[0] or (value == -self.high[0] and not self.high[1])
        return above and below


def _looks_so(text: str, op: str, wanted: tuple[str, ...]) -> bool:
    return any(glob_matches(part, text) if op == "matches" else part in text for part in wanted)


def _literal(value: tree.Value) -> _Literal:
    """The literal in the form in which different spellings of one value are the same."""
    match value:
        case tree.Text():
            text = fold_text(value.value)
            return Decimal(text) if _PLAIN_NUMBER.fullmatch(text) else text
        case tree.Bool():
            return "true" if value.value else "false"
    return value.value
