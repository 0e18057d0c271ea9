"""`punkty check`: every finding of every file in one run."""

from __future__ import annotations

import sys

import click

from dsl import report
from dsl.cli.app import FINE, FOUND
from dsl.cli.shared import checked, formats, lang_option, rulebooks
from dsl.cli.show import Say, has_colour
from dsl.diagnostics import Diagnostic, Source


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
            print(report.json(found, say.lang))
        case "sarif":
            print(report.sarif(found, say.lang))
        case "github":
            print(report.github(found, say.lang), end="\n" if found else "")
        case _:
            print(report.text(found, sources, say.lang, color=has_colour(sys.stdout)), end="\n" if found else "")
            click.echo(report.summary(found, say.lang), err=True)
    return FOUND if found else FINE
