"""Rules: what they wait for, their points and what stands behind these."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from dsl.diagnostics import Span
from dsl.syntax.tree.conditions import Condition
from dsl.syntax.tree.patterns import Trigger
from dsl.syntax.tree.values import DateLit, Duration, Node, Number, Path, Text, Unit


@dataclass(frozen=True, slots=True)
class Scale(Node):
    """`per 100 of value`."""

    step: Number
    of: Path


@dataclass(frozen=True, slots=True)
class Points(Node):
    """`+15`, `-5`, `+1 per 100 of value`; `scale` None: as they stand."""

    amount: Number
    scale: Scale | None


@dataclass(frozen=True, slots=True)
class Once(Node):
    """`once`."""


@dataclass(frozen=True, slots=True)
class OnceEach(Node):
    """`once each`."""


@dataclass(frozen=True, slots=True)
class Cap(Node):
    """`max 3 times`, `max 30 points per week`; `unit` None: for ever. `times` is a whole number."""

    kind: Literal["times", "points"]
    amount: Number
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class FromDate(Node):
    date: DateLit


@dataclass(frozen=True, slots=True)
class UntilDate(Node):
    date: DateLit


@dataclass(frozen=True, slots=True)
class Decay(Node):
    """A decay, as suffix of a rule or setting of a plan or group.

    kind       written                  every      percent
    half       decay half every 30d     30d        None
    percent    decay 10% every 7d       7d         10
    over       decay over 90d           90d        None
    expire     expire after 30d         30d        None
    none       no decay                 None       None

    `starts_line`: it stands first on its line without indentation, so that behind a rule it looks like the group's.
    """

    kind: Literal["half", "percent", "over", "expire", "none"]
    every: Duration | None
    percent: Number | None
    starts_line: bool = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Label(Node):
    """`as "label"`."""

    text: Text


@dataclass(frozen=True, slots=True)
class While(Node):
    """`while C`."""

    condition: Condition


Suffix = Once | OnceEach | Cap | FromDate | UntilDate | Decay | Label | While


@dataclass(frozen=True, slots=True)
class OnRule(Node):
    """`on TRIGGER POINTS SUFFIX*`, suffixes as written."""

    trigger: Trigger
    points: Points
    suffixes: tuple[Suffix, ...]

    @property
    def head(self) -> Span:
        """From `on` to the end of the points."""
        return _head(self)


@dataclass(frozen=True, slots=True)
class WhenRule(Node):
    """`when CONDITION POINTS SUFFIX*`; the grammar lets every suffix in, the checker only `from`, `until`, `as`."""

    condition: Condition
    points: Points
    suffixes: tuple[Suffix, ...]

    @property
    def head(self) -> Span:
        """From `when` to the end of the points."""
        return _head(self)


def _head(rule: OnRule | WhenRule) -> Span:
    return rule.span if not rule.suffixes else Span(rule.span.file, rule.span.start, rule.points.span.end)
