"""The evaluators that the conformance suite judges, each behind the same four questions.

Knows how each is called; nothing of the cases. To judge another one, write a class like these and add it to `EVALUATORS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import reference
import reference_events
import reference_identity
from conformance_cases import Answer, Message

from dsl.engine import Event, distinct, fold
from dsl.errors import EventError
from dsl.identity import key_of, link_of, resolve
from dsl.program import Plan

HORIZON_DAYS = 45
"""How far ahead the reference looks for `next_due` and `next_change`, day by day: farther than any case expects one."""


class Evaluator(Protocol):
    def refuses(self, message: Message) -> bool:
        """Whether the message is a bad line."""

    def contacts(self, messages: Sequence[Message]) -> dict[str, list[Message]]:
        """The contacts of a log under the names they are shown by, with their messages, one per messageId, in order."""

    def ids(self, messages: Sequence[Message]) -> list[str]:
        """The messageIds of a contact's messages."""

    def answer(self, plan: Plan, messages: Sequence[Message], at: int) -> Answer:
        """What is so of one contact, whose messages these are, at an instant."""


class Engine:
    """`dsl.engine.fold`, with who is who from `dsl.identity`."""

    def refuses(self, message: Message) -> bool:
        try:
            Event.from_message(message)
        except EventError:
            return True
        return False

    def contacts(self, messages: Sequence[Message]) -> dict[str, list[Message]]:
        events = distinct(Event.from_message(message) for message in messages)
        identities = resolve(link for event in events if (link := link_of(event)) is not None)
        found: dict[str, list[Event]] = {}
        for event in events:
            found.setdefault(identities.contact_of(key_of(event)).name, []).append(event)
        heard = {name: own for name, own in found.items() if not all(event.machine for event in own)}
        return {name: [dict(event.message) for event in own] for name, own in heard.items()}

    def ids(self, messages: Sequence[Message]) -> list[str]:
        return [event.message_id for event in distinct(Event.from_message(message) for message in messages)]

    def answer(self, plan: Plan, messages: Sequence[Message], at: int) -> Answer:
        verdict = fold(plan, [Event.from_message(message) for message in messages], at, ledger=True)
        said = reference.as_answer(verdict)
        return {**_told(said), "next_due": verdict.next_due, "next_change": verdict.next_change}


class Reference:
    """The naive evaluator of tests/reference. `next_due` and `next_change` are worked out when they are asked for."""

    def refuses(self, message: Message) -> bool:
        try:
            reference_events.fact(message)
        except ValueError:
            return True
        return False

    def contacts(self, messages: Sequence[Message]) -> dict[str, list[Message]]:
        return {c.name: list(c.messages) for c in reference_identity.contacts(messages) if c.name is not None}

    def ids(self, messages: Sequence[Message]) -> list[str]:
        return [fact.id for fact in reference_events.facts(messages)]

    def answer(self, plan: Plan, messages: Sequence[Message], at: int) -> Answer:
        return _Lazily(_told(reference.evaluate(plan, messages, at)), plan, messages, at)


EVALUATORS: dict[str, Evaluator] = {"engine": Engine(), "reference": Reference()}


def _told(said: reference.Answer) -> dict[str, Any]:
    return {
        "score": said.score,
        "stage": said.stage,
        "stage_since": said.stage_since,
        "groups": said.groups,
        "transitions": [(at, before, after) for at, before, after, *_ in said.transitions],
        "alerts": [(at, channel) for at, _, channel, *_ in said.alerts],
        "ledger": [(at, label, points, worth, event) for at, _, label, _, _, _, points, worth, event in said.entries or ()],
        "adjustments": list(said.adjustments or ()),
    }


class _Lazily(dict[str, Any]):
    """An answer whose slow parts are worked out when read."""

    def __init__(self, told: dict[str, Any], *question: Any) -> None:
        super().__init__(told)
        self._question = question

    def __missing__(self, name: str) -> int | None:
        return getattr(reference, name)(*self._question, HORIZON_DAYS) if name.startswith("next_") else None
