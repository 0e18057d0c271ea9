"""The values of what a change of rules does to everyone in a log: stages, scores, alerts, before and after.

Values only; they are counted in `counting`. They hold counters and the few contacts that are named, never everyone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Generic, TypeVar

from dsl.identity import Key
from dsl.lab.diff.model import PlanDiff

EDGES = (Decimal(5), Decimal(20), Decimal(50))
"""Points between the classes of the distribution of moves: up to 5, over 5 to 20, over 20 to 50, over 50."""

Item = TypeVar("Item")


class Best(Generic[Item]):
    """The `most` first of all that is added, by a key; holds twice as many at most."""

    def __init__(self, most: int, key: Callable[[Item], Any]) -> None:
        self._most, self._key, self._items = most, key, list[Item]()

    def add(self, item: Item) -> None:
        self._items.append(item)
        if len(self._items) > 2 * self._most:
            self._items = self.first()

    def first(self) -> list[Item]:
        """The best so far, in order."""
        return sorted(self._items, key=self._key)[: self._most]


@dataclass(frozen=True, slots=True)
class Seen:
    """One contact by both plans. `key` tells apart contacts that are shown under the same name."""

    contact: str
    key: Key
    before: Decimal
    after: Decimal
    stage_before: str
    stage_after: str

    @property
    def change(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule (or a clip, or an exclusion: then `is_rule` is False), and what it is worth to one contact by both plans."""

    name: str
    before: Decimal
    after: Decimal
    is_rule: bool


@dataclass
class Move:
    """Everyone who goes from one stage to another."""

    count: int
    hottest: Best[Seen]


@dataclass
class Alerts:
    """One `alert` statement over the whole history. `moved`: raised by both, but at another instant.

    `gained_by` and `lost_by`: contacts and instants, the latest first.
    """

    channel: str
    text: str
    gained_by: Best[tuple[str, int]]
    lost_by: Best[tuple[str, int]]
    before: int = 0
    after: int = 0
    gained: int = 0
    lost: int = 0
    moved: int = 0


@dataclass
class Effect:
    """All that is told about one plan. `distribution` counts contacts by sign and class of `EDGES`, e.g. (-1, 0)."""

    plan: PlanDiff
    at: int
    timezone: str
    funnel: tuple[str, ...]
    alerts: list[Alerts]
    movers: Best[Seen]
    contacts: int = 0
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    moves: dict[tuple[str, str], Move] = field(default_factory=dict)
    distribution: Counter[tuple[int, int]] = field(default_factory=Counter)
    total: Decimal = Decimal(0)
    causes: dict[Key, list[Cause]] = field(default_factory=dict)

    @property
    def up(self) -> int:
        """Contacts whose score rises."""
        return sum(count for (sign, _), count in self.distribution.items() if sign > 0)

    @property
    def down(self) -> int:
        """Contacts whose score falls."""
        return sum(count for (sign, _), count in self.distribution.items() if sign < 0)

    def entered(self, stage: str) -> int:
        return sum(move.count for (_, after), move in self.moves.items() if after == stage)

    def left(self, stage: str) -> int:
        return sum(move.count for (before, _), move in self.moves.items() if before == stage)

    def ordered_moves(self) -> list[tuple[tuple[str, str], Move]]:
        """From stage to stage, upwards first, the highest first."""
        rank = {stage: place for place, stage in enumerate(self.funnel)}

        def place(move: tuple[tuple[str, str], Move]) -> tuple[bool, int, int]:
            (before, after), _ = move
            return rank[after] < rank[before], -rank[after], -rank[before]

        return sorted(self.moves.items(), key=place)

    @property
    def any(self) -> bool:
        """Whether anybody's score, stage or alerts are other than before."""
        changed = any(alerts.gained or alerts.lost or alerts.moved for alerts in self.alerts)
        return changed or bool(self.moves) or self.up + self.down > 0
