"""The naive evaluator: language.md read aloud, with everything worked out again at every instant.

It shares with the engine the compiled rulebook (`dsl.program`) and nothing else. Slow on purpose: no indices, no
state but what the language itself remembers (the stage before, the alerts raised, the stages entered).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from reference_calendar import DAY, local_date, midnights
from reference_events import Fact, Message, facts
from reference_identity import shown_name
from reference_match import Lookup, holds, profile_lookup
from reference_rules import Firing, Match, firings, in_dates, lapses, matches, worth

from dsl import program

Transition = tuple[int, str, str, str | None]  # at, before, after, cause
Raised = tuple[int, int, str, str, str, Decimal, str | None]  # at, statement, channel, text, stage, score, cause
Entry = tuple[int | None, int, str, str, int, str, Decimal, Decimal, str | None]  # as `dsl.engine.verdict.Entry`
Adjustment = tuple[str, Decimal]


@dataclass
class Answer:
    """What `evaluate` says, equal to `as_answer(verdict)` field by field; without a ledger the last two are None."""

    score: Decimal
    groups: dict[str, Decimal]
    stage: str
    stage_since: int | None
    transitions: list[Transition]
    alerts: list[Raised]
    entries: list[Entry] | None
    adjustments: list[Adjustment] | None


def as_answer(verdict: Any) -> Answer:
    """A `dsl.engine.Verdict` in the shape of an Answer."""
    ledger = verdict.ledger
    return Answer(
        score=verdict.score,
        groups=dict(verdict.groups),
        stage=verdict.stage,
        stage_since=verdict.stage_since,
        transitions=[(t.at, t.before, t.after, t.cause) for t in verdict.transitions],
        alerts=[(a.at, a.statement, a.channel, a.text, a.stage, a.score, a.cause) for a in verdict.alerts],
        entries=None
        if ledger is None
        else [(e.at, e.rule, e.label, e.file, e.line, e.group, e.points, e.worth, e.event) for e in ledger.entries],
        adjustments=None if ledger is None else [(a.what, a.worth) for a in ledger.adjustments],
    )


def evaluate(plan: program.Plan, messages: Sequence[Message], at: int, *, contact_name: str | None = None) -> Answer:
    """Score, stage, transitions, alerts and ledger of a contact's messages at an instant."""
    return _answer(History(plan, facts(messages), contact_name), at)


def next_due(plan: program.Plan, messages: Sequence[Message], at: int, horizon_days: int) -> int | None:
    """The first instant in (at, at + horizon] at which, without a further event, the stage changes, a deadline fires
    with points or an alert is raised. None: not within the horizon."""
    so_far = [read for read in facts(messages) if read.at <= at]
    horizon = at + horizon_days * DAY
    history = History(plan, so_far, None)
    if not history.heard:  # evaluated once, at the instant asked for
        now = _walk(history, at).stage
        candidates = midnights(at, horizon, plan.timezone)
        return next((later for later in candidates if _walk(history, later).stage != now), None)
    walk = _walk(history, horizon)
    fired = [f.at for rule in plan.rules for f in history.fired(rule, horizon) if f.points]
    found = [t[0] for t in walk.transitions] + [a[0] for a in walk.alerts] + fired
    return min((instant for instant in found if instant > at), default=None)


def next_change(plan: program.Plan, messages: Sequence[Message], at: int, horizon_days: int) -> int | None:
    """The first local midnight in (at, at + horizon] at which the firings up to `at` and the `when` rules give a score that
    is a whole point or more from the one at `at`. None: not within the horizon."""
    history = History(plan, [read for read in facts(messages) if read.at <= at], None)
    now = history.at(at).score
    for later in midnights(at, at + horizon_days * DAY, plan.timezone):
        if abs(history.at(later, fired_until=at).score - now) >= 1:
            return later
    return None


# What is so at one instant, whatever the stages were


@dataclass
class Moment:
    """Score and groups at one instant, made of (rule, firing, worth), of the `when` rules that hold, and of clips."""

    excluded: bool
    score: Decimal
    groups: dict[str, Decimal]
    worths: list[tuple[int, Firing, Decimal]]
    whens: list[int]
    adjustments: list[Adjustment]


