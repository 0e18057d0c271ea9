"""Viewers of a streaming service: trailers, a week for nothing, then who pays, who watches, and who leaves.

Everything depends on the heat of the viewer, which no message tells. What is paid for is told by the billing system, hence
without an `anonymousId`.
"""

from __future__ import annotations

from collections.abc import Sequence

from dsl.lab.demo import cast
from dsl.lab.demo.visitor import DAY, HOUR, MINUTE, SECOND, STREAM, Heat, Visitor, mailbox, newsletters, visits

_HEAT: Sequence[tuple[Heat, int]] = (("cold", 55), ("warm", 30), ("hot", 15))
_VISITS = {"cold": (1, 4), "warm": (4, 10), "hot": (10, 22)}
_GAP_DAYS = {"cold": (2, 9), "warm": (1, 6), "hot": (1, 3)}
_PLANS = {"cold": 10, "warm": 30, "hot": 50}  # percent of visits without a subscription that look at the plans
_JOINS = {"cold": 35, "warm": 100, "hot": 100}  # percent that sign up for the free week, in the second or third visit
_STARTS = {"cold": 12, "warm": 50, "hot": 85}  # percent of the free weeks that end in a subscription
_YEARLY, _FILM_PACK, _DECLINED = 25, {"cold": 5, "warm": 20, "hot": 45}, 20  # percent
_LEAVES = {"cold": 50, "warm": 25, "hot": 6}  # percent of months after which a monthly subscription is cancelled
_READS = {"cold": 20, "warm": 35, "hot": 55}  # percent of mails that are read
_WEEK, _MONTH = 7 * DAY, 30 * DAY
_MAILS = ("New this week", "A film for the rain", "Your list is waiting", "Salt and Amber is back", "What others finished")


def viewer(person: Visitor, domain: str = cast.POST) -> None:
    dice = person.dice
    heat = dice.weighted(_HEAT)
    moments = [_evening(person, at) for at in visits(person, _VISITS[heat], _GAP_DAYS[heat], office=False, first_in=90)]
    joining = min(dice.whole(1, 2), len(moments) - 1) if dice.chance(_JOINS[heat]) else len(moments)
    joined = None
    for at in moments[: joining + 1]:
        joined = _looks_around(person, at, heat)
    if joining == len(moments) or joined is None:
        return
    _joins(person, joined, domain)
    ends = _pays(person, joined + _WEEK, heat)
    for at in moments[joining + 1 :]:
        if at < ends:
            _watches(person, at)
        elif not dice.chance(70):
            _looks_around(person, at, heat)
    newsletters(person, _READS[heat], _MAILS, f"{STREAM}/watch/{dice.pick(cast.SHOWS).slug}")


def editor(person: Visitor) -> None:
    """One of our own, who watches what we show."""
    viewer(person, cast.OURSELVES)


def _evening(person: Visitor, at: int) -> int:
    """The same day between 15:00 and 18:59 UTC: before the news, or after the children are in bed."""
    return at - at % DAY + 15 * HOUR + person.dice.whole(0, 4 * HOUR - 1)


def _looks_around(person: Visitor, at: int, heat: Heat) -> int:
    """A visit of somebody who does not pay: the front page, a title or two, trailers, perhaps the plans."""
    dice = person.dice
    person.browse(at, STREAM, "/")
    for _ in range(dice.whole(1, {"cold": 1, "warm": 2, "hot": 3}[heat])):
        at += dice.whole(10 * SECOND, 2 * MINUTE)
        title = dice.pick((*cast.SHOWS, *cast.FILMS))
        person.browse(at, STREAM, f"/watch/{title.slug}")
        if dice.chance(45):
            at += 2 * MINUTE
            person.act(at, "Trailer Watched", {"title": title.name})
    if dice.chance(_PLANS[heat]):
        at += dice.whole(20 * SECOND, 2 * MINUTE)
        person.browse(at, STREAM, dice.pick(("/plans", "/pakiety")))
    return at + MINUTE


def _joins(person: Visitor, at: int, domain: str) -> None:
    dice = person.dice
    first, last = dice.pick(cast.FIRST), dice.pick(cast.LAST)
    person.email, person.user = mailbox(person, first, last, domain), f"v{1000 + person.number}"
    household = {"devices": dice.weighted(((1, 40), (2, 35), (3, 15), (5, 10))), "kids_profile": dice.chance(30)}
    country = dice.weighted((("PL", 90), ("CZ", 5), ("GB", 3), ("US", 2)))
    person.introduce(at, {"name": f"{first} {last}", "country": country, **household})
    person.act(at + 2 * SECOND, "Signed Up", {"plan": "free week"})


def _watches(person: Visitor, at: int) -> None:
    """An evening in front of the screen. Four of five sittings are seen to the end."""
    dice = person.dice
    title = dice.pick(cast.SHOWS) if dice.chance(75) else dice.pick(cast.FILMS)
    for _ in range(dice.whole(1, 3) if title.episodes else 1):
        told: dict[str, object] = {"title": title.name}
        if title.episodes:
            told = {"program": title.name, "title": f"{title.name} {dice.whole(1, title.episodes)}"}
        person.act(at, "Video Content Started", told)
        if not dice.chance(80):
            return
        at += title.minutes * MINUTE
        person.act(at, "Video Content Completed", told)


def _pays(person: Visitor, at: int, heat: Heat) -> int:
    """What the billing system does from the end of the free week on; when there is nothing more to watch."""
    dice = person.dice
    if not dice.chance(_STARTS[heat]):
        return at
    plan, price = ("yearly", 399) if dice.chance(_YEARLY) else ("monthly", 39)
    film_pack = dice.whole(1, 20) * DAY if dice.chance(_FILM_PACK[heat]) else None
    paid = "Subscription Started"
    while at < person.end:
        if dice.chance(_DECLINED):
            person.happen(at, "Payment Failed", {"plan": plan})
            if dice.chance(40):
                return at
            at += dice.whole(4, 100) * HOUR
        person.happen(at, paid, {"plan": plan, "value": price})
        if film_pack:
            person.happen(at + film_pack, "Addon Purchased", {"addon": "film pack", "value": 15})
            film_pack = None
        if plan == "yearly":
            return person.end
        at, paid = at + _MONTH, "Subscription Renewed"
        if dice.chance(_LEAVES[heat]):
            reason = dice.pick(("price", "nothing on"))
            person.happen(at - dice.whole(1, 70) * HOUR, "Subscription Cancelled", {"plan": plan, "reason": reason})
            return at
    return person.end
