"""The syntax tree: what was written, piece by piece, each with the place where it stands.

Knows the shape of statements and nothing of their meaning: names are unresolved, a stage in an alert looks like a word,
a group in a stage's condition looks like a trait. Two trees are equal when they say the same; `span`s, the way in which
a number was typed and layout are left out of comparisons and hashes.

What the parser has seen to, so that no reader need look again: names are NFC; dates and times exist; every number has
at most 15 digits before and 15 after the point; points have a sign and at most 4 decimals; durations are above 0 and at
most 36500 days; conditions nest at most 100 deep. Ranges beyond that (0 < percent <= 100, decay in whole days, N >= 2,
...) are the checker's. Where one of these had to be reported, a value that keeps the promise stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from dsl.diagnostics import Source, Span


@dataclass(frozen=True, slots=True)
class Node:
    """Any piece of a file; `span` is exactly its own text, without white space or comments around it."""

    span: Span = field(compare=False, repr=False)


# --- names and values -------------------------------------------------------------------------------------------------


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


# --- conditions -------------------------------------------------------------------------------------------------------

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


# --- patterns and triggers --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EventRef(Node):
    """`page("/a", "/b/*")`, `purchase(value >= 100)`, bare `page`, a `let`'s name, in alerts also a stage's name.

    `texts` and `filters` stand in their order of writing; in a test's step the filters are `name = value` settings.
    `brackets` is the stretch from `(` to `)`, None for a bare word.
    """

    word: Name
    texts: tuple[Text, ...]
    filters: tuple[Test, ...]
    brackets: Span | None = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pattern(Node):
    """`A or B or C`: one alternative or more."""

    of: tuple[EventRef, ...]


@dataclass(frozen=True, slots=True)
class Each(Node):
    """`on P`."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Count(Node):
    """`on P 2 times in 7d`. `times` is a whole number."""

    pattern: Pattern
    times: Number
    within: Duration


@dataclass(frozen=True, slots=True)
class Then(Node):
    """`on A then B in D`."""

    a: Pattern
    b: Pattern
    within: Duration


@dataclass(frozen=True, slots=True)
class Without(Node):
    """`on A without B in D`. In an alert A, B may be a stage: a pattern of one bare word."""

    a: Pattern
    b: Pattern
    within: Duration


@dataclass(frozen=True, slots=True)
class Absence(Node):
    """`no_B(A, D)`, or the silence `no_B(D)` where `a` is None.

    `name` is the whole of `no_B` (its span too), `word` is B. It is the duration that tells an absence from a call of
    a declared word that itself begins with `no_`: `no_show("x")`, bare `no_show` are `EventRef`s of the word `no_show`.
    """

    name: Name
    a: Pattern | None
    within: Duration

    @property
    def word(self) -> Name:
        """B, with the span of its own letters after `no_`."""
        return Name(Span(self.name.span.file, self.name.span.start + 3, self.name.span.end), self.name.text[3:])


Trigger = Each | Count | Then | Without | Absence


# --- points and suffixes ----------------------------------------------------------------------------------------------


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


# --- statements -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Include(Node):
    """`include "other.punkty"`."""

    path: Text


@dataclass(frozen=True, slots=True)
class Timezone(Node):
    """`timezone "Europe/Warsaw"`."""

    name: Text


@dataclass(frozen=True, slots=True)
class ScoreRange(Node):
    """`score from A to B`."""

    low: Number
    high: Number


@dataclass(frozen=True, slots=True)
class PlanHead(Node):
    """`plan "title"` and its settings as written (the checker refuses a second of a kind)."""

    title: Text
    settings: tuple[Timezone | ScoreRange | Decay, ...]


@dataclass(frozen=True, slots=True)
class Clip(Node):
    """`max N`, `min N` of a group."""

    kind: Literal["max", "min"]
    amount: Number


@dataclass(frozen=True, slots=True)
class GroupHead(Node):
    """`group NAME` and its settings as written."""

    name: Name
    settings: tuple[Clip | Decay, ...]


@dataclass(frozen=True, slots=True)
class Let(Node):
    """`let pricing = page("/cennik") or page("/pricing*")`."""

    name: Name
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class EventDecl(Node):
    """`event demo = "Demo Requested", "Demo Booked" named product, name per booking_id`."""

    name: Name
    tracks: tuple[Text, ...]
    named: tuple[Path, ...]
    per: Path | None


@dataclass(frozen=True, slots=True)
class PlaceDecl(Node):
    """`place krakow = 50.0614, 19.9366`."""

    name: Name
    lat: Number
    lon: Number


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


# --- tests ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting(Node):
    """`company.size = 250` in a `profile` step."""

    path: Path
    value: Value | Null | ListLit


@dataclass(frozen=True, slots=True)
class Profile(Node):
    """`profile country = "PL", company.size = 250`."""

    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class ExpectScore(Node):
    """`score N`."""

    value: Number


@dataclass(frozen=True, slots=True)
class ExpectGroup(Node):
    """`group NAME N`."""

    name: Name
    value: Number


@dataclass(frozen=True, slots=True)
class ExpectStage(Node):
    """`stage NAME`."""

    name: Name


@dataclass(frozen=True, slots=True)
class ExpectAlert(Node):
    """`alert CHANNEL`."""

    channel: Name


@dataclass(frozen=True, slots=True)
class ExpectNoAlert(Node):
    """`no alert`."""


@dataclass(frozen=True, slots=True)
class ExpectRule(Node):
    """`rule "label" N times`. `times` is a whole number, 0 too."""

    label: Text
    times: Number


Expectation = ExpectScore | ExpectGroup | ExpectStage | ExpectAlert | ExpectNoAlert | ExpectRule


@dataclass(frozen=True, slots=True)
class Expect(Node):
    """`expect score 30, stage Lead`."""

    items: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Step(Node):
    """`day 2 on 2026-03-28 10:00 ACTION`. `day` is whole; `time` None: 00:00, for an `expect` the day's end."""

    day: Number
    date: DateLit | None
    time: Time | None
    action: EventRef | Profile | Expect


@dataclass(frozen=True, slots=True)
class TestDecl(Node):
    """`test "title" [of PLAN]` and its steps as written."""

    __test__ = False  # pytest: not a class of tests

    title: Text
    plan: Name | None
    steps: tuple[Step, ...]


Statement = (
    Include
    | PlanHead
    | GroupHead
    | Let
    | EventDecl
    | PlaceDecl
    | OnRule
    | WhenRule
    | StageDecl
    | AlertDecl
    | ExperimentDecl
    | Reset
    | Ignore
    | Exclude
    | CapacityDecl
    | OutcomeDecl
    | TestDecl
)


@dataclass(frozen=True, slots=True)
class File:
    """The intact statements of one file in their order.

    `broken` are the names that statements with a syntax error would have declared (`stage SQL at forty`: SQL), so that
    whoever refers to them is not told that they are unknown.
    """

    source: Source
    statements: tuple[Statement, ...]
    broken: tuple[Name, ...] = ()
