"""Findings as SARIF 2.1.0, for code scanning. Knows that format and nothing of how findings come about."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib.metadata import version
from urllib.parse import quote

from dsl.diagnostics import Diagnostic
from dsl.messages import Lang, catalogue, render

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Sequence[Diagnostic], lang: Lang = "en", *, where: Callable[[str], str] = str) -> str:
    """One run with one result per finding; the rules are the codes that occur."""
    codes = sorted({f.code for f in findings})
    driver = {"name": "punkty", "version": version("punkty"), "rules": [_rule(code, lang) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(f, codes.index(f.code), lang, where) for f in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(code: str, lang: Lang) -> dict[str, object]:
    return {"id": code, "shortDescription": {"text": catalogue(lang).entries[code].message}}


def _result(finding: Diagnostic, index: int, lang: Lang, where: Callable[[str], str]) -> dict[str, object]:
    message, hint = render(finding.code, finding.words, lang)
    artifact = {"uri": quote(where(finding.file))}
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": f"{message}; {hint}" if hint else message},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
    if finding.fix is not None:
        result["fixes"] = [_fix(finding, hint, where)]
    return result


def _fix(finding: Diagnostic, hint: str, where: Callable[[str], str]) -> dict[str, object]:
    assert finding.fix is not None
    span = finding.fix.span
    replacement = {
        "deletedRegion": {"charOffset": span.start, "charLength": span.end - span.start},
        "insertedContent": {"text": finding.fix.text},
    }
    change = {"artifactLocation": {"uri": quote(where(span.file))}, "replacements": [replacement]}
    return {"description": {"text": hint or finding.message}, "artifactChanges": [change]}
