"""The keys of a message, and the links that messages make between keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from dsl.engine.event import Event, email_of


class Key(NamedTuple):
    """A key of a person. `kind` is "user", "email" (then `text` is folded) or "anonymous"."""

    kind: str
    text: str


class Keyed(Protocol):
    """What has keys: an event, or a link."""

    @property
    def user_id(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...
    @property
    def anonymous_id(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Link:
    """A message that says that keys are one person's. `at` (milliseconds) and `message_id` give its place in time.

    `previous`: of an `alias`, the keys that it joins to its strongest one whatever they are.
    """

    at: int
    message_id: str
    user_id: str | None = None
    email: str | None = None
    anonymous_id: str | None = None
    previous: tuple[Key, ...] = ()


def keys_of(message: Keyed) -> tuple[Key, ...]:
    """The keys of a message, strongest first."""
    given = (("user", message.user_id), ("email", message.email), ("anonymous", message.anonymous_id))
    return tuple(Key(kind, text) for kind, text in given if text is not None)


def key_of(message: Keyed) -> Key:
    """The key whose contact a message belongs to: its userId, else its e-mail, else its anonymousId."""
    return keys_of(message)[0]


def link_of(message: Event) -> Link | None:
    """The link that a message makes: None where it names one key only, or where a machine made it."""
    if message.machine or (message.previous_id is None and len(keys_of(message)) < 2):
        return None
    return Link(
        message.at, message.message_id, message.user_id, message.email, message.anonymous_id, _previous(message.previous_id)
    )


def _previous(text: str | None) -> tuple[Key, ...]:
    """`previousId` is any kind of key: an address is an e-mail, other text may be a userId or an anonymousId."""
    if text is None:
        return ()
    if (email := email_of(text)) is not None:
        return (Key("email", email),)
    return Key("user", text), Key("anonymous", text)
