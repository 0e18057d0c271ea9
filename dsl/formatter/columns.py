"""Aligns the rows of a block: rules in columns, steps by day and time, comments below one another.

A block is rows of one kind without a blank line between them. What is too wide for a column stands beside it and moves
nothing else. Knows rows and widths; nothing of blocks' surroundings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from dsl.formatter.cells import cells, padded
from dsl.formatter.comments import Line
from dsl.formatter.rows import INDENT, WIDTH, Row
from dsl.formatter.wrap import laid, remark
from dsl.syntax.write import Piece, joined

GAP = 2
MARGIN = 136
"""How long a line may be with the comment behind it."""
LONG_COMMENT = 40
"""What of a comment counts towards that; a longer one sticks out."""
HANG = 46
"""Where the columns begin that hang below a rule too long to stand beside them."""
WIDEST = WIDTH - 32
"""How wide all columns behind the first may be together."""

Cells = tuple[str, str, str, str]


def block(lines: Sequence[Line]) -> Iterator[list[str]]:
    """The finished lines of each row of a block."""
    match lines[0].row.kind:
        case "rule":
            texts = _rules(lines)
        case "step":
            texts = _steps(lines)
        case _:
            texts = [_plain(line) for line in lines]
    return _with_comments(texts, lines)


def _plain(line: Line) -> list[str]:
    row = line.row
    margin = " " * row.indent
    texts = laid(row.pieces, row.width, line.inside, row.indent, row.indent + INDENT)
    return [margin + texts[0], *texts[1:]]


# --- steps


def _steps(lines: Sequence[Line]) -> list[list[str]]:
    days = max(cells(line.row.day) for line in lines)
    times = max(cells(line.row.time) for line in lines)
    return [_step(line, days, times) for line in lines]


def _step(line: Line, days: int, times: int) -> list[str]:
    row = line.row
    when = " " * row.indent + padded(row.day, days) + (f" {padded(row.time, times)}" if times else "") + " " * GAP
    texts = laid(row.pieces, row.width, line.inside, len(when), len(when))
    return [when + texts[0], *texts[1:]]


# --- rules


def _rules(lines: Sequence[Line]) -> list[list[str]]:
    contents = [_cells(line.row) for line in lines]
    aligned = [not line.inside and _width(content) <= WIDEST for line, content in zip(lines, contents, strict=True)]
    widths = _widths(content for content, fits in zip(contents, aligned, strict=True) if fits)
    if sum(widths) > WIDEST:
        aligned = [False] * len(lines)
    heads = [cells(joined(_head(line.row))) for line in lines if not _is_broken(line)]
    others = sum(widths) if any(aligned) else WIDEST // 2
    column = _first_column(heads, others, _room_for_comments(lines))
    return [
        _beside(line, column, _in_columns(content, widths)) if fits else _ragged(line, column)
        for line, content, fits in zip(lines, contents, aligned, strict=True)
    ]


def _head(row: Row) -> Sequence[Piece]:
    return row.pieces[: row.points]


def _is_broken(line: Line) -> bool:
    """Whether a comment stands inside the rule, before its points."""
    return any(piece.start in line.inside for piece in line.row.pieces[1 : line.row.points + 1])


def _cells(row: Row) -> Cells:
    """Points, the suffixes before the label, the label, those behind it."""
    starts = [*row.suffixes, len(row.pieces)]
    texts = [joined(row.pieces[start:end]) for start, end in pairwise(starts)]
    label = len(texts) if row.label is None else row.label
    between = " " * GAP
    before, after = between.join(texts[:label]), between.join(texts[label + 1 :])
    return row.pieces[row.points].text, before, "".join(texts[label : label + 1]), after


def _width(content: Sequence[str]) -> int:
    return sum(cells(cell) + GAP for cell in content if cell)


def _widths(contents: Iterable[Sequence[str]]) -> list[int]:
    """Of each column, with the gap before it; 0 for an empty one."""
    return [max(_width([cell]) for cell in column) for column in zip(*contents, strict=True)]


def _first_column(heads: Sequence[int], others: int, comments: int) -> int:
    """How wide the rules up to their points are.

    The other columns of a longer rule hang below it; those of all do where most would.
    """
    if not heads:
        return INDENT
    room = max(min(WIDTH - others, MARGIN - others - comments), WIDTH - WIDEST)
    fitting = [head for head in heads if head <= room]
    column = max(fitting, default=0)
    if len(fitting) == len(heads):
        return column
    return max(column, min(HANG, room)) if 2 * len(fitting) >= len(heads) else min(HANG, room)


def _in_columns(content: Cells, widths: Sequence[int]) -> str:
    filled = (" " * GAP + padded(cell, width - GAP) for cell, width in zip(content, widths, strict=False) if width)
    return "".join(filled).rstrip(" ")


def _beside(line: Line, column: int, rest: str) -> list[str]:
    texts = laid(_head(line.row), WIDTH, line.inside)
    if len(texts) == 1 and cells(texts[0]) <= column:
        return [padded(texts[0], column) + rest]
    return [*texts, " " * column + rest]


def _ragged(line: Line, column: int) -> list[str]:
    """A row that fits no columns: comments stand inside, or its suffixes need more lines than one."""
    row = line.row
    texts = laid(_head(row), WIDTH, line.inside)
    begin = column + GAP
    behind = begin + cells(row.pieces[row.points].text) + GAP
    rest = laid(row.pieces[row.points :], WIDTH, line.inside, begin, behind)
    if len(texts) == 1 and cells(texts[0]) <= column and not _is_broken(line):
        return [padded(texts[0], begin) + rest[0], *rest[1:]]
    remark(texts, line.inside.get(row.pieces[row.points].start, ()), INDENT)
    return [*texts, " " * begin + rest[0], *rest[1:]]


# --- comments


def _with_comments(texts: Iterable[list[str]], lines: Sequence[Line]) -> Iterator[list[str]]:
    """Comments behind rows stand below one another; a row too long for that has its own right behind it."""
    texts = list(texts)
    ends = [cells(text[-1]) for text, line in zip(texts, lines, strict=True) if line.behind]
    room = MARGIN - _room_for_comments(lines)
    column = max((end for end in ends if end <= room), default=0) + GAP
    for text, line in zip(texts, lines, strict=True):
        at = max(column, cells(text[-1]) + GAP)
        for place, comment in enumerate(line.behind):
            if place:
                text.append(" " * at + comment)
            else:
                text[-1] = padded(text[-1], at) + comment
        yield text


def _room_for_comments(lines: Sequence[Line]) -> int:
    longest = max((cells(comment) for line in lines for comment in line.behind), default=-GAP)
    return GAP + min(longest, LONG_COMMENT)
