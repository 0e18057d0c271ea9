"""Local dates and midnights, found by search: a local midnight is the first instant of a local date."""

from __future__ import annotations

import importlib.resources
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from reference_events import EPOCH

HOUR = 3_600_000
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
    before, after = middle - 2 * DAY, middle + 2 * DAY
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
