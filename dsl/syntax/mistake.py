"""Where the grammar stopped, and how to point at things from there. Knows nothing of what mistakes are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lark import Token

from dsl.diagnostics import Fix, Source, Span
from dsl.syntax.findings import Finding

_FOUND = re.compile(
    r"\"[^\"\\\n]*(?:\\[^\n][^\"\\\n]*)*\"?|`[^`\n]*`?|[^\W\d][\w.]*|[+-]?[0-9](?:[\w:%]|[.-](?=\w))*|[=!<>~&|]+|\S"
)
_FAR = 300  # characters: a file may be one line, and every word of it a mistake
_NEXT_WORD = re.compile(r"\s*([^\W\d]\w*|[=!<>]+|\S)")


@dataclass(frozen=True)
class Mistake:
    """Where the grammar stopped: the place, the terminals it could have gone on with, and the statement so far.

    `partial` are tokens, nodes and lists of them; a bracket among them is open. It is empty where a statement should begin.
    """

    source: Source
    place: int
    at_end: bool
    expected: frozenset[str]
    partial: Sequence[Any]

    @cached_property
    def first(self) -> int:
        """Where the broken statement begins."""
        return start_of(self.partial[0]) if self.partial else self.place

    @cached_property
    def end_before(self) -> int:
        """Where the last good token ends."""
        return end_of(self.partial[-1]) if self.partial else self.place

    @cached_property
    def found(self) -> str:
        """What stands at the place, "" at the end of the file."""
        return self.at(self.place)

    def at(self, place: int) -> str:
        """What stands at some place, cut into words and signs as people would."""
        match = _FOUND.match(self.source.text, place)
        return match[0] if match else ""

    @property
    def following(self) -> str:
        """The word or sign behind what was found."""
        match = _NEXT_WORD.match(self.source.text, self.place + len(self.found))
        return match[1] if match else ""

    @property
    def rest_of_line(self) -> str:
        """What stands between the place and the end of its line, as far as anybody looks."""
        return self.source.text[self.place : self.place + _FAR].partition("\n")[0]

    @property
    def behind(self) -> str:
        """The statement up to the place, as far back as anybody looks."""
        return self.source.text[max(self.first, self.place - _FAR) : self.place]

    @property
    def starts_line(self) -> bool:
        """Whether nothing but white space stands before the place on its line."""
        before = self.source.text[max(0, self.place - _FAR) : self.place]
        return (self.place <= _FAR or "\n" in before) and not before.rpartition("\n")[2].strip("\ufeff \t\r")

    @property
    def end_of_line(self) -> int:
        """Where the line of the place ends."""
        end = self.source.text.find("\n", self.place)
        return end if end >= 0 else len(self.source.text)

    @property
    def over(self) -> bool:
        """Whether the statement so far is whole, so that it could end here."""
        return "$END" in self.expected

    @property
    def start_of_line(self) -> str:
        """What stands on the line of the broken statement before it, as far as anybody looks."""
        return self.source.text[max(0, self.first - _FAR) : self.first].rpartition("\n")[2]

    def last(self, *types: str, back: int = 1) -> Token | None:
        """The last token of the statement so far (or one further back), if it is one of these."""
        part = self.partial[-back] if len(self.partial) >= back else None
        return part if isinstance(part, Token) and part.type in types else None

    def begins_with(self, *types: str) -> bool:
        """Whether the statement begins with one of these keywords."""
        return bool(self.partial) and isinstance(self.partial[0], Token) and self.partial[0].type in types

    def has(self, *types: str) -> bool:
        """Whether one of these tokens is among the statement so far, not yet part of anything larger."""
        return self.count(*types) > 0

    def count(self, *types: str) -> int:
        """How many of these tokens are among the statement so far, not yet part of anything larger."""
        return sum(isinstance(part, Token) and part.type in types for part in self.partial)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.source.text, self.place)

    def span(self, start: int, end: int) -> Span:
        return Span(self.source.file, start, end)

    def here(self, length: int | None = None) -> Span:
        """From the place on: `length` characters, or what was found."""
        return self.span(self.place, self.place + (len(self.found) if length is None else length))

    def finding(self, code: str, span: Span, fix: str | Fix | None = None, **words: str) -> Finding:
        return Finding(code, span, tuple(words.items()), Fix(span, fix) if isinstance(fix, str) else fix)

    def without(self, start: int, end: int) -> Fix:
        """Leaving out what stands from `start` to `end`, and one of the spaces around it."""
        both = self.source.text[start - 1 : start].isspace() and not self.source.text[end : end + 1].strip("),] \t\r\n")
        return Fix(self.span(start - both, end), "")

    def written(self, start: int, end: int, right: str, *, safe: bool = True) -> Finding:
        """That what stands from `start` to `end` is written otherwise here: as `right`."""
        span, word = self.span(start, end), self.source.text[start:end]
        return self.finding("E044", span, right if safe else None, word=word, right=right.strip())


def start_of(part: Any) -> int:
    """Where a token, a node or the parts of an inlined rule begin."""
    while isinstance(part, list):
        part = part[0]
    return (part.start_pos or 0) if isinstance(part, Token) else int(part.span.start)


def end_of(part: Any) -> int:
    """Where a token, a node or the parts of an inlined rule end."""
    while isinstance(part, list):
        part = part[-1]
    return (part.end_pos or 0) if isinstance(part, Token) else int(part.span.end)
