"""What the engine derives from messages is what the reference derives."""

from __future__ import annotations

from hypothesis import given
from laws import events, mixed
from reference_events import Message, facts
from reference_identity import contacts
from strategies import Case, cases, logs

from dsl.engine import distinct
from dsl.identity import key_of, link_of, resolve


@given(cases())
def test_an_event_has_the_keys_and_the_time_of_its_message(case: Case) -> None:
    """One event per messageId, in order of (at, messageId), each with the keys that its message names."""
    derived = [
        (e.at, e.message_id, e.type, e.machine, e.user_id, e.email, e.anonymous_id, e.previous_id, e.received_at)
        for e in distinct(events(mixed(case.messages, case.seed)))
    ]
    assert derived == [
        (f.at, f.id, f.type, f.machine, f.user, f.email, f.anonymous, f.previous, f.received) for f in facts(case.messages)
    ]


@given(logs())
def test_who_is_who_is_a_function_of_the_set(log: list[Message]) -> None:
    """However a log is shuffled and repeated, its messages fall to the same contacts under the same names."""
    expected = contacts(log)
    for order in (log, mixed(log, len(log))):
        own = distinct(events(order))
        identities = resolve(link for event in own if (link := link_of(event)))
        found: dict[str, list[str]] = {}
        for event in own:
            found.setdefault(repr(identities.contact_of(key_of(event))), []).append(event.message_id)
        assert sorted(map(tuple, found.values())) == sorted(contact.ids for contact in expected)
        names = {event.message_id: identities.contact_of(key_of(event)).name for event in own}
        for contact in expected:
            if contact.name is not None:
                assert {names[message_id] for message_id in contact.ids} == {contact.name}
