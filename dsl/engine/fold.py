"""The fold: one contact's events, in order, under one plan, up to an instant.

Time moves from instant to instant at which something can change: events, deadlines, ends of `for D`, and those local
midnights at which the stage moves. At one instant:

    midnight -> events (by messageId) -> deadlines of rules -> evaluation -> alerts

Pure: no clock, no I/O; the same plan, set of events and instant give the same verdict.
"""

from __future__ import annotations

from collections.abc import Iterable

from dsl import program
from dsl.engine.calendar import LAST_INSTANT
from dsl.engine.checkpoint import Checkpoint
from dsl.engine.clocks import Clocks, Owner
from dsl.engine.event import Event, distinct
from dsl.engine.funnel import LEAD
from dsl.engine.ledger import ledger_of, points_of
from dsl.engine.limits import Spent
from dsl.engine.outlook import Outlook
from dsl.engine.prepared import ALERT, IGNORE, RESET, RULE, STAGE, A, Act, Prepared, Shot, prepare
from dsl.engine.state import Clock, Firing, Key, State
from dsl.engine.verdict import Raised, Transition, Verdict
from dsl.errors import CheckpointError


def fold(
    plan: program.Plan,
    events: Iterable[Event],
    at: int,
    *,
    ledger: bool = False,
    ahead: bool = True,
    start: Checkpoint | None = None,
) -> Verdict:
    """The verdict on one contact at `at` (milliseconds since 1970-01-01T00:00Z).

    `events`: the contact's, in any order, repeated or not; those after `at` are left out. With `ledger` the verdict says
    where every point comes from. With `start` only events later than that checkpoint are given and taken in, and
    `transitions` and `alerts` are those after it.

    `next_due` is the earliest instant after `at` at which, without a further event, the stage changes, a rule's deadline
    fires with points, or an alert is raised; None: never. `next_change` is the first local midnight after `at` by which
    decay (or the date of a `when`) alone has moved the score by a whole point or more; None: never. Without `ahead` neither
    is worked out, and both are None.

    Raises CheckpointError where `start` does not fit the plan, the instant, the events, or has no ledger though one is asked.
    """
    run = _Run(prepare(plan), _restored(plan, at, ledger, start))
    run.take(_later(events, at, start))
    run.reach(at)
    return run.verdict(at, ahead=ahead)


def checkpoint(
    plan: program.Plan, events: Iterable[Event], at: int, *, ledger: bool = False, start: Checkpoint | None = None
) -> Checkpoint:
    """The state once everything up to `at` (included) is taken in; `fold` goes on from it as if it had read it all.

    Arguments and errors are those of `fold`. Only with `ledger` can a later fold say where points come from; it then grows
    with the number of firings.
    """
    run = _Run(prepare(plan), _restored(plan, at, ledger, start))
    run.take(_later(events, at, start))
    run.reach(at)
    return Checkpoint.of(at, prepare(plan).digest, run.state)


def _restored(plan: program.Plan, at: int, ledger: bool, start: Checkpoint | None) -> State:
    if start is None:
        return State(firings=[] if ledger else None)
    if start.at > at:
        raise CheckpointError("this checkpoint is later than the instant asked for")
    state = start.restore(prepare(plan).digest)
    if not ledger:
        state.firings = None
    elif state.firings is None:
        raise CheckpointError("this checkpoint was made without a ledger")
    return state


def _later(events: Iterable[Event], at: int, start: Checkpoint | None) -> list[Event]:
    """The events to take in, in order: one of each messageId, none after `at`, none that a machine made."""
    taken = distinct(events)
    if start is not None and taken and taken[0].at <= start.at:
        raise CheckpointError("an event is not later than the checkpoint")
    return [event for event in taken if event.at <= at and not event.machine]


