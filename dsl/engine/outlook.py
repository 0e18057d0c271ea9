"""What the sums say about stages and the score: today, and on the dates to come if nothing happens.

    exact sums of one date      dear, and rarely needed
    limits of some dates        cheap: nearly always they already tell the stage, or that it stays what it is

Knows the board, the funnel and dates; nothing of events. Points are ten-thousandths, dates ordinals, instants milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dsl.engine.board import Board, Sums
from dsl.engine.calendar import LAST_DAY
from dsl.engine.decay import UNIT
from dsl.engine.funnel import LEAD, Known, View
from dsl.engine.prepared import Prepared, Shot
from dsl.engine.state import State

_FEW = 16
"""Days of which it is asked first whether the stage moves on one of them."""

_FEWEST, _MOST = 4, 64
_REACHES = {4: (4, 0), 16: (16, 4, 0), 64: (64, 16, 4, 0)}
"""Days that a stage is judged for at once: as many as have an answer, from the number that had one the last time."""

_NEVER = 1 << 60


class Outlook:
    """The sums of one contact under one plan. `truths`: which conditions on traits hold now.

    As things stood when the stage was last judged, until the date `until` nothing but firings can move it, and these not
    before they have added `room_up` ten-thousandths of a point, or taken `room_down`, in all. `calm_until` is an instant
    before which no midnight moves it.
    """

    __slots__ = ("_board", "_plan", "_reach", "_state", "calm_until", "room_down", "room_up", "truths", "until")

    def __init__(self, plan: Prepared, state: State) -> None:
        self._plan = plan
        self._state = state
        self._board = Board(len(plan.plan.groups), plan.decays, plan.held, state.standing)
        self._reach = _FEWEST
        self.truths: list[bool] = []
        self.calm_until = 0
        self.until = 0
        self.room_up = self.room_down = 0

    # -- what changes

    def settle(self, truths: list[bool]) -> bool:
        """The profile has changed. Returns whether any condition has."""
        if truths == self.truths:
            return False
        self.truths = truths
        self._board.settle(truths)
        return True

    def add(self, shot: Shot, day: int, points: int) -> bool:
        """A firing on a date. Returns whether the stage has to be judged again."""
        self._board.add(shot.group, shot.decay, shot.condition, day, points)
        if points > 0:
            self.room_up -= points
            return self.room_up <= 0
        self.room_down += points
        return self.room_down <= 0

    def fire(self, shots: Sequence[Shot], day: int) -> bool:
        """The same of several plain rules."""
        added, taken = self._board.fire(shots, day)
        self.room_up -= added
        self.room_down -= taken
        return (added > 0 and self.room_up <= 0) or (taken > 0 and self.room_down <= 0)

    def clear(self) -> None:
        """All firings are gone (`reset`)."""
        self._board.clear()

    def forget(self) -> None:
        """What was found out for other dates says nothing of the one that begins now."""
        self.calm_until = self.until = 0

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
        if not plan.plan.stages:
            return self._calm(_NEVER, _NEVER, (_NEVER, _NEVER), LEAD)
        if day > self.until:
            self._reach = min(4 * self._reach, _MOST)  # the last answer has held to its end
        for reach in _REACHES[self._reach]:
            view = plan.scores.view(*self._board.rough(day, day + reach), self.truths)
            stage = self._judged(view, at)
            if stage is not None:
                self._reach = reach or _FEWEST
                return self._calm(plan.calendar.midnight(day + reach + 1), day + reach, plan.funnel.room(view), stage)
        self._reach = _FEWEST
        view = plan.scores.exactly(self._board.sums(day), self.truths)
        stage = self._judged(view, at)
        assert stage is not None  # of one date nothing is left open
        return self._calm(0, day, plan.funnel.room(view), stage)

    def _calm(self, calm_until: int, until: int, room: tuple[int, int], stage: int) -> int:
        self.calm_until, self.until = calm_until, until
        self.room_up, self.room_down = room
        return stage

    def exclude(self) -> None:
        """The contact is excluded: nothing moves its stage."""
        self._calm(_NEVER, _NEVER, (_NEVER, _NEVER), LEAD)

    def _judged(self, view: View, at: int) -> int | None:
        return self._plan.funnel.stage(view, self._state.kept, self._state.held, at)

    # -- the dates to come

    def next_stage_midnight(self, day: int, after: int, last: int | None) -> int | None:
        """The first midnight in (after, last] at which the stage is another; `day` is the date of `after`."""
        if last is not None and last < self.calm_until:
            return None

        judged, kept, held, before = self._plan.funnel.stage, self._state.kept, self._state.held, self._state.before

        def moves(view: View) -> Known:
            stage = judged(view, kept, held, after)
            return None if stage is None else stage != before

        return self._first_midnight(max(day, self._known_until(day)), after, last, moves, _FEW)

    def _known_until(self, day: int) -> int:
        """The last date of which it is known that the stage stays; 0 if that is not known of any."""
        return self.until if day <= self.until and self.calm_until else 0

    def next_point_midnight(self, day: int, after: int, score: int) -> int | None:
        """The first midnight after an instant by which the score is a whole point or more from what it is."""

        def moved(view: View) -> Known:
            if view.score_low - score >= UNIT or score - view.score_high >= UNIT:
                return True
            return False if view.score_high - score < UNIT and score - view.score_low < UNIT else None

        return self._first_midnight(day, after, None, moved, 1)

    def _first_midnight(
        self, day: int, after: int, last: int | None, asked: Callable[[View], Known], days: int
    ) -> int | None:
        """The midnight of the first date after `day` that begins in (after, last] of which `asked` is true; so many days are
        looked at first, then twice as many, and so on: what happens soon is the likelier."""
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
        end = min(end, board.last_moving_day())
        while begin <= end:
            final = min(begin + days - 1, end)
            found = self._first_day(begin, final, asked)
            if found is not None:
                return calendar.midnight(found)
            begin, days = final + 1, 2 * days
        return None

    def _first_day(self, first: int, final: int, asked: Callable[[View], Known]) -> int | None:
        """The first date between two of which `asked` is true."""
        board, scores = self._board, self._plan.scores
        spans = [(first, final)]
        while spans:  # halve what depends, the earlier half first
            first, final = spans.pop()
            known = asked(scores.view(*board.bounds(first, final), self.truths))
            if known is None and first == final:
                known = asked(scores.exactly(board.sums(first), self.truths))
            if known:
                return first
            if known is None:
                middle = (first + final) // 2
                spans += [(middle + 1, final), (first, middle)]
        return None
