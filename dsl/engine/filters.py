"""Patterns whose subject already matches, by their filters: what is left to ask of one event.

A pattern with one filter on one property is found by that property's value: in a dictionary for `=`, between two bounds for
`<`, `<=`, `>` and `>=`, so that a filter that fails costs nothing and one that holds a lookup. The other filtered patterns
are filed under one of their filters in the same way, and the rest of each is then asked.

Hooks are numbers here; what they stand for is the matcher's business.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from dsl import program
from dsl.engine.event import Event
from dsl.engine.scalars import number_of, scalars, text_of
from dsl.engine.text import fold_text
from dsl.engine.values import Values, compile_condition, event_values, plain_property

Numbers = tuple[int, ...]
"""Numbers of hooks."""
Bound = int | Decimal
Cut = Callable[[list[Bound], Any], int]
"""Finds the place of a number among bounds."""
Check = Callable[[Event], bool]
Filed = tuple[tuple[Check, ...], Numbers]
Entry = tuple[program.EventPattern, Numbers]
T = TypeVar("T")
NamedEquals = tuple[tuple[str, "Equal[int]"], ...]
NamedStep = tuple[str, Cut, list[Bound], list[Numbers], "Steps[int]"]
NamedSteps = tuple[NamedStep, ...]

_MOST_VALUES = 20_000
_LONG = 256


class Table(NamedTuple):
    """What a set of patterns asks of an event: the hooks of those without filters, those with one filter on one property by
    that property's name, and the others. Of `steps` the parts stand beside the whole: nearly every event looks into them."""

    plain: Numbers
    equals: NamedEquals
    steps: NamedSteps
    guarded: tuple[Guarded, ...]


class Equal(dict[str, tuple[T, ...]], Generic[T]):
    """What is filed under the text or number that a value has to be: a dictionary from texts as they are written, filled as
    they are met. Bounded. `of` takes any value."""

    def __init__(self) -> None:
        self._texts: dict[str, tuple[T, ...]] = {}
        self._decimals: dict[Decimal, tuple[T, ...]] = {}

    def add(self, test: program.Test, filed: tuple[T, ...]) -> None:
        """File under each value that a filter names."""
        for value in dict.fromkeys(test.values):
            if isinstance(value, str) and value:  # a blank text is not known, and so equal to nothing
                self._texts[value] = self._texts.get(value, ()) + filed
            elif isinstance(value, Decimal):
                self._decimals[value] = self._decimals.get(value, ()) + filed

    def __missing__(self, value: str) -> tuple[T, ...]:
        found = self._texts.get(fold_text(value), ())
        if self._decimals:
            found = _merged(found, self._of_number(value))
        if len(self) >= _MOST_VALUES:
            self.clear()
        if len(value) <= _LONG:
            self[value] = found
        return found

    def of(self, value: Any) -> tuple[T, ...]:
        """What is filed under a value, each once."""
        if isinstance(value, list):
            return tuple(dict.fromkeys(filed for one in scalars(value) for filed in self.of(one)))
        text = text_of(value)
        return _merged(self._texts.get(text, ()) if text else (), self._of_number(value))

    def _of_number(self, value: Any) -> tuple[T, ...]:
        number = number_of(value)
        return () if number is None else self._decimals.get(number, ())


class Joined(Equal[int]):
    """Two drawers as one."""

    def __init__(self, one: Equal[int], other: Equal[int]) -> None:
        self._one, self._other = one, other

    def __missing__(self, value: str) -> Numbers:
        found = self._one[value] + self._other[value]
        if len(self) >= _MOST_VALUES:
            self.clear()
        if len(value) <= _LONG:
            self[value] = found
        return found

    def of(self, value: Any) -> Numbers:
        return self._one.of(value) + self._other.of(value)


