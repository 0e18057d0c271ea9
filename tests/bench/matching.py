"""The matcher beside its peers: finding the rules of an event and adding up their points.

warm     after many events of the log: what recurs has been met
unseen   on the same warm matcher, every path for the first time
cold     the first 1,000 events of a fresh process after loading
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import log
import ours
import peers
import rulesets
from log import Row
from measure import Turn, medians, over
from report import Report
from rulesets import Rule
from settings import Settings

from dsl import codec
from dsl.engine import Event
from dsl.engine.prepared import Prepared

Ours = Callable[[Event], tuple[int, ours.Found]]

OURS = "Punkty"
FEWEST, MANY, MOST = 10, 1000, 10_000
ZEN_TABLES = ("zen table", "zen table raw", "zen tables by type")
ZEN_GOALS = {MANY: 20, MOST: 100}
CHECKED = 400


class Matching:
    """The warm and unseen measures over one log, for one number of rules after another."""

    def __init__(self, settings: Settings, report: Report, whole: log.Log) -> None:
        self._settings, self._report = settings, report
        self._rows, self._events = whole.rows, whole.events
        step = (settings.events - settings.warm) // (settings.rounds + 1)
        self._places = [slice(at, at + step) for at in range(settings.warm, settings.events - step + 1, step)]
        self._given = [peers.given(self._rows[place]) for place in self._places]

    def run(self) -> None:
        """All numbers of rules, then the fewest beside the most."""
        warm = {count: self._with(count) for count in self._settings.rules}
        if {FEWEST, MOST} <= warm.keys():
            turns = {str(count): self._turn(warm[count]) for count in (FEWEST, MOST)}
            few, most = medians(turns, self._settings.rounds).values()
            self._report.at_most("1,000 times more rules, warm: cost beside 10 rules", most / few, 8)

    def _turn(self, score: Ours) -> Turn:
        return over(score, [self._events[place] for place in self._places])

    def _with(self, count: int) -> Ours:
        """The tables for that many rules; returns our engine, warm."""
        rules = rulesets.make(count)
        score = ours.scorer(Prepared(ours.rulebook_of(rules).plans[0]))
        others = {peer.key: peer.make(rules) for peer in self._settings.peers}
        matches = agree(rules, score, others, self._rows[:: len(self._rows) // CHECKED])
        for event in self._events[: self._settings.warm]:
            score(event)
        turns = {OURS: self._turn(score)}
        turns |= {name: over(peer, self._given) for name, peer in others.items()}
        taken = medians(turns, self._settings.rounds)
        title = f"Matching, warm, {count:,} rules ({matches:.2f} match an event)"
        self._report.title(title, ("us an event", "matches a second", "x Punkty"))
        for name, each in taken.items():
            self._report.row(name, f"{each * 1e6:.2f}", f"{matches / each:,.0f}", f"{each / taken[OURS]:.1f}")
        self._unseen(count, rules, score)
        self._goals(count, taken)
        return score

    def _goals(self, count: int, taken: Mapping[str, float]) -> None:
        zen = best(taken, ZEN_TABLES)
        if zen and count in ZEN_GOALS:
            ratio = taken[zen] / taken[OURS]
            self._report.at_least(f"warm, {count:,} rules: faster than zen-engine ({zen})", ratio, ZEN_GOALS[count])
        peer = best(taken)
        if peer and count == MANY:
            self._report.at_least(f"warm, {count:,} rules: faster than the best peer ({peer})", taken[peer] / taken[OURS], 12)

    def _unseen(self, count: int, rules: Sequence[Rule], score: Ours) -> None:
        rounds = self._settings.rounds
        size = min(2000, self._settings.warm // (rounds + 1))
        places = [slice(at, at + size) for at in range(0, size * (rounds + 1), size)]
        fresh = [list(log.unseen(self._rows[place], f"r{count}-{number}-")) for number, place in enumerate(places)]
        agree(rules, score, {}, list(log.unseen(self._rows[:CHECKED], f"c{count}-")))
        turns = {
            "seen": over(score, [self._events[place] for place in places]),
            "unseen": over(score, [log.events(rows) for rows in fresh]),
        }
        taken = medians(turns, rounds)
        self._report.row(f"{OURS}, every path unseen", f"{taken['unseen'] * 1e6:.2f}")
        self._report.at_most(f"{count:,} rules, every path unseen: cost beside warm", taken["unseen"] / taken["seen"], 3)


def agree(rules: Sequence[Rule], score: Ours, others: Mapping[str, peers.Score], rows: Sequence[Row]) -> float:
    """Every engine gives the points and matches of the reference on these rows, or the run ends; returns matches a row."""
    found = 0
    for row, event, given in zip(rows, log.events(rows), peers.given(rows), strict=True):
        matching = [rule for rule in rules if rule.matches(row)]
        want = [rule.number for rule in matching], sum(rule.points for rule in matching)
        found += len(matching)
        points, hooks = score(event)
        if (ours.numbers(hooks), points) != want:
            sys.exit(f"{OURS} differs from the reference: {ours.numbers(hooks)}, {points} is not {want} for {row}")
        for name, peer in others.items():
            points, matches = peer(given)
            if points != want[1] or matches not in (None, len(matching)):
                sys.exit(f"{name} differs from the reference: {matches}, {points} is not {want} for {row}")
    return found / len(rows)


def best(taken: Mapping[str, float], among: Sequence[str] | None = None) -> str | None:
    """The fastest of these peers (of all), None where there is none."""
    names = [name for name in taken if (name in among if among else name != OURS)]
    return min(names, key=lambda name: taken[name]) if names else None


def cold(settings: Settings, report: Report) -> None:
    """Each engine's first events, every round in a process of its own."""
    rules = rulesets.make(MANY)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rulebook.json"
        path.write_text(codec.to_json(ours.rulebook_of(rules)), encoding="utf-8")
        script = str(Path(__file__).with_name("cold.py"))

        def turn(engine: str) -> Turn:
            def run(number: int) -> float:
                command = [sys.executable, script, engine, str(MANY), str(number), str(path)]
                return float(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))

            return run

        taken = medians({name: turn(name) for name in (OURS, *(peer.key for peer in settings.peers))}, settings.rounds)
    report.title(f"Matching, cold, {MANY:,} rules: the first 1,000 events of a process", ("us an event", "x Punkty"))
    for name, each in taken.items():
        report.row(name, f"{each * 1e6:.2f}", f"{each / taken[OURS]:.1f}")
    if peer := best(taken):
        report.at_least(f"cold, {MANY:,} rules: faster than the best peer ({peer})", taken[peer] / taken[OURS], 4)
