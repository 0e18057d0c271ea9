"""What the sums say about stages and the score: today, and on the dates to come if nothing happens.

    exact sums of one date      dear, and rarely needed
    limits of some dates        cheap: nearly always they already tell the stage, or that it stays what it is

Knows the board, the funnel and dates; nothing of events. Points are ten-thousandths, dates ordinals, instants milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dsl.engine.board import Board, Sums
from dsl.engine.calendar import LAST_DAY
from dsl.engine.decay import UNIT
from dsl.engine.funnel import Known, View
from dsl.engine.prepared import Prepared, Shot
from dsl.engine.state import State

_DAYS = 4
"""Days that a stage is judged for at once: few enough for the answer to be clear, enough for the next visit to be near."""

_NEAR = 15
"""Days that are looked at before all later ones."""


class Outlook:
    """The sums of one contact under one plan. `truths`: which conditions on traits hold now.

    `calm_until`: an instant before which no midnight moves the stage, as things stood when it was last judged.
    """

    __slots__ = ("_board", "_plan", "_state", "_view", "_view_until", "calm_until", "truths")

    def __init__(self, plan: Prepared, state: State) -> None:
        self._plan = plan
        self._state = state
        self._board = Board(len(plan.plan.groups), plan.decays, plan.held, state.standing)
        self.truths: list[bool] = []
        self.calm_until = 0
        self._view: View | None = None  # limits of all sums on the dates up to `_view_until`, today included
        self._view_until = 0

    # -- what changes

    def settle(self, truths: list[bool]) -> bool:
        """The profile has changed. Returns whether any condition has."""
        if truths == self.truths:
            return False
        self.truths, self._view = truths, None
        self._board.settle(truths)
        return True

    def add(self, shot: Shot, day: int, points: int) -> None:
        """A firing on a date."""
        self._board.add(shot.group, shot.decay, shot.condition, day, points)
        if self._view is not None:
            self._view.widen(shot.group, points)

    def clear(self) -> None:
        """All firings are gone (`reset`)."""
        self._board.clear()
        self._view = None

    def forget(self) -> None:
        """What was found out for other dates says nothing of the one that begins now."""
        self._view, self.calm_until = None, 0

    # -- today

    def sums(self, day: int) -> Sums:
        """Each group's sum on a date, before its clip."""
        return self._board.sums(day)

    def groups(self, day: int) -> Sums:
        """The same after the clip."""
        return self._plan.scores.groups(self._board.sums(day))

    def stage(self, day: int, at: int) -> int:
        """The stage that holds at an instant on a date."""
        plan = self._plan
        for view, until in self._limits(day):
            stage = self._judged(view, at)
            if stage is not None:
                self._view, self._view_until = view, until
                self.calm_until = plan.calendar.midnight(until + 1)
                return stage
        self.forget()
        self._board.rebase(day)
        sums = self._board.sums(day)
        stage = self._judged(plan.scores.view(sums, sums, self.truths), at)
        assert stage is not None  # of one date nothing is left open
        return stage

    def _limits(self, day: int) -> Iterator[tuple[View, int]]:
        """Limits of the sums from a date on to some other, the cheapest first."""
        if self._view is not None and day <= self._view_until:
            yield self._view, self._view_until
        for until in (day + _DAYS, day):
            yield self._plan.scores.view(*self._board.rough(day, until), self.truths), until

    def _judged(self, view: View, at: int) -> int | None:
        return self._plan.funnel.stage(view, self._state.kept, self._state.held, at)

    # -- the dates to come

    def next_stage_midnight(self, day: int, after: int, last: int | None) -> int | None:
        """The first midnight in (after, last] at which the stage is another; `day` is the date of `after`."""
        if last is not None and last < self.calm_until:
            return None

        def moves(view: View) -> Known:
            stage = self._judged(view, after)
            return None if stage is None else stage != self._state.before

        return self._first_midnight(day, after, last, moves)

    def next_point_midnight(self, day: int, after: int, score: int) -> int | None:
        """The first midnight after an instant by which the score is a whole point or more from what it is."""

        def moved(view: View) -> Known:
            if view.score_low - score >= UNIT or score - view.score_high >= UNIT:
                return True
            return False if view.score_high - score < UNIT and score - view.score_low < UNIT else None

        return self._first_midnight(day, after, None, moved)

    def _first_midnight(self, day: int, after: int, last: int | None, asked: Callable[[View], Known]) -> int | None:
        """The midnight of the first date that begins in (after, last] of which `asked` is true."""
        calendar, board, scores = self._plan.calendar, self._board, self._plan.scores
        begin, end = day + 1, LAST_DAY
        if calendar.midnight(begin) <= after:  # a date that has come twice
            begin = calendar.days_begun(after) + 1
        if last is not None:
            if calendar.midnight(begin) > last:
                return None
            end = calendar.days_begun(last)
            if asked(scores.view(*board.rough(begin, end), self.truths)) is False:
                return None  # nearly always, and cheaply
            board.rebase(begin)
        end = min(end, board.last_moving_day())
        near = begin + _NEAR
        spans = [(near + 1, end), (begin, min(near, end))]  # what happens soon is the likelier
        while spans:  # halve what depends, the earlier half first
            first, final = spans.pop()
            if first > final:
                continue
            known = asked(scores.view(*board.bounds(first, final), self.truths))
            if known:
                return calendar.midnight(first)
            if known is None:
                middle = (first + final) // 2
                spans += [(middle + 1, final), (first, middle)]
        return None