class Steps(Generic[T]):
    """What is filed under the numbers that a value has to reach or stay below: `regions` lie between `bounds`.

    `cut` finds the region of a number: bisect_right where a bound belongs to what lies above it (`>=`, `<`), else bisect_left.
    """

    __slots__ = ("bounds", "cut", "regions")

    def __init__(self, *, upwards: bool) -> None:
        self.cut: Cut = bisect_right if upwards else bisect_left
        self.bounds: list[Bound] = []
        self.regions: list[tuple[T, ...]] = [()]

    def add(self, test: program.Test, filed: tuple[T, ...]) -> None:
        """File under the numbers beyond the bound that a filter names."""
        (bound,) = test.values
        assert isinstance(bound, Decimal)
        exact = int(bound) if bound == bound.to_integral_value() else bound
        place = bisect_left(self.bounds, exact)
        if place == len(self.bounds) or self.bounds[place] != exact:
            self.bounds.insert(place, exact)
            self.regions.insert(place, self.regions[place])
        above = range(place + 1, len(self.regions))
        for region in above if test.op in (">", ">=") else range(place + 1):
            self.regions[region] += filed

    def joined(self, other: Steps[T]) -> Steps[T]:
        """Both as one; they cut alike."""
        upwards = self.cut is bisect_right
        whole: Steps[T] = Steps(upwards=upwards)
        whole.bounds = sorted({*self.bounds, *other.bounds})
        # a bound for each region that it belongs to; one region lies beyond all bounds
        mine = [self.regions[self.cut(self.bounds, bound)] for bound in whole.bounds]
        theirs = [other.regions[self.cut(other.bounds, bound)] for bound in whole.bounds]
        beyond = 0 if upwards else -1
        mine.insert(0 if upwards else len(mine), self.regions[beyond])
        theirs.insert(0 if upwards else len(theirs), other.regions[beyond])
        whole.regions = [some + others for some, others in zip(mine, theirs, strict=True)]
        return whole

    def of(self, value: Any) -> tuple[T, ...]:
        """What is filed under a value of any kind, each once."""
        found = [self.regions[self.cut(self.bounds, n)] for one in scalars(value) if (n := number_of(one)) is not None]
        return found[0] if len(found) == 1 else tuple(dict.fromkeys(filed for several in found for filed in several))


def _merged(some: tuple[T, ...], others: tuple[T, ...]) -> tuple[T, ...]:
    """All of both, each once."""
    return tuple(dict.fromkeys(some + others)) if some and others else some or others


class Guarded:
    """Patterns with other filters than one on a property: each is filed under one of them, or none, and asked the rest."""

    __slots__ = ("_always", "_filed")

    def __init__(self) -> None:
        self._always: list[Filed] = []
        self._filed: dict[tuple[program.Field, str], tuple[Callable[[Event], Values], Equal[Filed] | Steps[Filed]]] = {}

    def add(self, pattern: program.EventPattern, numbers: Numbers, timezone: str) -> None:
        """File a pattern."""
        tests = [(part, kind) for part in pattern.filters if isinstance(part, program.Test) and (kind := kind_of(part))]
        under, kind = next((test for test in tests if test[1] == EQUAL), tests[0] if tests else (None, ""))
        checks = (compile_condition(part, event_values, timezone) for part in pattern.filters if part is not under)
        filed: Filed = (tuple(checks), numbers)
        if under is None:
            self._always.append(filed)
            return
        if (under.field, kind) not in self._filed:
            self._filed[under.field, kind] = event_values(under.field), _drawer(kind)
        self._filed[under.field, kind][1].add(under, (filed,))

    def of(self, event: Event) -> Numbers:
        """The hooks of the patterns whose filters all hold."""
        found: Numbers = ()
        for checks, numbers in self._candidates(event):
            if not checks or all(check(event) for check in checks):
                found += numbers
        return found

    def _candidates(self, event: Event) -> Iterator[Filed]:
        yield from self._always
        for read, drawer in self._filed.values():
            if values := read(event):
                yield from drawer.of(values)


