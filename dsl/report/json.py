"""Findings as JSON: the shape that other tools rely on."""

from __future__ import annotations

import json as _json
from collections.abc import Callable, Mapping, Sequence

from dsl.diagnostics import Diagnostic, Fix, Source
from dsl.messages import Lang, render
from dsl.places import position

_NO_SOURCES: Mapping[str, Source] = {}


def json(
    findings: Sequence[Diagnostic],
    lang: Lang = "en",
    *,
    sources: Mapping[str, Source] = _NO_SOURCES,
    where: Callable[[str], str] = str,
) -> str:
    """A JSON list with one object per finding; `fix` only where there is one and its file is among the sources."""
    return _json.dumps([_object(finding, lang, sources, where) for finding in findings], ensure_ascii=False, indent=2)


def _object(finding: Diagnostic, lang: Lang, sources: Mapping[str, Source], where: Callable[[str], str]) -> dict[str, object]:
    message, hint = render(finding.code, finding.words, lang)
    told: dict[str, object] = {
        "file": where(finding.file),
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "severity": finding.severity,
        "code": finding.code,
        "message": message,
        "hint": hint,
    }
    if finding.fix is not None and finding.fix.span.file in sources:
        told["fix"] = _fix(finding.fix, sources[finding.fix.span.file])
    return told


def _fix(fix: Fix, source: Source) -> dict[str, object]:
    """What to put in the place of which stretch of the finding's file; lines and columns as those of the finding."""
    line, column = position(source.text, fix.span.start)
    end_line, end_column = position(source.text, fix.span.end)
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column, "text": fix.text}
