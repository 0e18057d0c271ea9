"""How values of a kind are written and read: a value into JSON, a column of JSON into values.

Columns are read as a whole, so that a thousand values of one kind cost a few steps of Python and not thousands.
Knows how JSON is put together; what the values mean, and where tables are kept, is the business of others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Protocol

from dsl import program
from dsl.errors import ProgramError

_KNOWN_AS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}


class Places(Protocol):
    """Where values are put when they are written: each class has a table, a value is its place there."""

    def place(self, value: Any) -> int: ...


class Values(Protocol):
    """Where they are found when they are read: the rows of a class's table."""

    def rows(self, cls: type) -> Sequence[Any]: ...


class Kind(Protocol):
    """One type hint. `write` gives JSON for one value; `read` gives the values of a column, or raises ProgramError."""

    def write(self, value: Any, places: Places) -> Any: ...

    def read(self, column: list[Any], values: Values) -> Sequence[Any]: ...


def bad(what: str) -> ProgramError:
    """The error that says what is wrong with a text that should be a rulebook."""
    return ProgramError(f"this is no compiled rulebook of format {program.FORMAT}: {what}")


def named(raw: object) -> str:
    """What a JSON value is called."""
    return _KNOWN_AS.get(type(raw), "a number")


def each(column: Iterable[Any], kind: type, name: str) -> None:
    """Every value of a column is of this type of JSON, or a ProgramError."""
    if not set(map(type, column)) <= {kind}:
        wrong = next(raw for raw in column if type(raw) is not kind)
        raise bad(f"{named(wrong)} stands where {name} should")


@dataclass(frozen=True)
class Plain:
    """What is in JSON what it is in Python."""

    kind: type
    name: str

    def write(self, value: Any, _: Places) -> Any:
        return value

    def read(self, column: list[Any], _: Values) -> Sequence[Any]:
        each(column, self.kind, self.name)
        return column


@dataclass(frozen=True)
class Choice:
    """One of some texts."""

    choices: frozenset[str]
    name: str

    def write(self, value: Any, _: Places) -> Any:
        return value

    def read(self, column: list[Any], _: Values) -> Sequence[Any]:
        each(column, str, f"one of {self.name}")
        if not set(column) <= self.choices:
            raise bad(f"a text stands where one of {self.name} should")
        return column


@dataclass(frozen=True)
class Spelt:
    """What has one spelling as text: decimals and dates."""

    spell: Callable[[Any], str]
    parse: Callable[[str], Any]

    def write(self, value: Any, _: Places) -> Any:
        return self.spell(value)

    def read(self, column: list[Any], _: Values) -> Sequence[Any]:
        each(column, str, "a text")
        parsed = {text: self.parse(text) for text in set(column)}
        return list(map(parsed.__getitem__, column))


@dataclass(frozen=True)
class Row:
    """A value of a class: its place in the class's table."""

    cls: type

    def write(self, value: Any, places: Places) -> int:
        return places.place(value)

    def read(self, column: list[Any], values: Values) -> Sequence[Any]:
        each(column, int, f"the place of a {self.cls.__name__}")
        rows = values.rows(self.cls)
        if column and not 0 <= min(column) <= max(column) < len(rows):
            raise bad(f"there is no `{self.cls.__name__}` in a place that is named")
        return list(map(rows.__getitem__, column))


@dataclass(frozen=True)
class Either:
    """A plain value (None, a text), or one of another kind."""

    plain: type
    other: Kind

    def write(self, value: Any, places: Places) -> Any:
        return value if type(value) is self.plain else self.other.write(value, places)

    def read(self, column: list[Any], values: Values) -> Sequence[Any]:
        rest = [raw for raw in column if type(raw) is not self.plain]
        if len(rest) == len(column):
            return self.other.read(column, values)
        others = iter(self.other.read(rest, values))
        return [raw if type(raw) is self.plain else next(others) for raw in column]


@dataclass(frozen=True)
class Many:
    """A list of any length."""

    item: Kind

    def write(self, value: Any, places: Places) -> list[Any]:
        return [self.item.write(part, places) for part in value]

    def read(self, column: list[Any], values: Values) -> Sequence[Any]:
        each(column, list, "a list")
        together = list(chain.from_iterable(column))
        parts = self.item.read(together, values)
        if parts is together:
            return list(map(tuple, column))
        ahead = iter(parts)
        return [() if not raw else (next(ahead),) if len(raw) == 1 else tuple(islice(ahead, len(raw))) for raw in column]


@dataclass(frozen=True)
class Fixed:
    """A list of some parts, each of its own kind."""

    parts: tuple[Kind, ...]

    def write(self, value: Any, places: Places) -> list[Any]:
        return [kind.write(part, places) for kind, part in zip(self.parts, value, strict=True)]

    def read(self, column: list[Any], values: Values) -> Sequence[Any]:
        each(column, list, "a list")
        if any(len(raw) != len(self.parts) for raw in column):
            raise bad(f"a list should have {len(self.parts)} parts")
        columns = zip(*column, strict=True)
        return list(zip(*(kind.read(list(part), values) for kind, part in zip(self.parts, columns, strict=False)), strict=True))
