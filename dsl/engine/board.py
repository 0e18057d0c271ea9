"""The standing of a contact: what all firings and `when` rules are worth on a date, by group.

Firings of one date, size and decay share a line, so that a sum costs lines and not firings. As days go by positive worths
only fall and negative ones only rise: `bounds` uses it to tell at once what a group can be on all dates between two, and
`rough` to tell within which limits it must be some days after the last exact sum, without working it out.
Knows points, decays and dates; nothing of events or stages. Points are ten-thousandths.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dsl.engine.decay import ONE, Fading

Sums = list[int]
NO_CONDITION = -1

_TIDY = 512
"""Lines after which those that are worth nothing any more are dropped."""


@dataclass(slots=True)
class Standing:
    """Firings by line: plain values, so that a checkpoint can keep them. Keys are (group, decay, condition of `while`), then
    points, then the date; `fixed` holds what never decays by (group, condition)."""

    live: dict[tuple[int, int, int], dict[int, dict[int, int]]] = field(default_factory=dict)
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


@dataclass(slots=True)
class Part:
    """Of one group and decay: what positive and negative firings are worth, what size they were, how many they are."""

    falling: int = 0
    fired: int = 0
    rising: int = 0
    taken: int = 0
    firings: int = 0

    def add(self, points: int, count: int, now: int) -> None:
        if points > 0:
            self.falling += now
            self.fired += points * count
        else:
            self.rising += now
            self.taken -= points * count
        self.firings += count

    @property
    def slack(self) -> int:
        """How far sums may be off since each worth was rounded, then and now."""
        return 2 * self.firings + 2 + 2 * (self.fired + self.taken) // ONE


Parts = dict[tuple[int, int], Part]
"""By group and decay."""


class Board:
    """Sums by group and date. `truths[i]` says whether condition number i holds of the profile now."""

    def __init__(self, groups: int, decays: list[Fading], held: list[Held], standing: Standing) -> None:
        self._groups = groups
        self._decays = decays
        self._dated = [rule for rule in held if rule.since > 0 or rule.until < 1 << 40]
        self._undated = [rule for rule in held if not (rule.since > 0 or rule.until < 1 << 40)]
        self.standing = standing
        self._truths: list[bool] = []
        self._steady: Sums | None = None
        self._days: dict[int, Parts] = {}
        self._today: tuple[int, Sums] | None = None
        self._base: tuple[int, Parts] | None = None  # a date; its sums by group and decay

        self._rough: tuple[tuple[int, int], Sums, Sums] | None = None  # the last answer of `rough`

    def settle(self, truths: list[bool]) -> None:
        """The profile has changed: these conditions hold now."""
        if truths != self._truths:
            self._truths = truths
            self._forget()

    def clear(self) -> None:
        """All firings are gone (`reset`)."""
        self.standing.live.clear()
        self.standing.fixed.clear()
        self._forget()

    def add(self, group: int, decay: int, condition: int, day: int, points: int) -> None:
        """A firing on a date; `decay` is its number, or -1."""
        counts = condition == NO_CONDITION or self._truths[condition]
        if decay < 0:
            fixed = self.standing.fixed
            fixed[group, condition] = fixed.get((group, condition), 0) + points
            if self._steady is not None and counts:
                self._steady[group] += points
        else:
            sizes = self.standing.live.get((group, decay, condition))
            if sizes is None:
                sizes = self.standing.live[group, decay, condition] = {}
            lines = sizes.get(points)
            if lines is None:
                lines = sizes[points] = {}
            lines[day] = lines.get(day, 0) + 1
            if len(lines) % _TIDY == 0:
                self._drop_spent(lines, self._decays[decay], points, day)
            self._days.clear()
            if self._base is not None and counts:
                # fired later than the base's date it has faded less than if it had been fired on it
                part = self._base[1].setdefault((group, decay), Part())
                part.add(points, 1, points)
        if self._rough is not None and counts:
            (first, last), low, high = self._rough
            if first == day:  # fired today, it has not faded yet
                left = points if decay < 0 else self._decays[decay].least_of(points, last - day)
                low[group] += min(points, left)
                high[group] += max(points, left)
            else:
                self._rough = None
        if self._today is not None and counts:
            if self._today[0] == day:
                self._today[1][group] += points
            else:
                self._today = None

    def sums(self, day: int) -> Sums:
        """What each group's worths add up to on a date, before its clip."""
        if self._today is None or self._today[0] != day:
            sums = self._steadily().copy()
            for (group, _), part in self._parts(day).items():
                sums[group] += part.falling + part.rising
            for rule in self._dated:
                if self._truths[rule.condition] and rule.on(day):
                    sums[rule.group] += rule.points
            self._today = day, sums
        return self._today[1]

    def bounds(self, first: int, last: int) -> tuple[Sums, Sums]:
        """The least and the most that each group's sum can be on the dates `first` to `last`; exact where they are one."""
        low = self._steadily().copy()
        high = low.copy()
        later = self._parts(last)
        for (group, decay), now in self._parts(first).items():
            then = later[group, decay]
            least, most = now.rising + then.falling, now.falling + then.rising
            if now.rising and now.falling and first < last and self._decays[decay].is_smooth:
                # all fade in step: their sum does, too, give or take what was rounded
                ends = now.falling + now.rising, then.falling + then.rising
                least, most = max(least, min(ends) - now.slack), min(most, max(ends) + now.slack)
            low[group] += least
            high[group] += most
        self._add_dated(low, high, first, last)
        return low, high

    def rough(self, first: int, last: int) -> tuple[Sums, Sums]:
        """Limits that each group's sum keeps on the dates `first` to `last`, none before the latest firing."""
        if self._rough is not None and self._rough[0] == (first, last):
            return self._rough[1:]
        if self._base is None or self._base[0] > first:
            self.rebase(first)
        assert self._base is not None
        day, parts = self._base
        low = self._steadily().copy()
        high = low.copy()
        for (group, decay), part in parts.items():
            falling, rising = part.falling, part.rising
            if last > day:
                kept, lost = self._decays[decay].least(last - day)
                slack = part.slack
                if falling:
                    falling = max(0, (falling * kept - part.fired * lost) // ONE - slack)
                if rising:
                    rising = min(0, slack - (-rising * kept - part.taken * lost) // ONE)
            low[group] += falling + part.rising
            high[group] += part.falling + rising
        self._add_dated(low, high, first, last)
        self._rough = (first, last), low, high
        return low, high

    def rebase(self, day: int) -> None:
        """Work the sums of a date out, for `rough` to start from."""
        self._rough = None
        self._base = day, {key: replace(part) for key, part in self._parts(day).items()}

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
            days += [day for day in (rule.since, rule.until + 1) if 0 < day < 1 << 40]
        return max(days, default=0)

    @staticmethod
    def _drop_spent(lines: dict[int, int], decay: Fading, points: int, day: int) -> None:
        for fired in list(lines):
            if day - fired > decay.days_alive and decay[points][day - fired] == 0:
                del lines[fired]

    def _forget(self) -> None:
        self._steady, self._today, self._base, self._rough = None, None, None, None
        self._days.clear()

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

    def _parts(self, day: int) -> Parts:
        """What decays, by group and decay, as it is worth on a date."""
        known = self._days.get(day)
        if known is not None:
            return known
        parts: Parts = {}
        for (group, number, condition), sizes in self.standing.live.items():
            if condition == NO_CONDITION or self._truths[condition]:
                part = parts.setdefault((group, number), Part())
                for points, lines in sizes.items():
                    part.add(points, sum(lines.values()), self._worth(number, points, lines, day))
        if len(self._days) > 64:
            self._days.clear()
        self._days[day] = parts
        return parts

    def _worth(self, decay: int, points: int, lines: dict[int, int], day: int) -> int:
        """What all firings of one size and decay are worth on a date."""
        worths, total = self._decays[decay][points], 0
        for fired, count in lines.items():
            total += worths[day - fired] * count
        return total
