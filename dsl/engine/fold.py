"""The fold: one contact's events, in order, under one plan, up to an instant.

Pure: no clock, no I/O; the same plan, set of events and instant give the same verdict.
"""

from __future__ import annotations

from collections.abc import Iterable

from dsl import program
from dsl.engine.checkpoint import Checkpoint
from dsl.engine.event import Event, distinct
from dsl.engine.ledger import ledger_of, points_of
from dsl.engine.prepared import prepare
from dsl.engine.run import Run
from dsl.engine.state import State
from dsl.engine.verdict import Verdict
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
    run = Run(prepare(plan), _restored(plan, at, ledger, start))
    run.take(_later(events, at, start))
    run.reach(at)
    return _verdict(run, at, ahead=ahead)


def checkpoint(
    plan: program.Plan, events: Iterable[Event], at: int, *, ledger: bool = False, start: Checkpoint | None = None
) -> Checkpoint:
    """The state once everything up to `at` (included) is taken in; `fold` goes on from it as if it had read it all.

    Arguments and errors are those of `fold`. Only with `ledger` can a later fold say where points come from; it then grows
    with the number of firings.
    """
    run = Run(prepare(plan), _restored(plan, at, ledger, start))
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


def _verdict(run: Run, at: int, *, ahead: bool) -> Verdict:
    """The verdict at `at`, which the run has reached. The run is spent afterwards."""
    state, plan = run.state, run.plan
    if state.at is None:
        run.look(at)  # nothing is known of the contact: judged once, as it stands
    day = plan.calendar.day(at)
    sums = list(run.outlook.sums(day))
    groups = [0] * len(sums) if state.excluded else plan.scores.groups(sums)
    score = 0 if state.excluded else plan.scores.score(groups)
    stage, since = run.stage, state.since
    ledger = None
    if state.firings is not None:
        ledger = ledger_of(plan, state.firings, sums, run.outlook.truths, day, excluded=state.excluded)
    transitions, alerts = tuple(run.transitions), tuple(run.alarms.raised)
    next_change = run.outlook.next_point_midnight(day, at, score) if ahead and not state.excluded else None
    return Verdict(
        as_of=at,
        score=points_of(score),
        groups={group.name: points_of(total) for group, total in zip(plan.plan.groups, groups, strict=True)},
        stage=stage,
        stage_since=since,
        transitions=transitions,
        alerts=alerts,
        next_due=run.next_due() if ahead else None,
        next_change=next_change,
        ledger=ledger,
    )