class _Run:
    """One contact under one plan: the state, and how it moves from instant to instant."""

    def __init__(self, plan: Prepared, state: State) -> None:
        self.plan = plan
        self.state = state
        self.transitions: list[Transition] = []
        self.alerts: list[Raised] = []
        self.fired = 0
        self._outlook = Outlook(plan, state)
        self._clocks = Clocks(state.clocks)
        self._hits: list[tuple[int, str]] = []
        self._traits_changed = False
        self._dirty = True
        self._day = 0 if state.at is None else plan.calendar.day(state.at)
        self._irregular = False  # whether the date has come after a later one
        self._day_until = 0  # an instant before which it is still that day
        self._quiet = 0  # an instant before which nothing can happen by itself
        self._learn()

    # -- from instant to instant

    def take(self, events: list[Event]) -> None:
        """Take in events, all later than the state, in order."""
        first, count = 0, len(events)
        while first < count:
            at, after = events[first].at, first + 1
            if (after == count or events[after].at != at) and at < self._quiet and not self.state.held:
                self._pass(events[first])
            else:
                while after < count and events[after].at == at:
                    after += 1
                self._advance(at - 1)
                self._visit(at, events[first:after])
            first = after

    def _pass(self, event: Event) -> None:
        """Take in the only event of its instant, at a time when nothing else can happen: what `_visit` would do, and no
        more than needed."""
        at = event.at
        if at >= self._day_until:
            self._turn(at)
        visible = self._see(event)
        if self._traits_changed:
            self._learn()
        if self._dirty:
            self._evaluate(at, event.message_id if visible else None)
            self._quiet = 0
        if self._hits:
            self._call(at)
        self.state.at = at
        if at >= self._quiet:
            self._quiet = self._quiet_until()

    def reach(self, at: int) -> None:
        """Let time go by up to `at` (included) without an event."""
        self._advance(at)
        if self.state.at is not None:
            self.state.at, self._day = at, self.plan.calendar.day(at)

    def _advance(self, last: int) -> None:
        if last < self._quiet:
            return
        while self.state.at is not None and (instant := self._next_instant(last)) is not None:
            self._visit(instant, ())

    def _quiet_until(self) -> int:
        """An instant before which nothing can happen by itself."""
        quiet = max(self.plan.calendar.midnight(self._day + 1), self._outlook.calm_until)
        if (due := self._clocks.not_before()) is not None and due < quiet:
            quiet = due
        if self.state.held and (end := self.plan.funnel.next_end(self.state.held, self.state.at or 0)) is not None:
            quiet = min(quiet, end)
        return quiet

    def _next_instant(self, last: int | None) -> int | None:
        """The next instant, not after `last` (None: ever), at which something may change by itself."""
        assert self.state.at is not None
        timer = self._next_timer()
        if timer is not None and timer > (LAST_INSTANT if last is None else last):
            timer = None
        # at the timer's own instant midnight comes first: no need to look at it on its own
        if self.state.excluded or not self.plan.plan.stages:
            return timer
        midnight = self._outlook.next_stage_midnight(self._day, self.state.at, last if timer is None else timer - 1)
        return timer if midnight is None else midnight

    def _next_timer(self) -> int | None:
        assert self.state.at is not None
        deadline = self._clocks.next()
        end = self.plan.funnel.next_end(self.state.held, self.state.at) if self.state.held else None
        return deadline if end is None or (deadline is not None and deadline < end) else end

    # -- one instant

    def _visit(self, at: int, events: Iterable[Event]) -> None:
        state = self.state
        if at >= self._day_until:
            self._turn(at)
        if state.held and state.at is not None:
            end = self.plan.funnel.next_end(state.held, state.at)
            self._dirty |= end is not None and end <= at  # a `for D` runs out at this very instant
        cause = None
        for event in events:
            if self._see(event):
                cause = event.message_id
        self._dirty |= at >= self._outlook.calm_until  # a midnight that moves the stage may have brought us here
        if self._traits_changed:
            self._learn()
        due = self._clocks.not_before()
        if due is not None and due <= at:
            self._strike(at)
        if self._dirty:
            self._evaluate(at, cause)
            self._quiet = 0
        if self._hits or (due is not None and due <= at):
            self._call(at)
        state.at = at
        if at >= self._quiet:
            self._quiet = self._quiet_until()

    def _turn(self, at: int) -> None:
        """Another date may have begun."""
        calendar = self.plan.calendar
        day, self._day_until = calendar.day_until(at)
        if day != self._day:
            if day < self._day or self._irregular:
                # clocks went back over midnight: what was found out for later dates says nothing of this one
                self._outlook.forget()
                self._dirty = True
            self._irregular = day < self._day
            self._day = day
            # midnights before this instant have been looked at; this one's own has not
            self._dirty |= day > self._outlook.until or (at >= self._quiet and calendar.midnight(day) >= at)

    def _see(self, event: Event) -> bool:
        """Take in one event. Returns whether it is visible."""
        plan = self.plan
        if plan.reads_profile and self.state.profile.see(event):
            self._traits_changed = True
        found = plan.matcher.match(event)
        if not found:
            return True
        plain, acts = plan.plain, plan.acts
        if plain[found[0]] is None and acts[found[0]].phase in (IGNORE, RESET):
            if acts[found[0]].phase == IGNORE:
                return False
            self._reset()
            found = tuple(number for number in found if self._outlives(acts[number]))
        shots: list[Shot] = []
        for number in found:
            shot = plain[number]
            if shot is not None:
                shots.append(shot)
            elif (act := acts[number]).phase == RULE:
                self._serve_rule(event, act)
            elif act.phase == STAGE:
                self._serve_stage(event, act)
            else:
                self._serve_alert(event, act)
        if shots:
            if self._outlook.fire(shots, self._day):
                self._dirty = True
            if (firings := self.state.firings) is not None:
                firings += [Firing(event.at, event.message_id, shot.number, shot.points, self._day) for shot in shots]
            self.fired += len(shots)
        return True

    def _outlives(self, act: Act) -> bool:
        """Whether it is served by an event that resets."""
        return act.phase == ALERT and self.plan.watches[act.owner].alert.kind == "pattern"

    def _learn(self) -> None:
        """Traits have changed: work the conditions on them out again."""
        self._traits_changed = False
        if self.plan.reads_traits:
            self._dirty |= self._outlook.settle(self.plan.truths(self.state.profile.view()))

    def _reset(self) -> None:
        state = self.state
        self._outlook.clear()
        for kept in (state.matches, state.lasts, state.clocks, state.spent, state.held):
            kept.clear()
        if state.firings is not None:
            state.firings.clear()
        state.kept = LEAD
        self._dirty = True

    # -- rules

    def _serve_rule(self, event: Event, act: Act) -> None:
        _, number, role, place, shot = act
        assert shot is not None
        at, state = event.at, self.state
        match shot.kind:
            case "each":
                subject = shot.subject(event, place) if shot.subject else None
                self._fire(shot, number, at, event.message_id, subject, shot.size(event, place))
            case "count":
                # matches in (at - D, at], since the last firing
                times = [t for t in state.matches.get(number, ()) if t > at - shot.rule.within_ms]
                times.append(at)
                if len(times) >= shot.rule.times:
                    times.clear()
                    self._match(shot, number, event, place)
                state.matches[number] = times
            case "then":
                if role == A:
                    state.lasts[number] = at
                elif (last := state.lasts.pop(number, None)) is not None and at - last <= shot.rule.within_ms:
                    self._match(shot, number, event, place)
            case _:
                tie = shot.tie[0 if role == A else 1](event, place) if shot.tie else None
                if role == A:
                    subject = shot.subject(event, place) if shot.subject else None
                    clock = Clock(at + shot.rule.within_ms, event.message_id, subject, shot.size(event, place))
                    self._start((RULE, number), tie, clock)
                else:
                    self._clocks.end((RULE, number), tie)

    def _match(self, shot: Shot, number: int, event: Event, place: int) -> None:
        subject = shot.subject(event, place) if shot.subject else None
        self._fire(shot, number, event.at, event.message_id, subject, shot.size(event, place))

    def _fire(self, shot: Shot, number: int, at: int, message_id: str, subject: str | None, points: int) -> None:
        state = self.state
        if points and shot.limits is not None:
            spent = state.spent.get(number)
            if spent is None:
                spent = state.spent[number] = Spent()
            points = shot.limits.admit(spent, points, self._day, subject)
        if not points:
            return
        if self._outlook.add(shot, self._day, points):
            self._dirty = True
        if state.firings is not None:
            state.firings.append(Firing(at, message_id, number, points, self._day))
        self.fired += 1

    # -- absences

    def _start(self, owner: Owner, tie: Key, clock: Clock) -> None:
        self._clocks.start(owner, tie, clock)
        self._quiet = min(self._quiet, clock.deadline)

    def _strike(self, at: int) -> None:
        """The deadlines of rules."""
        for number, clock in self._clocks.due(at, RULE):
            shot = self.plan.shots[number]
            assert shot is not None
            self._fire(shot, number, at, clock.message_id, clock.subject, clock.points)

    # -- stages

    def _serve_stage(self, event: Event, act: Act) -> None:
        number = act.owner
        if act.role == A:
            self.state.held[number] = event.at
            self._quiet = 0  # an end of `for D` may be near
        else:
            self.state.held.pop(number, None)
        self._dirty = True

    def _evaluate(self, at: int, cause: str | None) -> None:
        self._dirty = False
        state, plan = self.state, self.plan
        shown, before = (state.excluded, state.before), state.before
        if plan.excludes:
            state.excluded = any(map(self._outlook.truths.__getitem__, plan.excludes))
        if state.excluded:
            state.kept = LEAD
            self._outlook.exclude()
        else:
            state.kept = state.before = self._outlook.stage(self._day, at)
        if state.excluded is not shown[0] or (state.before != before and not state.excluded):
            state.since = at
            self.transitions.append(Transition(at, self._name(*shown), self._shown(), cause))
        if state.before > before and plan.stage_watches:
            self._climb(at, before, cause)

    def _shown(self) -> str:
        return self._name(self.state.excluded, self.state.before)

    def _name(self, excluded: bool, stage: int) -> str:
        if excluded:
            return program.EXCLUDED
        return program.LEAD if stage == LEAD else self.plan.plan.stages[stage].name

    # -- alerts

    def _serve_alert(self, event: Event, act: Act) -> None:
        _, number, role, place, _ = act
        watch = self.plan.watches[number]
        if watch.alert.kind == "pattern":
            self._hits.append((number, event.message_id))
            return
        tie = watch.tie[0 if role == A else 1](event, place) if watch.tie else None
        if role == A:
            self._start((ALERT, number), tie, Clock(event.at + watch.alert.within_ms, event.message_id, None, 0))
        else:
            self._clocks.end((ALERT, number), tie)

    def _climb(self, at: int, before: int, cause: str | None) -> None:
        """The evaluated stage is a later one than before: stages are reached, one of them is entered."""
        now = self.state.before
        for number, watch in enumerate(self.plan.watches):
            if watch.stage_b is not None and before < watch.stage_b <= now:
                self._clocks.end((ALERT, number), None)
            if watch.stage_a == now:
                if watch.alert.kind == "stage":
                    self._hits.append((number, cause or ""))
                else:
                    self._start((ALERT, number), None, Clock(at + watch.alert.within_ms, cause or "", None, 0))

    def _call(self, at: int) -> None:
        """Raise the alerts of this instant."""
        calls = self._hits
        self._hits = []
        calls += [(number, clock.message_id) for number, clock in self._clocks.due(at, ALERT)]
        if not calls or self.state.excluded or not self.plan.assigned(self.state.profile.name):
            return
        for number, cause in sorted(calls):
            alert = self.plan.plan.alerts[number]
            last = self.state.raised.get(number)
            if last is not None and alert.cooldown_ms is not None and last > at - alert.cooldown_ms:
                continue
            self.state.raised[number] = at
            score = points_of(self.plan.scores.score(self._outlook.groups(self._day)))
            self.alerts.append(Raised(at, number, alert.channel, alert.text, self._shown(), score, cause or None))

    # -- the answer

    def verdict(self, at: int, *, ahead: bool) -> Verdict:
        """The verdict at `at`, which the state has reached. The run is spent afterwards."""
        if self.state.at is None:
            self._visit(at, ())  # nothing is known of the contact: judged once, as it stands
        state, plan = self.state, self.plan
        self._day = plan.calendar.day(at)
        sums = list(self._outlook.sums(self._day))
        groups = [0] * len(sums) if state.excluded else plan.scores.groups(sums)
        score = 0 if state.excluded else plan.scores.score(groups)
        stage, since = self._shown(), state.since
        ledger = None
        if state.firings is not None:
            ledger = ledger_of(plan, state.firings, sums, self._outlook.truths, self._day, excluded=state.excluded)
        transitions, alerts = tuple(self.transitions), tuple(self.alerts)
        next_change = None
        if ahead and not state.excluded:
            next_change = self._outlook.next_point_midnight(self._day, at, score)
        return Verdict(
            as_of=at,
            score=points_of(score),
            groups={group.name: points_of(total) for group, total in zip(plan.plan.groups, groups, strict=True)},
            stage=stage,
            stage_since=since,
            transitions=transitions,
            alerts=alerts,
            next_due=self._next_due() if ahead else None,
            next_change=next_change,
            ledger=ledger,
        )

    def _next_due(self) -> int | None:
        """Go on into the future, without events, until something happens: it is the past's own machinery, so it cannot
        disagree with what a later fold finds."""
        happened = len(self.transitions), len(self.alerts), self.fired
        while (instant := self._next_instant(None)) is not None:
            self._visit(instant, ())
            if (len(self.transitions), len(self.alerts), self.fired) != happened:
                return instant
        return None


