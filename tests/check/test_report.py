"""Findings laid out: underlined text, JSON, annotations of workflows, SARIF."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import report
from dsl.compiler import check_sources
from dsl.diagnostics import Source, Span
from dsl.messages import LANGS, Lang, diagnose
from dsl.report.markdown import escaped

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
    """The shape that other tools rely on, field by field; the fix where the file's text is known."""
    checked = check_sources(RULES)
    found = json.loads(report.json(checked.findings, sources=checked.sources))
    fix = {"line": 1, "column": 10, "end_line": 1, "end_column": 10, "text": "/"}
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
        "fix": fix,
    }
    assert [f["code"] for f in found] == ["W301", "E101"]
    assert "fix" not in found[1]
    assert not [f for f in json.loads(report.json(checked.findings)) if "fix" in f]


def test_annotations_escape_what_would_end_them() -> None:
    """Percent signs, commas and colons in names and texts do not break the workflow command."""
    checked = check_sources({"a,b.punkty": 'on form("100%") or pgae +5'})
    line = report.github([f for f in checked.findings if f.code == "E101"], where=lambda file: f"rules:{file}")
    assert line == (
        "::error file=rules%3Aa%2Cb.punkty,line=1,endLine=1,col=20,endColumn=24,title=E101"
        "::there is no word or `let` called `pgae`; did you mean `page`?"
    )


def test_annotations_are_no_more_than_github_shows() -> None:
    """Errors first, then warnings, ten of each at most; the rest is counted."""
    errors, warnings = "on pgae +5\n" * 12, 'on page("a") +5 once\n' * 11
    lines = report.github(check_sources({"a.punkty": warnings + errors}).findings).split("\n")
    assert [line.split(" ")[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"]
    assert "findings that are not among these annotations: 3" in lines[-1]


def test_a_command_cannot_be_smuggled_into_annotations() -> None:
    """Whatever a name holds, there is one command a line."""
    checked = check_sources({"a\n::error::x.punkty": "on pgae +5", "%0A.punkty": "on pgae +5"})
    lines = report.github(checked.findings).split("\n")
    assert len(lines) == len(checked.findings)
    assert all(line.startswith(("::error file=", "::warning file=")) for line in lines)


def test_markdown_has_a_row_for_each_finding_errors_first() -> None:
    """Kind and code, place, sentence, hint; what the catalogue puts in back quotes is code."""
    _, _, head, rule, error, warning = report.markdown(check_sources(RULES).findings).splitlines()
    assert head == "| kind | where | what is wrong | what to do |"
    assert rule == "| --- | --- | --- | --- |"
    assert error == (
        "| error E101 | <code>b2b.punkty&#58;2&#58;4</code> "
        "| there is no word or <code>let</code> called <code>pgae</code> | did you mean <code>page</code>&#63; |"
    )
    assert warning.startswith("| warning W301 |")


HOSTILE = "<script>alert(1)</script> [x](http://evil.test) ![y](z) `a` | ** __ @team #1 ~~ & \\\\ &lt;"


@given(st.text(max_size=80) | st.just(HOSTILE))
def test_text_in_markdown_stays_text(text: str) -> None:
    """No sign that could be markup is left, and a row is one line with its four cells."""
    assert not set("<>|`*_[]()!@#~\\:/\"'{}+-=$^&\n\r") & set(re.sub("&#[0-9]+;", "", escaped(text)))
    made = diagnose(Source("a|b`<i>.punkty", "x"), Span("a|b`<i>.punkty", 0, 1), "E101", [("name", text), ("near", "")])
    row = report.markdown([made]).splitlines()[-1]
    assert row.count("|") == 5
    assert set(re.findall("<[^>]*>", row)) <= {"<code>", "</code>"}


def test_a_large_table_is_cut() -> None:
    """A summary has a bound, and says what it leaves out."""
    checked = check_sources({"a.punkty": "on pgae +5\n" * 700})
    told = report.markdown(checked.findings)
    assert told.endswith("findings that are not in this table: 200\n")
    assert len(told.encode()) < 2**20


def test_without_findings_there_is_no_markdown() -> None:
    """Nothing is appended to a summary for nothing."""
    assert report.markdown([]) == ""


HELPS = {"E101": report.Help("a word nobody knows", "What it is.", "Why it matters.")}


def test_sarif_names_rules_places_and_fixes() -> None:
    """One run with the codes as rules and their help, columns in code points, and the fix where there is one."""
    checked = check_sources(RULES)
    run = json.loads(report.sarif(checked.findings, "pl", sources=checked.sources, helps=HELPS))["runs"][0]
    known, unknown = run["tool"]["driver"]["rules"]
    assert (known["id"], unknown["id"]) == ("E101", "W301")
    assert known["shortDescription"] == {"text": "a word nobody knows"}
    assert known["help"]["text"] == "What it is.\n\nWhy it matters."
    assert "help" not in unknown
    warning, error = run["results"]
    assert (warning["level"], warning["ruleIndex"], error["level"], error["ruleIndex"]) == ("warning", 1, "error", 0)
    assert warning["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "b2b.punkty"},
        "region": {"startLine": 1, "startColumn": 9, "endLine": 1, "endColumn": 17},
    }
    assert warning["fixes"][0]["artifactChanges"][0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 1, "startColumn": 10, "endLine": 1, "endColumn": 10},
            "insertedContent": {"text": "/"},
        }
    ]
    assert "fixes" not in error


