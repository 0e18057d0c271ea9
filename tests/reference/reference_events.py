"""What a message says, read naively: its time, its id, its keys, its texts, its values by path.

Knows section 3 of language.md and nothing of `dsl`: everything is derived from the raw message, again and again.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

import rfc8785

Message = dict[str, Any]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEAR_2000 = 946_684_800_000
FIVE_MINUTES = 300_000
NO_IDS = {"null", "undefined", "anonymous", "unknown", "0", "-1", ""}


@dataclass(frozen=True)
class Fact:
    """A message with what follows from it. `received` is None where unknown; keys are None where there is none."""

    message: Message
    at: int
    id: str
    received: int | None
    type: str
    machine: bool
    user: str | None
    email: str | None
    anonymous: str | None
    previous: str | None

    @property
    def order(self) -> tuple[int, str]:
        return self.at, self.id


def fact(message: Message) -> Fact:
    user, email = _id(message.get("userId")), _first_email(message)
    if user is not None and email_of(user):
        user, email = None, email_of(user)
    return Fact(
        message=message,
        at=_time(message),
        id=_message_id(message),
        received=instant(message.get("receivedAt")),
        type=message.get("type", ""),
        machine=_machine(message),
        user=user,
        email=email,
        anonymous=_id(message.get("anonymousId")),
        previous=_id(message.get("previousId")) if message.get("type") == "alias" and _id(message.get("userId")) else None,
    )


def facts(messages: Iterable[Message]) -> list[Fact]:
    """One fact per messageId, in order of (at, messageId)."""
    by_id: dict[str, list[Fact]] = {}
    for message in messages:
        read = fact(message)
        by_id.setdefault(read.id, []).append(read)
    return sorted((min(copies, key=_precedence) for copies in by_id.values()), key=lambda f: f.order)


def _precedence(copy: Fact) -> tuple[bool, int, str]:
    return copy.received is None, copy.received or 0, canonical(copy.message)


# Times and ids


def instant(value: object) -> int | None:
    """Milliseconds of ISO 8601 text, None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - EPOCH) // timedelta(milliseconds=1)


def _time(message: Message) -> int:
    received = instant(message.get("receivedAt"))
    told = [instant(message.get(name)) for name in ("timestamp", "originalTimestamp", "receivedAt")]
    at = next((t for t in told if t is not None), None)
    if at is None:
        raise ValueError("no time")
    if received is not None and at > received + FIVE_MINUTES:
        at = received
    if at < YEAR_2000:
        at = received if received is not None else at
    if at < YEAR_2000:
        raise ValueError("no usable time")
    return at


def _message_id(message: Message) -> str:
    given = text(message.get("messageId"))
    if given is not None and given.strip() and not isinstance(message.get("messageId"), bool):
        return given
    rest = {key: value for key, value in message.items() if key not in ("messageId", "sentAt", "receivedAt")}
    return str(uuid.uuid5(uuid.NAMESPACE_URL, canonical(rest)))


def canonical(value: Any) -> str:
    """RFC 8785 text; whole numbers too large for a double's mantissa count as doubles."""
    return rfc8785.dumps(_doubles(value)).decode()


