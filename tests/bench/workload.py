"""Rules and events to measure on: seeded, so that every run measures the same.

Seven rules in ten are about pages, most of them one page, some a prefix, a suffix or the middle of a path; almost half have
one filter. Events follow a long tail: few pages are busy, most are rare.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from dsl.engine import Event

SECTIONS = ("blog", "products", "docs", "cases", "webinars", "help")
WORDS = ("start", "install", "pricing", "api", "crm", "lead", "scoring", "mail", "automation", "sales", "report", "roi")
SOURCES = ("google", "direct", "linkedin", "newsletter", "facebook", "bing", "partner", "capterra", "g2", "youtube")
COUNTRIES = ("PL", "DE", "US", "GB", "CZ", "FR", "UA", "SK", "NL", "ES", "IT", "SE", "AT", "LT", "RO", "HU")
TRACKS = ("Form Submitted", "File Downloaded", "Webinar Registered", "Signed In", "Email Opened", "Email Link Clicked")
BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)


def paths(count: int = 5000, seed: int = 7) -> list[str]:
    """Paths of a large site, the busiest first."""
    rnd = random.Random(seed)
    found = ["/", "/pricing", "/demo", "/product", "/contact", "/blog"]
    while len(found) < count:
        section, word = rnd.choice(SECTIONS), rnd.choice(WORDS)
        found.append(f"/{section}/topic-{int(rnd.paretovariate(0.7)) % 400}/{word}-{len(found) % 997}")
    return found


def _rank(rnd: random.Random, count: int) -> int:
    """A place in a long tail: 0 is the most likely."""
    return min(count - 1, int(count ** rnd.random()) - 1)


def _filter(rnd: random.Random) -> str:
    return rnd.choice(
        (
            f'source = "{rnd.choice(SOURCES)}"',
            f'country = "{rnd.choice(COUNTRIES)}"',
            f"size >= {rnd.choice((10, 50, 200, 500, 1000))}",
            f"duration >= {rnd.choice((10, 30, 60, 120, 300))}",
        )
    )


def plan_text(rules: int, seed: int = 11) -> str:
    """A plan with that many rules."""
    rnd, site = random.Random(seed), paths()
    lines = ['plan "bench" timezone "Europe/Warsaw"', "", "group engagement max 100000", "  decay half every 30d", ""]
    for number in range(rules):
        points = f"{rnd.choice(('+1', '+2', '+5', '+10', '+15', '-5')):>4}"
        filters = f", {_filter(rnd)}" if rnd.random() < 0.45 else ""
        if rnd.random() < 0.7:
            path = site[_rank(rnd, len(site))]
            kind = rnd.random()
            if kind < 0.65 or path.count("/") < 3:
                pattern = path
            elif kind < 0.85:
                pattern = path.rpartition("/")[0] + "/*"
            elif kind < 0.95:
                pattern = f"*/{path.rpartition('/')[2]}"
            else:
                head, _, tail = path[1:].split("/")
                pattern = f"/{head}/*/{tail}"
            lines.append(f'on page("{pattern}"{filters}) {points}  as "rule {number}"')
        else:
            lines.append(f'on track("{rnd.choice(TRACKS)}", item = "i{_rank(rnd, 200)}"{filters}) {points}  as "rule {number}"')
    lines += ["", "stage MQL at 40", "stage SQL at 100 until below 80"]
    return "\n".join(lines) + "\n"


def messages(count: int, seed: int = 42, days: int = 90, contacts: int = 1) -> list[dict[str, Any]]:
    """Segment messages of some contacts over some days, in order of time."""
    rnd, site = random.Random(seed), paths()
    moments = sorted(rnd.random() * days for _ in range(count))
    made = []
    for number, moment in enumerate(moments):
        properties: dict[str, Any] = {
            "source": rnd.choice(SOURCES),
            "country": rnd.choice(COUNTRIES),
            "size": rnd.randrange(1, 2000),
            "duration": rnd.randrange(400),
        }
        message = {
            "messageId": f"m{number:07d}",
            "userId": f"u{rnd.randrange(contacts):05d}",
            "timestamp": (BEGIN + timedelta(days=moment)).isoformat(timespec="milliseconds"),
            "properties": properties,
        }
        if rnd.random() < 0.65:
            message["type"] = "page"
            properties["path"] = site[_rank(rnd, len(site))]
        else:
            message |= {"type": "track", "event": rnd.choice(TRACKS)}
            properties["item"] = f"i{_rank(rnd, 200)}"
        made.append(message)
    return made


def lead(count: int, seed: int = 3, days: int = 180) -> list[dict[str, Any]]:
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


def events(made: list[dict[str, Any]]) -> list[Event]:
    """The same as events."""
    return [Event.from_message(message) for message in made]
