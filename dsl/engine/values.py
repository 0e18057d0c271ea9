"""Values of events and profiles, reached by path and compared with literals (language.md section 3, Values).

`compile_condition` turns a condition of the program into a function; nothing here knows rules or histories. Wrong kinds
compare as false, never as an exception.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from dsl import program
from dsl.engine.event import Event, mapping
from dsl.engine.page import path_of
from dsl.engine.scalars import date_of, known, number_of, scalars, text_of
from dsl.engine.text import Glob, fold_text

Values = list[Any]
T = TypeVar("T")

EARTH_KM = 6371.0088
_MISSING = object()


def reach(value: Any, path: tuple[str, ...]) -> Values:
    """What lies at a path: of a list, what lies there in each of its objects."""
    values = [value]
    for part in path:
        values = [
            found
            for outer in values
            for item in (outer if isinstance(outer, list) else (outer,))
            if isinstance(item, dict) and (found := _item(item, part)) is not _MISSING
        ]
    return values


def _item(mapping: dict[str, Any], key: str) -> Any:
    value = mapping.get(key, _MISSING)
    if value is _MISSING and not (key.isascii() and "K" not in key):  # as in `_is_simple`
        for other, item in mapping.items():
            if unicodedata.normalize("NFC", other) == key:
                return item
    return value


def event_values(field: program.Field) -> Callable[[Event], Values]:
    """A function from an event to the values of a field: of its first source that is known, else none."""
    if (key := plain_property(field)) is not None:
        return _property(key)
    if len(field.sources) == 3 and field.sources[2][0] == "query":
        return _campaign(*field.sources)
    return _first_known([_event_source(source) for source in field.sources])


def plain_property(field: program.Field) -> str | None:
    """The key of a field that is one property of the message itself, and nothing else; None of any other."""
    sources = field.sources
    if len(sources) != 1 or sources[0][0] != "properties":
        return None
    path = sources[0][1:]
    return path[0] if _is_simple(path) else None


def _property(key: str) -> Callable[[Event], Values]:
    """The same for what most filters ask: one property of the message itself."""

    def values(event: Event) -> Values:
        value = event.properties.get(key)
        return [value] if known(value) else []

    return values


def _campaign(own: program.Source, campaign: program.Source, query: program.Source) -> Callable[[Event], Values]:
    """The same for `utm_...`: a property, else in the context's campaign, else in the query of the url."""
    key, (_, outer, inner), name = own[1], campaign, query[1]

    def values(event: Event) -> Values:
        if known(value := event.properties.get(key)):
            return [value]
        if "context" in event.message:
            place = mapping(event.message["context"]).get(outer)
            if isinstance(place, dict) and known(value := place.get(inner)):
                return [value]
        return _parameter(event, name) if event.url is not None else []

    return values


def profile_values(field: program.Field) -> Callable[[Mapping[str, Any]], Values]:
    """The same from a profile (its traits as one object)."""
    return _first_known([_at(source[1:]) for source in field.sources])


def _first_known(readers: list[Callable[[T], Values]]) -> Callable[[T], Values]:
    def values(subject: T) -> Values:
        for read in readers:
            found = read(subject)
            if any(map(known, found)):
                return found
        return []

    return values


def _is_simple(path: tuple[str, ...]) -> bool:
    """One name that nothing but itself is equal to."""
    return len(path) == 1 and path[0].isascii() and "K" not in path[0]  # the Kelvin sign is the only other K


def _at(path: tuple[str, ...]) -> Callable[[Any], Values]:
    if _is_simple(path):
        key = path[0]

        def read(value: Any) -> Values:
            found = value.get(key)
            return [] if found is None else [found]

        return read
    return lambda value: reach(value, path)


def _event_source(source: program.Source) -> Callable[[Event], Values]:
    place, path = source[0], source[1:]
    match place:
        case "properties":
            read = _at(path)
            return lambda event: read(event.properties)
        case "context":
            within = _at(path)
            return lambda event: within(mapping(event.message.get("context")))
        case "query":
            return lambda event: _parameter(event, path[0])
        case "path":
            return lambda event: [text] if (text := page_path(event)) is not None else []
        case "name":
            return lambda event: [event.message.get("name")]
        case "event":
            return lambda event: [event.message.get("event")]
    raise ValueError(f"no such place in an event: {place}")


