"""Findings as annotations of GitHub's workflows. Knows their notation and how many of them GitHub shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dsl.diagnostics import Diagnostic
from dsl.messages import Lang, render

MOST = 10
"""How many annotations of one kind GitHub shows for a step; it drops the others without a word."""


def github(findings: Sequence[Diagnostic], lang: Lang = "en", *, where: Callable[[str], str] = str) -> str:
    """One workflow command a line: errors, then warnings, at most ten of each; then how many are not among them."""
    errors = [finding for finding in findings if finding.severity == "error"]
    warnings = [finding for finding in findings if finding.severity == "warning"]
    shown = errors[:MOST] + warnings[:MOST]
    lines = [_command(finding, lang, where) for finding in shown]
    if len(shown) < len(findings):
        more, _ = render("check-more", {"count": str(len(findings) - len(shown))}, lang)
        lines.append(f"::notice title=punkty check::{_escaped(more)}")
    return "\n".join(lines)


def _command(finding: Diagnostic, lang: Lang, where: Callable[[str], str]) -> str:
    message, hint = render(finding.code, finding.words, lang)
    place = {
        "file": where(finding.file),
        "line": finding.line,
        "endLine": finding.end_line,
        "col": finding.column,
        "endColumn": finding.end_column,
        "title": finding.code,
    }
    values = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in place.items())
    return f"::{finding.severity} {values}::{_escaped(f'{message}; {hint}' if hint else message)}"


def _escaped(text: str, more: str = "") -> str:
    """As workflow commands want it: the percent sign and line ends, in values also colon and comma, as %XX."""
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" or c in more else c for c in text)
