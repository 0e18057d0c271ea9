"""`punkty why`: the ledger behind one contact's score, which adds up to it exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click

from dsl.cli.shared import asked, at_option, chosen, formats, jobs_option, known, lang_option, max_bad_option, read, sound
from dsl.cli.show import Column, Say, columns, heading, local_exactly, number, plain, signed, stdout, to_json, utc
from dsl.engine import Entry, Ledger, Verdict
from dsl.errors import UsageError
from dsl.lab.score import Scored, score
from dsl.program import Plan


@click.command("why")
@click.argument("rules", metavar="RULES")
@click.argument("events", nargs=-1, required=True, metavar="EVENTS...")
@click.option("--contact", required=True, metavar="C", help="The contact: a userId, an e-mail address or an anonymousId.")
@click.option("--plan", "names", multiple=True, metavar="P", help="Only this plan (may be repeated).")
@at_option
@max_bad_option
@jobs_option
@formats("text", "json")
@lang_option
def command(
    rules: str,
    events: tuple[str, ...],
    contact: str,
    names: tuple[str, ...],
    at: str | None,
    max_bad: int,
    jobs: int,
    layout: str,
    say: Say,
) -> None:
    """Show where each point of a contact's score comes from.

    RULES is a rulebook's folder, or a plan's file; EVENTS are files, globs, folders, or - for standard input. JSON is one
    object for each plan, each on a line of its own.
    """
    rulebook = sound(rules, say)
    plans = chosen(rulebook, names)
    with read(events, max_bad, jobs, say, contact) as history:
        known(contact, history)
        asks = asked(rulebook, plans, at, history.last)
        found = list(score(history, asks, ledger=True, ahead=True))
    if not found:
        raise UsageError("cli-not-yet", contact=contact)
    for place, scored in enumerate(found):
        plan = next(plan for plan in plans if plan.name == scored.plan)
        if layout == "json":
            print(to_json(_object(scored)))
        else:
            print(end="\n" if place else "")
            _Page(plan, scored, say).print()


def _object(scored: Scored) -> dict[str, object]:
    verdict, ledger = scored.verdict, _ledger(scored.verdict)
    return {
        "contact": scored.contact,
        "plan": scored.plan,
        "score": verdict.score,
        "stage": verdict.stage,
        "as_of": utc(verdict.as_of),
        "entries": [_entry(entry) for entry in ledger.entries],
        "adjustments": [{"what": adjustment.what, "worth": adjustment.worth} for adjustment in ledger.adjustments],
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "at": None if entry.at is None else utc(entry.at),
        "rule": entry.label,
        "file": entry.file,
        "line": entry.line,
        "group": entry.group,
        "points": entry.points,
        "worth": entry.worth,
        "event": entry.event,
    }


def _ledger(verdict: Verdict) -> Ledger:
    assert verdict.ledger is not None  # it was asked for
    return verdict.ledger


@dataclass(frozen=True, slots=True)
class _Page:
    """One contact's score by one plan, for people."""

    plan: Plan
    scored: Scored
    say: Say

    def print(self) -> None:
        """All of it on standard output."""
        say, verdict, out = self.say, self.scored.verdict, stdout()
        since = "" if verdict.stage_since is None else say("cli-since", when=self._local(verdict.stage_since))
        title = say("cli-why", plan=self.plan.name, score=number(verdict.score), stage=verdict.stage)
        heading(f"{plain(self.scored.contact)}: {title}{since}", out)
        print(say("cli-as-of", when=self._local(verdict.as_of), zone=self.plan.timezone), file=out)
        groups = ", ".join(f"{name} {number(worth)}" for name, worth in verdict.groups.items())
        if groups:
            print(say("cli-groups") + f": {groups}", file=out)
        print(file=out)
        print_ledger(verdict, self.plan, say)
        self._stages()
        self._alerts()
        self._next()

    def _local(self, at: int) -> str:
        return local_exactly(at, self.plan.timezone)

    def _stages(self) -> None:
        rows = [[self._local(t.at), f"{t.before} → {t.after}", plain(t.cause or "")] for t in self.scored.verdict.transitions]
        self._section("cli-stages", rows)

    def _alerts(self) -> None:
        rows = [
            [self._local(a.at), plain(a.channel), plain(a.text), f"{a.stage} {number(a.score)}", plain(a.cause or "")]
            for a in self.scored.verdict.alerts
        ]
        self._section("cli-alerts", rows)

    def _next(self) -> None:
        instants = {"cli-next-due": self.scored.verdict.next_due, "cli-next-change": self.scored.verdict.next_change}
        rows = [[self._local(at), self.say(key)] for key, at in instants.items() if at is not None]
        self._section("cli-next", sorted(rows))

    def _section(self, key: str, rows: Sequence[Sequence[str]]) -> None:
        if rows:
            print(file=stdout())
            heading(self.say(key), stdout())
            columns([Column("")] * len(rows[0]), rows, stdout(), "  ")


def print_ledger(verdict: Verdict, plan: Plan, say: Say, indent: str = "") -> None:
    """The entries, the adjustments, and the sum line, which is the score."""
    ledger = _ledger(verdict)
    if not (ledger.entries or ledger.adjustments):
        print(indent + say("cli-no-points"), file=stdout())
        return
    head = [
        Column(say("cli-when")),
        Column(say("cli-rule")),
        Column(say("cli-place")),
        Column(say("cli-points"), right=True),
        Column(say("cli-worth"), right=True),
        Column(say("cli-event")),
    ]
    rows = [
        [
            say("cli-profile") if entry.at is None else local_exactly(entry.at, plan.timezone),
            plain(entry.label),
            f"{plain(entry.file)}:{entry.line}",
            signed(entry.points),
            signed(entry.worth),
            plain(entry.event or ""),
        ]
        for entry in ledger.entries
    ]
    rows += [["", plain(adjustment.what), "", "", signed(adjustment.worth), ""] for adjustment in ledger.adjustments]
    rows.append([say("cli-sum"), "", "", "", number(verdict.score), ""])
    columns(head, rows, stdout(), indent)
