"""Lines and columns of offsets in a text, quick where one text is asked about often. Both count from 1."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache


@lru_cache(maxsize=8)
def _line_starts(text: str) -> tuple[int, ...]:
    starts = [0]
    while (found := text.find("\n", starts[-1])) >= 0:
        starts.append(found + 1)
    return tuple(starts)


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset; past the end: the place after the last character."""
    starts = _line_starts(text)
    offset = min(offset, len(text))
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def line_of(text: str, number: int) -> str:
    """The text of one line, without its line end; empty where there is no such line."""
    starts = _line_starts(text)
    if not 0 < number <= len(starts):
        return ""
    end = starts[number] - 1 if number < len(starts) else len(text)
    return text[starts[number - 1] : end].removesuffix("\r")
