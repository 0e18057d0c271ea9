"""The tables of a rulebook, one for each class of `dsl.program`: filled by a `Writer`, turned back into values by a `Reader`.

A row refers only to tables before its own, so that a reader goes through them once and in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from itertools import repeat
from types import MemberDescriptorType
from typing import Any, get_type_hints

from dsl import program
from dsl.codec.hints import kind_of
from dsl.codec.kinds import Kind, bad, each, named
from dsl.program import Rulebook

_CLASSES: tuple[type, ...] = (
    program.Field,
    program.Test,
    program.Within,
    program.EventPattern,
    program.Decay,
    program.Cap,
    program.Scale,
    program.Rule,
    program.Group,
    program.Stage,
    program.Alert,
    program.Arm,
    program.Plan,
    program.Experiment,
    program.Capacity,
    program.Rulebook,
)

_Written = dict[str, Any]


@dataclass(frozen=True)
class _Column:
    """One field of a class. `blank` is its default as it is written (MISSING where there is none); `put` sets the field in an
    object, by the slot where there is one."""

    name: str
    kind: Kind
    default: Any
    blank: Any
    put: Callable[[Any, Any], None]


@cache
def _columns(cls: Hashable) -> tuple[_Column, ...]:
    assert isinstance(cls, type)
    assert is_dataclass(cls)
    hints = get_type_hints(cls)
    found = []
    for field in fields(cls):
        kind = kind_of(hints[field.name])
        blank = MISSING if field.default is MISSING else kind.write(field.default, Writer(frozenset()))
        found.append(_Column(field.name, kind, field.default, blank, _setter(cls, field.name)))
    return tuple(found)


def _setter(cls: type, name: str) -> Callable[[Any, Any], None]:
    slot = vars(cls).get(name)
    if isinstance(slot, MemberDescriptorType):
        return slot.__set__
    return lambda made, value: object.__setattr__(made, name, value)


class Writer:
    """Puts values into the tables, children before parents; `leave_out` names columns that are not written."""

    def __init__(self, leave_out: frozenset[str]) -> None:
        self._leave_out = leave_out
        self._rows: dict[type, dict[str, tuple[int, _Written]]] = {}

    def tables(self, rulebook: Rulebook) -> dict[str, dict[str, list[Any]]]:
        """All tables, by the names of their classes; a class of which there is nothing has none."""
        self.place(rulebook)
        return {cls.__name__: self._table(cls, [row for _, row in rows.values()]) for cls, rows in self._rows.items()}

    def place(self, value: Any) -> int:
        """The value's place in its table, where it is put if nothing there is written as it is."""
        cls: Any = type(value)
        row = {
            c.name: c.blank if (part := getattr(value, c.name)) is c.default else c.kind.write(part, self)
            for c in _columns(cls)
            if c.name not in self._leave_out
        }
        rows = self._rows.setdefault(cls, {})
        # by text, not by equality: to Python 1 and true are equal, to the language they are not
        return rows.setdefault(repr(row), (len(rows), row))[0]

    def _table(self, cls: type, rows: list[_Written]) -> dict[str, list[Any]]:
        table = {}
        for column in _columns(cls):
            if column.name not in self._leave_out:
                written = [row[column.name] for row in rows]
                if any(raw != column.blank for raw in written):
                    table[column.name] = written
        return table


class Reader:
    """Reads tables in order. ProgramError for whatever is none."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        if unknown := sorted(tables.keys() - {cls.__name__ for cls in _CLASSES}):
            raise bad(f"it has an unknown part `{unknown[0][:40]}`")
        self._rows: dict[type, Sequence[Any]] = {}
        for cls in _CLASSES:
            self._rows[cls] = self._read(cls, tables[cls.__name__]) if cls.__name__ in tables else ()

    def rows(self, cls: type) -> Sequence[Any]:
        """The values of a table that was read."""
        return self._rows[cls]

    def rulebook(self) -> Rulebook:
        """The one rulebook that all the tables are for."""
        found = self._rows[Rulebook]
        if len(found) != 1:
            raise bad("it does not hold one `Rulebook`")
        rulebook = found[0]
        assert isinstance(rulebook, Rulebook)
        return rulebook

    def _read(self, cls: type, table: object) -> Sequence[Any]:
        name, columns = cls.__name__, _columns(cls)
        if type(table) is not dict:
            raise bad(f"{named(table)} stands where the table `{name}` should")
        if unknown := sorted(table.keys() - {column.name for column in columns}):
            raise bad(f"a {name.lower()} has an unknown part `{unknown[0][:40]}`")
        each(table.values(), list, "a column")
        lengths = set(map(len, table.values()))
        if len(lengths) != 1:
            raise bad(f"the columns of `{name}` are not of one length")
        # made empty and filled by columns: a frozen class's constructor, row by row, takes several times as long
        made: list[object] = list(map(object.__new__, repeat(cls, lengths.pop())))
        for column in columns:
            values: Iterable[Any] = repeat(column.default)
            if column.name in table:
                values = column.kind.read(table[column.name], self)
            elif column.default is MISSING:
                raise bad(f"a {name.lower()} lacks its `{column.name}`")
            deque(map(column.put, made, values), maxlen=0)
        return made
