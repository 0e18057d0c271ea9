"""Breaks what is too long for a line, and keeps comments that stand inside.

Knows pieces and widths; nothing of what they are pieces of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dsl.formatter.cells import cells
from dsl.formatter.comments import Comment
from dsl.formatter.rows import INDENT
from dsl.syntax.write import Piece, joined

_DEEPEST = 16
"""How far at most what is nested goes to the right of where its row goes on."""


def laid(
    pieces: Sequence[Piece], width: int, inside: Mapping[int, tuple[Comment, ...]], first: int = 0, indent: int = INDENT
) -> list[str]:
    """The lines of some pieces, the first without indentation.

    `first` cells are taken on the first line already; the others begin `indent` cells from the left.
    """
    lines: list[str] = []
    for notes, chunk in _chunks(pieces, inside):
        remark(lines, notes, indent)
        for at, line in _wrapped(chunk, indent if lines else first, indent, indent + _DEEPEST, width):
            lines.append(" " * at + joined(line) if lines else joined(line))
    return lines


def remark(lines: list[str], notes: Sequence[Comment], indent: int) -> None:
    """Adds comments below some lines, the first one to the last line if it stood so."""
    for place, note in enumerate(notes):
        if place or note.alone:
            lines.append(" " * indent + note.text)
        else:
            lines[-1] += f"  {note.text}"


def _chunks(
    pieces: Sequence[Piece], inside: Mapping[int, tuple[Comment, ...]]
) -> Iterator[tuple[tuple[Comment, ...], Sequence[Piece]]]:
    """The pieces up to the next comment, with the comments before them."""
    begin = 0
    for place in range(1, len(pieces) + 1):
        if place == len(pieces) or pieces[place].start in inside:
            yield inside.get(pieces[begin].start, ()) if begin else (), pieces[begin:place]
            begin = place


def _wrapped(pieces: Sequence[Piece], used: int, indent: int, deepest: int, width: int) -> list[tuple[int, Sequence[Piece]]]:
    """Lines with their indentation: broken before pieces of the least depth first, and filled."""
    if len(pieces) == 1 or used + _length(pieces) <= width:
        return [(used, pieces)]
    depth = min(piece.depth for piece in pieces[1:])
    lines: list[tuple[int, Sequence[Piece]]] = []
    fills = depth >= 0
    for part in _split(pieces, depth):
        at, last = lines[-1] if lines else (0, ())
        both = [*last, *part]
        if lines and fills and at + _length(both) <= width:
            lines[-1] = at, both
            continue
        broken = _wrapped(part, indent if lines else used, min(indent + INDENT, deepest), deepest, width)
        lines += broken
        fills = depth >= 0 and len(broken) == 1  # nothing stands behind what is broken itself
    return lines


def _split(pieces: Sequence[Piece], depth: int) -> Iterator[Sequence[Piece]]:
    begin = 0
    for place in range(1, len(pieces) + 1):
        if place == len(pieces) or pieces[place].depth <= depth:
            yield pieces[begin:place]
            begin = place


def _length(pieces: Sequence[Piece]) -> int:
    return sum(cells(piece.text) + piece.gap for piece in pieces) - pieces[0].gap
