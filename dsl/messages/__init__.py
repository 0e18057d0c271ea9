"""The catalogue of sentences: one entry per code and language, in the `*.en.toml` and `*.pl.toml` files of this folder.

Knows how a sentence is picked and filled in; knows nothing of when a finding is made, nor how it is laid out on a page.

    [E101]
    message = "there is no word `{name}`"
    hint = ["did you mean `{near}`?", "declare it: `event {name} = \\"Track Name\\"`"]

    [terms]
    duration = "a duration such as `24h`"

`hint` is one sentence or a list, of which the first counts whose blanks are all known and not empty. `{what:term}` looks
the word up among `[terms]`; `{what:terms}` does so for each part between `|` and lists them with "or"; `{path:long}` cuts
only what is longer than any path.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from string import Formatter
from typing import Any, Literal, get_args

from dsl.diagnostics import Diagnostic, Fix, Severity, Source, Span
from dsl.places import position

Lang = Literal["en", "pl"]
LANGS: tuple[Lang, ...] = get_args(Lang)
_OR: Mapping[Lang, str] = {"en": " or ", "pl": " lub "}
_CODE = re.compile("[EW][0-9]{3}")
_SHOWN, _LONG = 60, 500  # characters of the user's own text that a sentence repeats


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says about one code; blanks not yet filled in."""

    message: str
    hints: tuple[str, ...]

    def blanks(self) -> set[str]:
        """The names of all blanks, of every sentence."""
        return {blank for text in (self.message, *self.hints) for blank in _blanks(text)}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries and terms of one language."""

    lang: Lang
    entries: Mapping[str, Entry]
    terms: Mapping[str, str]


@cache
def catalogue(lang: Lang) -> Catalogue:
    """All files of one language, merged."""
    entries: dict[str, Entry] = {}
    terms: dict[str, str] = {}
    files = (f for f in resources.files(__name__).iterdir() if f.name.endswith(f".{lang}.toml"))
    for file in sorted(files, key=lambda f: f.name):
        for code, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if code == "terms":
                terms.update(entry)
            else:
                entries[code] = _entry(entry)
    return Catalogue(lang, entries, terms)


def _entry(raw: Mapping[str, Any]) -> Entry:
    hint = raw.get("hint", [])
    return Entry(raw["message"], (hint,) if isinstance(hint, str) else tuple(hint))


def codes() -> tuple[str, ...]:
    """Every code of a finding, sorted. (Other entries of the catalogue are what the command line says.)"""
    return tuple(sorted(code for code in catalogue("en").entries if _CODE.fullmatch(code)))


def render(code: str, words: Mapping[str, str] | Iterable[tuple[str, str]], lang: Lang = "en") -> tuple[str, str]:
    """The sentence and the hint (perhaps empty) of `code` with `words` filled in. KeyError for an unknown code."""
    book = catalogue(lang)
    entry = book.entries[code]
    filled = dict(words)
    hint = next((h for h in entry.hints if all(filled.get(blank) for blank in _blanks(h))), "")
    return _fill(entry.message, filled, book), _fill(hint, filled, book)


def diagnose(
    source: Source, span: Span, code: str, words: Iterable[tuple[str, str]] = (), fix: Fix | None = None
) -> Diagnostic:
    """The finding `code` at `span` of `source`; an error or a warning by the code's first letter."""
    words = tuple(words)
    message, hint = render(code, words)
    line, column = position(source.text, span.start)
    end_line, end_column = position(source.text, max(span.start, span.end))
    severity: Severity = "error" if code.startswith("E") else "warning"
    return Diagnostic(code, severity, source.file, line, column, end_line, end_column, message, hint, words, fix)


def language(option: str | None, environ: Mapping[str, str]) -> Lang:
    """The language asked for by `--lang`, else by the locale of the environment, else English."""
    asked = option or environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return next((lang for lang in LANGS if asked.casefold().startswith(lang)), "en")


@lru_cache(maxsize=1024)
def _parts(template: str) -> tuple[tuple[str, str | None, str], ...]:
    return tuple((literal, name, spec or "") for literal, name, spec, _ in Formatter().parse(template))


def _blanks(template: str) -> list[str]:
    return [name for _, name, _ in _parts(template) if name]


def _fill(template: str, words: Mapping[str, str], book: Catalogue) -> str:
    out = []
    for literal, name, spec in _parts(template):
        out.append(literal)
        if not name:
            continue
        word = words.get(name, "")
        if spec == "term":
            out.append(book.terms.get(word, word))
        elif spec == "terms":
            out.append(_either([book.terms.get(w, w) for w in word.split("|")], book.lang))
        else:
            out.append(_shown(word, _LONG if spec == "long" else _SHOWN))
    return "".join(out)


def _either(choices: list[str], lang: Lang) -> str:
    return ", ".join(choices[:-1]) + _OR[lang] + choices[-1] if len(choices) > 1 else choices[0]


def _shown(text: str, most: int) -> str:
    """The user's text on one line, of bounded length, without anything that a terminal would obey."""
    flat = "".join(c if c.isprintable() else " " for c in text[: 4 * most])
    flat = " ".join(flat.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
