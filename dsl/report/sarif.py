"""Findings as SARIF 2.1.0, for code scanning. Knows that format and nothing of how findings come about."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import quote

from dsl.diagnostics import Diagnostic, Fix, Source, Span
from dsl.messages import Lang, catalogue, render
from dsl.places import position

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_NO_SOURCES: Mapping[str, Source] = {}


@dataclass(frozen=True, slots=True)
class Help:
    """What more there is to say about a code, in the language of the report."""

    title: str
    what: str
    why: str


_NO_HELP: Mapping[str, Help] = {}


def sarif(
    findings: Sequence[Diagnostic],
    lang: Lang = "en",
    *,
    sources: Mapping[str, Source] = _NO_SOURCES,
    helps: Mapping[str, Help] = _NO_HELP,
    where: Callable[[str], str] = str,
) -> str:
    """One run with one result per finding; the rules are the codes that occur, with their help.

    A fix is told where its file is among the sources.
    """
    codes = sorted({f.code for f in findings})
    rules = [_rule(code, lang, helps.get(code)) for code in codes]
    run = {
        "tool": {"driver": {"name": "punkty", "version": version("punkty"), "rules": rules}},
        "language": lang,
        "columnKind": "unicodeCodePoints",
        "results": [_result(f, codes.index(f.code), lang, sources, where) for f in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(code: str, lang: Lang, help_: Help | None) -> dict[str, object]:
    sentence, _ = render(code, dict.fromkeys(catalogue(lang).entries[code].blanks(), "…"), lang)
    rule: dict[str, object] = {
        "id": code,
        "shortDescription": {"text": help_.title if help_ else sentence},
        "defaultConfiguration": {"level": "error" if code.startswith("E") else "warning"},
    }
    if help_ is not None:
        rule["fullDescription"] = {"text": help_.what}
        rule["help"] = {"text": f"{help_.what}\n\n{help_.why}", "markdown": f"{help_.what}\n\n{help_.why}"}
    return rule


def _result(
    finding: Diagnostic, index: int, lang: Lang, sources: Mapping[str, Source], where: Callable[[str], str]
) -> dict[str, object]:
    message, hint = render(finding.code, finding.words, lang)
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    place = {"artifactLocation": _artifact(finding.file, where), "region": region}
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": f"{message}; {hint}" if hint else message},
        "locations": [{"physicalLocation": place}],
    }
    if finding.fix is not None and finding.fix.span.file in sources:
        result["fixes"] = [_fix(finding.fix, hint or message, sources[finding.fix.span.file], where)]
    return result


def _fix(fix: Fix, about: str, source: Source, where: Callable[[str], str]) -> dict[str, object]:
    replacement = {"deletedRegion": _region(fix.span, source), "insertedContent": {"text": fix.text}}
    change = {"artifactLocation": _artifact(fix.span.file, where), "replacements": [replacement]}
    return {"description": {"text": about}, "artifactChanges": [change]}


def _region(span: Span, source: Source) -> dict[str, int]:
    (line, column), (end_line, end_column) = position(source.text, span.start), position(source.text, span.end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _artifact(file: str, where: Callable[[str], str]) -> dict[str, str]:
    return {"uri": quote(where(file))}
