"""Customers of a shop for hikers: what they look at, which carts they fill, and which of those they pay for."""

from __future__ import annotations

from collections.abc import Sequence

from dsl.lab.demo import cast
from dsl.lab.demo.visitor import HOUR, MINUTE, SECOND, SHOP, Heat, Json, Visitor, mailbox, newsletters, visits

_HEAT: Sequence[tuple[Heat, int]] = (("cold", 60), ("warm", 28), ("hot", 12))


def shopper(person: Visitor, domain: str = cast.FREE_MAIL) -> None:
    dice = person.dice
    heat = dice.weighted(_HEAT)
    first, last = dice.pick(cast.FIRST), dice.pick(cast.LAST)
    person.email = mailbox(person, first, last, domain)
    person.user = f"c{1000 + person.number}" if dice.chance(85) else None
    traits = {"name": f"{first} {last}", "country": dice.weighted((("PL", 88), ("CZ", 6), ("DE", 4), ("US", 2)))}
    if dice.chance(20):
        traits["lifecycle"] = "returning"
    joins = heat != "cold" and dice.chance(50)
    for at in visits(person, {"cold": (1, 3), "warm": (2, 6), "hot": (4, 8)}[heat], (1, 9), office=False):
        at = _looks_around(person, at, heat)
        if joins and not person.known:
            person.introduce(at, traits)
            person.act(at + 5 * SECOND, "Subscribed", {"list": "newsletter"})
        if dice.chance({"cold": 7, "warm": 30, "hot": 45}[heat]):
            _fills_a_cart(person, at + MINUTE, heat, traits)
    if joins and person.known:
        newsletters(person, {"cold": 20, "warm": 40, "hot": 60}[heat], ("Rain is coming", "Weekend sale", "New tents",
                     "Boots for the Beskids", "Last sizes", "Pack light"), f"{SHOP}/promo")  # fmt: skip


def clerk(person: Visitor) -> None:
    """One of our own, who tries the shop out."""
    shopper(person, cast.OURSELVES)


def _looks_around(person: Visitor, at: int, heat: Heat) -> int:
    dice = person.dice
    person.browse(at, SHOP, "/")
    for _ in range(dice.whole(1, {"cold": 3, "warm": 5, "hot": 7}[heat])):
        at += dice.whole(15 * SECOND, 3 * MINUTE)
        product = dice.pick(cast.PRODUCTS)
        match dice.weighted((("list", 38), ("product", 46), ("promo", 6), ("reviews", 5), ("compare", 3), ("wish", 2))):
            case "list":
                person.browse(at, SHOP, dice.pick(("/catalog", "/catalog/filter", "/search")))
            case "product":
                person.act(at, "Product Viewed", _item(product))
            case "promo":
                person.browse(at, SHOP, "/promo")
            case "reviews":
                person.act(at, "Product Reviews Viewed", _item(product))
            case "compare":
                person.act(at, "Products Compared", {"name": f"{product.name} and others"})
            case _:
                person.act(at, "Product Added to Wishlist", _item(product))
    return at


def _fills_a_cart(person: Visitor, at: int, heat: Heat, traits: Json) -> None:
    """A cart; whether it is paid for depends on the heat. At the checkout everybody gives an address."""
    dice = person.dice
    items = [dice.pick(cast.PRODUCTS) for _ in range(dice.whole(1, 3))]
    for item in items:
        at += dice.whole(20 * SECOND, 3 * MINUTE)
        person.act(at, "Product Added", {**_item(item), "value": item.price})
    if len(items) > 1 and dice.chance(15):
        at += MINUTE
        person.act(at, "Product Removed", _item(items.pop()))
    if not dice.chance({"cold": 30, "warm": 60, "hot": 80}[heat]):
        return
    at += dice.whole(30 * SECOND, 20 * MINUTE)
    value = sum(item.price for item in items)
    if not person.known:
        person.introduce(at - 5 * SECOND, traits)
    person.act(at, "Checkout Started", {"value": value, "currency": "PLN"})
    if dice.chance(6):
        person.browse(at + 40 * SECOND, SHOP, "/checkout/error")
    if not dice.chance(75):
        return
    person.act(at + 2 * MINUTE, "Payment Info Entered")
    order = f"o-{person.name}-{len(person.sent)}"
    paid = at + dice.whole(3, 12) * MINUTE if dice.chance(90) else at + dice.whole(5, 20) * HOUR
    person.act(paid, "Order Completed", {"order_id": order, "revenue": value, "currency": "PLN"})


def _item(product: cast.Product) -> Json:
    return {"name": product.name, "sku": product.sku, "price": product.price}
