"""Firings and their worth, each kind of rule by its sentence in section 5 of language.md.

A rule is read against a whole segment: the visible events between two resets, those after the instant in question
included. That is allowed because every sentence looks at the past of a firing only: at a match, at what came before it;
at a deadline, at what came up to and including it. A later event can neither make nor unmake it, nor take its limits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from reference_calendar import local_date
from reference_events import Fact, number, scalars, value_at
from reference_match import field_values, matching, subject, tie

from dsl import program


@dataclass(frozen=True)
class Firing:
    at: int
    id: str
    points: Decimal


@dataclass(frozen=True)
class Match:
    """An event that matches a pattern as its alternative at `place`."""

    index: int
    read: Fact
    pattern: program.Pattern
    place: int

    @property
    def at(self) -> int:
        return self.read.at

    @property
    def subject(self) -> str | None:
        return subject(self.pattern[self.place], self.read)

    @property
    def tie(self) -> str | None:
        return tie(self.pattern[self.place], self.read)


def matches(pattern: program.Pattern, segment: Sequence[Fact], zone: str) -> list[Match]:
    found = ((index, read, matching(pattern, read, zone)) for index, read in enumerate(segment))
    return [Match(index, read, pattern, place) for index, read, place in found if place is not None]


def firings(rule: program.Rule, segment: Sequence[Fact], zone: str) -> list[Firing]:
    """Every firing of the rule in the segment, however late, in order of (time, messageId)."""
    unlimited = sorted(_unlimited(rule, segment, zone), key=lambda pair: (pair[0], pair[1].read.id))
    scaled = [(at, match, _scaled(rule, match)) for at, match in unlimited]
    return _limited(rule, [(at, match, points) for at, match, points in scaled if points is not None], zone)


def _unlimited(rule: program.Rule, segment: Sequence[Fact], zone: str) -> list[tuple[int, Match]]:
    """(time, last match) of what would fire without scale and limits."""
    a, b = matches(rule.a, segment, zone), matches(rule.b, segment, zone)
    match rule.kind:
        case "each":
            return [(m.at, m) for m in a]
        case "count":
            return _counts(a, rule.times, rule.within_ms)
        case "then":
            return [(m.at, m) for m in b if _follows(m, a, b, rule.within_ms)]
        case "without":
            return [(m.at + rule.within_ms, m) for m in a if lapses(m, a, b, rule.within_ms, rule.tied)]
        case "silence":
            return [(m.at + rule.within_ms, m) for m in a if lapses(m, a, [], rule.within_ms, False)]
        case _:
            return []


def _counts(a: list[Match], times: int, within: int) -> list[tuple[int, Match]]:
    fired: list[tuple[int, Match]] = []
    since_last: list[Match] = []
    for match in a:
        since_last.append(match)
        if len([m for m in since_last if m.at > match.at - within]) >= times:
            fired.append((match.at, match))
            since_last = []
    return fired


def _follows(last: Match, a: list[Match], b: list[Match], within: int) -> bool:
    before = [m for m in a if m.index < last.index]
    if not before or last.at - before[-1].at > within:
        return False
    return not any(before[-1].index < m.index < last.index for m in b)


def lapses(opened: Match, a: list[Match], b: list[Match], within: int, tied: bool) -> bool:
    """No A or B tied to `opened` comes after it up to and including its deadline."""

    def in_time(later: Match) -> bool:
        return later.index > opened.index and later.at <= opened.at + within

    restarted = any(in_time(m) and (not tied or m.tie == opened.tie) for m in a)
    ended = any(in_time(m) and (not tied or None in (m.tie, opened.tie) or m.tie == opened.tie) for m in b)
    return not restarted and not ended


def _scaled(rule: program.Rule, match: Match) -> Decimal | None:
    """The points as the scale has them, None for no firing."""
    if rule.scale is None:
        return rule.points
    found = scalars(field_values(rule.scale.of[match.place], lambda source: value_at(match.read, source)))
    first = next((value for value in map(number, found) if value is not None), None)
    if first is None:
        return None
    steps = Fraction(first) / Fraction(rule.scale.step)
    return rule.points * int(steps) if steps >= 1 else None


# Limits

UNITS = ("day", "week", "month", "ever")


def _limited(rule: program.Rule, fired: list[tuple[int, Match, Decimal]], zone: str) -> list[Firing]:
    let_through = []
    fired_once = False
    subjects: set[str | None] = set()
    used: defaultdict[Hashable, Decimal] = defaultdict(Decimal)
    caps = sorted(rule.caps, key=lambda cap: (cap.kind == "points", UNITS.index(cap.unit)))
    for at, match, full in fired:
        points = full
        day = local_date(at, zone)
        if not in_dates(rule, day):
            continue
        if rule.once and fired_once:
            continue
        fired_once = True
        if rule.once_each and match.subject in subjects:
            continue
        subjects.add(match.subject)
        for cap in caps:
            counter = (cap.kind, cap.unit, _period(cap.unit, day))
            left = cap.amount - used[counter]
            if left <= 0:
                break
            if cap.kind == "points":
                points = max(-left, min(left, points))
            used[counter] += 1 if cap.kind == "times" else abs(points)
        else:
            let_through.append(Firing(at, match.read.id, points))
    return let_through


def in_dates(rule: program.Rule, day: date) -> bool:
    return (rule.since is None or rule.since <= day) and (rule.until is None or day <= rule.until)


def _period(unit: str, day: date) -> Hashable:
    return {
        "day": day,
        "week": tuple(day.isocalendar())[:2],
        "month": (day.year, day.month),
        "ever": None,
    }[unit]


# Worth


@lru_cache(maxsize=100_000)
def worth(points: Decimal, decay: program.Decay | None, days: int) -> Decimal:
    """What a firing of `points` is worth `days` local calendar days later."""
    if decay is None:
        return points
    with localcontext(Context(prec=200, rounding=ROUND_HALF_EVEN)):
        factor = _factor(decay, max(0, days)).quantize(Decimal("1e-12"))
        return (points * factor).quantize(Decimal("1e-4"))


def _factor(decay: program.Decay, days: int) -> Decimal:
    match decay.kind:
        case "half":
            return Decimal(2) ** (Decimal(-days) / Decimal(decay.days))
        case "percent":
            return _decimal((1 - Fraction(decay.percent) / 100) ** (days // decay.days))
        case "over":
            return _decimal(max(Fraction(0), 1 - Fraction(days, decay.days)))
        case "expire":
            return Decimal(1 if days < decay.days else 0)


def _decimal(exact: Fraction) -> Decimal:
    """Rounded to 12 decimals from the exact fraction: `round` of a Fraction is half to even."""
    return Decimal(round(exact * 10**12)).scaleb(-12)
