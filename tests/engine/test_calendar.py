"""Local dates against zoneinfo itself, in zones that do odd things at midnight."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.engine.calendar import DAY_MS, LAST_DAY, Calendar, month_of, week_of, zone, zone_names

ZONES = [
    "UTC",
    "Europe/Warsaw",
    "America/St_Johns",  # until 2011 clocks went back at 00:01, over midnight
    "America/Havana",  # back from 01:00 to 00:00
    "America/Sao_Paulo",  # forward at 00:00: days without a midnight
    "Asia/Beirut",
    "Pacific/Apia",  # skipped 2011-12-30
    "Pacific/Kiritimati",
    "Asia/Kolkata",
]


@given(st.sampled_from(ZONES), st.integers(946_684_800_000, 4_102_444_800_000))
def test_the_date_of_an_instant_is_the_zones(name: str, at: int) -> None:
    """The quick way agrees with asking the zone."""
    assert Calendar(name).day(at) == datetime.fromtimestamp(at / 1000, UTC).astimezone(zone(name)).toordinal()


@given(st.sampled_from(ZONES), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_date_begins_at_its_first_instant(name: str, day: date) -> None:
    """The instant before is on an earlier date; a date that the zone skipped begins with the next."""
    calendar = Calendar(name)
    begin = calendar.midnight(day.toordinal())
    assert calendar.day(begin - 1) < day.toordinal() <= calendar.day(begin)


@pytest.mark.parametrize(
    ("name", "day", "begin"),
    [
        ("Europe/Warsaw", date(2026, 3, 29), "2026-03-28T23:00:00+00:00"),
        ("Europe/Warsaw", date(2026, 3, 30), "2026-03-29T22:00:00+00:00"),
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00:00+00:00"),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00+00:00"),
        ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T10:00:00+00:00"),
    ],
)
def test_midnights_that_people_looked_up(name: str, day: date, begin: str) -> None:
    """Days of 23 hours, days without a midnight, days that never were."""
    assert Calendar(name).midnight(day.toordinal()) == datetime.fromisoformat(begin).timestamp() * 1000


def test_a_skipped_time_moves_on_by_the_gap_and_a_doubled_one_is_the_first() -> None:
    """02:30 on the day when clocks go forward is 03:30; 02:30 on the day when they go back is still summer time."""
    calendar = Calendar("Europe/Warsaw")
    spring = calendar.instant(date(2026, 3, 29).toordinal(), time(2, 30))
    autumn = calendar.instant(date(2026, 10, 25).toordinal(), time(2, 30))
    assert calendar.local(spring).strftime("%H:%M %z") == "03:30 +0200"
    assert calendar.local(autumn).strftime("%H:%M %z") == "02:30 +0200"


def test_the_end_of_time_is_no_error() -> None:
    """The last dates have a midnight later than anything."""
    calendar = Calendar("Europe/Warsaw")
    assert calendar.midnight(LAST_DAY + 1) > calendar.midnight(LAST_DAY)
    assert calendar.day(1 << 59) == calendar.day(1 << 58)


@given(st.dates(date(1999, 12, 20), date(2040, 1, 1)))
def test_weeks_are_iso_weeks_and_months_are_months(day: date) -> None:
    """Two dates share a number if and only if they share the ISO week, or the month."""
    other = date.fromordinal(day.toordinal() + 5)
    one, two = day.toordinal(), other.toordinal()
    assert (week_of(one) == week_of(two)) is (day.isocalendar()[:2] == other.isocalendar()[:2])
    assert (month_of(one) == month_of(two)) is ((day.year, day.month) == (other.year, other.month))


def test_an_unknown_zone_is_a_key_error_whatever_its_name() -> None:
    """A name is looked up in a list and never used as a path."""
    for name in ("Mars/Base", "../../etc/passwd", "", "europe/warsaw", "zones"):
        with pytest.raises(KeyError):
            zone(name)
    assert "Europe/Warsaw" in zone_names()
    assert DAY_MS == 86_400_000
