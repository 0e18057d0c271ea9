"""Households that buy groceries of one brand: recipes, leaflets, the app of the loyalty programme, receipts, coupons.

Everything depends on the heat of the household, which no message tells. Receipts and levels come from the till and the
programme; what is done in the app and on the site names the device.
"""

from __future__ import annotations

from collections.abc import Sequence

from dsl.lab.demo import cast
from dsl.lab.demo.visitor import DAY, HOUR, MINUTE, PANTRY, SECOND, Dice, Heat, Visitor, mailbox, newsletters, visits

_HEAT: Sequence[tuple[Heat, int]] = (("cold", 55), ("warm", 32), ("hot", 13))
_VISITS = {"cold": (1, 4), "warm": (5, 11), "hot": (10, 20)}
_GAP_DAYS = {"cold": (3, 12), "warm": (2, 7), "hot": (1, 4)}
_INSTALLS = {"cold": 25, "warm": 80, "hot": 100}  # percent that install the app, in the second or third visit
_SCANS = {"cold": 25, "warm": 45, "hot": 65}  # percent of visits with the app that scan a receipt
_READS = {"cold": 20, "warm": 40, "hot": 55}  # percent of mails that are read
_AT_A_STAND, _LEAFLETS, _FAULTS = 10, 60, 2  # percent
_LEVELS = {3: "silver", 6: "gold"}  # after how many receipts
STAND = "f-stand-tablet"
"""The tablet at the stand in front of the shop, on which people sign up one after another."""
_MAILS = ("Jam month", "Two for one on Saturday", "Soup for the rain", "What to do with apples", "Double points")


def household(person: Visitor, domain: str = cast.HOME_MAIL) -> None:
    dice = person.dice
    heat = dice.weighted(_HEAT)
    moments = [_daytime(person, at) for at in visits(person, _VISITS[heat], _GAP_DAYS[heat], office=False, first_in=75)]
    joining = min(dice.whole(1, 2), len(moments) - 1) if dice.chance(_INSTALLS[heat]) else len(moments)
    receipts = 0
    for count, at in enumerate(moments):
        if count <= joining:
            _reads_the_site(person, at)
        if count == joining:
            _installs(person, at + 5 * MINUTE, domain)
        elif count > joining:
            receipts = _uses_the_app(person, at, heat, receipts)
    if person.known:
        newsletters(person, _READS[heat], _MAILS, f"{PANTRY}/promocje", from_list="newsletter")


def baker(person: Visitor) -> None:
    """One of our own, who tries the app out."""
    household(person, cast.OURSELVES)


def _daytime(person: Visitor, at: int) -> int:
    """The same day between 06:00 and 16:59 UTC: the shops close in the evening."""
    return at - at % DAY + 6 * HOUR + person.dice.whole(0, 11 * HOUR - 1)


def _reads_the_site(person: Visitor, at: int) -> None:
    dice = person.dice
    for path in ["/", *(f"/recipes/{dice.pick(cast.RECIPES)}" for _ in range(dice.whole(0, 2)))]:
        person.browse(at, PANTRY, path)
        at += dice.whole(20 * SECOND, 2 * MINUTE)
    if dice.chance(35):
        person.browse(at, PANTRY, dice.pick(("/gazetka", "/promocje", "/shops")))


def _installs(person: Visitor, at: int, domain: str) -> None:
    """The app is there and the household has a card. One in ten signs up on the tablet at a stand, and installs at home."""
    dice = person.dice
    first, last = dice.pick(cast.FIRST), dice.pick(cast.LAST)
    person.email, person.user = mailbox(person, first, last, domain), f"h{1000 + person.number}"
    home = dice.pick(tuple(cast.SHOPS.values())) if dice.chance(55) else dice.pick((cast.GDANSK, cast.WROCLAW, cast.PRAGUE))
    traits = {"name": f"{first} {last}", "household": dice.whole(1, 5), "latitude": _near(dice, home[0]),
              "longitude": _near(dice, home[1])}  # fmt: skip
    if dice.chance(_AT_A_STAND):
        person.introduce(at, traits, device=STAND)
        at += dice.whole(1, 5) * HOUR
    person.act(at, "Application Installed", {"app": "Pantry"})
    person.introduce(at + 50 * SECOND, traits)
    person.act(at + MINUTE, "Subscribed", {"list": "newsletter"})
    if dice.chance(_LEAFLETS):
        person.act(at + MINUTE + SECOND, "Subscribed", {"list": "leaflets"})


def _near(dice: Dice, degrees: float) -> float:
    """At most a hundredth of a degree away: a kilometre, more or less."""
    return round(degrees + dice.whole(-40, 40) / 4000, 4)


def _uses_the_app(person: Visitor, at: int, heat: Heat, receipts: int) -> int:
    """A look at the coupons, perhaps a receipt with or without one; how many receipts there are by then."""
    dice = person.dice
    person.screen(at, dice.pick(("Coupons", "Coupons", "My card", "Shops near me")))
    if dice.chance(_SCANS[heat]):
        at += dice.whole(MINUTE, 3 * HOUR)
        receipts += 1
        if dice.chance(45):
            person.act(at, "Coupon Applied", {"coupon_name": dice.pick(cast.COUPONS)})
        spent = {"value": dice.whole(12, 160), "shop": dice.pick(tuple(cast.SHOPS))}
        person.act(at + 20 * SECOND, "Receipt Scanned", spent)
        if receipts in _LEVELS:
            person.happen(at + MINUTE, "Loyalty Level Reached", {"level": _LEVELS[receipts]})
    if dice.chance(_FAULTS):
        person.act(at + HOUR, "Product Fault Reported", {"product": dice.pick(cast.GROCERIES)})
    if heat == "cold" and dice.chance(6):
        person.happen(at + DAY, "Unsubscribed", {"list": "leaflets"})
    return receipts
