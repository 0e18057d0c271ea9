"""Who must not be scored: crawlers, our own people, a rival."""

from __future__ import annotations

from collections.abc import Sequence

from dsl.lab.demo import cast
from dsl.lab.demo.leads import reads_the_site
from dsl.lab.demo.visitor import PANTRY, SECOND, SHOP, SITE, STREAM, Visitor, mailbox, visits


def crawler(person: Visitor) -> None:
    """Fetches everything in minutes, price list included, sends a form, and says that it is a program."""
    paths = ["/", *cast.PRICE_LISTS, *cast.STORIES, *(f"/blog/{article}" for article in cast.ARTICLES)]
    person.act(_crawls(person, SITE, paths), "Form Submitted", {"form": "contact"})


def shop_crawler(person: Visitor) -> None:
    _crawls(person, SHOP, ["/", "/catalog", "/catalog/filter", "/promo", "/account", "/checkout/error"])


def stream_crawler(person: Visitor) -> None:
    _crawls(person, STREAM, ["/", "/plans", "/pakiety", *(f"/watch/{title.slug}" for title in (*cast.SHOWS, *cast.FILMS))])


def pantry_crawler(person: Visitor) -> None:
    _crawls(person, PANTRY, ["/", "/promocje", "/gazetka", "/shops", *(f"/recipes/{recipe}" for recipe in cast.RECIPES)])


def _crawls(person: Visitor, site: str, paths: Sequence[str]) -> int:
    person.bot = True
    at = next(visits(person, (1, 1), (1, 1), office=False))
    for path in paths:
        at += person.dice.whole(1, 4) * SECOND
        person.browse(at, site, path)
    return at


def staff(person: Visitor) -> None:
    _insider(person, cast.OURSELVES, None)


def rival(person: Visitor) -> None:
    _insider(person, f"{cast.RIVAL.slug}.example", cast.RIVAL)


def _insider(person: Visitor, domain: str, company: cast.Company | None) -> None:
    dice = person.dice
    first, last = dice.pick(cast.FIRST), dice.pick(cast.LAST)
    person.email, person.user = mailbox(person, first, last, domain), f"u{1000 + person.number}"
    for at in visits(person, (4, 9), (1, 6), office=True):
        at = reads_the_site(person, at, "hot", first=False)
        if not person.known:
            person.introduce(at, {"name": f"{first} {last}"}, company)
        elif dice.chance(20):
            person.act(at, "Form Submitted", {"form": "contact"})
