"""One contact under one plan, from instant to instant: events, deadlines, ends of `for D`, midnights that move the stage.

At one instant:

    midnight -> events (by messageId) -> deadlines of rules -> evaluation -> alerts

Knows the order of things; what a match, a firing or an alert does is its parts' business (`firing`, `alarms`, `outlook`).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from dsl import program
from dsl.engine.alarms import Alarms
from dsl.engine.calendar import LAST_INSTANT
from dsl.engine.clocks import Clocks
from dsl.engine.event import Event
from dsl.engine.firing import Firings
from dsl.engine.funnel import LEAD
from dsl.engine.ledger import points_of
from dsl.engine.outlook import Outlook
from dsl.engine.prepared import IGNORE, RESET, RULE, STAGE, A, Act, Prepared, Shot
from dsl.engine.state import State
from dsl.engine.verdict import Transition


class Run:
    """One contact under one plan: the state, and how it moves from instant to instant."""

    def __init__(self, plan: Prepared, state: State) -> None:
        self.plan = plan
        self.state = state
        self.transitions: list[Transition] = []
        self.outlook = Outlook(plan, state)
        self._clocks = Clocks(state.clocks)
        self.firings = Firings(plan, state, self.outlook, self._clocks)
        self.alarms = Alarms(plan, state, self._clocks)
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
        if self.alarms.are_waiting:
            self.alarms.call(at, self.stage, self._score)
        self.state.at = at
        if at >= self._quiet:
            self._quiet = self._quiet_until()

    def reach(self, at: int) -> None:
        """Let time go by up to `at` (included) without an event."""
        self._advance(at)
        if self.state.at is not None:
            self.state.at, self._day = at, self.plan.calendar.day(at)

    def look(self, at: int) -> None:
        """Judge the contact at an instant, later than the state, at which nothing need have happened."""
        self._visit(at, ())

    def _advance(self, last: int) -> None:
        if last < self._quiet:
            return
        while self.state.at is not None and (instant := self._next_instant(last)) is not None:
            self._visit(instant, ())

    def _quiet_until(self) -> int:
        """An instant before which nothing can happen by itself."""
        quiet = max(self.plan.calendar.midnight(self._day + 1), self.outlook.calm_until)
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
        midnight = self.outlook.next_stage_midnight(self._day, self.state.at, last if timer is None else timer - 1)
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
        self._dirty |= at >= self.outlook.calm_until  # a midnight that moves the stage may have brought us here
        if self._traits_changed:
            self._learn()
        due = self._clocks.not_before()
        if due is not None and due <= at:
            self._dirty |= self.firings.strike(at, self._day)
        if self._dirty:
            self._evaluate(at, cause)
            self._quiet = 0
        if self.alarms.are_waiting or (due is not None and due <= at):
            self.alarms.call(at, self.stage, self._score)
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
                self.outlook.forget()
                self._dirty = True
            self._irregular = day < self._day
            self._day = day
            # midnights before this instant have been looked at; this one's own has not
            self._dirty |= day > self.outlook.until or (at >= self._quiet and calendar.midnight(day) >= at)

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
            found = tuple(number for number in found if self.alarms.outlives_reset(acts[number]))
        shots: list[Shot] = []
        for number in found:
            shot = plain[number]
            if shot is not None:
                shots.append(shot)
            else:
                self._serve(event, acts[number])
        if shots and self.firings.plain(shots, event, self._day):
            self._dirty = True
        return True

    def _serve(self, event: Event, act: Act) -> None:
        """A match of a rule that keeps an account, of a stage or of an alert."""
        if act.phase == RULE:
            self._dirty |= self.firings.match(event, act, self._day)
        elif act.phase == STAGE:
            self._convert(event, act)
        else:
            self.alarms.match(event, act)
        due = self._clocks.not_before()
        if due is not None and due < self._quiet:
            self._quiet = due

    def _learn(self) -> None:
        """Traits have changed: work the conditions on them out again."""
        self._traits_changed = False
        if self.plan.reads_traits:
            self._dirty |= self.outlook.settle(self.plan.truths(self.state.profile.view()))

    def _reset(self) -> None:
        state = self.state
        self.outlook.clear()
        for kept in (state.matches, state.lasts, state.clocks, state.spent, state.held):
            kept.clear()
        if state.firings is not None:
            state.firings.clear()
        state.kept = LEAD
        self._dirty = True

    # -- stages

    def _convert(self, event: Event, act: Act) -> None:
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
            state.excluded = any(map(self.outlook.truths.__getitem__, plan.excludes))
        if state.excluded:
            state.kept = LEAD
            self.outlook.exclude()
        else:
            state.kept = state.before = self.outlook.stage(self._day, at)
        if state.excluded is not shown[0] or (state.before != before and not state.excluded):
            state.since = at
            self.transitions.append(Transition(at, self._name(*shown), self.stage, cause))
        if state.before > before and plan.stage_watches:
            self.alarms.climb(at, before, state.before, cause)

    @property
    def stage(self) -> str:
        """The name of the stage as it was last evaluated."""
        return self._name(self.state.excluded, self.state.before)

    def _score(self) -> Decimal:
        return points_of(self.plan.scores.score(self.outlook.groups(self._day)))

    def _name(self, excluded: bool, stage: int) -> str:
        if excluded:
            return program.EXCLUDED
        return program.LEAD if stage == LEAD else self.plan.plan.stages[stage].name

    # -- what comes

    def next_due(self) -> int | None:
        """Go on into the future, without events, until something happens: it is the past's own machinery, so it cannot
        disagree with what a later fold finds. The run is spent afterwards."""
        happened = self._happened()
        while (instant := self._next_instant(None)) is not None:
            self._visit(instant, ())
            if self._happened() != happened:
                return instant
        return None

    def _happened(self) -> tuple[int, int, int]:
        return len(self.transitions), len(self.alarms.raised), self.firings.count
