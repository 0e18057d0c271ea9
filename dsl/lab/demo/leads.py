"""Leads of a software company: what they read, when they say who they are, and what sales makes of it.

Everything depends on the heat of the lead, which no message tells.
"""

from __future__ import annotations

from collections.abc import Sequence

from dsl.lab.demo import cast
from dsl.lab.demo.visitor import DAY, MINUTE, SECOND, SITE, Heat, Json, Visitor, mailbox, newsletters, visits

_HEAT: Sequence[tuple[Heat, int]] = (("cold", 74), ("warm", 18), ("hot", 8))
_VISITS = {"cold": (1, 3), "warm": (3, 6), "hot": (5, 9)}
_GAP_DAYS = {"cold": (3, 14), "warm": (2, 6), "hot": (1, 3)}
_PRICES = {"cold": 4, "warm": 20, "hot": 60}  # percent of visits with a look at the price list
_READS = {"cold": 25, "warm": 45, "hot": 75}  # percent of mails that are read
_FORMS = {"cold": 2, "warm": 6, "hot": 12}  # percent of visits of a known person that end in a contact form
_CONVERTS = {"cold": 0, "warm": 7, "hot": 50}  # percent that start a trial or book a call on the last visit
_ACCEPTED = {"cold": 30, "warm": 60, "hot": 90}  # percent of the contacted that sales accepts
_WON = {"cold": 5, "warm": 25, "hot": 60}  # percent of the accepted that buy


def lead(person: Visitor) -> None:
    dice = person.dice
    heat = dice.weighted(_HEAT)
    company = dice.pick(cast.COMPANIES)
    title = dice.weighted(cast.TITLES)
    first, last = dice.pick(cast.FIRST), dice.pick(cast.LAST)
    person.email = mailbox(person, first, last, f"{company.slug}.example")
    person.user = f"u{1000 + person.number}" if dice.chance(75) else None
    traits = {"name": f"{first} {last}", "title": title, "country": company.country,
              "location": {"lat": company.place[0], "lon": company.place[1]}}  # fmt: skip
    introduces = heat != "cold" or dice.chance(40)
    moments = list(visits(person, _VISITS[heat], _GAP_DAYS[heat], office=True))
    turn = min(1 if heat == "hot" else dice.whole(1, 2), len(moments) - 1)
    at = moments[0]
    for count, at in enumerate(moments):
        at = reads_the_site(person, at, heat, first=count == 0)
        if count == turn and introduces:
            at = _leaves_an_address(person, at, traits, company)
        elif person.known:
            at = _does_more(person, at, heat)
    if person.known and dice.chance(_CONVERTS[heat]):
        at = _converts(person, at)
    if person.known:
        newsletters(person, _READS[heat], cast.NEWSLETTERS, f"{SITE}/blog/{dice.pick(cast.ARTICLES)}")
    _sales_takes_over(person, heat)


def reads_the_site(person: Visitor, at: int, heat: Heat, first: bool) -> int:
    dice = person.dice
    campaign = None
    if first and dice.chance(25):
        campaign = {"source": dice.pick(("search", "social")), "medium": "cpc", "name": "spring"}
    paths = ["/"] if first or dice.chance(40) else []
    paths += [f"/blog/{dice.pick(cast.ARTICLES)}" for _ in range(dice.whole(0 if heat == "cold" else 1, 2))]
    if dice.chance(20):
        paths.append(dice.pick(cast.STORIES))
    if dice.chance(_PRICES[heat]):
        paths.append(dice.pick(cast.PRICE_LISTS))
    if heat == "cold" and dice.chance(12):
        paths.append(dice.pick(("/kariera", "/careers/python-developer")))
    for path in paths or ["/about"]:
        person.browse(at, SITE, path, campaign)
        campaign = None
        at += dice.whole(20 * SECOND, 4 * MINUTE)
    return at


