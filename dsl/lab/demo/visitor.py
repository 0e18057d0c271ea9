"""What every simulated visitor can do and send: pages, actions, mails, introductions; and when people visit.

Knows the shape of messages, not the network between them and the log (`dsl.lab.simulate`). Draws only `Random.random()` and
whole numbers, so that every Python makes the same people. Instants are milliseconds since 1970 (UTC).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from dsl.lab.demo import cast

T = TypeVar("T")
Json = dict[str, Any]
Heat = Literal["cold", "warm", "hot"]

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
SITE, SHOP = "https://www.example.com", "https://shop.example.com"
STREAM, PANTRY = "https://stream.example.com", "https://pantry.example.com"
_ASCII = str.maketrans("ąćęłńóśźżáéíóúýčďěňřšťůžúäöüßėūùâç", "acelnoszzaeiouycdenrstuzuaouseuuac")


class Dice:
    """Chance that comes out the same on every machine: one stream for each (seed, number, purpose)."""

    def __init__(self, seed: int, number: int, purpose: int) -> None:
        self._draw = random.Random((abs(seed) << 64) + (number << 8) + purpose).random

    def chance(self, percent: float) -> bool:
        return self._draw() * 100 < percent

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._draw() * (high - low + 1))

    def pick(self, of: Sequence[T]) -> T:
        return of[self.whole(0, len(of) - 1)]

    def weighted(self, of: Sequence[tuple[T, int]]) -> T:
        """One of (thing, share) pairs."""
        left = self.whole(1, sum(percent for _, percent in of))
        for thing, percent in of:
            left -= percent
            if left <= 0:
                return thing
        raise AssertionError("the shares were summed")


@dataclass
class Visitor:
    """One person (or program) and the messages sent so far, each with its instant. No two have the same `name`."""

    number: int
    name: str
    dice: Dice
    begin: int
    end: int
    device: str
    user: str | None = None
    email: str | None = None
    known: bool = False
    bot: bool = False
    sent: list[tuple[int, Json]] = field(default_factory=list)

    def _send(self, at: int, message: Json) -> None:
        self.sent.append((at, {"messageId": f"{self.name}-{len(self.sent):04d}", **message}))

    def browse(self, at: int, site: str, path: str, campaign: Mapping[str, str] | None = None) -> None:
        """A page seen. The browser names the person only once they are known."""
        context: Json = {"page": {"path": path, "url": site + path}}
        if campaign:
            context["campaign"] = dict(campaign)
        self._send(at, {"type": "page", **self._browser(context), "properties": {"path": path}})

    def screen(self, at: int, name: str) -> None:
        """A screen of an app seen."""
        self._send(at, {"type": "screen", "name": name, **self._browser({})})

    def act(self, at: int, event: str, properties: Mapping[str, Any] = {}) -> None:
        """Something done on a site or in an app."""
        self._send(at, {"type": "track", "event": event, **self._browser({}), "properties": dict(properties)})

    def happen(self, at: int, event: str, properties: Mapping[str, Any] = {}) -> None:
        """Something that a mail provider or a CRM knows of the person: no browser, hence no `anonymousId`."""
        who: Json = {"userId": self.user} if self.user else {}
        self._send(at, {"type": "track", "event": event, **who, "properties": {**properties, **self._address()}})

    def introduce(
        self, at: int, traits: Mapping[str, Any], company: cast.Company | None = None, device: str | None = None
    ) -> None:
        """From here on the visitor has a name: `identify`, and `group` for the company; on a `device` if not on their own."""
        self.known = True
        who: Json = {"anonymousId": device or self.device, **({"userId": self.user} if self.user else {})}
        self._send(at, {"type": "identify", **who, "traits": {"email": self.email, **traits}})
        if company and self.user:
            group = {"name": company.name, "size": company.size, "industry": company.industry}
            self._send(at + 40, {"type": "group", **who, "groupId": company.slug, "traits": group})

    def _address(self) -> Json:
        return {} if self.user else {"email": self.email}

    def _browser(self, context: Json) -> Json:
        who: Json = {"anonymousId": self.device}
        if self.known and self.user:
            who["userId"] = self.user
        if self.bot:
            context = {**context, "bot": True, "userAgent": "ExampleCrawler/2.1"}
        return {**who, "context": context} if context else who


def visits(
    person: Visitor, count: tuple[int, int], gap_days: tuple[int, int], office: bool, first_in: int = 100
) -> Iterator[int]:
    """Instants at which visits begin, in order: at office hours and seldom at weekends, or in the evening.

    The first lies in the first `first_in` percent of the days.
    """
    dice = person.dice
    day = dice.whole(0, max(0, (person.end - person.begin) // DAY * first_in // 100 - 4))
    for _ in range(dice.whole(*count)):
        # 1970-01-01 was a Thursday: days 2 and 3 of each seven are a Saturday and a Sunday.
        while office and (person.begin // DAY + day) % 7 in (2, 3) and dice.chance(85):
            day += 1
        hour = dice.whole(6, 14) if office else dice.weighted(((dice.whole(5, 14), 45), (dice.whole(15, 20), 55)))
        yield person.begin + day * DAY + hour * HOUR + dice.whole(0, HOUR - 1)
        day += dice.whole(*gap_days)


def newsletters(person: Visitor, reads: int, titles: Sequence[str], link: str, from_list: str | None = None) -> None:
    """One mail a week on Wednesdays at 08:00 UTC, from the day of the address on, until unsubscribed (from that list)."""
    dice = person.dice
    known = min(at for at, message in person.sent if message["type"] == "identify")
    proxy = dice.chance(20)
    at = person.begin - person.begin % DAY + 8 * HOUR
    while at < person.end:
        at += DAY
        if (at // DAY) % 7 != 6 or at <= known:  # 1970-01-07 was a Wednesday
            continue
        mail = {"email_id": f"n{at // DAY}-{person.name}", "campaign_name": titles[(at // DAY // 7) % len(titles)]}
        if dice.chance(1.5):
            person.happen(at, "Email Bounced", mail)
            continue
        person.happen(at, "Email Delivered", mail)
        if proxy:
            person.happen(at + dice.whole(2, 50) * SECOND, "Email Opened", {**mail, "machine_open": True})
        if dice.chance(reads):
            opened = at + dice.whole(3, 20 * 60) * MINUTE
            person.happen(opened, "Email Opened", mail)
            if dice.chance(25):
                person.happen(opened + 30 * SECOND, "Email Link Clicked", {**mail, "link_url": link})
        elif dice.chance(4):
            person.happen(at + dice.whole(10, 600) * MINUTE, "Unsubscribed", {"list": from_list, **mail} if from_list else mail)
            return


def mailbox(person: Visitor, first: str, last: str, domain: str) -> str:
    """An address at that domain. Past the first thousand visitors there are more people than names: all get a number."""
    plain = domain not in cast.MAIL_PROVIDERS and person.dice.chance(70) and person.number < 1000
    name = f"{first}.{last}" if plain else f"{first[0]}{last}{person.number}"
    return f"{name.lower().translate(_ASCII)}@{domain}"
