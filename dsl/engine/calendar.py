"""Local dates of a timezone: which date an instant has, when a date begins.

Instants are milliseconds since 1970-01-01T00:00Z, dates are proleptic ordinals (`date.toordinal`). The rules of the zones
come from the pinned `tzdata` package, never from the machine, so that every machine has the same midnights.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
LAST_DAY = date.max.toordinal() - 2
"""Days after this one are past what a calendar can name."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MILLISECOND = timedelta(milliseconds=1)
LAST_INSTANT = 253_402_127_999_999
"""Instants after this one have no date."""
_FIRST_INSTANT = -62_135_510_400_000
_NEVER = 1 << 60
_MOST_DATES = 20_000


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every name of a timezone that the language knows."""
    return frozenset((resources.files("tzdata") / "zones").read_text("utf-8").split())


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The rules of a timezone; KeyError for a name that `zone_names` does not have."""
    if name not in zone_names():
        raise KeyError(name)
    *folders, file = name.split("/")
    with resources.files("tzdata").joinpath("zoneinfo", *folders, file).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


class Calendar:
    """The local dates of one timezone, with bounded caches: the zone's rules are asked once for each date."""

    __slots__ = ("_midnights", "_plain", "_zone")

    def __init__(self, timezone: str) -> None:
        self._zone = zone(timezone)
        self._midnights: dict[int, int] = {}
        self._plain: dict[int, tuple[int, int]] = {}

    def day(self, at: int) -> int:
        """The local date of an instant."""
        at = min(max(at, _FIRST_INSTANT), LAST_INSTANT)
        day = at // DAY_MS + _EPOCH_DAY  # in UTC: the local one is it or a neighbour
        for _ in range(2):
            begin, end = self._plain.get(day) or self._stretch(day)
            if begin <= at < end:
                return day
            day += 1 if at >= end else -1
        return self._local(at).toordinal()

    def day_until(self, at: int) -> tuple[int, int]:
        """The local date of an instant, and an instant up to which (not included) everything from there on lies on it."""
        day = at // DAY_MS + _EPOCH_DAY
        begin, end = self._plain.get(day) or self._stretch(day)
        if begin <= at < end:
            return day, end
        day = self.day(at)
        return day, self.same_until(at, day)

    def same_until(self, at: int, day: int) -> int:
        """An instant up to which (not included) everything from `at` on lies on its date."""
        begin, end = self._plain.get(day) or self._stretch(day)
        return end if begin <= at < end else at + 1

    def _stretch(self, day: int) -> tuple[int, int]:
        """The instants of a date from its first to the next one's first, (0, 0) where not all of them are on that date."""
        begin, end = self.midnight(day), self.midnight(day + 1)
        # where clocks go back over midnight a date comes twice: then no stretch is taken for granted
        usual = 0 < end - begin <= 25 * HOUR_MS and self._local(end - 1).toordinal() == day
        if usual and end - begin > DAY_MS:
            usual = all(self._local(begin + half * HOUR_MS // 2).toordinal() == day for half in range(1, 9))
        if len(self._plain) > _MOST_DATES:
            self._plain.clear()
        stretch = self._plain[day] = (begin, end) if usual else (0, 0)
        return stretch

    def midnight(self, day: int) -> int:
        """The first instant of a local date (of the next one where the zone skipped it)."""
        known = self._midnights.get(day)
        if known is None:
            if day > LAST_DAY:
                return _NEVER
            if len(self._midnights) > _MOST_DATES:
                self._midnights.clear()
            known = self._midnights[day] = self._first_instant(day)
        return known

    def days_begun(self, at: int) -> int:
        """The latest date whose midnight is not after the instant."""
        day = self.day(at)
        begin, end = self._plain.get(day, (0, 0))
        if begin <= at < end:
            return day
        while day < LAST_DAY and self.midnight(day + 1) <= at:
            day += 1
        return day

    def local(self, at: int) -> datetime:
        """The local date and time of an instant."""
        return self._local(at)

    def instant(self, day: int, clock: time) -> int:
        """The instant of a local date and time: the first of a doubled one; a skipped one moves on by the gap."""
        moment = datetime.combine(date.fromordinal(day), clock, self._zone)
        return (moment - _EPOCH) // _MILLISECOND

    def _local(self, at: int) -> datetime:
        return (_EPOCH + timedelta(milliseconds=min(max(at, _FIRST_INSTANT), LAST_INSTANT))).astimezone(self._zone)

    def _first_instant(self, day: int) -> int:
        guess = self.instant(day, time())
        if self._local(guess - 1).toordinal() < day <= self._local(guess).toordinal():
            return guess
        # clocks jump over this midnight: search for the jump
        low, high = (day - _EPOCH_DAY) * DAY_MS - 26 * HOUR_MS, (day - _EPOCH_DAY) * DAY_MS + 26 * HOUR_MS
        while low < high:
            middle = (low + high) // 2
            if self._local(middle).toordinal() >= day:
                high = middle
            else:
                low = middle + 1
        return low


@lru_cache(maxsize=1 << 14)
def week_of(day: int) -> int:
    """A number for the ISO week of a date: its Monday's ordinal."""
    return day - date.fromordinal(day).weekday()


@lru_cache(maxsize=1 << 14)
def month_of(day: int) -> int:
    """A number for the month of a date: its first day's ordinal."""
    return date.fromordinal(day).replace(day=1).toordinal()
