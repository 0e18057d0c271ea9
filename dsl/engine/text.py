"""Text as the language compares it: folding, paths and urls, globs.

Knows nothing of events or rules. Everything here is linear in the length of its input.
"""

from __future__ import annotations

import codecs
import unicodedata
from functools import lru_cache
from urllib.parse import unquote_to_bytes

_SHORT = 256
"""Longer texts are not kept in caches, so that a cache's size in bytes is bounded too."""


def fold_text(text: str) -> str:
    """NFC, no surrounding white space, casefolded: two texts are the same if these are."""
    return _folded(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text.strip().casefold()


_folded = lru_cache(maxsize=1 << 15)(_fold)


def normal_path(text: str) -> str:
    """The path of a url or path: no scheme, host, query, fragment, final `/`; percent-decoded, folded; empty is `/`."""
    return _normal_path(text) if len(text) <= _SHORT else _make_path(text)


def _make_path(text: str) -> str:
    text = text.strip()
    scheme, found, rest = text.partition("://")
    if found and _is_scheme(scheme):
        # `https://host/path`, but also `https://host?query`: the host ends at the first of the three
        end = min((i for i in (rest.find("/"), rest.find("?"), rest.find("#")) if i >= 0), default=len(rest))
        text = rest[end:]
    return fold_text(_without_slash(_decoded(_before_query(text)))) or "/"


_normal_path = lru_cache(maxsize=1 << 15)(_make_path)


def normal_url(text: str) -> str:
    """A url without query, fragment and final `/`; percent-decoded, folded."""
    return fold_text(_without_slash(_decoded(_before_query(text.strip()))))


def _is_scheme(text: str) -> bool:
    return text.isascii() and text[:1].isalpha() and all(c.isalnum() or c in "+-." for c in text)


def _before_query(text: str) -> str:
    return text.partition("?")[0].partition("#")[0]


def _without_slash(text: str) -> str:
    return text.removesuffix("/")


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    return unquote_to_bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8", "punkty.percent")


def _percent(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 stay as they were written: percent-encoded."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(f"%{byte:02X}" for byte in error.object[error.start : error.end]), error.end


codecs.register_error("punkty.percent", _percent)


class Glob:
    """A folded pattern in which `*` is any run of characters. `matches` takes a folded text; linear, no backtracking."""

    __slots__ = ("exact", "head", "middle", "shortest", "tail")

    def __init__(self, pattern: str) -> None:
        head, *rest = pattern.split("*")
        self.exact = not rest
        self.head = head
        self.tail = rest[-1] if rest else ""
        self.middle = tuple(part for part in rest[:-1] if part)
        self.shortest = len(pattern) - len(rest)

    def matches(self, text: str) -> bool:
        if self.exact:
            return text == self.head
        # |head|..middle..middle..|tail|: the leftmost place of each part leaves the most room for the next
        if len(text) < self.shortest or not text.startswith(self.head) or not text.endswith(self.tail):
            return False
        place, end = len(self.head), len(text) - len(self.tail)
        for part in self.middle:
            place = text.find(part, place, end)
            if place < 0:
                return False
            place += len(part)
        return True


def glob_matches(pattern: str, text: str) -> bool:
    """Whether a folded text matches a folded pattern."""
    return Glob(pattern).matches(text) if "*" in pattern else pattern == text
