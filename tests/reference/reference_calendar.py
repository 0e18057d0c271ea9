"""Local dates and midnights, found by search: a local midnight is the first instant of a local date."""

from __future__ import annotations

import importlib.resources
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from reference_events import EPOCH

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    """The zone of the pinned `tzdata` package, whatever the machine has."""
    resource = importlib.resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with resource.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@lru_cache(maxsize=100_000)
def local_date(at: int, zone: str) -> date:
    return (EPOCH + timedelta(milliseconds=at)).astimezone(_zone(zone)).date()


@lru_cache(maxsize=100_000)
def midnight(day: date, zone: str) -> int:
    """The first instant whose local date is `day` (or, of a date that the zone skipped, a later one)."""
    middle = (datetime(day.year, day.month, day.day, tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)
    found = _crossing(middle - 2 * DAY, middle + 2 * DAY, day, zone)
    # where clocks went back over midnight the date was there before: look for it minute by minute
    earlier = [at for at in range(found - 3 * HOUR, found, MINUTE) if local_date(at, zone) >= day]
    return _crossing(earlier[0] - MINUTE, earlier[0], day, zone) if earlier else found


def _crossing(before: int, after: int, day: date, zone: str) -> int:
    """An instant in (before, after] that is on or past `day`, while the one before it is not."""
    while after - before > 1:
        half = (before + after) // 2
        if local_date(half, zone) >= day:
            after = half
        else:
            before = half
    return after


def midnights(after: int, until: int, zone: str) -> list[int]:
    """Every local midnight m with after < m <= until."""
    found = []
    day = local_date(after, zone)
    while (at := midnight(day, zone)) <= until:
        if at > after:
            found.append(at)
        day += timedelta(days=1)
    return sorted(set(found))
