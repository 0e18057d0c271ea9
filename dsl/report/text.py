"""Findings as text with the user's own line underlined, and how many there are.

Knows layouts and nothing of where the text goes: whether colour suits it is for the caller to say. `where` turns a file's
name in the rulebook into the path that the reader can open.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence

from dsl.diagnostics import Diagnostic, Source
from dsl.messages import Lang, catalogue, render
from dsl.places import line_of

_WIDTH = 160  # cells of the user's line that are shown at most
_BEFORE = 60  # of them before the place, in a longer line
_STYLES = {"error": "\033[1;31m", "warning": "\033[1;33m", "help": "\033[1;36m", "dim": "\033[2m"}
_RESET = "\033[0m"


def _same(file: str) -> str:
    return file


def text(
    findings: Sequence[Diagnostic],
    sources: Mapping[str, Source],
    lang: Lang = "en",
    *,
    color: bool = False,
    where: Callable[[str], str] = _same,
) -> str:
    """Each finding as `file:line:column`, its sentence, the line with the place underlined, the hint; a blank line between."""

    def paint(style: str, words: str) -> str:
        return f"{_STYLES[style]}{words}{_RESET}" if color else words

    return "\n".join(_one(finding, sources, lang, paint, where) for finding in findings)


def _one(
    finding: Diagnostic,
    sources: Mapping[str, Source],
    lang: Lang,
    paint: Callable[[str, str], str],
    where: Callable[[str], str],
) -> str:
    terms = catalogue(lang).terms
    message, hint = render(finding.code, finding.words, lang)
    place = f"{_visible(where(finding.file))}:{finding.line}:{finding.column}"
    severity = paint(finding.severity, terms[finding.severity])
    lines = [f"{place}: {severity}: {message} {paint('dim', f'[{finding.code}]')}"]
    source = sources.get(finding.file)
    is_place = (finding.end_line, finding.end_column) != (1, 1)  # else it is about the file as a whole
    if source is not None and is_place:
        shown, under = _excerpt(line_of(source.text, finding.line), finding)
        margin = " " * len(str(finding.line))
        lines.append(f"  {paint('dim', f'{finding.line} |')} {shown}".rstrip())
        lines.append(f"  {paint('dim', f'{margin} |')} {paint(finding.severity, under)}")
    if hint:
        lines.append(f"  {paint('help', terms['help'])}: {hint}")
    return "\n".join(lines) + "\n"


def _excerpt(line: str, finding: Diagnostic) -> tuple[str, str]:
    """The line (cut if it is long), and carets below the place."""
    start = min(finding.column - 1, len(line))
    end = finding.end_column - 1 if finding.end_line == finding.line else len(line)
    first = max(0, start - _BEFORE) if len(line) > _WIDTH else 0
    last = first + _WIDTH
    shown = ("…" if first else "") + _visible(line[first:last]) + ("…" if len(line) > last else "")
    before = _cells(line[first:start]) + (1 if first else 0)
    return shown, " " * before + "^" * max(1, _cells(line[start : min(end, last)]))


def _visible(text: str) -> str:
    """Each character that a terminal would obey, or not show, as a space or a sign in its place."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _cells(text: str) -> int:
    """How many cells of a terminal the text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def summary(findings: Sequence[Diagnostic], lang: Lang = "en") -> str:
    """How many of which kind, on one line."""
    terms = catalogue(lang).terms
    errors = sum(f.severity == "error" for f in findings)
    return f"{terms['errors']}: {errors}, {terms['warnings']}: {len(findings) - errors}"
