"""Where a sum of fading firings can be some days on, without adding them up again: limits that hold, and are near.

Knows one decay and whole days; nothing of groups, rules or conditions. Points are ten-thousandths, shares in 1/ONE.
"""

from __future__ import annotations

from typing import Protocol

from dsl.engine.decay import ONE, Fading


class Drift(Protocol):
    """Firings of one decay, as they stand on a date (`day`)."""

    day: int

    def lay(self, points: int, count: int, now: int) -> None:
        """So many firings of a size that are worth `now` together on the date."""

    def add(self, up: int, down: int, count: int, day: int) -> None:
        """So many firings on one date, none earlier than the last: `up` of them all add, `down` they take."""

    def limits(self, first: int, last: int) -> tuple[int, int]:
        """The least and the most that all may be worth together on the dates `first` to `last`, none before the last firing."""


def drift_of(decay: Fading, day: int) -> Drift:
    """An empty one."""
    return Smooth(decay, day) if decay.is_smooth else Stepped(decay, day)


class Smooth:
    """Firings that all lose the same share from one date to the next: their sum does, too, give or take what is rounded.

    `low` and `high` enclose the sum as it would be without rounding; `slack` is how far rounding may take it from there.
    """

    __slots__ = ("_shares", "_size", "_slack", "day", "high", "low")

    def __init__(self, decay: Fading, day: int) -> None:
        self._shares, self.day = decay.shares, day
        self.low = self.high = 0
        self._slack, self._size = 2, 0

    def lay(self, points: int, count: int, now: int) -> None:
        self.low += now
        self.high += now
        self._slack += 2 * count
        self._size += abs(points) * count

    def add(self, up: int, down: int, count: int, day: int) -> None:
        if day != self.day:
            self._move(day)
        self.low += up - down
        self.high += up - down
        self._slack += 2 * count
        self._size += up + down

    def _move(self, day: int) -> None:
        share = self._shares[day - self.day]
        self.day = day
        self.low = self.low * share // ONE
        self.high = -(-self.high * share // ONE)
        self._slack += 2 + 4 * self._size // ONE

    def limits(self, first: int, last: int) -> tuple[int, int]:
        low, high, slack = self.low, self.high, self._slack
        if self._size > ONE:
            slack += 4 * self._size // ONE
        soon, late = self._shares[first - self.day], self._shares[last - self.day]
        low *= soon if low < 0 else late
        high *= soon if high > 0 else late
        return low // ONE - slack, high // ONE + slack


class Stepped:
    """Firings that fade each in its own time: what is positive only falls and what is negative only rises, and of neither
    can more be lost in some days than the decay takes."""

    __slots__ = ("_decay", "_falling", "_fired", "_firings", "_rising", "_taken", "day")

    def __init__(self, decay: Fading, day: int) -> None:
        self._decay, self.day = decay, day
        self._falling = self._fired = self._rising = self._taken = self._firings = 0

    def lay(self, points: int, count: int, now: int) -> None:
        if points > 0:
            self._falling += now
            self._fired += points * count
        else:
            self._rising += now
            self._taken -= points * count
        self._firings += count

    def add(self, up: int, down: int, count: int, day: int) -> None:
        # fired later than the date they have faded less than if they had been fired on it
        self._falling += up
        self._fired += up
        self._rising -= down
        self._taken += down
        self._firings += count

    def limits(self, first: int, last: int) -> tuple[int, int]:
        falling, rising = self._falling, self._rising
        if last > self.day:
            kept, lost = self._decay.least(last - self.day)
            slack = 2 * self._firings + 2 + 2 * (self._fired + self._taken) // ONE
            if falling:
                falling = max(0, (falling * kept - self._fired * lost) // ONE - slack)
            if rising:
                rising = min(0, slack - (-rising * kept - self._taken * lost) // ONE)
        return falling + self._rising, self._falling + rising
