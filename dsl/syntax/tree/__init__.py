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

from dataclasses import dataclass

from dsl.diagnostics import Source
from dsl.syntax.tree.cases import (
    Expect,
    ExpectAlert,
    Expectation,
    ExpectGroup,
    ExpectNoAlert,
    ExpectRule,
    ExpectScore,
    ExpectStage,
    Profile,
    Setting,
    Step,
    TestDecl,
)
from dsl.syntax.tree.conditions import And, Condition, Not, Op, Or, Test, Within, tests
from dsl.syntax.tree.declarations import Clip, EventDecl, GroupHead, Include, Let, PlaceDecl, PlanHead, ScoreRange, Timezone
from dsl.syntax.tree.funnel import (
    AlertDecl,
    CapacityDecl,
    Exclude,
    ExperimentDecl,
    Held,
    Ignore,
    OutcomeDecl,
    Reset,
    Share,
    StageDecl,
)
from dsl.syntax.tree.patterns import Absence, Count, Each, EventRef, Pattern, Then, Trigger, Without
from dsl.syntax.tree.rules import (
    Cap,
    Decay,
    FromDate,
    Label,
    Once,
    OnceEach,
    OnRule,
    Points,
    Scale,
    Suffix,
    UntilDate,
    WhenRule,
    While,
)
from dsl.syntax.tree.values import (
    MILLISECONDS,
    Bool,
    DateLit,
    Duration,
    DurationUnit,
    ListLit,
    Name,
    Node,
    Null,
    Number,
    Path,
    Text,
    Time,
    Unit,
    Value,
)

__all__ = [
    "MILLISECONDS",
    "Absence",
    "AlertDecl",
    "And",
    "Bool",
    "Cap",
    "CapacityDecl",
    "Clip",
    "Condition",
    "Count",
    "DateLit",
    "Decay",
    "Duration",
    "DurationUnit",
    "Each",
    "EventDecl",
    "EventRef",
    "Exclude",
    "Expect",
    "ExpectAlert",
    "ExpectGroup",
    "ExpectNoAlert",
    "ExpectRule",
    "ExpectScore",
    "ExpectStage",
    "Expectation",
    "ExperimentDecl",
    "File",
    "FromDate",
    "GroupHead",
    "Held",
    "Ignore",
    "Include",
    "Label",
    "Let",
    "ListLit",
    "Name",
    "Node",
    "Not",
    "Null",
    "Number",
    "OnRule",
    "Once",
    "OnceEach",
    "Op",
    "Or",
    "OutcomeDecl",
    "Path",
    "Pattern",
    "PlaceDecl",
    "PlanHead",
    "Points",
    "Profile",
    "Reset",
    "Scale",
    "ScoreRange",
    "Setting",
    "Share",
    "StageDecl",
    "Statement",
    "Step",
    "Suffix",
    "Test",
    "TestDecl",
    "Text",
    "Then",
    "Time",
    "Timezone",
    "Trigger",
    "Unit",
    "UntilDate",
    "Value",
    "WhenRule",
    "While",
    "Within",
    "Without",
    "tests",
]

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
