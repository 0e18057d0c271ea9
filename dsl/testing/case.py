"""Compiled tests of rules: what happens when, and what is expected then. Values only.

Knows nothing of how a test is written (`dsl.syntax`) or run (`dsl.testing.run`). Instants are whole milliseconds since
1970-01-01T00:00Z, already worked out from day and time in the plan's timezone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

CONTACT = "test"
"""The userId of every message of a test."""


@dataclass(frozen=True, slots=True)
class Send:
    """A message arrives at `at`: an event, or an `identify` that sets the traits of a `profile` step.

    `message` is whole: type, messageId (messages of one instant order as written), userId, timestamp and the rest.
    `text` is the step as written, `line` (from 1) where.
    """

    at: int
    line: int
    text: str
    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ScoreIs:
    """`score N`."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class GroupIs:
    """`group NAME N`."""

    name: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class StageIs:
    """`stage NAME`; also `Lead` and `Excluded`."""

    name: str


@dataclass(frozen=True, slots=True)
class AlertRaised:
    """`alert CHANNEL`: at least one on the channel since the previous `expect` or the beginning."""

    channel: str


@dataclass(frozen=True, slots=True)
class NoAlert:
    """`no alert`: none on any channel since the previous `expect` or the beginning."""


@dataclass(frozen=True, slots=True)
class RuleFired:
    """`rule "label" N times`: that many firings since the last reset earned points."""

    label: str
    times: int


Claim = ScoreIs | GroupIs | StageIs | AlertRaised | NoAlert | RuleFired


@dataclass(frozen=True, slots=True)
class Expected:
    """One claim of an `expect`, with its own words and the line (from 1) where they stand."""

    claim: Claim
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Expect:
    """All `claims` hold at `at`, after every message of that instant."""

    at: int
    line: int
    text: str
    claims: tuple[Expected, ...]


Step = Send | Expect


@dataclass(frozen=True, slots=True)
class Case:
    """One test of `plan`. `steps` are in order of time; at one instant messages as written, then what is expected."""

    plan: str
    name: str
    file: str
    line: int
    steps: tuple[Step, ...]
