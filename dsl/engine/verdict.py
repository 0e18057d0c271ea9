"""What a fold answers: score, groups, stage, transitions, alerts, next instants, and the ledger where asked for.

Values only. Instants are whole milliseconds since 1970-01-01T00:00Z; points are `Decimal` with at most 4 decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Transition:
    """The contact's stage changed at `at`. `cause`: messageId of the last visible event at that very instant, if any."""

    at: int
    before: str
    after: str
    cause: str | None


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert that was raised. `statement` is its place among the plan's alerts, from 0.

    `cause` is the messageId behind it: of the match, of the event that opened the clock, of the last event at the instant
    of the transition; None where no event did it (a midnight, the end of `for D`).
    """

    at: int
    statement: int
    channel: str
    text: str
    stage: str
    score: Decimal
    cause: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: a firing, or a `when` rule that holds (then `at` and `event` are None).

    `points` as fired (after the limits), `worth` at the verdict's instant (after decay and `while`). `rule` is the rule's
    place in the plan, from 0.
    """

    at: int | None
    rule: int
    label: str
    file: str
    line: int
    group: str
    points: Decimal
    worth: Decimal
    event: str | None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a clip or an exclusion adds to (or takes from) the sum of the entries, e.g. "group fit max 60"."""

    what: str
    worth: Decimal


@dataclass(frozen=True, slots=True)
class Ledger:
    """Why the score is what it is: the worths of `entries` and `adjustments` add up to it exactly.

    Entries are sorted by (at, event, rule), `when` rules last in the order of the plan.
    """

    entries: tuple[Entry, ...]
    adjustments: tuple[Adjustment, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a fold at `as_of`.

    `groups` holds every group of the plan (after its clip). `stage_since` is the instant of the latest transition (None: in
    `Lead` from the start). `transitions` and `alerts` are those of this fold, in order of time (of a resumed fold: those
    after its checkpoint); alerts at one instant in the order of their statements. `next_due`: see `dsl.engine.fold`.
    """

    as_of: int
    score: Decimal
    groups: Mapping[str, Decimal]
    stage: str
    stage_since: int | None
    transitions: tuple[Transition, ...]
    alerts: tuple[Raised, ...]
    next_due: int | None
    next_change: int | None
    ledger: Ledger | None
