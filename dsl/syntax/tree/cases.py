"""Tests and their steps."""

from __future__ import annotations

from dataclasses import dataclass

from dsl.syntax.tree.patterns import EventRef
from dsl.syntax.tree.values import DateLit, ListLit, Name, Node, Null, Number, Path, Text, Time, Value


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
