"""What the laws share: the engine asked about a case."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from reference_events import Message, fact, facts
from strategies import Case

from dsl.engine import Checkpoint, Event, Verdict, checkpoint, fold

T = TypeVar("T")


def events(messages: Iterable[Message]) -> list[Event]:
    return [Event.from_message(message) for message in messages]


def verdict(case: Case, messages: Sequence[Message] | None = None, **options: Any) -> Verdict:
    """The engine's verdict on a case, with a ledger."""
    return fold(case.plan, events(case.messages if messages is None else messages), case.at, ledger=True, **options)


def is_heard(case: Case, at: int) -> bool:
    """Whether the contact has a message that was not made by a machine up to `at`: else there is no contact to speak of."""
    return any(read.at <= at and not read.machine for read in facts(case.messages))


def around(case: Case, cut: int) -> tuple[list[Message], list[Message]]:
    """The messages up to `cut` and those after it; other copies of a messageId go where the one that counts is."""
    counts = {read.id: read.at for read in facts(case.messages)}
    early = [message for message in case.messages if counts[fact(message).id] <= cut]
    late = [message for message in case.messages if counts[fact(message).id] > cut]
    return early, late


def stored(state: Checkpoint) -> Checkpoint:
    return Checkpoint.from_json(state.to_json())


def state_at(case: Case, messages: Sequence[Message], at: int, *, start: Checkpoint | None = None) -> Checkpoint:
    return stored(checkpoint(case.plan, events(messages), at, ledger=True, start=start))


def mixed(items: Sequence[T], seed: int) -> list[T]:
    """The items in another order, some of them repeated."""
    chance = random.Random(seed)
    return chance.sample(items, len(items)) + [item for item in items if chance.random() < 0.5]
