"""How `punkty diff` looks: text for a terminal or a pipe, Markdown for a comment on a pull request.

Knows blocks (`dsl.cli.diff_pages`) and the rules of the two. In Markdown all that users wrote stands in code spans: there
nothing is a link, a mention, a tag or the end of a cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TextIO

from dsl.cli.diff_pages import ARROW, Block, Heading, Item, Items, Line, Own, Pages, Pieces, Table
from dsl.cli.show import Say, columns, has_colour, heading, plain

COMMENT = 60_000
"""The most characters of Markdown: GitHub takes 65,536 in a comment, and somebody may want to add a line."""
_ROWS = (200, 100, 50, 20, 10, 5, 2, 1, 0)
_OPEN = 10
"""Rows of a table that are shown without being asked for."""
_LONG, _CELL = 300, 160
_COLOURS = {"+": "32", "-": "31", "~": "33"}


def text(pages: Pages, out: TextIO) -> None:
    """Everything, one change after the other, then the tables."""
    heading(_plain(pages.title()), out)
    for line in pages.summary():
        print(_plain(line.pieces), file=out)
    for block in (*pages.changes(), *pages.felt()):
        print(file=out)
        _print(block, out)


def _print(block: Block, out: TextIO) -> None:
    match block:
        case Heading():
            heading(_plain(block.pieces), out)
        case Line():
            print(_plain(block.pieces), file=out)
        case Items():
            for place, item in enumerate(block.items):
                print(end="\n" if place else "", file=out)
                _print_item(item, out)
        case Table():
            print(f"{block.title}:", file=out)
            columns(block.head, [[_plain(_pieces(cell)) for cell in row] for row in block.rows], out, "  ")


def _print_item(item: Item, out: TextIO) -> None:
    print(_coloured(item.mark, f"{item.mark} {_plain(item.title)}", out), file=out)
    for part in item.parts:
        print(f"    {_plain(part)}", file=out)
    alike = item.old and item.new and item.old[0] == item.new[0]
    for mark, said in (("-", item.old), ("+", item.new)):
        if said is not None and not (alike and mark == "-"):
            place = f"  ({plain(said[1], _LONG)})" if said[1] else ""
            shown = " " if alike else mark
            print(_coloured(shown, f"  {shown} {plain(said[0], _LONG)}", out) + place, file=out)


def _coloured(mark: str, line: str, out: TextIO) -> str:
    return f"\033[{_COLOURS[mark]}m{line}\033[0m" if mark in _COLOURS and has_colour(out) else line


def _plain(pieces: Pieces) -> str:
    return "".join(plain(piece, _LONG) if isinstance(piece, Own) else piece for piece in pieces)


def _pieces(cell: str | Pieces) -> Pieces:
    return cell if isinstance(cell, tuple) else (cell,)


def markdown(pages: Pages, out: TextIO) -> None:
    """A summary, then the details; with fewer rows where all would be longer than a comment may be."""
    for most in _ROWS:
        written = "\n".join(_page(pages, most)) + "\n"
        if len(written) <= COMMENT:
            break
    out.write(written if len(written) <= COMMENT else _cut(written, pages.say))


def _cut(written: str, say: Say) -> str:
    """What fits of a page that is too long with no row at all; whole lines, since none opens what another closes there."""
    kept = written[:COMMENT].rpartition("\n")[0]
    return f"{kept}\n\n{say('diff-cut')}\n"


def _page(pages: Pages, most: int) -> Iterator[str]:
    yield f"### {_marked(pages.title())}"
    yield ""
    for line in pages.summary():
        yield f"- {_marked(line.pieces)}"
    for block in (*pages.changes(), *pages.felt()):
        yield ""
        yield from _block(block, most, pages.say)


def _block(block: Block, most: int, say: Say) -> Iterator[str]:
    match block:
        case Heading():
            yield f"#### {_marked(block.pieces)}"
        case Line():
            yield _marked(block.pieces)
        case Items():
            head = ("", say("diff-statement"), say("diff-what-changed"), say("cli-place"))
            yield from _table(block.title, head, (), [_row(item) for item in block.items], most, say)
        case Table():
            rows = [tuple(_marked(_pieces(cell)) for cell in row) for row in block.rows]
            right = [place for place, column in enumerate(block.head) if column.right]
            yield from _table(block.title, [column.title for column in block.head], right, rows, most, say)


def _row(item: Item) -> tuple[str, ...]:
    """One change as a row: of a statement that came or went its text, of another what differs in it."""
    said = [one for one in (item.old, item.new) if one is not None]
    whole = [_code(said[0][0])] if len(said) == 1 else []
    places = (_code(place) for place, _ in groupby(one[1] for one in said) if place)
    what = "<br>".join([*map(_marked, item.parts), *whole])
    return (_code(item.mark), _marked(item.title), what, ARROW.join(places))


def _table(
    title: str, head: Sequence[str], right: Iterable[int], rows: Sequence[Sequence[str]], most: int, say: Say
) -> Iterator[str]:
    """A table under its title; a long one is folded away."""
    shown = rows[:most]
    is_folded = len(shown) > _OPEN
    yield f"<details><summary>{_escaped(title)}</summary>" if is_folded else f"**{_escaped(title)}**"
    yield ""
    if shown:
        yield _cells(head)
        yield _cells("--:" if place in right else "---" for place in range(len(head)))
        yield from map(_cells, shown)
    if len(rows) > len(shown):
        yield ""
        yield _escaped(say("cli-more", count=len(rows) - len(shown)))
    if is_folded:
        yield ""
        yield "</details>"


def _cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _marked(pieces: Pieces) -> str:
    return "".join(_code(piece) if isinstance(piece, Own) else _escaped(piece) for piece in pieces)


def _code(text: str) -> str:
    """A code span, in a table or out of it: a fence longer than any within, no line end, no bare `|`."""
    flat = plain(text, _CELL)
    if not flat.strip():
        return ""
    longest = max((len(run) for run in re.findall("`+", flat)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return fence + space + flat.replace("|", "\\|") + space + fence


def _escaped(text: str) -> str:
    """Our own words: no sign of theirs is meant as markup."""
    return re.sub(r"([\\`*_\[\]<>|~#@])", r"\\\1", text)


LOOKS: Mapping[str, Callable[[Pages, TextIO], None]] = {"text": text, "markdown": markdown}
"""By the name of the format."""
