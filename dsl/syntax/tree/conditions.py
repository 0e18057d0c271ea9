"""Conditions: comparisons, and how they are negated and joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from dsl.diagnostics import Span
from dsl.syntax.tree.values import Name, Node, Number, Path, Value

Op = Literal["=", "!=", "<", "<=", ">", ">=", "in", "not in", "matches", "contains", "known", "not known"]


@dataclass(frozen=True, slots=True)
class Test(Node):
    """`path op value`.

    `in`, `not in` have one value or more, `matches`, `contains` too (a list of one is as good as the value alone), the
    comparisons exactly one, `known` (`is known`) and `not known` (`is not known`) none.
    """

    __test__ = False  # pytest: not a class of tests

    path: Path
    op: Op
    values: tuple[Value, ...]
    op_span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Within(Node):
    """`within 30km of krakow`."""

    km: Number
    place: Name


@dataclass(frozen=True, slots=True)
class Not(Node):
    of: Condition


@dataclass(frozen=True, slots=True)
class And(Node):
    """Two conditions or more. Round brackets leave nothing in the tree but the nesting."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Two conditions or more."""

    of: tuple[Condition, ...]


Condition = Test | Within | Not | And | Or


def tests(condition: Condition) -> Iterator[Test | Within]:
    """The leaves of a condition from left to right."""
    match condition:
        case And() | Or():
            for part in condition.of:
                yield from tests(part)
        case Not():
            yield from tests(condition.of)
        case _:
            yield condition