def test_sarif_has_what_its_schema_requires() -> None:
    """The fields without which readers refuse a log, with their kinds; addresses are references without blanks."""
    checked = check_sources({"a b:c.punkty": 'on page("x") 15\non pgae +5\n'})
    log = json.loads(report.sarif(checked.findings, sources=checked.sources))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert re.fullmatch("[a-z]{2}", run["language"])
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning")
        assert result["message"]["text"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert all(isinstance(number, int) and number >= 1 for number in region.values())
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b%3Ac.punkty"
        for fix in result.get("fixes", ()):
            assert fix["description"]["text"]
            assert fix["artifactChanges"][0]["replacements"]


def test_the_summary_counts() -> None:
    """Errors and warnings, in the reader's language."""
    findings = check_sources(RULES).findings
    assert report.summary(findings) == "errors: 1, warnings: 1"
    assert report.summary(findings, "pl") == "błędy: 1, ostrzeżenia: 1"


SHOWN = {
    "b2b.punkty": 'group engagement max 150\non page("cennik")  15\non pgae  +5 once max 3 times\non page("/a") +5\n'
    'on page("/a/") +5\nwhen country == "PL" +10\nstage SQL at 40\nalert on SQL\n',
    "shop.punkty": 'on page("cennik") +15\non add_to_cart +5 once max 3 times\non unsubscribe +5\n',
    "b2b.test.punkty": 'test "zażółć | `x`"\n  day 1 page(„/a”)\n  day 2 expect score at least 5\n',
}
"""Rules with findings of every kind, with and without fixes, in several files."""


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("layout", ["txt", "json", "github", "md", "sarif"])
def test_a_report_is_laid_out_as_agreed(layout: str, lang: Lang, update_golden: bool) -> None:
    """Every layout, word for word, in each language."""
    checked = check_sources(SHOWN)
    found, sources = checked.findings, checked.sources
    made = {
        "txt": lambda: report.text(found, sources, lang) + "\n" + report.summary(found, lang),
        "json": lambda: report.json(found, lang, sources=sources),
        "github": lambda: report.github(found, lang),
        "md": lambda: report.markdown(found, lang),
        "sarif": lambda: report.sarif(found, lang, sources=sources, helps=HELPS).replace(version("punkty"), "VERSION"),
    }[layout]().rstrip("\n")  # fmt: skip
    path = Path(__file__).parent / "reports" / f"findings.{lang}.{layout}"
    if update_golden:
        path.write_text(made + "\n", encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == made + "\n"