def _doubles(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _doubles(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_doubles(item) for item in value]
    if isinstance(value, int) and abs(value) >= 2**53:
        return float(value)
    return value


def _id(value: object) -> str | None:
    found = None if isinstance(value, bool) else text(value)
    if found is None or fold(found) in NO_IDS or not found.strip("0- \t\n"):
        return None
    return found


def email_of(value: object) -> str | None:
    """The folded address, None for what is none."""
    if not isinstance(value, str):
        return None
    folded = fold(value)
    return folded if len(folded) <= 254 and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", folded) else None


def _first_email(message: Message) -> str | None:
    places = [("context", "traits", "email"), ("properties", "email")]
    if message.get("type") != "group":
        places.insert(0, ("traits", "email"))
    found = (email_of(value) for place in places for value in reach(message, place))
    return next((email for email in found if email), None)


def _machine(message: Message) -> bool:
    places = [("context", "bot"), *(("properties", name) for name in ("machine", "machine_open", "sg_machine_open"))]
    flags = (flag for place in places for flag in reach(message, place))
    return any(flag is True or (isinstance(flag, str) and fold(flag) == "true") for flag in flags)


# Texts, numbers, dates


def nfc(value: str) -> str:
    return unicodedata.normalize("NFC", value)


def fold(value: str) -> str:
    return nfc(value).strip().casefold()


def text(value: object) -> str | None:
    """A scalar's text form: text itself, numbers and booleans as shortest JSON; None for everything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return canonical(value)
    return None


def number(value: object) -> Decimal | None:
    """A number, or plain-number text, exactly."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str) and len(value.strip()) <= 64 and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value.strip()):
        return Decimal(value.strip())
    return None


def known(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value != []


def scalars(values: Iterable[object]) -> Iterator[object]:
    """The values, lists flattened."""
    for value in values:
        if isinstance(value, list):
            yield from scalars(value)
        else:
            yield value


def texts(values: Iterable[object]) -> list[str]:
    """The folded texts of values, blank ones left out."""
    found = (text(value) for value in scalars(values))
    return [fold(item) for item in found if item is not None and item.strip()]


def glob(pattern: str, subject: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), subject, re.DOTALL) is not None


# Values by path


def reach(node: object, path: Sequence[str]) -> list[object]:
    """All values at a path: into each object of a list."""
    if not path:
        return [node]
    if isinstance(node, list):
        return [value for member in node for value in reach(member, path)]
    if isinstance(node, dict):
        return [value for key, item in node.items() if nfc(key) == path[0] for value in reach(item, path[1:])]
    return []


def value_at(read: Fact, source: tuple[str, ...]) -> list[object]:
    """What an event says at a source of `dsl.program`."""
    where, *path = source
    if where in ("properties", "context"):
        return reach(read.message.get(where), path)
    if where == "query":
        return [value for name, value in parse_qsl(_query(read.message)) if name == path[0]]
    if where == "path":
        return _path(read.message) if read.type == "page" else []
    if where in ("name", "event"):
        return reach(read.message, (where,))
    raise ValueError(source)


def _first_text(message: Message, *places: tuple[str, ...]) -> str | None:
    for place in places:
        found = [value for value in reach(message, place) if known(value)]
        if found:
            return text(found[0])
    return None


def _query(message: Message) -> str:
    address = _first_text(message, ("properties", "url"), ("context", "page", "url"))
    return (address or "").partition("#")[0].partition("?")[2]


def _path(message: Message) -> list[object]:
    place = _first_text(
        message, ("properties", "path"), ("properties", "url"), ("context", "page", "path"), ("context", "page", "url")
    )
    if place is None:
        return []
    without_host = re.sub(r"^\s*[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*", "", place)
    path = _decoded(re.split(r"[?#]", without_host)[0])
    return [path.removesuffix("/") or "/"]


def url(read: Fact) -> str | None:
    address = _first_text(read.message, ("properties", "url"), ("context", "page", "url"))
    if address is None:
        return None
    return fold(_decoded(re.split(r"[?#]", address)[0]).removesuffix("/"))


def _decoded(escaped: str) -> str:
    """Percent-decoded, but for bytes that are no UTF-8."""
    raw = unquote_to_bytes(escaped)
    return "".join(
        f"%{ord(char) - 0xDC00:02X}" if 0xDC80 <= ord(char) <= 0xDCFF else char
        for char in raw.decode("utf-8", "surrogateescape")
    )


def day_of(value: object, local_date: Any) -> date | None:
    """The date of ISO text: a date is itself, an instant has the local date that `local_date(ms)` says."""
    if not isinstance(value, str):
        return None
    stripped = value.strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", stripped):
        try:
            return date.fromisoformat(stripped)
        except ValueError:
            return None
    at = instant(stripped)
    return None if at is None else local_date(at)
