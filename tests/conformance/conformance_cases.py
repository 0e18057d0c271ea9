"""Cases of the conformance suite: TOML files read into messages and expectations, and answers held against them.

Knows the notation of README.md beside this file; nothing of any evaluator. Instants are whole milliseconds since
1970-01-01T00:00Z, numbers are `Decimal` and compared to the last digit.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

Message = dict[str, Any]
Answer = Mapping[str, Any]
"""What an evaluator says of a contact at an instant, by the names of `ANSWERS`, in the shapes of `_READ`."""

HERE = Path(__file__).parent
ANSWERS = frozenset(
    ("score", "stage", "stage_since", "groups", "ledger", "adjustments", "transitions", "alerts", "next_due", "next_change")
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BODY = {"page": "properties", "screen": "properties", "track": "properties", "identify": "traits", "group": "traits"}


class CaseError(Exception):
    """A case that is not written as README.md says: a mistake in the suite, not in what it judges."""


class Mismatch(Exception):  # noqa: N818 -- an outcome, not an error of the suite
    """An evaluator's answer is not the expected one."""


@dataclass(frozen=True)
class Expect:
    """What must hold at `at`: of `plan` and (where the case has several) of `contact`, or of who is who (`contacts`)."""

    at: int
    plan: str
    contact: str | None
    contacts: dict[str, list[str]] | None
    answers: dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One file. `bad`: how many of the messages are bad lines, which an evaluator must refuse."""

    about: str
    sources: dict[str, str]
    messages: tuple[Message, ...]
    bad: int
    expects: tuple[Expect, ...]


def paths(*, must_fail: bool = False) -> list[Path]:
    """Every case's file; those of `must_fail/`, whose expectations are wrong on purpose, only when asked for."""
    return sorted(path for path in HERE.rglob("*.toml") if (path.parent.name == "must_fail") == must_fail)


def read(text: str) -> Case:
    """The case that a file's text describes; CaseError where it is not written as README.md says."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
        sources = data.pop("files") if "files" in data else {"plan.punkty": data.pop("rules")}
        case = Case(
            about=data.pop("about"),
            sources=sources,
            messages=tuple(message(line) for line in data.pop("events").splitlines() if line.strip()),
            bad=data.pop("bad", 0),
            expects=tuple(_expect(table) for table in data.pop("expect")),
        )
    except (KeyError, ValueError, AttributeError) as error:
        raise CaseError(f"{type(error).__name__}: {error}") from error
    if data:
        raise CaseError(f"unknown keys: {', '.join(sorted(data))}")
    return case


def message(line: str) -> Message:
    """The message of a line: raw JSON, or `TIME ID KIND [PATH or BODY] [TOP]`."""
    line = line.strip()
    if line.startswith("{"):
        return dict(json.loads(line))
    time, message_id, what = line.split(None, 2)
    told: Message = {"messageId": message_id, "timestamp": _iso(instant(time)), "userId": "u1"}
    if what.startswith('"'):
        told["event"], end = json.JSONDecoder().raw_decode(what)
        kind, rest = "track", what[end:].strip()
    else:
        kind, _, rest = what.partition(" ")
    told["type"] = kind
    if kind == "page" and rest.startswith("/"):
        path, _, rest = rest.partition(" ")
        told["properties"] = {"path": path}
    parts = list(_objects(rest))
    if parts and kind in _BODY and "properties" not in told:
        told[_BODY[kind]] = parts.pop(0)
    for part in parts:
        told |= part
    return {key: value for key, value in told.items() if value is not None}


def instant(text: str) -> int:
    """Milliseconds of an ISO 8601 instant with an offset (`Z` or other)."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def check(expect: Expect, answer: Answer) -> None:
    """Mismatch where an answer is not the expected one, or where its ledger does not add up to its score."""
    for name, wanted in expect.answers.items():
        said = answer[name]
        if name == "groups":
            said = {group: said.get(group) for group in wanted}
        if said != wanted:
            raise Mismatch(f"at {_iso(expect.at)}: {name}\n  expected {_shown(wanted)}\n       got {_shown(said)}")
    worths = [entry[3] for entry in answer["ledger"]] + [worth for _, worth in answer["adjustments"]]
    if sum(worths, Decimal(0)) != answer["score"]:
        raise Mismatch(f"at {_iso(expect.at)}: the ledger adds up to {sum(worths, Decimal(0))}, not {answer['score']}")


def _expect(table: dict[str, Any]) -> Expect:
    at, plan = instant(table.pop("at")), table.pop("plan", "plan")
    contact, contacts = table.pop("contact", None), table.pop("contacts", None)
    if unknown := table.keys() - ANSWERS:
        raise CaseError(f"unknown expectations: {', '.join(sorted(unknown))}")
    if not table and contacts is None:
        raise CaseError("an [[expect]] that expects nothing")
    return Expect(at, plan, contact, contacts, {name: _READ[name](value) for name, value in table.items()})


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise CaseError(f"{value!r} is no number")
    return Decimal(value)


def _when(value: str) -> int | None:
    return None if value == "never" else instant(value)


def _entry(row: list[Any]) -> tuple[int | None, str, Decimal, Decimal, str | None]:
    at, label, points, worth, event = row
    return None if at == "-" else instant(at), label, _number(points), _number(worth), None if event == "-" else event


_READ: dict[str, Any] = {
    "score": _number,
    "stage": str,
    "stage_since": _when,
    "groups": lambda groups: {name: _number(value) for name, value in groups.items()},
    "ledger": lambda rows: [_entry(row) for row in rows],
    "adjustments": lambda rows: [(what, _number(worth)) for what, worth in rows],
    "transitions": lambda rows: [(instant(at), before, after) for at, before, after in rows],
    "alerts": lambda rows: [(instant(at), channel) for at, channel in rows],
    "next_due": _when,
    "next_change": _when,
}


def _objects(text: str) -> Iterator[Message]:
    while text := text.strip():
        part, end = json.JSONDecoder().raw_decode(text)
        if not isinstance(part, dict):
            raise ValueError(f"{part!r} is no JSON object")
        yield part
        text = text[end:]


def _iso(at: int) -> str:
    return (_EPOCH + timedelta(milliseconds=at)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _shown(value: Any) -> str:
    """A value as a person reads it: instants as ISO text, numbers plainly. (Every int of an answer is an instant.)"""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_shown(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_shown(item)}" for name, item in value.items()) + "}"
    if isinstance(value, int):
        return _iso(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
