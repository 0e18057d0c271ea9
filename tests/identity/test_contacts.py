"""Who is who: a pure function of the set of links, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.engine import Event
from dsl.identity import Identities, Key, Link, contacts, key_of, keys_of, link_of, resolve

_users = st.sampled_from([None, None, "u1", "u2", "u3"])
_emails = st.sampled_from([None, None, "e1@x.y", "e2@x.y"])
_devices = st.sampled_from([None, "a1", "a2", "a3", "u1"])
_previous: st.SearchStrategy[tuple[Key, ...]] = st.sampled_from(
    [
        *[()] * 3,
        (Key("email", "e1@x.y"),),
        (Key("user", "a1"), Key("anonymous", "a1")),
        (Key("user", "u2"), Key("anonymous", "u2")),
    ]
)


@st.composite
def links(draw: st.DrawFn) -> list[Link]:
    found = []
    for place in range(draw(st.integers(0, 10))):
        link = Link(draw(st.integers(0, 5)), f"m{place}", draw(_users), draw(_emails), draw(_devices))
        link = Link(*[getattr(link, name) for name in Link.__slots__[:5]], draw(_previous) if link.user_id else ())
        if len(keys_of(link)) > 1 or link.previous:
            found.append(link)
    return found


def people(identities: Identities) -> dict[Key, tuple[str, tuple[Key, ...]]]:
    return {key: (identities.contact_of(key).name, identities.contact_of(key).keys) for key in identities}


@given(links(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(found: list[Link], chance: Any) -> None:
    """Whatever comes first, who is who and under which name is the same."""
    mixed = chance.sample(found, len(found))
    assert people(resolve(mixed)) == people(resolve(found))


@given(links())
def test_a_link_that_comes_twice_says_nothing_new(found: list[Link]) -> None:
    """Retries change nobody."""
    assert people(resolve(found + found)) == people(resolve(found))


@given(links())
def test_contacts_share_no_key(found: list[Link]) -> None:
    """Every key of a contact belongs to that contact; all keys of the links are someone's."""
    who = resolve(found)
    for key in who:
        contact = who.contact_of(key)
        assert key in contact.keys
        assert list(contact.keys) == sorted(set(contact.keys))
        assert all(who.contact_of(other) == contact for other in contact.keys)
        assert contact.name in {other.text for other in contact.keys}
    assert set(who) == {key for link in found for key in (*keys_of(link), *link.previous)}


@given(links())
def test_without_an_alias_no_contact_has_two_user_ids(found: list[Link]) -> None:
    """A shared computer merges nobody; nor are two e-mails one person's unless a message with a userId says so."""
    plain = [Link(link.at, link.message_id, link.user_id, link.email, link.anonymous_id) for link in found]
    plain = [link for link in plain if len(keys_of(link)) > 1]
    who = resolve(plain)
    for key in who:
        kinds = [other.kind for other in who.contact_of(key).keys]
        assert kinds.count("user") <= 1
        assert kinds.count("email") <= 1 or kinds.count("user") == 1


def test_a_key_without_a_link_is_a_contact_of_its_own() -> None:
    """Most visitors are."""
    who = resolve([])
    assert who.contact_of(Key("anonymous", "a9")).name == "a9"
    assert Key("anonymous", "a9") not in who
    assert list(who) == []


def test_a_chain_is_one_contact() -> None:
    """Device to address to account to another device, however long and in whatever order it is told."""
    chain = [
        Link(1, "1", None, "e@x.y", "a1"),
        Link(2, "2", "u1", "e@x.y", None),
        Link(3, "3", "u1", None, "a2"),
        Link(4, "4", None, "e@x.y", "a3"),
    ]
    who = resolve(reversed(chain))
    assert who.contact_of(Key("anonymous", "a3")) == who.contact_of(Key("anonymous", "a1"))
    assert who.contact_of(Key("anonymous", "a2")).name == "u1"
    assert len(who.contact_of(Key("user", "u1")).keys) == 5


def test_a_tablet_at_a_fair_merges_nobody() -> None:
    """One device, many addresses: the first is its owner's, the others stand alone."""
    visitors = [Link(n, f"m{n}", None, f"e{n}@x.y", "tablet") for n in range(50)]
    who = resolve(visitors)
    assert who.contact_of(Key("anonymous", "tablet")).keys == (Key("anonymous", "tablet"), Key("email", "e0@x.y"))
    assert who.contact_of(Key("email", "e7@x.y")).keys == (Key("email", "e7@x.y"),)


