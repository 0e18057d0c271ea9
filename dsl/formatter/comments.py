"""The comments of a file, and the rows that they belong to.

    # before a row: on lines of its own above it
    on page("/")          # inside a row: the row goes on below
      +5  once            # behind a row
                          # and the same comment going on, exactly below

Knows offsets and lines; nothing of columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dsl.formatter.cells import cells
from dsl.formatter.rows import Row
from dsl.places import position

# A quote that is not closed takes the rest of its line; a text without mistakes has none.
_SCAN = re.compile(r"\"[^\"\\\r\n]*(?:\\[^\r\n][^\"\\\r\n]*)*\"?|`[^`\n]*`?|(#[^\n]*)")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment with its `#`, without blanks behind it; `alone`: nothing stands before it on its line."""

    text: str
    start: int
    end: int
    alone: bool
    column: int


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on a line of its own, indented or not, with a blank line before it or not."""

    text: str
    indented: bool
    blank: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row with what stands around it.

    `inside` has the comments that stand before a piece, by where the piece starts; `behind` those at its end, the first on
    the same line and the others exactly below; `blank` tells of a blank line right before the row.
    """

    row: Row
    before: tuple[Note, ...]
    inside: Mapping[int, tuple[Comment, ...]]
    behind: tuple[str, ...]
    blank: bool

    @property
    def parted(self) -> bool:
        """Whether a blank line stands somewhere between this row and the one before."""
        return self.blank or any(note.blank for note in self.before)


def comments(text: str) -> list[Comment]:
    """Every comment of a text, in order; a `#` in a string or in back quotes begins none."""
    found = []
    for match in _SCAN.finditer(text):
        if match[1] is not None:
            start = match.start()
            line = text[text.rfind("\n", 0, start) + 1 : start]
            alone = not line.replace("\ufeff", " ").strip()
            found.append(Comment(match[0].rstrip(), start, match.end(), alone, cells(line)))
    return found


def attach(text: str, rows: Sequence[Row]) -> tuple[list[Line], tuple[Note, ...]]:
    """Each row with its comments, and the comments behind the last row."""
    reading = _Reading(text, comments(text))
    lines: list[Line] = []
    above: Row | None = None
    for row, below in zip(rows, [*rows[1:], None], strict=False):
        lines.append(reading.line(row, above, below))
        above = row
    return lines, reading.notes(above, None)


class _Reading:
    """One file, read from the beginning on: `_next` is the first comment that has no place yet."""

    def __init__(self, text: str, found: list[Comment]) -> None:
        self._text = text
        self._found = found
        self._next = 0
        self._end = 0
        """Where the row or comment ends that was placed last."""

    def _ahead(self, before: int) -> Comment | None:
        """The next comment if it starts before an offset."""
        comment = self._found[self._next] if self._next < len(self._found) else None
        return comment if comment is not None and comment.start < before else None

    def _take(self, before: int) -> Comment | None:
        comment = self._ahead(before)
        self._next += comment is not None
        return comment

    def _line_ends(self, until: int) -> int:
        """How many lines end between what was placed last and an offset."""
        return position(self._text, until)[0] - position(self._text, self._end)[0]

    def line(self, row: Row, above: Row | None, below: Row | None) -> Line:
        before = self.notes(above, row)
        blank = not row.tight and self._line_ends(row.start) > 1
        inner = []
        while (comment := self._take(row.end)) is not None:
            inner.append(comment)
        inside, left = _placed(row, inner)
        self._end = row.end
        return Line(row, before, inside, (*left, *self._behind(below)), blank)

    def notes(self, above: Row | None, row: Row | None) -> tuple[Note, ...]:
        """The comments between two rows. What is indented further than the row below belongs to the block above."""
        found: list[Note] = []
        start = len(self._text) if row is None else row.start
        indented = above is not None and above.holds
        while (comment := self._take(start)) is not None:
            # the row stands first on its line, for the comment ends the line before
            indented = indented and comment.column > (0 if row is None else self._column(start))
            blank = self._line_ends(comment.start) > 1 and not (row is not None and row.tight)
            found.append(Note(comment.text, indented or (row is not None and row.indent > 0), blank))
            self._end = comment.end
        return tuple(found)

    def _column(self, offset: int) -> int:
        return position(self._text, offset)[1] - 1

    def _behind(self, below: Row | None) -> list[str]:
        """The comment on the line where a row has ended, and what goes on exactly below it."""
        until = len(self._text) if below is None else below.start
        column = -1
        texts: list[str] = []
        while (comment := self._ahead(until)) is not None:
            goes_on = self._line_ends(comment.start) == 1 and comment.column == column
            if not (goes_on if texts else self._line_ends(comment.start) == 0):
                break
            texts.append(comment.text)
            column = comment.column
            self._next += 1
            self._end = comment.end
        return texts


def _placed(row: Row, inner: Sequence[Comment]) -> tuple[dict[int, tuple[Comment, ...]], list[str]]:
    """Comments inside a row: each before the first piece that starts behind it; the texts of those behind all pieces."""
    inside: dict[int, tuple[Comment, ...]] = {}
    place = 0
    for piece in row.pieces if inner else ():
        first = place
        while place < len(inner) and inner[place].start < piece.start:
            place += 1
        if place > first:
            inside[piece.start] = tuple(inner[first:place])
    return inside, [comment.text for comment in inner[place:]]
