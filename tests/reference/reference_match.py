"""Does an event match a pattern, does a profile meet a condition: sections 3 and 4 of language.md, word for word."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from reference_calendar import local_date
from reference_events import (
    Fact,
    Message,
    day_of,
    fold,
    glob,
    known,
    nfc,
    number,
    reach,
    scalars,
    text,
    texts,
    url,
    value_at,
)

from dsl import program

Lookup = Callable[[program.Source], list[object]]

EARTH_KM = 6371.0088

# Patterns


def matching(pattern: program.Pattern, read: Fact, zone: str) -> int | None:
    """The place of the first alternative that the event matches, None where it matches none."""
    for place, alternative in enumerate(pattern):
        if _matches(alternative, read, zone):
            return place
    return None


def _matches(alternative: program.EventPattern, read: Fact, zone: str) -> bool:
    if read.type not in ({"page", "screen", "track"} if alternative.type == "any" else {alternative.type}):
        return False
    if alternative.names and fold(str(read.message.get("event"))) not in alternative.names:
        return False
    if (alternative.texts or alternative.paths or alternative.urls) and not _subject_matches(alternative, read):
        return False
    return all(holds(condition, lambda source: value_at(read, source), zone) for condition in alternative.filters)


def _subject_matches(alternative: program.EventPattern, read: Fact) -> bool:
    of_subject = [subject for field in _subject_fields(alternative, read) for subject in _field_texts(field, read)]
    if read.type != "page":
        return any(glob(pattern, subject) for pattern in alternative.texts for subject in of_subject)
    address = url(read)
    return any(glob(pattern, subject) for pattern in alternative.paths for subject in of_subject) or (
        address is not None and any(glob(pattern, address) for pattern in alternative.urls)
    )


def _subject_fields(alternative: program.EventPattern, read: Fact) -> tuple[program.Field, ...]:
    if alternative.type != "any":
        return alternative.subject
    of_type = {"page": ("path",), "screen": ("name",), "track": ("event",)}[read.type]
    return tuple(field for field in alternative.subject if field.sources[0] == of_type)


def _field_texts(field: program.Field, read: Fact) -> list[str]:
    return texts(field_values(field, lambda source: value_at(read, source)))


def subject(alternative: program.EventPattern, read: Fact) -> str | None:
    """The one subject: of the first property that has a text, its first text."""
    for field in _subject_fields(alternative, read):
        found = _field_texts(field, read)
        if found:
            return found[0]
    return None


def tie(alternative: program.EventPattern, read: Fact) -> str | None:
    """The value of `per`, None where the event has none."""
    found = _field_texts(alternative.per, read) if alternative.per else []
    return found[0] if found else None


# Conditions


def field_values(field: program.Field, lookup: Lookup) -> list[object]:
    """What the first known source says."""
    for source in field.sources:
        values = lookup(source)
        if any(known(value) for value in values):
            return values
    return []


def holds(condition: program.Condition, lookup: Lookup, zone: str) -> bool:
    match condition:
        case program.Not(of):
            return not holds(of, lookup, zone)
        case program.All(of):
            return all(holds(part, lookup, zone) for part in of)
        case program.Any(of):
            return any(holds(part, lookup, zone) for part in of)
        case program.Within():
            return _within(condition, lookup)
        case program.Test(field, "known"):
            return bool(field_values(field, lookup))
        case program.Test(field, "contains", values):
            found = field_values(field, lookup)
            return any(_contains(value, literal, zone) for value in found for literal in values)
        case program.Test(field, op, values):
            found = list(scalars(field_values(field, lookup)))
            return any(_compares(value, op, literal, zone) for value in found for literal in values)


def _contains(value: object, literal: program.Value, zone: str) -> bool:
    if isinstance(value, list):
        return any(_compares(member, "=", literal, zone) for member in scalars(value))
    own = text(value)
    return own is not None and str(literal) in fold(own)


def _compares(value: object, op: str, literal: program.Value, zone: str) -> bool:
    if op == "matches":
        own = text(value)
        return own is not None and glob(str(literal), fold(own))
    if isinstance(value, Decimal):  # the score, a group
        return not isinstance(literal, bool) and isinstance(literal, Decimal) and _ordered(value, op, literal)
    if isinstance(literal, bool):
        own = text(value) if isinstance(value, bool | str) else None
        return op == "=" and own is not None and fold(own) == ("true" if literal else "false")
    if isinstance(literal, str):
        own = text(value)
        return op == "=" and own is not None and fold(own) == literal
    read = day_of(value, lambda at: local_date(at, zone)) if isinstance(literal, date) else number(value)
    return read is not None and _ordered(read, op, literal)


def _ordered(value: Any, op: str, literal: Any) -> bool:
    return bool(
        {
            "=": value == literal,
            "<": value < literal,
            "<=": value <= literal,
            ">": value > literal,
            ">=": value >= literal,
        }[op]
    )


def _within(place: program.Within, lookup: Lookup) -> bool:
    names = (("lat", "lon"), ("latitude", "longitude"))
    pairs: list[tuple[program.Source, ...]] = [tuple(("profile", "location", name) for name in pair) for pair in names]
    pairs.append((("profile", "latitude"), ("profile", "longitude")))
    for latitude, longitude in pairs:
        lat, lon = ([number(value) for value in lookup(source)] for source in (latitude, longitude))
        if lat and lon and lat[0] is not None and lon[0] is not None:
            there = float(lat[0]), float(lon[0])
            return _distance(there, (float(place.lat), float(place.lon))) <= float(place.km)
    return False


def _distance(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Kilometres by the chord through the Earth (not by the haversine: another way to the same number)."""
    chord = math.dist(_on_unit_sphere(*here), _on_unit_sphere(*there))
    return 2 * EARTH_KM * math.asin(min(1.0, chord / 2))


def _on_unit_sphere(lat: float, lon: float) -> tuple[float, float, float]:
    phi, lam = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


# The profile


def profile_lookup(history: Iterable[Fact]) -> Lookup:
    """Values of the profile that these facts, in order, leave behind."""
    traits: dict[str, Any] = {}
    email: str | None = None
    for read in history:
        if read.machine:
            continue
        email = email or read.email
        for named in _named_traits(read.message, read.type):
            traits = _merged(traits, named)

    def lookup(source: program.Source) -> list[object]:
        values = reach(traits, source[1:])
        if source == ("profile", "email") and not any(known(value) for value in values):
            return [email]
        return values

    return lookup


def _named_traits(message: Message, kind: str) -> list[dict[str, Any]]:
    named = []
    if kind == "identify":
        named += reach(message, ("traits",))
    if kind == "group":
        named += [{"company": traits} for traits in reach(message, ("traits",)) if traits and isinstance(traits, dict)]
    named += reach(message, ("context", "traits"))
    return [traits for traits in named if isinstance(traits, dict)]


def _merged(old: object, new: dict[str, Any]) -> dict[str, Any]:
    """Objects merge, null unsets, anything else replaces."""
    merged: dict[str, Any] = dict(old) if isinstance(old, dict) else {}
    for key, value in new.items():
        name = nfc(key)
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            merged[name] = _merged(merged.get(name), value)
        else:
            merged[name] = value
    return merged
