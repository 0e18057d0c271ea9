"""Checkpoints: what they keep, what they refuse, and what becomes of a damaged one."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import DAY, FUZZ, JSON, Compare, alert, event, ms, plan, rule, stage, track, trait

from dsl.engine import Checkpoint, Event, checkpoint, fold
from dsl.errors import CheckpointError
from dsl.program import Decay, Plan

NOON = ms("2026-01-05T12:00:00+00:00")


def full() -> Plan:
    """Something of everything that a state holds."""
    b, tied = track("b"), track(per=None)
    return plan(
        rule(5, decay=Decay("half", 3), once_each=True),
        rule(2, provided=Compare(trait("x"), "known")),
        rule(1, kind="count", times=3, within_ms=DAY),
        rule(1, kind="then", b=b, within_ms=DAY),
        rule(-4, kind="without", b=b, within_ms=DAY),
        rule(-1, tied, kind="silence", within_ms=2 * DAY),
        timezone="Europe/Warsaw",
        stages=(stage("A", 3, keep=Decimal(1)), stage("B", None, on=b, hold_ms=DAY)),
        alerts=(alert("stage", "A", cooldown_ms=DAY), alert("without", "A", b=b, within_ms=DAY)),
    )


PLAN = full()
EVENTS = [
    event("a", "2026-01-05T10:00:00Z", "1"),
    Event.from_message(
        {"type": "identify", "messageId": "2", "userId": "u", "timestamp": "2026-01-05T10:30:00Z", "traits": {"x": [1]}}
    ),
    event("a", "2026-01-05T11:00:00Z", "3"),
]
KEPT = checkpoint(PLAN, EVENTS, NOON, ledger=True)


@pytest.mark.parametrize("cut", [ms(f"2026-01-{at}+00:00") for at in (
    "05T09:00:00", "05T10:00:00", "05T10:59:59.999", "05T11:00:00", "05T22:59:59.999", "05T23:00:00", "06T10:59:59.999",
    "06T11:00:00", "06T12:00:00", "07T11:00:00", "09T00:00:00",
)])  # fmt: skip
def test_a_fold_goes_on_as_if_it_had_never_stopped(cut: int) -> None:
    """Cut before, at and after events, at midnights, at deadlines, at the end of a hold, and after everything."""
    events = [*EVENTS, event("b", "2026-01-06T11:00:00Z", "4"), event("a", "2026-01-08T23:00:00Z", "5")]
    at = ms("2026-01-10T00:00:00+00:00")
    whole = fold(PLAN, events, at, ledger=True)
    kept = checkpoint(PLAN, [e for e in events if e.at <= cut], cut, ledger=True)
    rest = fold(PLAN, [e for e in events if e.at > cut], at, ledger=True, start=Checkpoint.from_json(kept.to_json()))
    assert rest.ledger == whole.ledger
    assert (rest.score, rest.groups, rest.stage, rest.stage_since) == (
        whole.score,
        whole.groups,
        whole.stage,
        whole.stage_since,
    )
    assert (rest.next_due, rest.next_change) == (whole.next_due, whole.next_change)
    assert rest.transitions == tuple(change for change in whole.transitions if change.at > cut)
    assert rest.alerts == tuple(raised for raised in whole.alerts if raised.at > cut)


def test_a_checkpoint_is_not_used_up() -> None:
    """Two folds may start from one."""
    again = [fold(PLAN, [event("b", "2026-01-06T09:00:00Z", "9")], NOON + 5 * DAY, ledger=True, start=KEPT) for _ in range(2)]
    assert again[0] == again[1]
    assert Checkpoint.from_json(KEPT.to_json()) == KEPT
    assert Checkpoint.from_json(KEPT.to_json().encode()).to_json() == KEPT.to_json()


def test_a_checkpoint_that_does_not_fit_is_refused() -> None:
    """Other rules, an earlier instant, an event that it covers, a ledger that it does not have."""
    without_ledger = checkpoint(PLAN, EVENTS, NOON)
    with pytest.raises(CheckpointError, match="rules"):
        fold(plan(rule(1)), [], NOON, start=KEPT)
    with pytest.raises(CheckpointError, match="later"):
        fold(PLAN, [], NOON - 1, start=KEPT)
    with pytest.raises(CheckpointError, match="event"):
        fold(PLAN, [event("a", "2026-01-05T12:00:00Z", "9")], NOON, start=KEPT)
    with pytest.raises(CheckpointError, match="ledger"):
        fold(PLAN, [], NOON, ledger=True, start=without_ledger)


def test_the_rules_may_move_in_their_files() -> None:
    """A comment above a rule changes no checkpoint."""
    one, other = plan(rule(1)), plan(rule(1))
    object.__setattr__(other.rules[0], "line", 99)
    assert fold(other, [], NOON, start=checkpoint(one, EVENTS, NOON)).score == 2


def used(text: str | bytes) -> None:
    """Read a checkpoint and go on from it: either works, or it is refused as a checkpoint."""
    with suppress(CheckpointError):
        fold(PLAN, [event("b", "2026-01-07T11:00:00Z", "9")], NOON + 9 * DAY, ledger=True, start=Checkpoint.from_json(text))


@settings(FUZZ)
@given(JSON | st.fixed_dictionaries({"format": st.just(1), "at": JSON, "plan": JSON, "state": JSON}))
def test_no_json_breaks_a_checkpoint(value: Any) -> None:
    """Anything that is JSON and no checkpoint is refused."""
    used(json.dumps(value))


@pytest.mark.parametrize(
    "text", ["", "{", "null", b"\xff", "[" * 10_000, '{"format":1,"at":1e999,"plan":"","state":{}}', '{"format":1,"at":-1e999}']
)
def test_no_text_breaks_a_checkpoint(text: str | bytes) -> None:
    """Anything that is no JSON, or has numbers that are none, is refused."""
    with pytest.raises(CheckpointError):
        Checkpoint.from_json(text)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in inner for found in places(item, (*path, key)))]


PLACES = [path for path in places(json.loads(KEPT.state)) if path]


@settings(FUZZ)
@given(st.sampled_from(PLACES), JSON | st.integers(-3, 9) | st.lists(st.integers(), max_size=3))
def test_a_damaged_state_is_refused(path: tuple[Any, ...], damage: Any) -> None:
    """Whatever one place of the state is replaced with: never a traceback out of the middle of a fold."""
    state = json.loads(KEPT.state)
    place = state
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = damage
    used(json.dumps(json.loads(KEPT.to_json()) | {"state": state}))
