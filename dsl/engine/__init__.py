"""The engine: rules, events and an instant in, a verdict out. Standard library and `tzdata` only; no clock, no I/O.

    fold(plan, events, at) -> Verdict          one contact's score, stage, transitions, alerts, next instants
    checkpoint(plan, events, at) -> Checkpoint  the state at an instant, from which a later fold goes on
    Event.from_message(dict) -> Event           one Segment message
"""

from __future__ import annotations

from dsl.engine.checkpoint import Checkpoint
from dsl.engine.event import Event, distinct
from dsl.engine.fold import checkpoint, fold
from dsl.engine.verdict import Adjustment, Entry, Ledger, Raised, Transition, Verdict

__all__ = [
    "Adjustment",
    "Checkpoint",
    "Entry",
    "Event",
    "Ledger",
    "Raised",
    "Transition",
    "Verdict",
    "checkpoint",
    "distinct",
    "fold",
]
