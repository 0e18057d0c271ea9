"""Scores everyone in a log: each contact's history folded with each plan, in order of contact, then of plan as asked.

Knows histories and folds; nothing of files, nor of how scores are shown. Holds one part of the log for each process.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from dsl.engine import Event, Verdict, fold
from dsl.engine.match import Matcher
from dsl.identity import Key
from dsl.lab.history import History, histories
from dsl.lab.pool import spread
from dsl.program import Pattern, Plan


@dataclass(frozen=True, slots=True)
class Ask:
    """Score with `plan` as of `at` (milliseconds since 1970). `won` and `lost` say how a lead ends."""

    plan: Plan
    at: int
    won: Pattern = ()
    lost: Pattern = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """One contact's verdict by one plan. `key` tells apart contacts that are shown under the same name.

    `ended`: the lead was won, or was lost and has not been heard of since.
    """

    contact: str
    key: Key
    plan: str
    verdict: Verdict
    ended: bool


def score(
    history: History,
    asks: Sequence[Ask],
    *,
    only: Collection[Key] | None = None,
    ledger: bool = False,
    ahead: bool = False,
    jobs: int = 1,
    done: Callable[[], object] = lambda: None,
) -> Iterator[Scored]:
    """Every contact (or those of `only`) with a visible event up to the instant asked for.

    `ledger` and `ahead` are `fold`'s. `jobs`: processes that share the work, where there is much of it. `done` is called for
    each of `BAGS` parts.
    """
    work = partial(_score_part, tuple(asks), None if only is None else frozenset(only), ledger, ahead)
    for part in spread(work, history.parts(), jobs if history.large else 1, alone=0):
        yield from part
        done()


def _score_part(
    asks: tuple[Ask, ...], only: frozenset[Key] | None, ledger: bool, ahead: bool, part: bytes
) -> list[Scored]:
    scored = []
    for (name, *key), events in histories(part, only):
        for ask in asks:
            known = events[: bisect_right(events, ask.at, key=_at)]
            if known:
                verdict = fold(ask.plan, known, ask.at, ledger=ledger, ahead=ahead)
                scored.append(Scored(name, Key(*key), ask.plan.name, verdict, _ended(ask, known)))
    return scored


def _ended(ask: Ask, events: Sequence[Event]) -> bool:
    ends = _ends(ask.won, ask.lost, ask.plan.timezone)
    ended = False
    for event in events:
        if not event.machine:
            hooks = ends.hooks(event)
            if hooks and hooks[0][0] == _WON[0]:
                return True
            ended = bool(hooks)
    return ended


_WON, _LOST = (0, 0, 0, 0), (1, 0, 0, 0)


@lru_cache(maxsize=8)
def _ends(won: Pattern, lost: Pattern, timezone: str) -> Matcher:
    return Matcher(((won, _WON[:3]), (lost, _LOST[:3])), timezone)


def _at(event: Event) -> int:
    return event.at
