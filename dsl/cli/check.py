"""`punkty check`: every finding of every file in one run."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from dsl import manual, report
from dsl.cli.app import FINE, FOUND
from dsl.cli.shared import checked, formats, lang_option, rulebooks
from dsl.cli.show import Say, has_colour, plain
from dsl.diagnostics import Diagnostic, Source

SUMMARY = "GITHUB_STEP_SUMMARY"
"""Where a workflow of GitHub says which file the summary of a job goes to."""


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@formats("text", "json", "github", "sarif")
@lang_option
def command(paths: tuple[str, ...], layout: str, say: Say) -> int:
    """Find what is wrong with rules: a rulebook's folder, a folder of rulebooks, or a plan's file. Default: this folder."""
    findings: dict[Diagnostic, None] = {}
    sources: dict[str, Source] = {}
    for path in rulebooks(paths):
        outcome, texts = checked(path)
        findings.update(dict.fromkeys(outcome.findings))
        sources |= texts
    found = list(findings)
    match layout:
        case "json":
            print(report.json(found, say.lang, sources=sources))
        case "sarif":
            print(report.sarif(found, say.lang, sources=sources, helps=_helps(found, say)))
        case "github":
            print(report.github(found, say.lang), end="\n" if found else "")
            _summarise(found, say)
        case _:
            print(report.text(found, sources, say.lang, color=has_colour(sys.stdout)), end="\n" if found else "")
            click.echo(report.summary(found, say.lang), err=True)
            _advise(found, paths, say)
    return FOUND if found else FINE


def _helps(found: Sequence[Diagnostic], say: Say) -> dict[str, report.Help]:
    known = {finding.code for finding in found} & set(manual.codes())
    pages = {code: manual.page(code).prose[say.lang] for code in known}
    return {code: report.Help(prose.title, prose.what, prose.why) for code, prose in pages.items()}


def _summarise(found: Sequence[Diagnostic], say: Say) -> None:
    """All findings for the page of the job: of many annotations GitHub shows only the first."""
    name = os.environ.get(SUMMARY)
    if name and found:
        with Path(name).open("a", encoding="utf-8", newline="\n") as file:
            file.write(report.markdown(found, say.lang))


def _advise(found: Sequence[Diagnostic], paths: Sequence[str], say: Say) -> None:
    """What to do next: where more is said about the weightiest finding, and what can repair some of them."""
    if not found:
        return
    first = next((finding for finding in found if finding.severity == "error"), found[0])
    click.echo(say("check-explain", code=first.code), err=True)
    fixable = sum(finding.fix is not None for finding in found)
    if fixable:
        verb = shlex.join(["punkty", "fmt", "--fix", *(plain(path) for path in paths)])
        click.echo(f"{say('check-fix', count=fixable)}: {verb}", err=True)
