"""What a contact has earned, as plain values: firings by group, decay, size and date; and the rules that hold meanwhile.

Knows no arithmetic: what it is worth on a date is the board's to say. Points are ten-thousandths, dates ordinals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

NO_CONDITION = -1
FOR_EVER = 1 << 40

Key = tuple[int, int, int]
"""Group, decay (-1: none), condition of `while` (NO_CONDITION: none)."""


@dataclass(slots=True)
class Standing:
    """Firings by line: plain values, so that a checkpoint can keep them. Keys are (group, decay, condition of `while`), then
    points, then the date; `fixed` holds what never decays by (group, condition)."""

    live: dict[Key, dict[int, dict[int, int]]] = field(default_factory=dict)
    fixed: dict[tuple[int, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """A `when` rule: its points count on dates `since` to `until` while condition number `condition` holds."""

    rule: int
    group: int
    points: int
    condition: int
    since: int
    until: int

    def on(self, day: int) -> bool:
        return self.since <= day <= self.until


class Fader(Protocol):
    """A rule whose points fade, whatever the profile. `slot`: the same number for the same group, decay and points; `pair`:
    its group and decay, the same object for the same two."""

    group: int
    decay: int
    points: int
    slot: int
    pair: tuple[int, int]
