"""The help pages: one for each code of a finding, in the files `pages/CODE.toml`.

    avoid = '''
    on page("/cennik") 15
    '''
    prefer = '''
    on page("/cennik") +15
    '''
    [en]
    title = "Points without a sign"
    what = "…one or two sentences: what the finding means…"
    why = "…one to three sentences: why it matters, or how it comes about…"
    [pl]
    title = "…"

`avoid` are rules that give the finding, `prefer` the same without any: one text, which is the plan `example.punkty`, or a
table of names of files and their texts. Only where no text can show it (bytes that are no UTF-8, a file or a rulebook that
is too large) `avoid_note` in `[en]` and `[pl]` says in words what to avoid. Texts are plain prose with back quotes for
code; they may run over several lines.

Knows the pages; what the checker says to an example is asked in `dsl.manual.example`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from dsl.messages import LANGS, Lang

EXAMPLE = "example.punkty"
"""The name of the plan where a page's example is one text."""


@dataclass(frozen=True, slots=True)
class Prose:
    """What a page says in one language. `note` is said in place of an example, and empty where there is one."""

    title: str
    what: str
    why: str
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """The help on one code. `avoid` and `prefer` are texts by the names of their files; `avoid` is empty beside notes."""

    code: str
    avoid: Mapping[str, str]
    prefer: Mapping[str, str]
    prose: Mapping[Lang, Prose]


@cache
def codes() -> tuple[str, ...]:
    """Every code that has a page, sorted."""
    names = (file.name for file in _pages().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def page(code: str) -> Page:
    """The page of a code. KeyError for one that has none, and for a page without one of its parts."""
    if code not in codes():
        raise KeyError(code)
    raw = tomllib.loads((_pages() / f"{code}.toml").read_text(encoding="utf-8"))
    prose = {lang: _prose(raw[lang]) for lang in LANGS}
    shown = not all(said.note for said in prose.values())
    return Page(code, _files(raw["avoid"]) if shown else {}, _files(raw["prefer"]), prose)


def _pages() -> Traversable:
    return resources.files(__name__) / "pages"


def _files(raw: str | dict[str, str]) -> dict[str, str]:
    return {EXAMPLE: raw} if isinstance(raw, str) else raw


def _prose(raw: Mapping[str, str]) -> Prose:
    return Prose(*(" ".join(text.split()) for text in (raw["title"], raw["what"], raw["why"], raw.get("avoid_note", ""))))