def page_path(event: Event) -> str | None:
    """The normalised path of the page that an event of any type took place on."""
    return event.path if event.type == "page" else path_of(event.message)


def _parameter(event: Event, name: str) -> Values:
    url = event.url
    if url is None or "?" not in url:
        return []
    query = url.partition("#")[0].partition("?")[2]
    try:
        return [value for key, value in parse_qsl(query, max_num_fields=200) if key == name][:1]
    except ValueError:
        return []


def compile_condition(
    condition: program.Condition, read: Callable[[program.Field], Callable[[T], Values]], timezone: str
) -> Callable[[T], bool]:
    """A function that says whether a condition holds of an event or a profile; `read` finds the values of fields."""
    match condition:
        case program.Test():
            values, holds = read(condition.field), compare(condition, timezone)
            return lambda subject: any(map(holds, values(subject)))
        case program.Not(of):
            inner = compile_condition(of, read, timezone)
            return lambda subject: not inner(subject)
        case program.All(of):
            parts = [compile_condition(part, read, timezone) for part in of]
            return lambda subject: all(part(subject) for part in parts)
        case program.Any(of):
            parts = [compile_condition(part, read, timezone) for part in of]
            return lambda subject: any(part(subject) for part in parts)
        case program.Within():
            return _within(condition)


def compare(test: program.Test, timezone: str) -> Callable[[Any], bool]:
    """A function that says whether one value (a list: any member) satisfies a comparison."""
    match test.op:
        case "known":
            return known
        case "contains":
            return _contains(test)
        case "matches":
            globs = [Glob(str(value)) for value in test.values]
            return _any_scalar(lambda value: (text := text_of(value)) is not None and any(g.matches(text) for g in globs))
        case "=":
            equal = [_equal(value, timezone) for value in test.values]
            return _any_scalar(lambda value: any(same(value) for same in equal))
    ordered = [_ordered(test.op, value, timezone) for value in test.values]
    return _any_scalar(lambda value: any(holds(value) for holds in ordered))


def _any_scalar(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: any(map(holds, scalars(value))) if isinstance(value, list) else holds(value)


def _contains(test: program.Test) -> Callable[[Any], bool]:
    texts = [str(value) for value in test.values]

    def holds(value: Any) -> bool:
        if isinstance(value, list):
            members = {text_of(member) for member in scalars(value)}
            return any(text in members for text in texts)
        text = text_of(value)
        return text is not None and any(part in text for part in texts)

    return holds


def _equal(literal: program.Value, timezone: str) -> Callable[[Any], bool]:
    match literal:
        case bool():
            word = "true" if literal else "false"
            return lambda value: value is literal or (isinstance(value, str) and fold_text(value) == word)
        case Decimal():
            return lambda value: number_of(value) == literal
        case date():
            return lambda value: date_of(value, timezone) == literal
    return lambda value: text_of(value) == literal


_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


def _ordered(op: str, literal: program.Value, timezone: str) -> Callable[[Any], bool]:
    holds = _ORDERS[op]
    if isinstance(literal, Decimal):
        return lambda value: (number := number_of(value)) is not None and holds(number, literal)
    if isinstance(literal, date):
        return lambda value: (day := date_of(value, timezone)) is not None and holds(day, literal)
    return lambda value: False  # texts and booleans have no order; the checker refuses them


def _within(condition: program.Within) -> Callable[[Any], bool]:
    km, place = float(condition.km), (float(condition.lat), float(condition.lon))
    return lambda profile: (spot := location_of(profile)) is not None and distance_km(spot, place) <= km


def location_of(profile: Mapping[str, Any]) -> tuple[float, float] | None:
    """Latitude and longitude of a profile in degrees: of the trait `location`, else of `latitude` and `longitude`."""
    location = mapping(profile.get("location"))
    for place, lat, lon in ((location, "lat", "lon"), (location, "latitude", "longitude"), (profile, "latitude", "longitude")):
        latitude, longitude = number_of(place.get(lat)), number_of(place.get(lon))
        if latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180:
            return float(latitude), float(longitude)
    return None


@lru_cache(maxsize=1 << 12)
def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in kilometres of two places in degrees, by the haversine formula on the mean radius."""
    (lat_a, lon_a), (lat_b, lon_b) = a, b
    rise, turn = radians(lat_b - lat_a) / 2, radians(lon_b - lon_a) / 2
    share = sin(rise) ** 2 + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(turn) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(share)))