def table_of(entries: Iterable[Entry], timezone: str) -> Table:
    """The table of some patterns."""
    plain: Numbers = ()
    equals: dict[str, Equal[int]] = {}
    steps: dict[tuple[str, str], Steps[int]] = {}
    guarded: list[Guarded] = []
    for pattern, numbers in entries:
        filters = pattern.filters
        if not filters:
            plain += numbers
            continue
        only = filters[0]
        key = kind = None
        if len(filters) == 1 and isinstance(only, program.Test):
            key, kind = plain_property(only.field), kind_of(only)
            if key is not None and kind == EQUAL:
                equals.setdefault(key, Equal()).add(only, numbers)
            elif key is not None and kind is not None:
                steps.setdefault((key, kind), Steps(upwards=kind == UPWARDS)).add(only, numbers)
        if key is None or kind is None:
            guarded = guarded or [Guarded()]
            guarded[0].add(pattern, numbers, timezone)
    laid_out = tuple([_laid_out(key, step) for (key, _), step in steps.items()])
    return Table(plain, tuple(equals.items()), laid_out, tuple(guarded))


class Joiner:
    """Puts tables together. What two have under the same property becomes one drawer, kept for the next tables with the same
    two: there are far fewer of them than tables."""

    def __init__(self) -> None:
        self._equals: dict[tuple[int, int], tuple[Equal[int], Equal[int], Joined]] = {}
        self._steps: dict[tuple[int, int], tuple[Steps[int], Steps[int], Steps[int]]] = {}

    def join(self, table: Table, others: Iterable[Table]) -> Table:
        """Several tables as one."""
        plain, equals, steps, guarded = table
        for other in others:
            plain += other.plain
            guarded += other.guarded
            if other.equals:
                equals = self._with_equals(equals, other.equals)
            if other.steps:
                steps = self._with_steps(steps, other.steps)
        return Table(plain, equals, steps, guarded)

    def _with_equals(self, some: NamedEquals, others: NamedEquals) -> NamedEquals:
        whole = dict(some)
        for name, equal in others:
            mine = whole.get(name)
            whole[name] = equal if mine is None else self._both_equal(mine, equal)
        return tuple(whole.items())

    def _with_steps(self, some: NamedSteps, others: NamedSteps) -> NamedSteps:
        whole = {(one[0], one[1]): one for one in some}
        for one in others:
            name, cut, *_, step = one
            mine = whole.get((name, cut))
            whole[name, cut] = one if mine is None else _laid_out(name, self._both_steps(mine[-1], step))
        return tuple(whole.values())

    def _both_equal(self, one: Equal[int], other: Equal[int]) -> Joined:
        kept = self._equals.get((id(one), id(other)))
        if kept is None:
            if len(self._equals) >= _MOST_VALUES:
                self._equals.clear()
            # the two are kept as well: while they are, nothing else has their ids
            kept = self._equals[id(one), id(other)] = one, other, Joined(one, other)
        return kept[2]

    def _both_steps(self, one: Steps[int], other: Steps[int]) -> Steps[int]:
        kept = self._steps.get((id(one), id(other)))
        if kept is None:
            if len(self._steps) >= _MOST_VALUES:
                self._steps.clear()
            kept = self._steps[id(one), id(other)] = one, other, one.joined(other)
        return kept[2]


def _laid_out(name: str, step: Steps[int]) -> NamedStep:
    return name, step.cut, step.bounds, step.regions, step


EQUAL, UPWARDS, DOWNWARDS = "equal", "upwards", "downwards"
_STEPS = {">=": UPWARDS, "<": UPWARDS, ">": DOWNWARDS, "<=": DOWNWARDS}


def kind_of(test: program.Test) -> str | None:
    """How what satisfies a filter is looked up: by the texts and numbers that it names, or by its one bound, which belongs to
    what lies above it or below; None where it cannot be."""
    values = test.values
    if test.op == "=":
        return None if [value for value in values if not isinstance(value, str | Decimal)] else EQUAL
    return _STEPS.get(test.op) if len(values) == 1 and isinstance(values[0], Decimal) else None


def _drawer(kind: str) -> Equal[Filed] | Steps[Filed]:
    return Equal() if kind == EQUAL else Steps(upwards=kind == UPWARDS)
