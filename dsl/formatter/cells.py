"""How wide a text is, in cells of an editor or a terminal."""

from __future__ import annotations

import unicodedata


def cells(text: str) -> int:
    """Letters count one, wide ones (名) two, marks over a letter none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, width: int) -> str:
    """With blanks behind it up to a width."""
    return text + " " * (width - cells(text))
