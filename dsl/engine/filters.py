"""Patterns whose subject already matches, by their filters: what is left to ask of one event.

Each filtered pattern is filed under one of its filters: by value in a dictionary for `=`, in a sorted list for `<` and
`>`, so that only patterns whose filed filter holds are looked at; their other filters are then asked one by one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import pairwise

from dsl import program
from dsl.engine.event import Event
from dsl.engine.text import fold_text
from dsl.engine.values import Values, compile_condition, event_values, number_of, scalars, text_of

Hook = tuple[int, int, int, int]
"""(phase, owner, role, alternative): sorts into the order in which hooks are served."""
Check = Callable[[Event], bool]
Filed = tuple[tuple[Check, ...], tuple[Hook, ...]]


def settled(hooks: Iterable[Hook]) -> tuple[Hook, ...]:
    """Sorted; of the alternatives of one pattern only the first."""
    ordered = sorted(hooks)
    if any(one[:3] == other[:3] for one, other in pairwise(ordered)):
        ordered = [hook for place, hook in enumerate(ordered) if not place or hook[:3] != ordered[place - 1][:3]]
    return tuple(ordered)


class Table:
    """The hooks of some patterns. `plain` are those without filters; with none filtered, they are all there is."""

    def __init__(self, entries: list[tuple[program.EventPattern, list[Hook]]], timezone: str) -> None:
        self.plain: tuple[Hook, ...] = settled(h for pattern, hooks in entries if not pattern.filters for h in hooks)
        self._timezone = timezone
        self._equal: dict[program.Field, _Equal] = {}
        self._ordered: dict[tuple[program.Field, str], _Ordered] = {}
        self._rest: list[Filed] = []
        for pattern, hooks in entries:
            if pattern.filters:
                self._file(pattern, tuple(hooks))
        self._drawers: list[_Equal | _Ordered] = [*self._equal.values(), *self._ordered.values()]
        self.filtered = bool(self._drawers or self._rest)

    def hooks(self, event: Event) -> tuple[Hook, ...]:
        """The hooks of the patterns whose filters the event satisfies."""
        found: list[Hook] = []
        for drawer in self._drawers:
            for checks, hooks in drawer.find(event):
                if not checks or all(check(event) for check in checks):
                    found.extend(hooks)
        for checks, hooks in self._rest:
            if all(check(event) for check in checks):
                found.extend(hooks)
        return settled((*self.plain, *found)) if found else self.plain

    def _file(self, pattern: program.EventPattern, hooks: tuple[Hook, ...]) -> None:
        def checks(besides: program.Condition | None = None) -> tuple[Check, ...]:
            return tuple(
                compile_condition(part, event_values, self._timezone) for part in pattern.filters if part is not besides
            )

        tests = [part for part in pattern.filters if isinstance(part, program.Test)]
        for test in tests:
            if test.op == "=" and all(_is_plain(value) for value in test.values):
                self._equal.setdefault(test.field, _Equal(test.field)).add(test.values, (checks(test), hooks))
                return
        for test in tests:
            if test.op in ("<", "<=", ">", ">=") and len(test.values) == 1 and isinstance(test.values[0], Decimal):
                drawer = self._ordered.setdefault((test.field, test.op), _Ordered(test.field, test.op))
                drawer.add(test.values[0], (checks(test), hooks))
                return
        self._rest.append((checks(), hooks))


def _is_plain(value: program.Value) -> bool:
    """A text or a number: its equals can be found by dictionary."""
    return isinstance(value, str | Decimal)


class _Equal:
    """Patterns by the text or number that a field has to be."""

    def __init__(self, field: program.Field) -> None:
        self._values = event_values(field)
        self._texts: dict[str, list[Filed]] = {}
        self._numbers: dict[Decimal, list[Filed]] = {}

    def add(self, values: tuple[program.Value, ...], filed: Filed) -> None:
        for value in values:
            if isinstance(value, str):
                self._texts.setdefault(value, []).append(filed)
            elif isinstance(value, Decimal):
                self._numbers.setdefault(value, []).append(filed)

    def find(self, event: Event) -> list[Filed]:
        """What is filed under the values that an event has."""
        values = self._values(event)
        if not values:
            return []
        if len(values) == 1 and isinstance(values[0], str) and not self._numbers:
            return self._texts.get(fold_text(values[0]), [])
        found: dict[int, Filed] = {}
        for value in values:
            for scalar in scalars(value):
                text = text_of(scalar)
                for filed in self._texts.get(text, ()) if text is not None else ():
                    found[id(filed)] = filed
                if self._numbers and (number := number_of(scalar)) is not None:
                    for filed in self._numbers.get(number, ()):
                        found[id(filed)] = filed
        return list(found.values())


class _Ordered:
    """Patterns by the number that a field has to reach (or stay below), sorted."""

    def __init__(self, field: program.Field, op: str) -> None:
        self._values: Callable[[Event], Values] = event_values(field)
        self._op = op
        self._bounds: list[Decimal] = []
        self._filed: list[Filed] = []

    def add(self, bound: Decimal, filed: Filed) -> None:
        place = bisect_right(self._bounds, bound)
        self._bounds.insert(place, bound)
        self._filed.insert(place, filed)

    def find(self, event: Event) -> list[Filed]:
        """What is filed under bounds that an event's numbers reach."""
        numbers = [n for v in self._values(event) for s in scalars(v) if (n := number_of(s)) is not None]
        if not numbers:
            return []
        # of several values any may do: the largest for > and >=, the smallest for < and <=
        match self._op:
            case ">=":
                return self._filed[: bisect_right(self._bounds, max(numbers))]
            case ">":
                return self._filed[: bisect_left(self._bounds, max(numbers))]
            case "<=":
                return self._filed[bisect_left(self._bounds, min(numbers)) :]
        return self._filed[bisect_right(self._bounds, min(numbers)) :]
