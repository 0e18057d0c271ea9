"""Who is who, by section 4 of language.md: joins in order, pair by pair, over the whole log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reference_events import Fact, Message, email_of, facts

Key = tuple[str, str]
Join = Callable[[Key, Key], None]


@dataclass(frozen=True)
class Contact:
    """`name` is None of a contact with nothing but machine-made messages. `ids` are its messageIds in order."""

    name: str | None
    ids: tuple[str, ...]
    messages: tuple[Message, ...]


def contacts(messages: Iterable[Message]) -> list[Contact]:
    """The contacts of a log, in order of their first message."""
    read = [f for f in facts(messages) if _own_key(f)]
    together = _joined(read)
    found: dict[frozenset[Key], list[Fact]] = {}
    for f in read:
        own = _own_key(f)
        assert own is not None
        found.setdefault(together.get(own, frozenset([own])), []).append(f)
    return [Contact(shown_name(own), tuple(f.id for f in own), tuple(f.message for f in own)) for own in found.values()]


def shown_name(history: Sequence[Fact]) -> str | None:
    """The name under which a contact with these messages, in order, is shown."""
    heard = [f for f in history if not f.machine]
    of_aliases = [f.user or f.email for f in heard if f.previous]
    users, emails = [f.user for f in heard if f.user], [f.email for f in heard if f.email]
    anonymous = [f.anonymous for f in heard if f.anonymous]
    return next(iter(of_aliases[-1:] + users[:1] + emails[:1] + anonymous[:1]), None)


def _keys(f: Fact) -> dict[str, Key]:
    named = {"userId": f.user, "email": f.email, "anonymousId": f.anonymous}
    return {kind: (kind, value) for kind, value in named.items() if value is not None}


def _own_key(f: Fact) -> Key | None:
    return next(iter(_keys(f).values()), None)


def _joined(read: Sequence[Fact]) -> dict[Key, frozenset[Key]]:
    """To each key that was joined with another, all the keys of its contact."""
    heard = [f for f in read if not f.machine]
    linking = [f for f in heard if len(_keys(f)) > 1 or f.type == "alias"]
    user_ids = {("userId", f.user) for f in linking if f.user}
    of: dict[Key, frozenset[Key]] = {}

    def group(key: Key) -> frozenset[Key]:
        return of.get(key, frozenset([key]))

    def join(one: Key, other: Key) -> None:
        both = group(one) | group(other)
        of.update(dict.fromkeys(both, both))

    def has(key: Key, kind: str) -> bool:
        return any(member[0] == kind and (kind != "userId" or member in user_ids) for member in group(key))

    for f in heard:
        keys = _keys(f)
        for one, other in (("userId", "email"), ("userId", "anonymousId"), ("email", "anonymousId")):
            if one not in keys or other not in keys or group(keys[one]) == group(keys[other]):
                continue
            a, b = keys[one], keys[other]
            two_users = has(a, "userId") and has(b, "userId")
            two_emails = f.user is None and has(a, "email") and has(b, "email")
            if not two_users and not two_emails:
                join(a, b)
        if f.type == "alias" and f.previous is not None:
            _alias(f, keys, join)
    return of


def _alias(f: Fact, keys: dict[str, Key], join: Join) -> None:
    target = keys.get("userId") or keys.get("email")
    if target is None or f.previous is None:
        return
    address = email_of(f.previous)
    previous = [("email", address)] if address else [("userId", f.previous), ("anonymousId", f.previous)]
    for key in previous:
        join(key, target)
