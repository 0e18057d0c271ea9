"""`punkty diff`: what a change of rules does, to the rules and to everyone in an event log."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

import click

from dsl import report
from dsl.cli.app import FINE, FOUND, UNUSABLE
from dsl.cli.diff_looks import LOOKS
from dsl.cli.diff_pages import Pages
from dsl.cli.shared import (
    at_option,
    formats,
    instant,
    jobs_option,
    lang_option,
    max_bad_option,
    output,
    output_option,
    progress,
    read,
)
from dsl.cli.show import Say, has_colour, plain, to_json, utc
from dsl.errors import UsageError
from dsl.lab.diff.books import diff
from dsl.lab.diff.counting import effects
from dsl.lab.diff.effect import Effect
from dsl.lab.diff.model import BookDiff, PlanDiff
from dsl.lab.diff.shape import shape
from dsl.lab.diff.sides import Side, sides
from dsl.lab.history import BAGS
from dsl.lab.score import Ask
from dsl.program import Rulebook


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("events", nargs=-1, metavar="[EVENTS...]")
@click.option("--top", type=click.IntRange(0, 1000), default=10, show_default=True, help="Contacts that each list names.")
@at_option
@max_bad_option
@jobs_option
@click.option("--exit-code", "strict", is_flag=True, help="Exit with 1 where the rules differ, 0 where they mean the same.")
@formats("text", "json", "markdown")
@output_option
@lang_option
def command(
    old: str,
    new: str,
    events: tuple[str, ...],
    top: int,
    at: str | None,
    max_bad: int,
    jobs: int,
    strict: bool,
    layout: str,
    path: str | None,
    say: Say,
) -> int:
    """Say what a change of rules does.

    OLD and NEW are rulebooks' folders, plans' files, compiled rulebooks, or git revisions: `main`, `HEAD~1`,
    `v1.2:rules/b2b`. A revision without a path is that of the other side. Layout, comments, names of `let`s and the order
    of rules make no difference.

    With EVENTS (files, globs, folders, or - for standard input) everyone is scored by both: who enters and leaves each
    stage, whose score moves most and by which rules, which alerts come and go.

    The exit code is 0, with --exit-code 1 where the rules differ, 2 where something cannot be read.
    """
    before, after = sides(old, new)
    found = diff(_sound(before, "diff-old-errors", say), _sound(after, "diff-new-errors", say), before.written, after.written)
    felt = _felt(found, events, at, top, max_bad, jobs, say)
    with output(path) as out:
        if layout == "json":
            out.write(to_json(shape(found, before, after, felt, utc)) + "\n")
        else:
            LOOKS[layout](Pages(found, before, after, felt, say), out)
    return FOUND if strict and not found.same else FINE


def _sound(side: Side, key: str, say: Say) -> Rulebook:
    """The rulebook of a side. Where it has errors they are told on standard error, and that is the end."""
    if side.rulebook is None:
        findings = [replace(one, file=side.prefix + one.file, fix=None) for one in side.findings]
        sources = {side.prefix + name: replace(source, file=side.prefix + name) for name, source in side.sources.items()}
        click.echo(report.text(findings, sources, say.lang, color=has_colour(sys.stderr)), err=True)
        click.echo(f"punkty: {say(key, name=plain(side.name))}", err=True)
        raise click.exceptions.Exit(UNUSABLE)
    return side.rulebook


def _felt(
    found: BookDiff, events: Sequence[str], at: str | None, top: int, max_bad: int, jobs: int, say: Say
) -> list[Effect] | None:
    """What the change does to everyone in the log, plan by plan; None without a log."""
    if not events:
        if at is not None:
            raise UsageError("diff-at-what")
        return None
    with read(events, max_bad, jobs, say) as history:
        asks = [asked for plan in found.plans if plan.is_felt and (asked := _asked(plan, at, history.last))]
        if asks and (not history.contacts or history.first > max(ask.at for _, _, ask in asks)):
            raise UsageError("cli-nobody")
        with progress(say("cli-scoring"), BAGS) as seen:
            return effects(history, asks, top=top, jobs=jobs, done=lambda: seen(1))


def _asked(plan: PlanDiff, at: str | None, last: int) -> tuple[PlanDiff, Ask, Ask] | None:
    """Both plans as of one instant: the new plan's clocks say what a date is."""
    if plan.old is None or plan.new is None:
        return None
    when = last if at is None else instant(at, plan.new.timezone)
    return plan, Ask(plan.old, when), Ask(plan.new, when)