def _leaves_an_address(person: Visitor, at: int, traits: Json, company: cast.Company) -> int:
    """The first time a visitor says who they are: for an e-book, a webinar or the newsletter."""
    person.introduce(at, traits, company)
    match person.dice.weighted((("e-book", 50), ("webinar", 25), ("newsletter", 25))):
        case "e-book":
            person.act(at + 8 * SECOND, "Form Submitted", {"form": "e-book"})
            person.act(at + 15 * SECOND, "File Downloaded", {"file": person.dice.pick(cast.EBOOKS)})
        case "webinar":
            person.act(at + 9 * SECOND, "Webinar Registered", {"webinar": person.dice.pick(cast.WEBINARS)})
        case _:
            person.act(at + 7 * SECOND, "Subscribed", {"list": "newsletter"})
    return at + MINUTE


def _does_more(person: Visitor, at: int, heat: Heat) -> int:
    dice = person.dice
    if heat != "cold" and dice.chance(14):
        person.act(at, "Webinar Registered", {"webinar": dice.pick(cast.WEBINARS)})
    if dice.chance(10):
        person.act(at + 20 * SECOND, "File Downloaded", {"file": dice.pick(cast.EBOOKS)})
    if dice.chance(_FORMS[heat]):
        seats = {"seats": dice.whole(1, 30) * 5} if dice.chance(60) else {}
        person.act(at + 50 * SECOND, "Form Submitted", {"form": "contact", **seats})
    return at + 2 * MINUTE


def _converts(person: Visitor, at: int) -> int:
    dice = person.dice
    if dice.chance(40):
        person.act(at, "Call Booked", {"topic": dice.pick(("demo", "prices", "migration"))})
        return at
    person.act(at, "Trial Started", {"plan": dice.pick(("team", "team", "business"))})
    for day in range(dice.whole(2, 12)):
        if dice.chance(60):
            person.act(at + day * DAY + dice.whole(5, 90) * MINUTE, "Signed In")
    return at


def _sales_takes_over(person: Visitor, heat: Heat) -> None:
    """Sales calls whoever shows the wish to buy, and judges after the last call; a deal ends as the heat foretells."""
    dice = person.dice
    calls = []
    for wish in _wishes(person):
        calls.append(wish + dice.whole(20, 220) * MINUTE if dice.chance(75) else _at_the_office(person, wish, 1, 2))
        person.happen(calls[-1], "Lead Contacted", {"name": dice.pick(("phone", "phone", "mail"))})
    if not calls:
        return
    at = _at_the_office(person, max(calls), 1, 3)
    if not dice.chance(_ACCEPTED[heat]):
        person.happen(at, "Lead Rejected", {"reason": dice.pick(("no budget", "too small", "only curious"))})
        return
    person.happen(at, "Lead Accepted")
    at = _at_the_office(person, at, 4, 20)
    if dice.chance(_WON[heat]):
        person.happen(at, "Deal Won", {"value": dice.whole(4, 60) * 1000})
    else:
        person.happen(at, "Deal Lost", {"reason": dice.pick(("price", "a rival", "no decision"))})


def _at_the_office(person: Visitor, after: int, least: int, most: int) -> int:
    """An instant between 07:00 and 15:00 UTC, that many days later."""
    return after - after % DAY + person.dice.whole(least, most) * DAY + person.dice.whole(7 * 60, 15 * 60) * MINUTE


def _wishes(person: Visitor) -> list[int]:
    """When a known person asks for sales, or looks at the price list a second time or oftener; at most once a day."""
    found: list[int] = []
    looks = 0
    for at, message in sorted(person.sent, key=lambda sent: sent[0]):
        told = message.get("properties", {})
        looked = told.get("path") in cast.PRICE_LISTS
        looks += looked
        asks = message.get("event") in ("Trial Started", "Call Booked") or told.get("form") == "contact"
        if (asks or (looked and looks >= 2)) and (not found or at - found[-1] >= DAY):
            found.append(at)
    return found if person.known else []
