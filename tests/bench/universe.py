"""The site and the market that rules and events speak of: paths, campaigns, sources, countries, and how often each is met.

Frequencies follow long tails (Zipf): few pages are busy, most are rare. Everything is seeded; standard library only.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")

TYPES = {
    "page": "",
    "email.sent": "Email Sent",
    "email.open": "Email Opened",
    "email.click": "Email Link Clicked",
    "form.submit": "Form Submitted",
    "download": "File Downloaded",
    "webinar.register": "Webinar Registered",
    "webinar.attend": "Webinar Attended",
    "chat.start": "Chat Started",
    "demo.request": "Demo Requested",
    "trial.login": "Trial Used",
    "ad.click": "Ad Clicked",
}
"""Types of events, as peers know them, and the tracks that Punkty knows them as (a page is a page)."""

RARE = {
    "form.submit": 0.02,
    "download": 0.03,
    "webinar.register": 0.008,
    "webinar.attend": 0.005,
    "chat.start": 0.012,
    "demo.request": 0.002,
    "trial.login": 0.08,
    "ad.click": 0.05,
}
"""Shares of all events; the rest are pages and mails."""

SOURCES = (
    "google", "direct", "linkedin", "newsletter", "facebook", "bing", "partner", "capterra", "g2", "youtube", "x", "podcast",
)  # fmt: skip
DEVICES = ("desktop", "mobile", "tablet")
COUNTRIES = (
    "PL", "DE", "US", "GB", "CZ", "FR", "UA", "SK", "NL", "ES", "IT", "SE", "AT", "LT", "RO", "HU", "NO", "DK", "FI", "BE",
    "CH", "IE", "PT", "EE", "LV", "BG", "HR", "SI", "CA", "AU",
)  # fmt: skip

_TOP = ["/", "/cennik", "/demo", "/produkt", "/kontakt", "/pricing", "/blog", "/o-nas", "/kariera", "/integracje"]
_SECTIONS = ("blog", "produkty", "docs", "case-studies", "webinary", "pomoc")
_WORDS = (
    "start", "install", "cennik", "api", "crm", "lead", "scoring", "email", "automatyzacja", "sprzedaz", "raport", "roi",
)  # fmt: skip
_HEADS = {
    "form.submit": "/formularz/f-",
    "download": "/pliki/plik-",
    "webinar.register": "/webinar/w-",
    "webinar.attend": "/webinar/w-",
    "chat.start": "/chat/k-",
    "demo.request": "/demo/d-",
    "trial.login": "/app/t-",
    "ad.click": "/kampania/a-",
}


class Weighted(Generic[T]):
    """Draws values by their weights."""

    def __init__(self, values: Sequence[T], weights: Sequence[float]) -> None:
        self._values = values
        self._sums = list(accumulate(weights))
        self._total = self._sums[-1]

    def draw(self, rnd: random.Random) -> T:
        """One of the values."""
        return self._values[bisect_right(self._sums, rnd.random() * self._total, hi=len(self._values) - 1)]


def zipf(values: Sequence[T], exponent: float) -> Weighted[T]:
    """Values from the most to the least frequent: the k-th is drawn in proportion to 1 / k ** exponent."""
    return Weighted(values, [1.0 / rank**exponent for rank in range(1, len(values) + 1)])


@cache
def pages(count: int = 20_000) -> tuple[str, ...]:
    """Paths of a large site, the busiest first. Within a section all paths are of one depth."""
    rnd = random.Random(7)
    found = dict.fromkeys(_TOP)
    number = 0
    while len(found) < count:
        found.setdefault(_page(rnd, number))
        number += 1
    return tuple(found)


def campaigns(kind: str) -> tuple[str, ...]:
    """The 200 paths that events of another type than `page` have."""
    head = _HEADS.get(kind, "/mail/kampania-")
    return tuple(f"{head}{i}" + (".pdf" if kind == "download" and i % 2 else "") for i in range(200))


def _page(rnd: random.Random, i: int) -> str:
    section, topic, word = rnd.choice(_SECTIONS), _zeta(rnd, 1.3) % 40, rnd.choice(_WORDS)
    match section:
        case "blog":
            return f"/blog/temat-{topic}/{word}-{i % 997}"
        case "produkty":
            return f"/produkty/kat-{topic}/{word}" + ("" if rnd.random() < 0.2 else f"-{i % 499}")
        case "docs":
            return f"/docs/v{rnd.randint(1, 4)}/sekcja-{topic}/{word}" + ("" if rnd.random() < 0.3 else f"-{i % 311}")
        case "case-studies":
            return f"/case-studies/branza-{topic}/{word}-{i % 777}" + (".pdf" if rnd.random() < 0.3 else "")
        case "webinary":
            return f"/webinary/{word}-{topic}/nagranie-{i % 533}"
    return f"/pomoc/{word}/temat-{topic}/krok-{i % 601}"


def _zeta(rnd: random.Random, a: float) -> int:
    """A whole number from 1 on, drawn in proportion to 1 / k ** a (Devroye's rejection)."""
    b = 2.0 ** (a - 1.0)
    while True:
        u, v = 1.0 - rnd.random(), rnd.random()
        x = int(u ** (-1.0 / (a - 1.0)))
        t = (1.0 + 1.0 / x) ** (a - 1.0)
        if v * x * (t - 1.0) / (b - 1.0) <= t / b:
            return x
