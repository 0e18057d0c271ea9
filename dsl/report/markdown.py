"""Findings as a table in Markdown: the summary of a job, a comment in a discussion.

Knows the table and how to keep other people's text from being markup: every sign that could be some is written as a
character reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dsl.diagnostics import Diagnostic
from dsl.messages import Lang, catalogue, render
from dsl.report.text import summary

MOST = 500
"""Rows of a table: GitHub refuses a summary of more than a MiB."""
_LONGEST = 200  # characters of a file's name
_MARKUP = re.compile(r"[^\w\s.,;…]|_", re.ASCII)
_ASCII = 128


def markdown(findings: Sequence[Diagnostic], lang: Lang = "en", *, where: Callable[[str], str] = str) -> str:
    """How many findings of which kind, then a row for each, errors first; an empty text where there is none."""
    if not findings:
        return ""
    terms = catalogue(lang).terms
    heads = [terms[key] for key in ("report-severity", "report-place", "report-finding", "report-help")]
    rows = [_row(finding, lang, where) for finding in sorted(findings, key=lambda finding: finding.severity)[:MOST]]
    more = len(findings) - len(rows)
    lines = [
        f"### punkty check: {summary(findings, lang)}",
        "",
        f"| {' | '.join(heads)} |",
        f"| {' | '.join('---' for _ in heads)} |",
        *rows,
        *(["", render("check-more-rows", {"count": str(more)}, lang)[0]] if more else []),
    ]
    return "\n".join(lines) + "\n"


def _row(finding: Diagnostic, lang: Lang, where: Callable[[str], str]) -> str:
    message, hint = render(finding.code, finding.words, lang)
    file = where(finding.file)
    place = f"{file if len(file) <= _LONGEST else '…' + file[-_LONGEST:]}:{finding.line}:{finding.column}"
    severity = f"{catalogue(lang).terms[finding.severity]} {finding.code}"
    return f"| {severity} | <code>{escaped(place)}</code> | {_sentence(message)} | {_sentence(hint)} |"


def _sentence(text: str) -> str:
    """A sentence of the catalogue: what stands in back quotes there is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escaped(text)
    return "".join(f"<code>{escaped(part)}</code>" if place % 2 else escaped(part) for place, part in enumerate(parts))


def escaped(text: str) -> str:
    """The text as text: no markup, no link, no mention, on one line."""
    flat = "".join(c if c.isprintable() else " " for c in text)
    return _MARKUP.sub(lambda sign: f"&#{ord(sign[0])};" if ord(sign[0]) < _ASCII else sign[0], flat)