class History:
    """A plan and a contact's facts, asked about instants."""

    def __init__(self, plan: program.Plan, read: Sequence[Fact], contact_name: str | None) -> None:
        self.plan = plan
        self.contact_name = contact_name
        self.heard = [f for f in read if not f.machine]
        self._matches: dict[tuple[int, tuple[str, ...]], list[Match]] = {}
        self.visible = [f for f in self.heard if not self.matches(plan.ignores, [f])]
        self._resets = [i for i, f in enumerate(self.visible) if self.matches(plan.resets, [f])]
        self._fired: dict[tuple[int, int], list[Firing]] = {}
        self._profiles: dict[int, Lookup] = {}

    def matches(self, pattern: program.Pattern, events: Sequence[Fact]) -> list[Match]:
        """Remembered: whether an event matches is a matter of the event alone."""
        key = (id(pattern), tuple(f.id for f in events))
        if key not in self._matches:
            self._matches[key] = matches(pattern, events, self.plan.timezone)
        return self._matches[key]

    def reset_in(self, after: int, until: int) -> bool:
        """Whether a reset stands at an instant t with after < t <= until."""
        return any(after < self.visible[i].at <= until for i in self._resets)

    def segment(self, at: int) -> list[Fact]:
        """The visible events after the latest reset up to `at`, until the next reset (those after `at` too)."""
        start, end = self._bounds(at)
        return self.visible[start:end]

    def _bounds(self, at: int) -> tuple[int, int]:
        start = max((i + 1 for i in self._resets if self.visible[i].at <= at), default=0)
        return start, min((i for i in self._resets if i >= start), default=len(self.visible))

    def fired(self, rule: program.Rule, at: int) -> list[Firing]:
        """H(at)'s firings. Worked out once per segment: see `reference_rules` for why later events do not matter."""
        key = (id(rule), self._bounds(at)[0])
        if key not in self._fired:
            self._fired[key] = firings(rule, self.segment(at), self.plan.timezone)
        return [firing for firing in self._fired[key] if firing.at <= at]

    def profile(self, at: int) -> Lookup:
        seen = len([f for f in self.heard if f.at <= at])
        if seen not in self._profiles:
            self._profiles[seen] = profile_lookup(self.heard[:seen])
        return self._profiles[seen]

    def at(self, at: int, *, fired_until: int | None = None) -> Moment:
        """What is so at `at`; with `fired_until`, as if nothing had fired after that."""
        plan, zone = self.plan, self.plan.timezone
        profile, today = self.profile(at), local_date(at, zone)
        worths: list[tuple[int, Firing, Decimal]] = []
        whens: list[int] = []
        sums = {group.name: Decimal(0) for group in plan.groups}
        for place, rule in enumerate(plan.rules):
            if rule.kind == "when":
                if in_dates(rule, today) and rule.condition is not None and holds(rule.condition, profile, zone):
                    whens.append(place)
                    sums[rule.group] += rule.points
                continue
            counts = rule.provided is None or holds(rule.provided, profile, zone)
            for firing in self.fired(rule, at if fired_until is None else fired_until):
                age = (today - local_date(firing.at, zone)).days
                value = worth(firing.points, rule.decay, age) if counts else Decimal(0)
                worths.append((place, firing, value))
                sums[rule.group] += value
        groups, score, adjustments = _clipped(plan, sums)
        excluded = any(holds(condition, profile, zone) for condition in plan.excludes)
        if excluded:
            adjustments += [("excluded", -score)] if score else []
            groups, score = dict.fromkeys(groups, Decimal(0)), Decimal(0)
        return Moment(excluded, score, groups, worths, whens, adjustments)

    # Stages: the place in the funnel, -1 for Lead

    def stage_name(self, place: int, moment: Moment) -> str:
        if moment.excluded:
            return program.EXCLUDED
        return self.plan.stages[place].name if place >= 0 else program.LEAD

    def stage(self, moment: Moment, at: int, before: int) -> int:
        """The last stage that holds at `at`, for a contact that was in stage `before` (as `until below` sees it)."""
        for place in reversed(range(len(self.plan.stages))):
            stage = self.plan.stages[place]
            kept = stage.keep is not None and before >= place and moment.score >= stage.keep
            if kept or self._holds(stage, moment, at):
                return place
        return -1

    def _holds(self, stage: program.Stage, moment: Moment, at: int) -> bool:
        profile = self.profile(at)

        def lookup(source: program.Source) -> list[object]:
            if source == ("score",):
                return [moment.score]
            if source[0] == "group":
                return [moment.groups[source[1]]]
            return profile(source)

        if stage.condition is not None and holds(stage.condition, lookup, self.plan.timezone):
            return True
        past = [f for f in self.segment(at) if f.at <= at]
        on = self.matches(stage.on, past)
        if not on or (stage.hold_ms is not None and at >= on[-1].at + stage.hold_ms):
            return False
        return not any(m.index > on[-1].index for m in self.matches(stage.until, past))


