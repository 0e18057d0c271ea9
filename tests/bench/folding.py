"""The whole fold: from a contact's events to score, stage, alerts and the instant when something changes next.

Over the log it stands beside zen-engine's decision table, which only finds the rules.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import lead
import ours
import peers
import rulesets
from log import Log
from matching import MANY, OURS, ZEN_TABLES, best
from measure import Turn, Watch, medians, once, over
from report import Report
from settings import Settings

import dsl
import rules
from dsl import program
from dsl.engine import Event, fold
from dsl.engine.prepared import prepare

_DAY_MS = 86_400_000


def the_log(settings: Settings, report: Report, whole: Log) -> None:
    """Every contact of the log under 1,000 rules, one verdict each; a share of the contacts in each round."""
    made = rulesets.make(MANY)
    plan = ours.rulebook_of(made).plans[0]
    by_contact: dict[str, list[Event]] = defaultdict(list)
    for event in whole.events:
        by_contact[event.user_id or ""].append(event)
    shares = list(by_contact.values())
    turns: dict[str, Turn] = {f"{OURS}, the whole fold": _folds(plan, shares, settings.rounds + 1, whole.events[-1].at)}
    places = range(0, len(whole.rows), len(whole.rows) // (settings.rounds + 1))
    given = [peers.given(whole.rows[at : at + 1000]) for at in places]
    tables = [peer for peer in settings.peers if peer.key in ZEN_TABLES]
    turns |= {f"{peer.key}, matching alone": over(peer.make(made), given) for peer in tables}
    taken = medians(turns, settings.rounds)
    report.title(f"Folding the log, {MANY:,} rules, {len(shares):,} contacts, with `next_due`", ("us an event", "x the fold"))
    own, *others = taken
    for name, each in taken.items():
        report.row(name, f"{each * 1e6:.2f}", f"{each / taken[own]:.1f}")
    if zen := best(taken, others):
        report.at_least(f"fold, {MANY:,} rules: faster than matching by {zen.partition(',')[0]}", taken[zen] / taken[own], 4)


def _folds(plan: program.Plan, contacts: Sequence[Sequence[Event]], rounds: int, at: int) -> Turn:
    def turn(number: int) -> float:
        share = contacts[number::rounds]
        watch = Watch()
        for events in share:
            fold(plan, events, at)
        return watch.seconds / sum(map(len, share))

    return turn


def one_lead(settings: Settings, report: Report) -> None:
    """A history of 500 events under the shipped `b2b` plan."""
    plan = dsl.load(Path(rules.__file__).parent / "b2b").plan("b2b")
    messages = lead.messages(500)
    texts = [json.dumps(message) for message in messages]
    events = [Event.from_message(message) for message in messages]
    at = events[-1].at + _DAY_MS
    prepare(plan)
    taken = medians(
        {
            "json.loads of the 500 messages": once(lambda: [json.loads(text) for text in texts]),
            "Event.from_message of them": once(lambda: [Event.from_message(message) for message in messages]),
            "fold, with `next_due`, without a ledger": once(lambda: fold(plan, events, at)),
            "fold, with `next_due` and the ledger": once(lambda: fold(plan, events, at, ledger=True)),
        },
        settings.rounds,
    )
    report.title("One lead of 500 events, the rules `b2b`", ("ms", "x json.loads"))
    floor, *_ = taken.values()
    for name, each in taken.items():
        report.row(name, f"{each * 1e3:.2f}", f"{each / floor:.1f}")
    report.under("fold of 500 events, b2b", taken["fold, with `next_due`, without a ledger"] * 1e3, 10)
