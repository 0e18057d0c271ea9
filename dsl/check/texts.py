"""Texts that are compared with what sites send: characters in them that nobody sees. Knows nothing of paths or words."""

from __future__ import annotations

import re

from dsl.check.report import Report
from dsl.diagnostics import Fix
from dsl.syntax import tree, write

_UNSEEN = re.compile("[\u00a0\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_HARD_SPACE = "\u00a0"


def lint_text(text: tree.Text, report: Report) -> None:
    """A character without a shape, or a space that never breaks: what is compared with the text hardly has it."""
    unseen = None if text.value.isascii() else _UNSEEN.search(text.value)
    if unseen is not None:
        plain = _UNSEEN.sub("", text.value.replace(_HARD_SPACE, " "))
        fix = Fix(text.span, write.value(tree.Text(text.span, plain)))
        report.add("W308", text.span, fix, sign=f"U+{ord(unseen[0]):04X}")
