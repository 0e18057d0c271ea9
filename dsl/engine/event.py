"""One event: a message of the Segment specification, its time and its keys worked out (language.md sections 3 and 4).

Knows messages; nothing of rules, contacts or logs.
"""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any

from dsl.engine.canonical import canonical, number_text
from dsl.engine.page import path_of, url_of
from dsl.engine.text import fold_text
from dsl.errors import EventError

TYPES = frozenset({"page", "screen", "track", "identify", "group", "alias"})
MAX_DEPTH = 64
"""Objects and lists within one another in a message."""
MAX_ID = 256
"""Characters of an id."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LARGEST = sys.float_info.max
_OLDEST = 946_684_800_000  # 2000-01-01T00:00Z: an older clock is a clock that was never set
_LATEST = 32_503_680_000_000  # 3000-01-01T00:00Z: likewise
_AHEAD = 5 * 60_000
_NOBODY = frozenset({"null", "undefined", "anonymous", "unknown", "0", "-1", ""})
_LONGEST_NOBODY = max(map(len, _NOBODY))
_UNSENT = frozenset({"messageId", "sentAt", "receivedAt"})
_MACHINE = ("machine", "machine_open", "sg_machine_open")
_NOTHING: Mapping[str, Any] = {}
_ORDER = attrgetter("at", "message_id")


@dataclass(frozen=True, slots=True)
class Event:
    """A message with what is derived from it.

    `at` and `received_at` are milliseconds since 1970-01-01T00:00Z. `name` is a track's folded name, else "". `email` is
    folded. `previous_id`: of an `alias` that has a userId too. `machine`: made by a machine, invisible to every plan.
    `message` is the JSON object itself; it is not copied and must not be changed. Worked out of it, since every plan asks for
    them: `properties` (empty where it has none), `url` (the first known one, as written), `path` (of a page, normalised).
    """

    at: int
    message_id: str
    type: str
    name: str
    user_id: str | None
    email: str | None
    anonymous_id: str | None
    previous_id: str | None
    machine: bool
    received_at: int | None
    message: Mapping[str, Any]
    properties: Mapping[str, Any] = field(init=False, repr=False, compare=False)
    url: str | None = field(init=False, repr=False, compare=False)
    path: str | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        message, put = self.message, object.__setattr__
        put(self, "properties", mapping(message.get("properties")))
        put(self, "url", url_of(message))
        put(self, "path", path_of(message) if self.type == "page" else None)

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> Event:
        """The event of one Segment message (a JSON object as `json.loads` gives it).

        Raises EventError where it has no known type, no usable time, no identity, an id that is too long, or anything
        that is no JSON: a number past a double, a lone surrogate, nesting over MAX_DEPTH.
        """
        if not isinstance(message, dict):
            raise EventError("it is not a JSON object")
        kind = message.get("type")
        if not isinstance(kind, str) or kind not in TYPES:
            raise EventError(f"its type is not one of {', '.join(sorted(TYPES))}")
        _check(message, MAX_DEPTH)
        received = instant_of(message.get("receivedAt"))
        context, properties = mapping(message.get("context")), mapping(message.get("properties"))
        user, email = _user_and_email(message, kind, context, properties)
        anonymous = _id(message, "anonymousId")
        # an alias without a userId says nothing
        previous = _id(message, "previousId") if kind == "alias" and _id(message, "userId") is not None else None
        if user is None and email is None and anonymous is None:
            raise EventError("it has no userId, anonymousId or e-mail")
        name = message.get("event") if kind == "track" else None
        return cls(
            at=_time(message, received),
            message_id=_message_id(message),
            type=kind,
            name=fold_text(name) if isinstance(name, str) else "",
            user_id=user,
            email=email,
            anonymous_id=anonymous,
            previous_id=previous,
            machine=_is_true(context.get("bot")) or any(_is_true(properties[key]) for key in _MACHINE if key in properties),
            received_at=received,
            message=message,
        )


def distinct(events: Iterable[Event]) -> list[Event]:
    """One event for each messageId, in the order of histories: by (`at`, `message_id`).

    Of several the one received first counts (unknown last), among equals the least as RFC 8785 JSON.
    """
    kept: dict[str, Event] = {}
    for event in events:
        other = kept.setdefault(event.message_id, event)
        if other is not event and _precedes(event, other):
            kept[event.message_id] = event
    return sorted(kept.values(), key=_ORDER)


def _precedes(event: Event, other: Event) -> bool:
    if event.received_at != other.received_at:
        if event.received_at is None or other.received_at is None:
            return other.received_at is None
        return event.received_at < other.received_at
    return event.message is not other.message and canonical(event.message) < canonical(other.message)


def instant_of(value: object) -> int | None:
    """Milliseconds since 1970 of ISO 8601 text (UTC without an offset), cut to the millisecond; None for anything else."""
    if not isinstance(value, str) or len(value) > 64:
        return None
    if "T24" in value or " 24" in value:  # not every Python reads 24:00
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH) // _MILLISECOND
    except (ValueError, OverflowError):
        return None


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else _NOTHING


def email_of(value: object) -> str | None:
    """A folded e-mail address, or None where the value does not look like one."""
    if not isinstance(value, str) or not 3 < len(value) <= MAX_ID:
        return None
    address = fold_text(value)
    local, _, domain = address.partition("@")
    shaped = local and "@" not in domain and "." in domain.strip(".") and len(address) <= 254
    return address if shaped and not any(map(str.isspace, address)) else None


def _time(message: Mapping[str, Any], received: int | None) -> int:
    at = instant_of(message.get("timestamp"))
    if at is None:
        at = instant_of(message.get("originalTimestamp"))
    if at is None or not _OLDEST <= at < _LATEST or (received is not None and at > received + _AHEAD):
        at = received
    if at is None or not _OLDEST <= at < _LATEST:
        raise EventError("it has no usable time (timestamp, originalTimestamp or receivedAt, ISO 8601, from the year 2000)")
    return at


def _message_id(message: Mapping[str, Any]) -> str:
    given = _text_id(message.get("messageId"), "messageId")
    if given is not None and given.strip():
        return given
    content = canonical({key: value for key, value in message.items() if key not in _UNSENT})
    return str(uuid.uuid5(uuid.NAMESPACE_URL, content))


def _user_and_email(
    message: Mapping[str, Any], kind: str, context: Mapping[str, Any], properties: Mapping[str, Any]
) -> tuple[str | None, str | None]:
    user = _id(message, "userId")
    if user is not None and "@" in user and (email := email_of(user)) is not None:
        return None, email
    # the traits of a `group` are the company's, its address too
    own = _NOTHING if kind == "group" else mapping(message.get("traits"))
    for place in (own, mapping(context.get("traits")), properties):
        if "email" in place and (email := email_of(place["email"])) is not None:
            return user, email
    return user, None


def _id(message: Mapping[str, Any], key: str) -> str | None:
    text = _text_id(message.get(key), key)
    if text is None or not text.strip("0-"):
        return None
    if not text[0].isalnum() or len(text) <= _LONGEST_NOBODY:  # the words for nobody are short, but for white space
        return None if fold_text(text) in _NOBODY else text
    return None if text[-1].isspace() and fold_text(text) in _NOBODY else text


def _text_id(value: object, key: str) -> str | None:
    if isinstance(value, str):
        text = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        text = number_text(value)
    else:
        return None
    if len(text) > MAX_ID:
        raise EventError(f"its {key} is over {MAX_ID} characters long")
    return text


def _is_true(value: object) -> bool:
    return value is True or (isinstance(value, str) and fold_text(value) == "true")


def _check(value: Any, left: int) -> None:
    """Refuse what has no place in JSON as RFC 8785 knows it, and objects and lists too deep within one another."""
    if isinstance(value, dict):
        for key in value:
            _check_text(key)
        value = value.values()
    for item in value:
        if isinstance(item, str):
            if not item.isascii():
                _check_text(item)
        elif isinstance(item, dict | list):
            if left <= 1:
                raise EventError(f"it is nested over {MAX_DEPTH} levels deep")
            _check(item, left - 1)
        elif item is not None and not isinstance(item, bool):
            _check_number(item)


def _check_text(text: object) -> None:
    if not isinstance(text, str):
        raise EventError("it has a name that is no text")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise EventError("it has text that is not Unicode (a lone surrogate)") from None


def _check_number(number: object) -> None:
    if not isinstance(number, int | float):
        raise EventError(f"it has a value that is no JSON ({type(number).__name__})")
    if not -_LARGEST <= number <= _LARGEST:
        raise EventError("it has a number that is not finite or too large")
