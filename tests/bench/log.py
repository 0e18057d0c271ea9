"""A marketing event log, made as it is read: 60 % page views, mails that are sent, opened and clicked, and what is rare.

A row is flat, as peers like it best: id, ts (milliseconds), contact, type, path, device, source, country, size, duration,
mid (the mail's number, -1 for none). `message` is the same row as a Segment message. Rows come in order of time.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from universe import COUNTRIES, DEVICES, RARE, SOURCES, TYPES, Weighted, campaigns, pages, zipf

from dsl.engine import Event

BEGIN_MS = 1_735_689_600_000  # 2025-01-01T00:00Z
DAYS = 90
PER_CONTACT = 20
Row = dict[str, Any]

_SENT, _OPENED, _CLICKED = 0.13, 0.4, 0.2
_MAILS = _SENT * (1 + _OPENED * (1 + _CLICKED))  # share of all events
_FIELDS = ("path", "device", "source", "country", "size", "duration")


@dataclass(frozen=True)
class Log:
    """A log that is held in memory, as rows and as normalised events."""

    rows: list[Row]
    events: list[Event]

    @classmethod
    def of(cls, count: int) -> Log:
        """The log of that many events."""
        made = list(rows(count))
        return cls(made, events(made))


def rows(count: int, seed: int = 42) -> Iterator[Row]:
    """That many rows of PER_CONTACT times fewer contacts."""
    rnd = random.Random(seed)
    people, market = _People(rnd, max(1, count // PER_CONTACT)), _Market()
    span = DAYS * 86_400_000
    ahead: list[tuple[int, int, str, int, str, int]] = []  # opens and clicks to come: (ts, number, type, contact, path, mail)
    steps = int(count * (1 - _MAILS + _SENT)) + 1
    made = mails = 0
    for step in range(2 * steps):
        now = BEGIN_MS + int((step + rnd.random()) * span / steps)
        while ahead and ahead[0][0] <= now and made < count:
            ts, _, kind, contact, path, mail = heapq.heappop(ahead)
            yield _row(rnd, made, ts, people, contact, kind, path, market, mail)
            made += 1
            if kind == "email.open" and rnd.random() < _CLICKED:
                heapq.heappush(ahead, (ts + int(rnd.random() * 600_000), made, "email.click", contact, path, mail))
        if made >= count:
            return
        contact = people.draw(rnd)
        kind = market.kinds.draw(rnd)
        path = market.paths[kind].draw(rnd)
        mail = -1
        if kind == "email.sent":
            mail, mails = mails, mails + 1
            if rnd.random() < _OPENED:
                delay = int(math.exp(rnd.gauss(math.log(4 * 3_600_000), 1.5)))
                heapq.heappush(ahead, (now + delay, made, "email.open", contact, path, mail))
        yield _row(rnd, made, now, people, contact, kind, path, market, mail)
        made += 1


def message(row: Row) -> dict[str, Any]:
    """The row as a Segment SDK would send it."""
    properties = {name: row[name] for name in _FIELDS}
    if row["mid"] >= 0:
        properties["email_id"] = f"m{row['mid']}"
    found = {
        "type": "page",
        "messageId": row["id"],
        "userId": row["contact"],
        "timestamp": datetime.fromtimestamp(row["ts"] / 1000, UTC).isoformat(timespec="milliseconds"),
        "properties": properties,
    }
    if row["type"] != "page":
        found |= {"type": "track", "event": TYPES[row["type"]]}
    return found


def events(rows: Iterable[Row]) -> list[Event]:
    """The rows as normalised events: what the engine is given."""
    return [Event.from_message(message(row)) for row in rows]


def unseen(rows: Iterable[Row], mark: str, seed: int = 5) -> Iterator[Row]:
    """The same rows, each with a path that no other row has: one of its parts, the last or another, is made new with `mark`.

    So heads of patterns go on to match where the last part is new, tails where another is; depths stay as they were.
    """
    rnd = random.Random(seed)
    for number, row in enumerate(rows):
        parts = row["path"].strip("/").split("/")
        place = len(parts) - 1 if rnd.random() < 0.5 else rnd.randrange(len(parts))
        parts[place] += f"-{mark}{number}"
        yield row | {"path": "/" + "/".join(parts)}


@dataclass(frozen=True)
class _Market:
    """How often which type, path, device and source is met."""

    kinds: Weighted[str]
    paths: dict[str, Weighted[str]]
    devices: Weighted[str]
    sources: Weighted[str]

    def __init__(self) -> None:
        shares = {"email.sent": _SENT, **RARE, "page": 1 - _MAILS - sum(RARE.values())}
        paths = {kind: zipf(campaigns(kind), 1.1) for kind in TYPES if kind != "page"}
        object.__setattr__(self, "kinds", Weighted(list(shares), list(shares.values())))
        object.__setattr__(self, "paths", {"page": zipf(pages(), 1.05), **paths})
        object.__setattr__(self, "devices", Weighted(DEVICES, (0.6, 0.35, 0.05)))
        object.__setattr__(self, "sources", zipf(SOURCES, 1.0))


class _People:
    """Contacts: how busy each is, its country and the size of its company."""

    def __init__(self, rnd: random.Random, count: int) -> None:
        self._busy = Weighted(range(count), [rnd.lognormvariate(0, 1) for _ in range(count)])
        self.sizes = [min(50_000, int(math.exp(rnd.gauss(4.2, 1.6)))) for _ in range(count)]
        where = zipf(COUNTRIES, 1.2)
        self.countries = [where.draw(rnd) for _ in range(count)]

    def draw(self, rnd: random.Random) -> int:
        return self._busy.draw(rnd)


def _row(
    rnd: random.Random, number: int, ts: int, people: _People, contact: int, kind: str, path: str, market: _Market, mail: int
) -> Row:
    return {
        "id": f"e{number:09d}",
        "ts": ts,
        "contact": f"c{contact:07d}",
        "type": kind,
        "path": path,
        "device": market.devices.draw(rnd),
        "source": market.sources.draw(rnd),
        "country": people.countries[contact],
        "size": people.sizes[contact],
        "duration": min(3600, int(rnd.expovariate(1 / 45))) if kind == "page" else 0,
        "mid": mail,
    }
