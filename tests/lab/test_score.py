"""Everyone in a log is scored as the fold scores them, whatever the memory and the number of processes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from dsl.engine import Event, Verdict, fold
from dsl.lab.history import BAGS, gather, histories
from dsl.lab.log import BadLines, locate
from dsl.lab.pool import spread
from dsl.lab.score import Ask, Scored, score
from dsl.program import EventPattern, Plan

Message = dict[str, Any]
Write = Callable[..., str]


def scored(file: str, *plans: Plan, at: int | None = None, budget: int = 1 << 30, **more: Any) -> list[Scored]:
    with gather(locate([file]), BadLines(0), budget=budget) as history:
        return list(score(history, [Ask(plan, history.last if at is None else at) for plan in plans], **more))


def test_a_score_is_the_fold_of_the_history(write: Write, busy: list[Message], plan: Plan) -> None:
    """Each verdict is what `fold` says of that contact's events; sorted by contact, then by plan as asked."""
    other = replace(plan, name="another", rules=plan.rules[:1])
    file = write(busy)
    expected: list[tuple[str, str, Verdict]] = []
    with gather(locate([file]), BadLines(0)) as history:
        for part in history.parts():
            for (name, _, _), events in histories(part):
                expected += [(name, one.name, fold(one, events, history.last, ahead=False)) for one in (plan, other)]
    found = [(one.contact, one.plan, one.verdict) for one in scored(file, plan, other)]
    assert found == expected
    assert len({one.verdict.stage for one in scored(file, plan)}) == 3
    assert any(one.verdict.alerts for one in scored(file, plan))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_log_larger_than_memory_is_scored_just_so(write: Write, busy: list[Message], plan: Plan, jobs: int) -> None:
    """Spilled to the disk, by one process or several: the same verdicts in the same order."""
    assert scored(write(busy), plan, budget=0, jobs=jobs, ledger=True) == scored(write(busy), plan, ledger=True)


def test_order_and_repetition_change_no_score(write: Write, busy: list[Message], plan: Plan) -> None:
    """A shuffled log with every message in it twice gives the same verdicts."""
    messages = busy + busy
    random.Random(5).shuffle(messages)
    assert scored(write(messages), plan) == scored(write(busy), plan)


def test_only_what_is_asked_for_is_folded(write: Write, busy: list[Message], plan: Plan) -> None:
    """The verdicts of some are the same as among everyone's."""
    everyone = scored(write(busy), plan)
    some = everyone[3:9:2]
    assert scored(write(busy), plan, only={one.key for one in some}) == some


def test_who_came_later_is_not_there_yet(write: Write, busy: list[Message], plan: Plan) -> None:
    """As of an instant there are only those who had an event by then, and nothing later counts."""
    known = [
        dict(message, anonymousId=None) for message in busy if "userId" in message and message["type"] in ("page", "track")
    ]
    at = sorted(Event.from_message(message).at for message in known)[30]
    then = [message for message in known if Event.from_message(message).at <= at]
    found = scored(write(known), plan, at=at)
    assert 0 < len(found) < len(scored(write(known), plan))
    assert found == scored(write(then), plan, at=at)


def test_every_part_is_reported(write: Write, busy: list[Message], plan: Plan) -> None:
    """A progress bar sees each part of the log go by."""
    parts: list[int] = []
    scored(write(busy), plan, done=lambda: parts.append(1))
    assert len(parts) == BAGS


@pytest.mark.parametrize("jobs, alone", [(1, 0), (1, 5), (2, 0), (2, 5)])
def test_shared_work_keeps_its_order(jobs: int, alone: int) -> None:
    """Results come in the order of the work, whoever does it."""
    assert list(spread(json.dumps, range(40), jobs, alone)) == [str(number) for number in range(40)]


def test_shared_work_may_be_left_early() -> None:
    """Who needs only the first results does not wait for the rest."""
    results = spread(json.dumps, iter(range(10**9)), 2, 0)
    assert next(results) == "0"
    results.close()  # type: ignore[attr-defined] # a generator


def test_an_error_in_shared_work_comes_through() -> None:
    """What goes wrong in a worker is raised here as what it is."""
    with pytest.raises(TypeError):
        list(spread(len, [[], 1, []], 2, 0))  # type: ignore[arg-type, list-item] # that is the point


def test_a_lead_ends_when_it_is_won_or_lost_for_good(write: Write, plan: Plan) -> None:
    """Won once is won; lost is over until the contact is heard of again. What machines do says nothing."""

    def said(number: int, who: str, event: str, **more: Any) -> Message:
        at = f"2026-03-0{number}T10:00:00Z"
        return {"type": "track", "messageId": f"{who}{number}", "userId": who, "timestamp": at, "event": event, **more}

    log = [
        said(1, "won", "Deal Won"),
        said(2, "won", "Product Added"),
        said(1, "lost", "Product Added"),
        said(2, "lost", "Deal Lost"),
        said(3, "lost", "Product Added", context={"bot": True}),
        said(1, "back", "Deal Lost"),
        said(2, "back", "Product Added"),
        said(1, "open", "Product Added"),
    ]
    won, lost = (EventPattern("won", "track", ("deal won",)),), (EventPattern("lost", "track", ("deal lost",)),)
    with gather(locate([write(log)]), BadLines(0)) as history:
        found = {one.contact: one.ended for one in score(history, [Ask(plan, history.last, won, lost)])}
    assert found == {"won": True, "lost": True, "back": False, "open": False}