def test_an_earlier_claim_moves_the_key() -> None:
    """A late message with an earlier time takes the shared device: the function is of the set, not of its history."""
    later, earlier = Link(5, "b", "u1", None, "a1"), Link(1, "a", "u2", None, "a1")
    assert resolve([later]).contact_of(Key("anonymous", "a1")).name == "u1"
    assert resolve([later, earlier]).contact_of(Key("anonymous", "a1")).name == "u2"


def test_an_alias_joins_all_the_same_and_names() -> None:
    """Two userIds become one contact, shown under the userId of the last alias."""
    guesses = Key("user", "old"), Key("anonymous", "old")
    first, last = Link(3, "3", "new", None, None, guesses), Link(4, "4", "newest", None, None, (Key("user", "new"),))
    who = resolve([last, Link(1, "1", "old", None, "a1"), first])
    assert who.contact_of(Key("anonymous", "a1")).name == "newest"
    assert {key.text for key in who.contact_of(Key("user", "old")).keys} == {"old", "new", "newest", "a1"}


def test_a_guess_at_a_user_id_is_no_user_id() -> None:
    """`previousId` was a device: that a userId of the same text might exist does not keep the device from joining another."""
    alias = Link(1, "1", "u1", None, None, (Key("user", "a1"), Key("anonymous", "a1")))
    who = resolve([alias, Link(2, "2", "u1", "e@x.y", "a1")])
    assert who.contact_of(Key("email", "e@x.y")).name == "u1"


def test_a_hundred_and_fifty_identities_of_one_person() -> None:
    """Each device by another pair; the contact has them all and is named by its userId."""
    found = [Link(n, f"m{n:03}", "u1" if n % 2 else None, "e@x.y", f"a{n:03}") for n in range(148)]
    contact = resolve(found[::-1]).contact_of(Key("anonymous", "a000"))
    assert len(contact.keys) == 150
    assert contact.name == "u1"
    assert contact.keys[0].kind == "anonymous"


@pytest.mark.parametrize("shape", ["star", "chain"])
def test_a_large_set_of_links_is_joined_in_few_steps(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """100,000 keys and more: each moves to another group at most as often as a group can double (17 times)."""
    moved = 0
    merge = contacts._Joining._merge

    def counting(self: Any, a: Any, b: Any) -> None:
        nonlocal moved
        before = {id(a): a, id(b): b}
        sizes = len(a.keys), len(b.keys)
        merge(self, a, b)
        grown = [group for group in before.values() if len(group.keys) == sum(sizes)]
        assert len(grown) == 1
        moved += min(sizes)

    monkeypatch.setattr(contacts._Joining, "_merge", counting)
    keys = 100_000 if shape == "star" else 20_000
    if shape == "star":
        found = [Link(n, f"m{n}", "u", f"e{n}@x.y", f"a{n}") for n in range(keys // 2)]
    else:
        found = [Link(n, f"m{n}", f"u{n + 1}", None, None, (Key("user", f"u{n}"),)) for n in range(keys)]
    who = resolve(reversed(found))
    assert len(list(who)) == keys + 1
    assert len({id(who.contact_of(key)) for key in who}) == 1
    assert moved <= 17 * keys


def link(**message: Any) -> Link | None:
    frame = {"type": "track", "event": "a", "messageId": "1", "timestamp": "2026-01-05T10:00:00Z"}
    return link_of(Event.from_message(frame | message))


def test_what_makes_a_link() -> None:
    """Two keys, or an alias with both ids; never a machine."""
    assert link(userId="u") is None
    assert link(userId="u", anonymousId="a") == Link(1_767_607_200_000, "1", "u", None, "a")
    assert link(userId="E@x.y", anonymousId="a") == Link(1_767_607_200_000, "1", None, "e@x.y", "a")
    assert link(userId="u", anonymousId="a", context={"bot": True}) is None
    assert link(type="alias", anonymousId="a", previousId="b") is None
    aliased = link(type="alias", userId="u", previousId="b")
    assert aliased is not None
    assert aliased.previous == (Key("user", "b"), Key("anonymous", "b"))
    by_address = link(type="alias", userId="u", previousId=" E@X.y ")
    assert by_address is not None
    assert by_address.previous == (Key("email", "e@x.y"),)


def test_a_message_belongs_to_its_strongest_key() -> None:
    """userId, else e-mail, else anonymousId."""
    keys = {"userId": "u", "anonymousId": "a", "traits": {"email": "e@x.y"}}
    event = Event.from_message({"type": "identify", "timestamp": "2026-01-05T10:00:00Z", **keys})
    assert key_of(event) == Key("user", "u")
    assert [key.kind for key in keys_of(event)] == ["user", "email", "anonymous"]
