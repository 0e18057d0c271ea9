"""Links joined into contacts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from dsl.identity.keys import Key, Link, keys_of

_STRONGEST = {"user": 0, "email": 1, "anonymous": 2}


@dataclass(frozen=True, slots=True)
class Contact:
    """One person: the name they are shown under, and all keys (sorted; the first stands for the contact)."""

    name: str
    keys: tuple[Key, ...]


class Identities:
    """The contacts of a set of links. A key that no link names is a contact of its own."""

    def __init__(self, contacts: dict[Key, Contact]) -> None:
        self._contacts = contacts

    def contact_of(self, key: Key) -> Contact:
        """The contact that a key belongs to."""
        return self._contacts.get(key) or Contact(key.text, (key,))

    def __contains__(self, key: Key) -> bool:
        return key in self._contacts

    def __iter__(self) -> Iterator[Key]:
        """Every key that some link names."""
        return iter(self._contacts)


def resolve(links: Iterable[Link]) -> Identities:
    """Join keys into contacts, in order of time.

    A link joins its keys pair by pair, unless that would put into one contact two userIds or, where the link has no userId
    itself, two e-mails: a shared computer, or a tablet at a fair, merges nobody. An `alias` joins all the same.
    """
    ordered = sorted(links, key=lambda link: (link.at, link.message_id))
    joining = _Joining({Key("user", link.user_id) for link in ordered if link.user_id is not None})
    for link in ordered:
        keys = keys_of(link)
        for one, other in combinations(keys, 2):
            # |user-email|user-anonymous|email-anonymous|
            joining.join(one, other, emails_may_meet=link.user_id is not None)
        if link.previous:
            joining.alias(keys[0], link.previous)
    return Identities(joining.contacts())


@dataclass(slots=True, eq=False)
class _Group:
    """A contact under way. `keys` in the order in which links named them; `users` and `emails`: whether it has any."""

    keys: dict[Key, int] = field(default_factory=dict)
    users: bool = False
    emails: bool = False
    alias: tuple[int, str] | None = None


class _Joining:
    """Groups of keys, joined one after another. `users` are the keys that count as a userId: those that some link has as
    its own, not those that an `alias` merely guesses at."""

    def __init__(self, users: set[Key]) -> None:
        self._users = users
        self._groups: dict[Key, _Group] = {}
        self._steps = 0

    def join(self, one: Key, other: Key, *, emails_may_meet: bool) -> None:
        a, b = self._group(one), self._group(other)
        if a is b or (a.users and b.users) or (a.emails and b.emails and not emails_may_meet):
            return
        self._merge(a, b)

    def alias(self, key: Key, previous: Iterable[Key]) -> None:
        for other in previous:
            a, b = self._group(key), self._group(other)
            if a is not b:
                self._merge(a, b)
        self._steps += 1
        self._group(key).alias = self._steps, key.text

    def contacts(self) -> dict[Key, Contact]:
        done: dict[int, Contact] = {}
        for group in self._groups.values():
            if id(group) not in done:
                done[id(group)] = Contact(_name(group), tuple(sorted(group.keys)))
        return {key: done[id(group)] for key, group in self._groups.items()}

    def _group(self, key: Key) -> _Group:
        group = self._groups.get(key)
        if group is None:
            self._steps += 1
            group = _Group({key: self._steps}, users=key in self._users, emails=key.kind == "email")
            self._groups[key] = group
        return group

    def _merge(self, a: _Group, b: _Group) -> None:
        small, large = sorted((a, b), key=lambda group: len(group.keys))
        large.keys.update(small.keys)
        large.users |= small.users
        large.emails |= small.emails
        if small.alias is not None and (large.alias is None or small.alias > large.alias):
            large.alias = small.alias
        for key in small.keys:
            self._groups[key] = large


def _name(group: _Group) -> str:
    """The userId of the last `alias`, else the first userId, else e-mail, else anonymousId."""
    if group.alias is not None:
        return group.alias[1]
    return min(group.keys, key=lambda key: (_STRONGEST[key.kind], group.keys[key])).text
