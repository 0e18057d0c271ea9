"""Clocks of absences: started by an A, ended by a B, due at their deadlines.

Knows owners (phase and number), ties and deadlines; nothing of what a deadline does. The clocks themselves are the state's,
so that a checkpoint keeps them; what is kept here besides is a heap of their deadlines, in which ended ones stay until they
come to the top.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from dsl.engine.state import Clock, Key

Owner = tuple[int, int]
"""Phase (rules or alerts) and number."""


class Clocks:
    """All clocks of one contact under one plan."""

    __slots__ = ("_deadlines", "_running")

    def __init__(self, running: dict[Owner, dict[Key, Clock]]) -> None:
        self._running = running
        self._deadlines: list[tuple[int, str, int, int, Key]] = [
            (clock.deadline, clock.message_id, *owner, tie)
            for owner, clocks in running.items()
            for tie, clock in clocks.items()
        ]
        heapify(self._deadlines)

    def start(self, owner: Owner, tie: Key, clock: Clock) -> None:
        """Start a clock; one of the same tie that runs already starts afresh."""
        clocks = self._running.get(owner)
        if clocks is None:
            clocks = self._running[owner] = {}
        clocks[tie] = clock
        heappush(self._deadlines, (clock.deadline, clock.message_id, *owner, tie))

    def end(self, owner: Owner, tie: Key) -> None:
        """A B ends the clock of its tie and that of none; a B without a tie (or of an untied absence) ends all."""
        clocks = self._running.get(owner)
        if clocks:
            if tie is None:
                clocks.clear()
            else:
                clocks.pop(tie, None)
                clocks.pop(None, None)

    def not_before(self) -> int | None:
        """An instant before which no clock is due; None: none runs. Costs nothing, and may be too early."""
        return self._deadlines[0][0] if self._deadlines else None

    def next(self) -> int | None:
        """The earliest deadline."""
        deadlines = self._deadlines
        while deadlines:
            deadline, message_id, phase, number, tie = deadlines[0]
            clock = self._running.get((phase, number), {}).get(tie)
            if clock is not None and clock.deadline == deadline and clock.message_id == message_id:
                return deadline
            heappop(deadlines)  # ended or started afresh since
        return None

    def due(self, at: int, phase: int) -> list[tuple[int, Clock]]:
        """Take out the clocks of a phase that are due, with their owners' numbers: by messageId, then number."""
        due, others = [], []
        while self._deadlines and self._deadlines[0][0] <= at:
            top = heappop(self._deadlines)
            deadline, message_id, own, number, tie = top
            clocks = self._running.get((own, number), {})
            clock = clocks.get(tie)
            if clock is None or clock.deadline != deadline or clock.message_id != message_id:
                continue
            if own != phase:
                others.append(top)
                continue
            del clocks[tie]
            due.append((number, clock))
        for top in others:
            heappush(self._deadlines, top)
        return due
