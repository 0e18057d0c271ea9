"""The history of one lead of a software company: what the shipped `b2b` rules look at."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)


def messages(count: int, seed: int = 3, days: int = 180) -> list[dict[str, Any]]:
    """The history of one lead of a software company: what the shipped `b2b` rules look at."""
    rnd = random.Random(seed)
    made: list[dict[str, Any]] = [
        {
            "type": "identify",
            "traits": {"email": "jan@acme.example", "title": "Head of Sales", "country": "PL", "company": {"size": 250}},
        }
    ]
    for number in range(count - 1):
        kind = rnd.random()
        if kind < 0.6:
            path = rnd.choice(("/", "/blog/scoring", "/blog/crm", "/cennik", "/pricing", "/product", "/docs/start", "/about"))
            made.append({"type": "page", "properties": {"path": path}})
        elif kind < 0.75:
            made.append({"type": "track", "event": "Email Sent", "properties": {"email_id": f"e{number}"}})
        elif kind < 0.85:
            made.append({"type": "track", "event": "Email Opened", "properties": {"email_id": f"e{number - rnd.randrange(9)}"}})
        else:
            event = rnd.choice(("File Downloaded", "Webinar Registered", "Form Submitted", "Unsubscribed", "Signed In"))
            made.append({"type": "track", "event": event, "properties": {"name": "ebook-scoring", "form": "contact"}})
    moments = sorted(rnd.random() * days for _ in made)
    for number, (message, moment) in enumerate(zip(made, moments, strict=True)):
        message |= {
            "messageId": f"l{number:05d}",
            "userId": "jan",
            "timestamp": (BEGIN + timedelta(days=moment)).isoformat(timespec="milliseconds"),
        }
    return made
