"""Any piece of a file, and the smallest of them: names, paths, texts, numbers, dates, durations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from dsl.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Node:
    """Any piece of a file; `span` is exactly its own text, without white space or comments around it."""

    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name without dots that is declared or referred to: a word, `let`, place, group, stage, channel or plan."""

    text: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """A dotted path into traits or properties: `company.size` is ("company", "size"). Back quotes are gone."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A string; `value` is without quotes and escapes. `span` includes the quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number with or without a sign; `source` is the text as typed ("+2.50")."""

    value: Decimal
    source: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Bool(Node):
    value: bool


@dataclass(frozen=True, slots=True)
class DateLit(Node):
    value: date


@dataclass(frozen=True, slots=True)
class Null(Node):
    """`null`, only in the `profile` steps of tests."""


@dataclass(frozen=True, slots=True)
class ListLit(Node):
    """`[a, b]` as a value of its own, only in the `profile` steps of tests; it may be empty."""

    items: tuple[Value, ...]


Value = Text | Number | Bool | DateLit

DurationUnit = Literal["m", "h", "d", "w"]
MILLISECONDS: dict[DurationUnit, int] = {"m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}


@dataclass(frozen=True, slots=True)
class Duration(Node):
    """`24h`, `7 days`: a whole number of units."""

    amount: int
    unit: DurationUnit

    @property
    def ms(self) -> int:
        """The length in whole milliseconds."""
        return self.amount * MILLISECONDS[self.unit]


@dataclass(frozen=True, slots=True)
class Unit(Node):
    """A calendar unit after `per`: `max 3 times per week`, `capacity 40 SQL per month`, `at most once per day`."""

    value: Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Time(Node):
    """A time of day in a test, in minutes after midnight (0 to 1439)."""

    minutes: int
