"""Numbers, dates and durations that are well formed but out of range."""

from __future__ import annotations

from dsl.check.report import Report
from dsl.syntax import tree

DAY_MS = 86_400_000


def check_decimals(number: tree.Number, report: Report, most: int = 4) -> None:
    """Points and thresholds have at most 4 decimals."""
    exponent = number.value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > most:
        report.add("E215", number.span, most=str(most))


def check_percent(percent: tree.Number, report: Report) -> None:
    """0 < P <= 100."""
    if not 0 < percent.value <= 100:
        report.add("E210", percent.span)


def check_decay(decay: tree.Decay, report: Report) -> None:
    """Whole days, and a percentage that is one."""
    if decay.every is not None and decay.every.ms % DAY_MS:
        report.add("E211", decay.every.span)
    if decay.percent is not None:
        check_percent(decay.percent, report)


def check_place(place: tree.PlaceDecl, report: Report) -> None:
    """Degrees that exist."""
    for number, most, what in ((place.lat, 90, "latitude"), (place.lon, 180, "longitude")):
        if abs(number.value) > most:
            report.add("E209", number.span, what=what, most=str(most))
