"""Literals and conditions, kinds that are made of others: numbers and dates by their spelling, conditions by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from dsl import program
from dsl.codec.kinds import Places, Row, Values, bad, each, named

_DEPTH = 100  # conditions within conditions
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,63})(?:\.[0-9]{0,63}[1-9])?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TESTS, _DISTANCES = Row(program.Test), Row(program.Within)


def decimal_text(number: Decimal) -> str:
    """A decimal without exponent, without zeros at its end, never "-0"."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def decimal_of(text: str) -> Decimal:
    """The decimal of its one spelling; ProgramError for any other."""
    if not _DECIMAL.fullmatch(text) or text == "-0":
        raise bad(f"`{text[:40]}` is no decimal number in canonical form")
    return Decimal(text)


def date_of(text: str) -> date:
    """The date of ISO text; ProgramError where it is none."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise bad(f"`{text[:40]}` is no date")


_LITERALS: dict[str, Callable[[str], Decimal | date]] = {"number": decimal_of, "date": date_of}


class Literals:
    """What an event's or a profile's value is compared with."""

    def write(self, value: Any, _: Places) -> Any:
        if isinstance(value, Decimal):
            return {"number": decimal_text(value)}
        return {"date": value.isoformat()} if isinstance(value, date) else value

    def read(self, column: list[Any], _: Values) -> Sequence[Any]:
        return [raw if type(raw) is str or type(raw) is bool else self._one(raw) for raw in column]

    def _one(self, raw: object) -> Decimal | date:
        if type(raw) is dict and len(raw) == 1:
            ((key, text),) = raw.items()
            if key in _LITERALS:
                each((text,), str, "a text")
                return _LITERALS[key](text)
        raise bad(f"{named(raw)} stands where a literal should")


class Conditions:
    """A condition. Tests and distances have tables; what is made of conditions is written where it stands."""

    def write(self, value: program.Condition, places: Places) -> Any:
        match value:
            case program.Test():
                return places.place(value)
            case program.Within():
                return {"Within": places.place(value)}
            case program.Not(of):
                return {"Not": self.write(of, places)}
        return {type(value).__name__: [self.write(part, places) for part in value.of]}

    def read(self, column: list[Any], values: Values) -> Sequence[Any]:
        places = [raw for raw in column if type(raw) is int]
        if len(places) == len(column):
            return _TESTS.read(places, values)
        tests = iter(_TESTS.read(places, values))
        return [next(tests) if type(raw) is int else self._one(raw, values, _DEPTH) for raw in column]

    def _one(self, raw: object, values: Values, left: int) -> program.Condition:
        if type(raw) is int:
            return _condition(_TESTS.read([raw], values))
        if not left:
            raise bad(f"conditions are nested more than {_DEPTH} deep")
        if type(raw) is dict and len(raw) == 1:
            ((name, of),) = raw.items()
            match name:
                case "Within":
                    return _condition(_DISTANCES.read([of], values))
                case "Not":
                    return program.Not(self._one(of, values, left - 1))
                case "All" | "Any":
                    each((of,), list, "a list")
                    parts = tuple([self._one(part, values, left - 1) for part in of])
                    return program.All(parts) if name == "All" else program.Any(parts)
        raise bad(f"{named(raw)} stands where a condition should")


def _condition(found: Sequence[Any]) -> program.Condition:
    return cast(program.Condition, found[0])
