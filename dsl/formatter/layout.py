"""A file in its one canonical layout. Knows where blank lines stand and what a block is; takes a tree without mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dsl.formatter.columns import block
from dsl.formatter.comments import Line, Note, attach
from dsl.formatter.rows import INDENT, rows
from dsl.syntax import File


def layout(file: File) -> str:
    """The text of a file, its comments included; empty for a file with nothing in it."""
    lines, after = attach(file.source.text, list(rows(file.statements)))
    out: list[str] = []
    above: Line | None = None
    for some in _blocks(lines):
        for line, texts in zip(some, block(some), strict=True):
            part = not line.parted and (line.row.opens or (above is not None and _ends_steps(above, line)))
            for note in line.before:
                part = _note(out, note, part)
            _put(out, texts, line.blank or part)
            above = line
    for note in after:
        _note(out, note, False)
    return "".join(f"{text}\n" for text in out)


def _ends_steps(above: Line, line: Line) -> bool:
    return above.row.kind == "step" and line.row.kind != "step"


def _note(out: list[str], note: Note, part: bool) -> bool:
    """Adds a comment; `part`: a blank line is still to come, and stands before the first comment that is not indented."""
    here = part and not note.indented
    _put(out, [" " * INDENT + note.text if note.indented else note.text], note.blank or here)
    return part and not here


def _put(out: list[str], texts: Sequence[str], blank: bool) -> None:
    if blank and out:
        out.append("")
    out += texts


def _blocks(lines: Iterable[Line]) -> Iterator[Sequence[Line]]:
    """Rows of one kind without a blank line between them."""
    some: list[Line] = []
    for line in lines:
        if some and (line.parted or line.row.opens or line.row.kind != some[0].row.kind):
            yield some
            some = []
        some.append(line)
    if some:
        yield some
