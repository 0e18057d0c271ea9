"""A log sorted out: one event per messageId, who is who, everyone's history."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from dsl.engine import Event, distinct
from dsl.errors import InputError
from dsl.identity import key_of, link_of, resolve
from dsl.lab.history import gather, histories
from dsl.lab.log import BadLines, locate

Message = dict[str, Any]
Write = Callable[..., str]
Told = list[tuple[str, list[Message]]]


def told(file: str, **more: Any) -> Told:
    """Every contact's name with their messages, in the order in which they come."""
    with gather(locate([file]), BadLines(0), **more) as history:
        return [
            (name, [dict(event.message) for event in events])
            for part in history.parts()
            for (name, _, _), events in histories(part)
        ]


def plainly(messages: Iterable[Message]) -> Told:
    """The same worked out in memory, with the identity of all links, repeated or not."""
    events = distinct(Event.from_message(message) for message in messages)
    identities = resolve(link for event in events if (link := link_of(event)))
    found: dict[tuple[str, tuple[str, str]], list[Message]] = {}
    for event in events:
        if not event.machine:
            contact = identities.contact_of(key_of(event))
            found.setdefault((contact.name, contact.keys[0]), []).append(dict(event.message))
    return [(name, found[name, key]) for name, key in sorted(found)]


def page(message_id: str, minute: int = 0, **more: Any) -> Message:
    return {"type": "page", "messageId": message_id, "timestamp": f"2026-03-01T10:{minute:02d}:00Z", **more}


def test_everyone_has_their_history_in_order(write: Write, busy: list[Message]) -> None:
    """What bags and repeated passes give is what a plain walk over the whole log gives."""
    assert told(write(busy)) == plainly(busy)


@pytest.mark.parametrize("budget", [0, 20_000])
def test_memory_changes_nothing(write: Write, busy: list[Message], budget: int) -> None:
    """A log that does not fit into memory is sorted out just so."""
    assert told(write(busy), budget=budget) == told(write(busy))


@pytest.mark.parametrize("seed", range(3))
def test_order_and_repetition_change_nothing(write: Write, busy: list[Message], seed: int) -> None:
    """Shuffled, with messages sent twice, spread over files: the same histories."""
    chance = random.Random(seed)
    again = [dict(message, receivedAt="2026-06-01T00:00:00Z") for message in chance.sample(busy, 100)]
    messages = busy + again + chance.sample(busy, 50)
    chance.shuffle(messages)
    one, other = write(messages[:300], "log/1.jsonl"), write(messages[300:], "log/2.jsonl")
    expected = plainly(messages)
    assert told(str(Path(one).parent)) == expected
    with gather(locate([one, other]), BadLines(0)) as history:
        assert (history.events, history.repeats) == (600, 150)


def test_of_several_messages_with_one_id_the_one_received_first_counts(write: Write) -> None:
    """Unknown is last; among equals the least as canonical JSON; whatever their order in the log."""
    first = page("m", userId="b", receivedAt="2026-03-01T10:00:01Z")
    later = page("m", userId="a", receivedAt="2026-03-01T10:00:02Z")
    unknown = page("m", userId="c")
    twin = page("m", userId="bb", receivedAt="2026-03-01T10:00:01Z")
    for messages in ([later, first, unknown, twin], [twin, unknown, first, later]):
        for budget in (0, 1 << 20):
            assert told(write(messages), budget=budget) == [("b", [first])]


def test_a_link_anywhere_in_the_log_joins_the_whole_history(write: Write) -> None:
    """What somebody did before signing in, and in another file, is theirs."""
    before = page("m1", 1, anonymousId="a1")
    login = page("m2", 5, anonymousId="a1", userId="ada")
    assert told(write([login, before])) == [("ada", [before, login])]


def test_contacts_shown_alike_stay_apart(write: Write) -> None:
    """A userId and an anonymousId may have the same text: two contacts, two histories."""
    user, visitor = page("m1", userId="42"), page("m2", anonymousId="42")
    assert told(write([user, visitor])) == [("42", [visitor]), ("42", [user])]


def test_machines_are_nobody(write: Write) -> None:
    """Machine-made messages make no contact, join nobody, and are in no history."""
    bot = page("m1", userId="bot", anonymousId="a1", context={"bot": True})
    visit = page("m2", anonymousId="a1")
    assert told(write([bot, visit])) == [("a1", [visit])]


def test_one_contact_can_be_asked_for_by_any_key(write: Write, busy: list[Message]) -> None:
    """A userId, an e-mail address in any case, an anonymousId: the same history, and nobody else's."""
    file = write([*busy, page("x", userId="zoe", anonymousId="z1", properties={"email": "Zoe@X.test"})])
    expected = [one for one in told(file) if one[0] == "zoe"]
    assert len(expected) == 1
    for named in ("zoe", "zoe@x.test", " ZOE@x.test", "z1"):
        assert told(file, only=named) == expected
    assert told(file, only="nobody") == []


def test_a_name_that_is_not_there_has_near_ones(write: Write) -> None:
    """A slip of the finger finds what was meant; something else finds nothing."""
    with gather(locate([write([page("m1", userId="krystyna"), page("m2", userId="ada")])]), BadLines(0)) as history:
        assert history.contact("kristyna") is None
        assert history.near("kristyna") == ["krystyna"]
        assert history.near("q" * 100_000) == []


def test_a_log_without_an_event_is_an_error(write: Write) -> None:
    """There is nothing to work on: said with the file's name."""
    for content in (b"", b"\n\n"):
        with pytest.raises(InputError, match=r"no event in .*events\.jsonl"):
            told(write(content))


def test_the_last_instant_is_that_of_any_event(write: Write) -> None:
    """Also of a machine's; but of a repeated message only the one that counts."""
    last = page("m1", 30, userId="a", context={"bot": True})
    late = page("m2", 59, userId="a", receivedAt="2026-03-02T00:00:00Z")
    counts = page("m2", 10, userId="a", receivedAt="2026-03-01T10:10:00Z")
    with gather(locate([write([late, last, counts])]), BadLines(0)) as history:
        assert history.last == Event.from_message(last).at
        assert history.first == Event.from_message(counts).at


def test_memory_grows_with_people_and_not_with_events(write: Write) -> None:
    """Six times the events of the same people take about the same memory; held in memory they take far more."""

    def peak(count: int, budget: int) -> int:
        messages = (page(f"m{number}", userId=f"u{number % 300}", properties={"text": "x" * 500}) for number in range(count))
        file = write(messages)
        tracemalloc.start()
        try:
            with gather(locate([file]), BadLines(0), budget=budget) as history:
                assert sum(len(events) for part in history.parts() for _, events in histories(part)) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = peak(1_000, 50_000), peak(6_000, 50_000)
    assert many < 2 * few
    assert many < peak(6_000, 1 << 30) / 2