def _clipped(plan: program.Plan, sums: dict[str, Decimal]) -> tuple[dict[str, Decimal], Decimal, list[Adjustment]]:
    groups, adjustments = dict(sums), []
    for group in plan.groups:
        total = sums[group.name]
        if group.max is not None and total > group.max:
            groups[group.name] = group.max
            adjustments.append((f"group {group.name} max {_plain(group.max)}", group.max - total))
        elif group.min is not None and total < group.min:
            groups[group.name] = group.min
            adjustments.append((f"group {group.name} min {_plain(group.min)}", group.min - total))
    score = unclipped = sum(groups.values(), Decimal(0))
    if plan.score_from is not None:
        score = max(score, plan.score_from)
    if plan.score_to is not None:
        score = min(score, plan.score_to)
    if score != unclipped and plan.score_from is not None and plan.score_to is not None:
        adjustments.append((f"score from {_plain(plan.score_from)} to {_plain(plan.score_to)}", score - unclipped))
    return groups, score, adjustments


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


# Through time


@dataclass
class Walk:
    """What the language remembers while time goes by."""

    stage: str = program.LEAD
    place: int = -1  # the last stage that was not Excluded
    keeps: int = -1  # what `until below` sees
    transitions: list[Transition] = field(default_factory=list)
    alerts: list[Raised] = field(default_factory=list)
    # From below only: (instant, stage, cause) and (instant, from stage, to a later one).
    entered: list[tuple[int, int, str | None]] = field(default_factory=list)
    climbs: list[tuple[int, int, int]] = field(default_factory=list)


def _walk(history: History, until: int) -> Walk:
    walk = Walk()
    if not history.heard or history.heard[0].at > until:
        _step(history, walk, until)
        return walk
    pending = _instants(history, until)
    while pending:
        now = min(pending)
        pending.remove(now)
        _step(history, walk, now)
        if walk.entered and walk.entered[-1][0] == now:  # clocks of alerts that a stage opens
            later = {now + alert.within_ms for alert in history.plan.alerts}
            pending |= {instant for instant in later if now < instant <= until}
    return walk


def _instants(history: History, until: int) -> set[int]:
    """Every instant at which anything can change, and more: a duration after every event, whatever it matched."""
    plan = history.plan
    durations = {0} | {rule.within_ms for rule in plan.rules} | {stage.hold_ms or 0 for stage in plan.stages}
    durations |= {alert.within_ms for alert in plan.alerts}
    found = {f.at + duration for f in history.heard for duration in durations}
    found |= set(midnights(history.heard[0].at, until, plan.timezone)) | {until}
    return {instant for instant in found if instant <= until}


def _step(history: History, walk: Walk, now: int) -> None:
    """One evaluation, then the alerts of its instant."""
    events = [f for f in history.visible if f.at == now]
    cause = events[-1].id if events else None
    moment = history.at(now)
    if history.reset_in(now - 1, now):
        walk.keeps = -1
    place = history.stage(moment, now, walk.keeps)
    stage = history.stage_name(place, moment)
    if stage != walk.stage:
        walk.transitions.append((now, walk.stage, stage, cause))
        walk.stage = stage
    if moment.excluded:
        walk.keeps = -1
        return
    if place > walk.place:
        walk.climbs.append((now, walk.place, place))
        walk.entered.append((now, place, cause))
    walk.place = walk.keeps = place
    for statement, alert in enumerate(history.plan.alerts):
        for alert_cause in _moments(history, walk, alert, now):
            if _may_be_raised(history, walk, statement, now):
                raised = (now, statement, alert.channel, alert.text, stage, moment.score, alert_cause)
                walk.alerts.append(raised)


