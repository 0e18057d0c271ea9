"""The compiled rulebook: frozen dataclasses, what every evaluator reads and no evaluator changes.

Knows the shape of compiled rules and nothing of their text (`dsl.syntax`), their making (`dsl.compiler`) or their
evaluation (`dsl.engine`). Standard library only. Names are resolved here: words, `let`s, places and `per` are gone, groups
and decays are settled for each rule. `dsl.codec` turns it into deterministic JSON and back.

Units: points and thresholds are `Decimal` with at most 4 decimals; durations are whole milliseconds; dates are local dates
in the plan's timezone; distances are kilometres; shares are basis points (1/100 of a percent).
Texts to compare with (patterns, names, literals) are stored folded: NFC, no surrounding white space, casefolded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

FORMAT = 2
"""The number of this shape. A program of another number is refused, not guessed at."""

LEAD = "Lead"
"""The stage before the first of the funnel."""
EXCLUDED = "Excluded"
"""The stage of a contact whom `exclude` keeps out."""

Value = Decimal | str | bool | date
"""A literal that an event's or a profile's value is compared with."""

Source = tuple[str, ...]
"""A place to look a value up. The first part says where, the others are the path in it (letter for letter, NFC):

("properties", "value")   in the message's properties
("context", "campaign", "source")   in the message's context
("query", "utm_source")   a parameter in the query of the first known of properties.url, context.page.url
("path",)      the page's path: first known of properties.path, properties.url, context.page.path, context.page.url, normalised
("name",)      the message's own `name`
("event",)     the track's name
("profile", "company", "size")   a trait of the profile
("score",), ("group", "fit")     in the conditions of stages only
"""


@dataclass(frozen=True, slots=True)
class Field:
    """A value by name: the first of `sources` that is known (not missing, null, empty text or empty list)."""

    text: str
    sources: tuple[Source, ...]


Op = Literal["=", "<", "<=", ">", ">=", "matches", "contains", "known"]


@dataclass(frozen=True, slots=True)
class Test:
    """`field op value`, true if it holds for any of `values` (`in` is `=` with several). `known` has no values."""

    field: Field
    op: Op
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Within:
    """The profile's location is at most `km` kilometres (great circle) from `lat`, `lon` (degrees, WGS 84)."""

    km: Decimal
    place: str
    lat: Decimal
    lon: Decimal


@dataclass(frozen=True, slots=True)
class Not:
    """Plain negation. `x != v` is `Not(x = v)`; `x is not known` is `Not(x known)`."""

    of: Condition


@dataclass(frozen=True, slots=True)
class All:
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    of: tuple[Condition, ...]


Condition = Test | Within | Not | All | Any


@dataclass(frozen=True, slots=True)
class EventPattern:
    """One kind of event, its subjects and filters.

    `type` is the type of message; `any` is every page, screen and track. `names` are the folded names of the tracks
    (none: of every name). The texts are globs (`*` is any run of characters): `paths` against the page's normalised path,
    `urls` against its first known url, `texts` against the other subjects. They are alternatives; with none of the three,
    every subject (and none) matches. `filters` must all hold. `per` ties two events to the same thing.
    `subject` of an `any` is (Field("any", (("path",),)), Field("any", (("name",), ("properties", "name"))),
    Field("any", (("event",),))), of which the message's own type decides: path for page, name for screen, event for track.
    """

    word: str
    type: Literal["page", "screen", "track", "any"]
    names: tuple[str, ...] = ()
    subject: tuple[Field, ...] = ()
    texts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    filters: tuple[Condition, ...] = ()
    per: Field | None = None


Pattern = tuple[EventPattern, ...]
"""Alternatives in the order of writing; an event that matches several matches as the first."""


