"""How matches of rules become firings: counts, sequences, absences and limits, of one contact under one plan.

Knows rules, their accounts in the state, and clocks; nothing of stages, alerts or the order of events.
"""

from __future__ import annotations

from dsl.engine.clocks import Clocks
from dsl.engine.event import Event
from dsl.engine.limits import Spent
from dsl.engine.outlook import Outlook
from dsl.engine.prepared import RULE, A, Act, Prepared, Shot
from dsl.engine.state import Clock, Firing, State


class Firings:
    """The rules of one contact. What fires goes to the outlook (and the ledger); every method says whether the stage has to be
    judged again. `count`: how many firings earned points."""

    __slots__ = ("_clocks", "_outlook", "_plan", "_state", "count")

    def __init__(self, plan: Prepared, state: State, outlook: Outlook, clocks: Clocks) -> None:
        self._plan, self._state, self._outlook, self._clocks = plan, state, outlook, clocks
        self.count = 0

    def plain(self, shots: list[Shot], event: Event, day: int) -> bool:
        """Matches of plain rules: each is a firing."""
        if (firings := self._state.firings) is not None:
            firings += [Firing(event.at, event.message_id, shot.number, shot.points, day) for shot in shots]
        self.count += len(shots)
        return self._outlook.fire(shots, day)

    def match(self, event: Event, act: Act, day: int) -> bool:
        """A match of a rule's A or B."""
        _, number, role, place, shot = act
        assert shot is not None
        at, state = event.at, self._state
        match shot.kind:
            case "each":
                return self._complete(shot, event, place, day)
            case "count":
                # matches in (at - D, at], since the last firing
                times = [t for t in state.matches.get(number, ()) if t > at - shot.rule.within_ms]
                times.append(at)
                complete = len(times) >= shot.rule.times
                state.matches[number] = [] if complete else times
                return complete and self._complete(shot, event, place, day)
            case "then":
                if role == A:
                    state.lasts[number] = at
                    return False
                last = state.lasts.pop(number, None)
                in_time = last is not None and at - last <= shot.rule.within_ms
                return in_time and self._complete(shot, event, place, day)
        tie = shot.tie[0 if role == A else 1](event, place) if shot.tie else None
        if role == A:
            subject = shot.subject(event, place) if shot.subject else None
            clock = Clock(at + shot.rule.within_ms, event.message_id, subject, shot.size(event, place))
            self._clocks.start((RULE, number), tie, clock)
        else:
            self._clocks.end((RULE, number), tie)
        return False

    def strike(self, at: int, day: int) -> bool:
        """The deadlines of absences."""
        judged = False
        for number, clock in self._clocks.due(at, RULE):
            shot = self._plan.shots[number]
            assert shot is not None
            judged |= self._fire(shot, at, clock.message_id, clock.subject, clock.points, day)
        return judged

    def _complete(self, shot: Shot, event: Event, place: int, day: int) -> bool:
        subject = shot.subject(event, place) if shot.subject else None
        return self._fire(shot, event.at, event.message_id, subject, shot.size(event, place), day)

    def _fire(self, shot: Shot, at: int, message_id: str, subject: str | None, points: int, day: int) -> bool:
        """Points that are due, as far as the rule's limits let them through."""
        state, number = self._state, shot.number
        if points and shot.limits is not None:
            spent = state.spent.get(number)
            if spent is None:
                spent = state.spent[number] = Spent()
            points = shot.limits.admit(spent, points, day, subject)
        if not points:
            return False
        if state.firings is not None:
            state.firings.append(Firing(at, message_id, number, points, day))
        self.count += 1
        return self._outlook.add(shot, day, points)
