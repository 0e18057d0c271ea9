"""`punkty score`: everyone in an event log, scored."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

import click

from dsl.cli import hot
from dsl.cli.shared import (
    asked,
    at_option,
    chosen,
    formats,
    jobs_option,
    known,
    lang_option,
    max_bad_option,
    output,
    output_option,
    progress,
    read,
    sound,
)
from dsl.cli.show import Say, number, to_json, utc
from dsl.errors import UsageError
from dsl.lab.history import BAGS
from dsl.lab.score import Scored, score
from dsl.program import Plan


@click.command("score")
@click.argument("rules", metavar="RULES")
@click.argument("events", nargs=-1, required=True, metavar="EVENTS...")
@click.option("--plan", "names", multiple=True, metavar="P", help="Only this plan (may be repeated).")
@click.option("--contact", metavar="C", help="Only this contact: a userId, an e-mail address or an anonymousId.")
@click.option("--top", type=click.IntRange(0), default=20, show_default=True, help="Contacts of each plan in the table.")
@at_option
@max_bad_option
@jobs_option
@formats("table", "json", "jsonl", "csv")
@output_option
@lang_option
def command(
    rules: str,
    events: tuple[str, ...],
    names: tuple[str, ...],
    contact: str | None,
    top: int,
    at: str | None,
    max_bad: int,
    jobs: int,
    layout: str,
    path: str | None,
    say: Say,
) -> None:
    """Score everyone in EVENTS by RULES.

    RULES is a rulebook's folder, or a plan's file; EVENTS are files, globs, folders, or - for standard input: JSON Lines,
    plain or packed with gzip or zstd. The table shows the hottest first, leads that were won or lost after
    the others; the other formats everyone, by name.
    """
    rulebook = sound(rules, say)
    plans = chosen(rulebook, names)
    with read(events, max_bad, jobs, say, contact) as history:
        if contact is not None:
            known(contact, history)
        asks = asked(rulebook, plans, at, history.last)
        if not history.contacts or history.first > max(ask.at for ask in asks):
            raise UsageError("cli-nobody")
        with output(path) as out:
            with progress(say("cli-scoring"), BAGS, shown=path is not None or layout == "table") as seen:
                scored = score(history, asks, jobs=jobs, done=lambda: seen(1))
                if layout != "table":
                    _LAYOUTS[layout](scored, plans, out)
                    return
                summaries = hot.summarise(scored, plans, top)
            hot.show(summaries, hot.reasons(history, asks, summaries), asks, out, say)


def row(scored: Scored) -> dict[str, object]:
    """One contact and plan as the formats for machines have it."""
    return {
        "contact": scored.contact,
        "plan": scored.plan,
        "score": scored.verdict.score,
        "stage": scored.verdict.stage,
        "groups": scored.verdict.groups,
        "as_of": utc(scored.verdict.as_of),
    }


def _jsonl(scored: Iterable[Scored], _: Sequence[Plan], out: TextIO) -> None:
    for one in scored:
        out.write(to_json(row(one)) + "\n")


def _json(scored: Iterable[Scored], _: Sequence[Plan], out: TextIO) -> None:
    before = "[\n"
    for one in scored:
        out.write(before + "  " + to_json(row(one)))
        before = ",\n"
    out.write("\n]\n" if before == ",\n" else "[]\n")


def _csv(scored: Iterable[Scored], plans: Sequence[Plan], out: TextIO) -> None:
    """One column for each group of any plan, empty where the row's plan does not have it."""
    groups = list(dict.fromkeys(group.name for plan in plans for group in plan.groups))
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow(["contact", "plan", "score", "stage", *(_cell(f"group {name}") for name in groups), "as_of"])
    for one in scored:
        verdict = one.verdict
        worths = (number(verdict.groups[name]) if name in verdict.groups else "" for name in groups)
        sheet.writerow([_cell(one.contact), one.plan, number(verdict.score), verdict.stage, *worths, utc(verdict.as_of)])


def _cell(text: str) -> str:
    """Somebody else's text that a spreadsheet must not take for a formula."""
    formula = text[:1] in ("=", "+", "-", "@", "\t", "\r") and not text.lstrip("+-").replace(" ", "").isdigit()
    return f"'{text}" if formula else text


_LAYOUTS: dict[str, Callable[[Iterable[Scored], Sequence[Plan], TextIO], None]] = {
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
}