@dataclass(frozen=True, slots=True)
class Decay:
    """`half` every `days`; `percent` (of what is left) every `days`; linearly `over` days; `expire` after days."""

    kind: Literal["half", "percent", "over", "expire"]
    days: int
    percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `amount` firings (`times`) or points of absolute size (`points`) per local `unit`; "ever" is for ever."""

    unit: Literal["day", "week", "month", "ever"]
    kind: Literal["times", "points"]
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """Points for every full `step` of a number. `of` has one field per alternative of the pattern whose match scales."""

    step: Decimal
    of: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One scoring rule.

    kind      a, b                     fires
    each      a                        at each match of a
    count     a, times, within_ms      at the Nth match of a in the window
    then      a, b, within_ms          at a b that follows an a
    without   a, b, within_ms, tied    at the deadline of an a that no b follows (`tied`: only within one value of `per`)
    silence   a, within_ms             at the deadline of an a that no other a follows
    when      condition                never: contributes `points` while the condition holds
    """

    kind: Literal["each", "count", "then", "without", "silence", "when"]
    label: str
    file: str
    line: int
    group: str
    points: Decimal
    a: Pattern = ()
    b: Pattern = ()
    times: int = 1
    within_ms: int = 0
    tied: bool = False
    condition: Condition | None = None
    scale: Scale | None = None
    since: date | None = None
    until: date | None = None
    once: bool = False
    once_each: bool = False
    caps: tuple[Cap, ...] = ()
    decay: Decay | None = None
    provided: Condition | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A named subtotal, clipped to [`min`, `max`] where given."""

    name: str
    max: Decimal | None = None
    min: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the funnel. It holds while `condition` holds, or from the latest match of `on` (for `hold_ms`, and until
    a later match of `until`), or, once reached, while score >= `keep`. `condition` None: never by condition."""

    name: str
    file: str
    line: int
    condition: Condition | None = None
    on: Pattern = ()
    hold_ms: int | None = None
    until: Pattern = ()
    keep: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """`alert CHANNEL on ...`.

    kind      raised
    stage     when stage `a` is entered from below
    pattern   at each match of `a`
    without   at the deadline of an `a` (stage or pattern) that no `b` (stage or pattern) follows
    silence   at the deadline of an `a` (pattern) that no other `a` follows
    A stage is given by its name, a pattern by its alternatives. `cooldown_ms`: not if raised within that long before.
    """

    kind: Literal["stage", "pattern", "without", "silence"]
    channel: str
    text: str
    file: str
    line: int
    a: Pattern | str
    b: Pattern | str = ()
    within_ms: int = 0
    tied: bool = False
    cooldown_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """The plan's part of an experiment: buckets `start` <= bucket < `end` of 10000 are assigned to it."""

    experiment: str
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Plan:
    """One plan: its own score, stages and alerts. Compared by identity, so that what is derived from it can be cached.

    `groups` stand in the order in which the file mentions them; `stages` in the order of the funnel.
    """

    name: str
    title: str
    timezone: str
    groups: tuple[Group, ...] = ()
    rules: tuple[Rule, ...] = ()
    stages: tuple[Stage, ...] = ()
    alerts: tuple[Alert, ...] = ()
    resets: Pattern = ()
    ignores: Pattern = ()
    excludes: tuple[Condition, ...] = ()
    score_from: Decimal | None = None
    score_to: Decimal | None = None
    arm: Arm | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """`shares`: (plan, basis points) in the order of writing, 10000 in all."""

    name: str
    shares: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Capacity:
    """What sales can handle: `amount` contacts entering `stage` per `unit`."""

    amount: int
    stage: str
    unit: Literal["day", "week", "month"]


@dataclass(frozen=True, eq=False)
class Rulebook:
    """All plans of a folder, sorted by name. `version` is the hash of all but files and lines (see `dsl.codec`).

    `won` and `lost` say how a lead ends.
    """

    plans: tuple[Plan, ...]
    experiments: tuple[Experiment, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    won: Pattern = ()
    lost: Pattern = ()
    version: str = ""

    def plan(self, name: str) -> Plan:
        """The plan of that name; KeyError where there is none."""
        for plan in self.plans:
            if plan.name == name:
                return plan
        raise KeyError(name)
