"""The standing of a contact: what all firings and `when` rules are worth on a date, by group.

    sums     exact, of one date       costs lines: firings of one date, size and decay share one
    rough    limits, of many dates    costs decays: nearly always it already tells what is asked

Knows points, decays and dates; nothing of events or stages. Points are ten-thousandths.
"""

from __future__ import annotations

from collections.abc import Iterable

from dsl.engine.decay import Fading
from dsl.engine.drift import Drift, Smooth, Stepped, drift_of
from dsl.engine.standing import FOR_EVER, NO_CONDITION, Fader, Held, Standing

Sums = list[int]

_TIDY = 512
"""Lines after which those that are worth nothing any more are dropped."""
_MOST_ENDS = 256


class Board:
    """Sums by group and date. `truths[i]` says whether condition number i holds of the profile now."""

    __slots__ = (
        "_dated", "_decays", "_drifts", "_ends", "_groups", "_known", "_slots", "_steady", "_today", "_truths", "_undated",
        "standing",
    )

    def __init__(self, groups: int, decays: list[Fading], held: list[Held], standing: Standing) -> None:
        self._groups = groups
        self._decays = decays
        self._dated = [rule for rule in held if rule.since > 0 or rule.until < FOR_EVER]
        self._undated = [rule for rule in held if not (rule.since > 0 or rule.until < FOR_EVER)]
        self.standing = standing
        self._truths: list[bool] = []
        self._steady: Sums | None = None
        self._today: tuple[int, Sums] | None = None
        self._drifts: dict[tuple[int, int], Drift] = {}  # by group and decay
        self._known = not standing.live  # whether the drifts hold all that decays
        self._slots: dict[int, dict[int, int]] = {}  # lines of the state by the slots of shots
        self._ends: dict[tuple[int, int, int], tuple[int, int]] = {}  # what `_exactly` has worked out

    def settle(self, truths: list[bool]) -> None:
        """The profile has changed: these conditions hold now."""
        if truths != self._truths:
            self._truths = truths
            self._forget()

    def clear(self) -> None:
        """All firings are gone (`reset`)."""
        self.standing.live.clear()
        self.standing.fixed.clear()
        self._slots.clear()
        self._forget()

    def add(self, group: int, decay: int, condition: int, day: int, points: int) -> None:
        """A firing on a date, none earlier than the last; `decay` is its number, or -1."""
        counts = condition == NO_CONDITION or self._truths[condition]
        if decay < 0:
            fixed = self.standing.fixed
            fixed[group, condition] = fixed.get((group, condition), 0) + points
            if counts:
                if self._steady is not None:
                    self._steady[group] += points
                if self._today is not None:
                    self._today[1][group] += points
            return
        self._write(self._lines(group, decay, condition, points), day, self._decays[decay], points)
        if counts:
            self._gain((group, decay), max(points, 0), max(-points, 0), 1, day)

    def fire(self, shots: Iterable[Fader], day: int) -> tuple[int, int]:
        """Firings of rules whose points fade, whatever the profile, on a date, none earlier than the last. Returns how many
        ten-thousandths they add, and how many they take."""
        slots = self._slots
        added = taken = up = down = count = 0
        last: tuple[int, int] | None = None
        for shot in shots:
            lines = slots.get(shot.slot)
            if lines is None:
                lines = slots[shot.slot] = self._lines(shot.group, shot.decay, NO_CONDITION, shot.points)
            points, pair = shot.points, shot.pair
            if day in lines:
                lines[day] += 1
            else:
                lines[day] = 1
                if len(lines) % _TIDY == 0:
                    self._drop_spent(lines, self._decays[shot.decay], points, day)
            if pair is not last:
                if last is not None:
                    self._gain(last, up, down, count, day)
                    up = down = count = 0
                last = pair
            if points > 0:
                up += points
                added += points
            else:
                down -= points
                taken -= points
            count += 1
        if last is not None:
            self._gain(last, up, down, count, day)
        return added, taken

    def _lines(self, group: int, decay: int, condition: int, points: int) -> dict[int, int]:
        """The firings of one size by date."""
        sizes = self.standing.live.setdefault((group, decay, condition), {})
        return sizes.setdefault(points, {})

    def _write(self, lines: dict[int, int], day: int, decay: Fading, points: int) -> None:
        lines[day] = lines.get(day, 0) + 1
        if len(lines) % _TIDY == 0:
            self._drop_spent(lines, decay, points, day)

    def _gain(self, pair: tuple[int, int], up: int, down: int, count: int, day: int) -> None:
        """So many firings of one group and decay count from now on."""
        if self._known:
            drift = self._drifts.get(pair)
            if drift is None:
                drift = self._drifts[pair] = drift_of(self._decays[pair[1]], day)
            if day < drift.day:
                self._known = False  # clocks went back over midnight
            else:
                drift.add(up, down, count, day)
        if self._today is not None:
            if self._today[0] == day:
                self._today[1][pair[0]] += up - down
            else:
                self._today = None
        if self._ends:
            self._ends.clear()

    def sums(self, day: int) -> Sums:
        """What each group's worths add up to on a date, before its clip."""
        if self._today is None or self._today[0] != day:
            sums = self._steadily().copy()
            for (group, number, condition), sizes in self.standing.live.items():
                if condition == NO_CONDITION or self._truths[condition]:
                    decay = self._decays[number]
                    for points, lines in sizes.items():
                        worths = decay[points]
                        for fired, count in lines.items():
                            sums[group] += worths[day - fired] * count
            for rule in self._dated:
                if self._truths[rule.condition] and rule.on(day):
                    sums[rule.group] += rule.points
            self._today = day, sums
        return self._today[1]

    def rough(self, first: int, last: int) -> tuple[Sums, Sums]:
        """Limits that each group's sum keeps on the dates `first` to `last`, none before the latest firing."""
        if not self._known:
            self.rebase(first)
        low = self._steadily().copy()
        high = low.copy()
        for (group, _), drift in self._drifts.items():
            if drift.day > first:
                self.rebase(first)
                return self.rough(first, last)
            least, most = drift.limits(first, last)
            low[group] += least
            high[group] += most
        if self._dated:
            self._add_dated(low, high, first, last)
        return low, high

    def bounds(self, first: int, last: int) -> tuple[Sums, Sums]:
        """The same, nearer and dearer."""
        if not self._known:
            self.rebase(first)
        low = self._steadily().copy()
        high = low.copy()
        for (group, number), drift in self._drifts.items():
            if drift.day > first:
                self.rebase(first)
                return self.bounds(first, last)
            if isinstance(drift, Smooth):
                least, most = drift.limits(first, last)
            else:  # what is positive only falls and what is negative only rises
                (falling, rising), (fallen, risen) = self._exactly(group, number, first), self._exactly(group, number, last)
                least, most = rising + fallen, falling + risen
            low[group] += least
            high[group] += most
        if self._dated:
            self._add_dated(low, high, first, last)
        return low, high

    def _exactly(self, group: int, number: int, day: int) -> tuple[int, int]:
        """What the positive and the negative firings of a group and decay are worth on a date."""
        known = self._ends.get((group, number, day))
        if known is not None:
            return known
        falling = rising = 0
        for condition in (NO_CONDITION, *(place for place, holds in enumerate(self._truths) if holds)):
            for points, lines in self.standing.live.get((group, number, condition), {}).items():
                worths = self._decays[number][points]
                now = sum([worths[day - fired] * count for fired, count in lines.items()])
                falling, rising = (falling + now, rising) if points > 0 else (falling, rising + now)
        if len(self._ends) >= _MOST_ENDS:
            self._ends.clear()
        self._ends[group, number, day] = falling, rising
        return falling, rising

    def rebase(self, day: int) -> None:
        """Work out what all that decays is worth on a date, for `rough` to start from."""
        self._drifts = {}
        self._known = True
        live = [(key, sizes) for key, sizes in self.standing.live.items() if key[2] == NO_CONDITION or self._truths[key[2]]]
        # where clocks went back over midnight there may be firings of tomorrow: they do not fade with the others
        made = Stepped if any(lines and max(lines) > day for _, sizes in live for lines in sizes.values()) else drift_of
        for (group, number, _), sizes in live:
            decay = self._decays[number]
            drift = self._drifts.get((group, number))
            if drift is None:
                drift = self._drifts[group, number] = made(decay, day)
            for points, lines in sizes.items():
                worths = decay[points]
                drift.lay(points, sum(lines.values()), sum([worths[day - fired] * lines[fired] for fired in lines]))

    def _add_dated(self, low: Sums, high: Sums, first: int, last: int) -> None:
        for rule in self._dated:
            if not self._truths[rule.condition]:
                continue
            always, sometimes = rule.since <= first and last <= rule.until, rule.since <= last and first <= rule.until
            if always or (sometimes and rule.points < 0):
                low[rule.group] += rule.points
            if always or (sometimes and rule.points > 0):
                high[rule.group] += rule.points

    def last_moving_day(self) -> int:
        """A date after which no sum changes by itself; 0 where none ever does."""
        days = [
            max(lines) + self._decays[decay].days_alive
            for (_, decay, _), sizes in self.standing.live.items()
            for lines in sizes.values()
            if lines
        ]
        for rule in self._dated:
            days += [day for day in (rule.since, rule.until + 1) if 0 < day < FOR_EVER]
        return max(days, default=0)

    @staticmethod
    def _drop_spent(lines: dict[int, int], decay: Fading, points: int, day: int) -> None:
        for fired in list(lines):
            if day - fired > decay.days_alive and decay[points][day - fired] == 0:
                del lines[fired]

    def _forget(self) -> None:
        self._steady, self._today = None, None
        self._drifts, self._known = {}, not self.standing.live
        self._ends.clear()

    def _steadily(self) -> Sums:
        if self._steady is None:
            self._steady = [0] * self._groups
            for (group, condition), points in self.standing.fixed.items():
                if condition == NO_CONDITION or self._truths[condition]:
                    self._steady[group] += points
            for rule in self._undated:
                if self._truths[rule.condition]:
                    self._steady[rule.group] += rule.points
        return self._steady
