"""Which alerts are raised: by patterns, by stages that are entered, by what does not follow in time; of one contact.

Knows alerts, their clocks and their cooldowns; nothing of rules or of how stages are judged.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from dsl.engine.clocks import Clocks
from dsl.engine.event import Event
from dsl.engine.prepared import ALERT, A, Act, Prepared
from dsl.engine.state import Clock, State
from dsl.engine.verdict import Raised


class Alarms:
    """The alerts of one contact under one plan; `raised` are those that went out."""

    __slots__ = ("_clocks", "_hits", "_plan", "_state", "raised")

    def __init__(self, plan: Prepared, state: State, clocks: Clocks) -> None:
        self._plan, self._state, self._clocks = plan, state, clocks
        self._hits: list[tuple[int, str]] = []
        self.raised: list[Raised] = []

    @property
    def are_waiting(self) -> bool:
        """Whether something has happened that `call` has not seen."""
        return bool(self._hits)

    def outlives_reset(self, act: Act) -> bool:
        """Whether an event that resets raises this one all the same."""
        return act.phase == ALERT and self._plan.watches[act.owner].alert.kind == "pattern"

    def match(self, event: Event, act: Act) -> None:
        """A match of an alert's A or B."""
        _, number, role, place, _ = act
        watch = self._plan.watches[number]
        if watch.alert.kind == "pattern":
            self._hits.append((number, event.message_id))
            return
        tie = watch.tie[0 if role == A else 1](event, place) if watch.tie else None
        if role == A:
            self._clocks.start((ALERT, number), tie, Clock(event.at + watch.alert.within_ms, event.message_id, None, 0))
        else:
            self._clocks.end((ALERT, number), tie)

    def climb(self, at: int, before: int, now: int, cause: str | None) -> None:
        """The evaluated stage is a later one than before: stages are reached, one of them is entered."""
        for number, watch in enumerate(self._plan.watches):
            if watch.stage_b is not None and before < watch.stage_b <= now:
                self._clocks.end((ALERT, number), None)
            if watch.stage_a == now:
                if watch.alert.kind == "stage":
                    self._hits.append((number, cause or ""))
                else:
                    self._clocks.start((ALERT, number), None, Clock(at + watch.alert.within_ms, cause or "", None, 0))

    def call(self, at: int, stage: str, score: Callable[[], Decimal]) -> None:
        """Raise the alerts of this instant, with the stage and the score that hold now."""
        calls = self._hits
        self._hits = []
        calls += [(number, clock.message_id) for number, clock in self._clocks.due(at, ALERT)]
        if not calls or self._state.excluded or not self._plan.assigned(self._state.profile.name):
            return
        for number, cause in sorted(calls):
            alert = self._plan.plan.alerts[number]
            last = self._state.raised.get(number)
            if last is not None and alert.cooldown_ms is not None and last > at - alert.cooldown_ms:
                continue
            self._state.raised[number] = at
            self.raised.append(Raised(at, number, alert.channel, alert.text, stage, score(), cause or None))