def _may_be_raised(history: History, walk: Walk, statement: int, now: int) -> bool:
    plan = history.plan
    cooldown = plan.alerts[statement].cooldown_ms
    if cooldown is not None and any(a[1] == statement and now - cooldown < a[0] for a in walk.alerts):
        return False
    return plan.arm is None or _is_assigned(history, plan.arm, now)


def _is_assigned(history: History, arm: program.Arm, now: int) -> bool:
    name = history.contact_name or shown_name([f for f in history.heard if f.at <= now])
    if name is None:
        return False
    digest = hashlib.blake2b(f"{arm.experiment}|{name}".encode(), digest_size=8).digest()
    return arm.start <= int.from_bytes(digest, "big") % 10_000 < arm.end


def _moments(history: History, walk: Walk, alert: program.Alert, now: int) -> list[str | None]:
    """The causes for which the alert would be raised at this instant, in order."""
    plan = history.plan
    if alert.kind == "stage":
        return [cause for at, place, cause in walk.entered if at == now and plan.stages[place].name == alert.a]
    if alert.kind == "pattern":
        assert not isinstance(alert.a, str)
        return [m.read.id for m in history.matches(alert.a, [f for f in history.visible if f.at == now])]
    if isinstance(alert.a, str):
        return _stage_clock(history, walk, alert, now)
    return _event_clocks(history, walk, alert, alert.a, now)


def _event_clocks(history: History, walk: Walk, alert: program.Alert, a: program.Pattern, now: int) -> list[str | None]:
    past = [f for f in history.segment(now) if f.at <= now]
    opened = history.matches(a, past)
    closing: list[Match] = []
    reached: list[int] = []
    if isinstance(alert.b, str):
        reached = _reached(history, walk, alert.b)
    else:
        closing = history.matches(alert.b, past)
    return [
        match.read.id
        for match in opened
        if match.at + alert.within_ms == now
        and lapses(match, opened, closing, alert.within_ms, alert.tied)
        and not any(match.at <= at <= now for at in reached)  # the evaluation comes after the instant's events
    ]


def _stage_clock(history: History, walk: Walk, alert: program.Alert, now: int) -> list[str | None]:
    plan = history.plan
    found: list[str | None] = []
    entries = [(at, cause) for at, place, cause in walk.entered if plan.stages[place].name == alert.a]
    for opened, cause in entries:
        if opened + alert.within_ms != now or any(opened < at <= now for at, _ in entries):
            continue
        if isinstance(alert.b, str):
            closed = any(opened < at <= now for at in _reached(history, walk, alert.b))
        else:
            closed = bool(history.matches(alert.b, [f for f in history.segment(now) if opened < f.at <= now]))
        if not closed and not history.reset_in(opened, now):
            found.append(cause)
    return found


def _reached(history: History, walk: Walk, name: str) -> list[int]:
    """The instants of transitions from below the stage to it or a later one."""
    target = [stage.name for stage in history.plan.stages].index(name)
    return [at for at, before, after in walk.climbs if before < target <= after]


# The answer


def _answer(history: History, at: int) -> Answer:
    walk = _walk(history, at)
    moment = history.at(at)
    plan = history.plan
    lines: list[Entry] = []
    for place, firing, value in sorted(moment.worths, key=lambda w: (w[1].at, w[1].id, w[0])):
        rule = plan.rules[place]
        lines.append((firing.at, place, rule.label, rule.file, rule.line, rule.group, firing.points, value, firing.id))
    for place in moment.whens:
        rule = plan.rules[place]
        lines.append((None, place, rule.label, rule.file, rule.line, rule.group, rule.points, rule.points, None))
    return Answer(
        score=moment.score,
        groups=moment.groups,
        stage=walk.stage,
        stage_since=walk.transitions[-1][0] if walk.transitions else None,
        transitions=walk.transitions,
        alerts=walk.alerts,
        entries=lines,
        adjustments=moment.adjustments,
    )
