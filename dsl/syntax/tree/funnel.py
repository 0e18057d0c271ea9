"""Stages, alerts and what else is said about leads: experiments, capacities, outcomes, who is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dsl.syntax.tree.conditions import Condition
from dsl.syntax.tree.patterns import Absence, Each, Pattern, Without
from dsl.syntax.tree.values import Duration, Name, Node, Number, Text, Unit


@dataclass(frozen=True, slots=True)
class Held(Node):
    """`on P [for D] [until Q]` of a stage; the span begins with P."""

    pattern: Pattern
    hold: Duration | None
    until: Pattern | None


@dataclass(frozen=True, slots=True)
class StageDecl(Node):
    """`stage NAME at N`, `stage NAME when C`, `stage NAME on P`, or one of the first two `or on P`.

    At most one of `at`, `when` is given; where neither is, `on` is. `keep` is M of `until below M`.
    """

    name: Name
    at: Number | None
    when: Condition | None
    on: Held | None
    keep: Number | None


@dataclass(frozen=True, slots=True)
class AlertDecl(Node):
    """`alert CHANNEL on X [at most once per D]`. A stage as X, A or B is a pattern of one bare word.

    A `Unit` as `cooldown` is `day` or `week`, never `month`.
    """

    channel: Name
    trigger: Each | Without | Absence
    cooldown: Duration | Unit | None


@dataclass(frozen=True, slots=True)
class Share(Node):
    """`50% plan_a`."""

    percent: Number
    plan: Name


@dataclass(frozen=True, slots=True)
class ExperimentDecl(Node):
    """`experiment "name" 50% plan_a, 50% plan_b`."""

    name: Text
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Reset(Node):
    """`reset on P`."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Ignore(Node):
    """`ignore P`."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Exclude(Node):
    """`exclude when C`."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class CapacityDecl(Node):
    """`capacity 40 SQL per week`. `amount` is a whole number."""

    amount: Number
    stage: Name
    unit: Unit


@dataclass(frozen=True, slots=True)
class OutcomeDecl(Node):
    """`outcome won P`, `outcome lost P`."""

    kind: Literal["won", "lost"]
    pattern: Pattern
