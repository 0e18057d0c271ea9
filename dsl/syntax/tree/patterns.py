"""Patterns of events, and what a rule waits for: each of them, several, one behind another, none."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsl.diagnostics import Span
from dsl.syntax.tree.conditions import Test
from dsl.syntax.tree.values import Duration, Name, Node, Number, Text


@dataclass(frozen=True, slots=True)
class EventRef(Node):
    """`page("/a", "/b/*")`, `purchase(value >= 100)`, bare `page`, a `let`'s name, in alerts also a stage's name.

    `texts` and `filters` stand in their order of writing; in a test's step the filters are `name = value` settings.
    `brackets` is the stretch from `(` to `)`, None for a bare word.
    """

    word: Name
    texts: tuple[Text, ...]
    filters: tuple[Test, ...]
    brackets: Span | None = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pattern(Node):
    """`A or B or C`: one alternative or more."""

    of: tuple[EventRef, ...]


@dataclass(frozen=True, slots=True)
class Each(Node):
    """`on P`."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Count(Node):
    """`on P 2 times in 7d`. `times` is a whole number."""

    pattern: Pattern
    times: Number
    within: Duration


@dataclass(frozen=True, slots=True)
class Then(Node):
    """`on A then B in D`."""

    a: Pattern
    b: Pattern
    within: Duration


@dataclass(frozen=True, slots=True)
class Without(Node):
    """`on A without B in D`. In an alert A, B may be a stage: a pattern of one bare word."""

    a: Pattern
    b: Pattern
    within: Duration


@dataclass(frozen=True, slots=True)
class Absence(Node):
    """`no_B(A, D)`, or the silence `no_B(D)` where `a` is None.

    `name` is the whole of `no_B` (its span too), `word` is B. It is the duration that tells an absence from a call of
    a declared word that itself begins with `no_`: `no_show("x")`, bare `no_show` are `EventRef`s of the word `no_show`.
    """

    name: Name
    a: Pattern | None
    within: Duration

    @property
    def word(self) -> Name:
        """B, with the span of its own letters after `no_`."""
        return Name(Span(self.name.span.file, self.name.span.start + 3, self.name.span.end), self.name.text[3:])


Trigger = Each | Count | Then | Without | Absence
