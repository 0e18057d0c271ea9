"""The layout of one text, held against what was written before anybody may use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dsl.diagnostics import Source
from dsl.formatter.comments import comments
from dsl.formatter.layout import layout
from dsl.syntax import File, Finding, parse

Doubt = Literal["tree", "comments", "unstable"]
"""What a layout may get wrong: it says something else, a comment is missing, laid out again it is another."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """What became of a text.

    `text` is the canonical layout, None where there is none: then `findings` has the mistakes in the text, or `doubt` says
    what was wrong with the layout, which is a fault of the formatter.
    """

    text: str | None
    findings: tuple[Finding, ...] = ()
    doubt: Doubt | None = None


def formatted(source: Source) -> Formatted:
    """The canonical layout of a text without syntax errors, proven to keep its meaning and its comments."""
    file, findings = parse(source)
    if any(map(_is_error, findings)):
        return Formatted(None, findings)
    text = layout(file)
    doubt = doubt_about(file, text)
    return Formatted(None if doubt else text, doubt=doubt)


def doubt_about(file: File, text: str) -> Doubt | None:
    """What is wrong with a text that should be the layout of a file; None: nothing."""
    again, findings = parse(Source(file.source.file, text))
    if any(map(_is_error, findings)) or again.statements != file.statements:
        return "tree"
    if [c.text for c in comments(text)] != [c.text for c in comments(file.source.text)]:
        return "comments"
    return None if layout(again) == text else "unstable"


def _is_error(finding: Finding) -> bool:
    return finding.code.startswith("E")
