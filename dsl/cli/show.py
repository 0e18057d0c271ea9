"""How values look: numbers, instants, names, JSON, columns. Knows values and a stream; nothing of rules or scores."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TextIO

from rich.cells import cell_len

from dsl.engine.calendar import Calendar
from dsl.messages import Lang, render

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GAP = "  "
_LEAST = 8  # cells that a column keeps where the terminal is narrow, if it has as many


@dataclass(frozen=True, slots=True)
class Say:
    """The catalogue's sentences in one language."""

    lang: Lang

    def __call__(self, key: str, **words: object) -> str:
        return render(key, {name: str(word) for name, word in words.items()}, self.lang)[0]


def number(value: Decimal) -> str:
    """Exact, without needless zeros: `30`, `2.5`, `-0.0625`."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def signed(value: Decimal) -> str:
    """As `number`, with its sign; 0 has none."""
    return f"+{number(value)}" if value > 0 else number(value)


def utc(at: int) -> str:
    """An instant as `2026-11-02T10:15:00.000Z`."""
    moment = _EPOCH + timedelta(milliseconds=at)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"


def local(at: int, timezone: str) -> str:
    """An instant on the clocks of a timezone, to the minute: `2026-11-02 11:15`."""
    return f"{_calendar(timezone).local(at):%Y-%m-%d %H:%M}"


def local_exactly(at: int, timezone: str) -> str:
    """The same to the second."""
    return f"{_calendar(timezone).local(at):%Y-%m-%d %H:%M:%S}"


@lru_cache(maxsize=64)
def _calendar(timezone: str) -> Calendar:
    return Calendar(timezone)


def plain(text: str, longest: int = 120) -> str:
    """Somebody else's text on one line, cut if it is long, without anything that a terminal would obey."""
    flat = "".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def to_json(value: object) -> str:
    """JSON on one line; a `Decimal` is written with all its digits, whole ones as whole numbers."""
    match value:
        case Decimal():
            return number(value)
        case Mapping():
            return "{" + ", ".join(f"{to_json(key)}: {to_json(inner)}" for key, inner in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(to_json, value)) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; numbers stand to the right."""

    title: str
    right: bool = False


def columns(head: Sequence[Column], rows: Sequence[Sequence[str]], out: TextIO, indent: str = "") -> None:
    """A table: drawn on a terminal that has room for it, plain aligned text anywhere else."""
    if out.isatty() and _drawn(head, rows, out):
        return
    titles = [[column.title for column in head]] if any(column.title for column in head) else []
    lines = [*titles, *rows]
    widths = [max(map(cell_len, cells)) for cells in zip(*lines, strict=True)] if lines else []
    for line in lines:
        cells = [_padded(cell, width, column.right) for cell, width, column in zip(line, widths, head, strict=True)]
        print(indent + _GAP.join(cells).rstrip(), file=out)


def _drawn(head: Sequence[Column], rows: Sequence[Sequence[str]], out: TextIO) -> bool:
    """Draws the table, its widest columns folded where they must be. False where even that leaves no room for the others."""
    from rich import box  # loaded only where there is a terminal: it takes longer than most commands
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    titled = any(column.title for column in head)
    style = box.SIMPLE_HEAD if titled else None
    table = Table(box=style, show_edge=False, header_style="bold", show_header=titled, padding=(0, 1, 0, 0))
    console = Console(file=out)
    widths = [max(map(cell_len, cells)) for cells in zip([column.title for column in head], *rows, strict=True)]
    least = [min(width, _LEAST) for width in widths]
    room = console.width - len(_GAP) * len(head)
    if sum(least) > room:
        return False
    widest = max(widths, default=0)
    alone = sum(widths) - widest + _LEAST <= room  # the widest column gives way, and the others only after it
    for column, width, kept in zip(head, widths, least, strict=True):
        justify: Literal["left", "right"] = "right" if column.right else "left"
        whole = width == kept or (alone and width < widest)
        table.add_column(column.title, justify=justify, overflow="fold", no_wrap=whole, min_width=kept)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
    return True


def _padded(cell: str, width: int, right: bool) -> str:
    space = " " * (width - cell_len(cell))
    return space + cell if right else cell + space


def heading(text: str, out: TextIO) -> None:
    """A line that stands out on a terminal."""
    print(f"\033[1m{text}\033[0m" if out.isatty() and os.environ.get("TERM") != "dumb" else text, file=out)


def has_colour(out: TextIO) -> bool:
    """Whether a stream is a terminal whose user wants colours."""
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def stdout() -> TextIO:
    """Standard output as it is now (a test may have put another one there)."""
    return sys.stdout
