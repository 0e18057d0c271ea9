"""Keywords that something was probably meant to be. Knows how near is near enough, and nothing of names that rules declare."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from dsl.syntax.expected import VALUES, keywords
from dsl.syntax.mistake import Mistake

LONGEST_KEYWORD = 15  # with a typing mistake or two


def near_keyword(m: Mistake) -> str:
    """The keyword that was expected and that what was found is nearly, if there is one."""
    words = [word for terminal in m.expected - VALUES - {"NAME", "NO_NAME"} for word in keywords(terminal)]
    return "" if m.found in words else nearest(m.found, words)


def nearest(found: str, words: Iterable[str]) -> str:
    """The one of some keywords that a word nearly is: people get its first letter right."""
    likely = sorted(word for word in words if word[:1] == found[:1])
    return next(iter(get_close_matches(found, likely, 1, 0.7)), "") if 1 < len(found) <= LONGEST_KEYWORD else ""
