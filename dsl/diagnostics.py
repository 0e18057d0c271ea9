"""Findings about rules as values: where, how bad, which code, with which words filled in.

Knows nothing of grammar or meaning; the sentences themselves live in the catalogue (`dsl.messages`), one entry per code
and language, and are filled in when a finding is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one source file: `start` and `end` are offsets in characters, end exclusive."""

    file: str
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """From the beginning of this one to the end of the other."""
        return Span(self.file, self.start, max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file under the name that people know it by (relative to the rulebook's folder)."""

    file: str
    text: str

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of an offset; past the end: the place after the last character."""
        offset = min(offset, len(self.text))
        return self.text.count("\n", 0, offset) + 1, offset - (self.text.rfind("\n", 0, offset) + 1) + 1

    def line(self, number: int) -> str:
        """The text of one line (from 1), without its line end."""
        lines = self.text.split("\n")
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Fix:
    """A safe replacement of `span` by `text` that keeps or restores what the author meant."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `words` fills the blanks of the catalogue's sentence and hint for `code`.

    `line`, `column`, `end_line`, `end_column` count from 1; the end is exclusive. `message` and `hint` are the English
    texts; other languages are made from `code` and `words`.
    """

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    hint: str = ""
    words: tuple[tuple[str, str], ...] = ()
    fix: Fix | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message} [{self.code}]"
