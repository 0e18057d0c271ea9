"""Findings laid out: underlined text, JSON, annotations of workflows, SARIF."""

from __future__ import annotations

import json

from dsl import report
from dsl.compiler import check_sources

RULES = {"b2b.punkty": 'on page("cennik") +15\non pgae +5\n'}


def test_text_underlines_the_smallest_place() -> None:
    """The line stands as the user wrote it, with carets under the word that is wrong."""
    checked = check_sources(RULES)
    assert report.text(checked.findings, checked.sources).splitlines()[6:9] == [
        "  2 | on pgae +5",
        "    |    ^^^^",
        "  help: did you mean `page`?",
    ]


def test_carets_stand_under_wide_and_combining_letters() -> None:
    """What counts are the cells of a terminal, not characters."""
    checked = check_sources({"a.punkty": 'on form("漢字", "e\u0301") or pgae +5'})
    _, line, carets, _ = report.text(checked.findings, checked.sources).splitlines()
    wide = 2
    assert carets.index("^") == line.index("pgae") + wide - 1


def test_a_long_line_is_cut_around_the_place() -> None:
    """Ten thousand characters before and after the place are not shown."""
    checked = check_sources({"a.punkty": "on " + "page or " * 1500 + "pgae" + " or page" * 1500 + " +5"})
    text = report.text([f for f in checked.findings if f.code == "E101"], checked.sources)
    _, line, carets, _ = text.splitlines()
    assert len(line) < 200
    assert line[carets.index("^") :].startswith("pgae")


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    """Escape sequences in rules do not reach the terminal."""
    checked = check_sources({"a.punkty": 'on form("\x1b[2J") or pgae +5\ton'})
    assert "\x1b" not in report.text(checked.findings, checked.sources)


def test_colour_is_the_callers_choice() -> None:
    """With colour the same text, and nothing but colour added."""
    checked = check_sources(RULES)
    plain = report.text(checked.findings, checked.sources)
    coloured = report.text(checked.findings, checked.sources, color=True)
    assert "\x1b[1;31m" in coloured
    assert len(coloured) > len(plain)


def test_json_has_one_object_per_finding() -> None:
    """The shape that other tools rely on, field by field."""
    found = json.loads(report.json(check_sources(RULES).findings))
    assert found[0] == {
        "file": "b2b.punkty",
        "line": 1,
        "column": 9,
        "end_line": 1,
        "end_column": 17,
        "severity": "warning",
        "code": "W301",
        "message": "paths begin with `/`, so `cennik` never matches",
        "hint": "put a `/` in front, or a `*` for any beginning",
    }
    assert [f["code"] for f in found] == ["W301", "E101"]


def test_annotations_escape_what_would_end_them() -> None:
    """Percent signs, commas and colons in names and texts do not break the workflow command."""
    checked = check_sources({"a,b.punkty": 'on form("100%") or pgae +5'})
    line = report.github([f for f in checked.findings if f.code == "E101"], where=lambda file: f"rules:{file}")
    assert line == (
        "::error file=rules%3Aa%2Cb.punkty,line=1,endLine=1,col=20,endColumn=24,title=E101"
        "::there is no word or `let` called `pgae`; did you mean `page`?"
    )


def test_sarif_names_rules_places_and_fixes() -> None:
    """One run with the codes as rules, columns in code points, and the fix where there is one."""
    run = json.loads(report.sarif(check_sources(RULES).findings, "pl"))["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["E101", "W301"]
    warning, error = run["results"]
    assert (warning["level"], warning["ruleIndex"], error["level"], error["ruleIndex"]) == ("warning", 1, "error", 0)
    assert warning["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "b2b.punkty"},
        "region": {"startLine": 1, "startColumn": 9, "endLine": 1, "endColumn": 17},
    }
    assert warning["fixes"][0]["artifactChanges"][0]["replacements"] == [
        {"deletedRegion": {"charOffset": 9, "charLength": 0}, "insertedContent": {"text": "/"}}
    ]
    assert "fixes" not in error


def test_the_summary_counts() -> None:
    """Errors and warnings, in the reader's language."""
    findings = check_sources(RULES).findings
    assert report.summary(findings) == "errors: 1, warnings: 1"
    assert report.summary(findings, "pl") == "błędy: 1, ostrzeżenia: 1"
