"""What a plan is called and made of: its head, its groups, names for events, patterns and places, other files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dsl.syntax.tree.patterns import Pattern
from dsl.syntax.tree.rules import Decay
from dsl.syntax.tree.values import Name, Node, Number, Path, Text


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
