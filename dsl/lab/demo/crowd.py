"""Who comes, in which shares, and under which ids: the audiences of the simulated log.

A visitor is made from the seed, the audience and a number, so that nobody depends on how many others there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from dsl.lab.demo.households import baker, household
from dsl.lab.demo.leads import lead
from dsl.lab.demo.others import crawler, pantry_crawler, rival, shop_crawler, staff, stream_crawler
from dsl.lab.demo.shoppers import clerk, shopper
from dsl.lab.demo.viewers import editor, viewer
from dsl.lab.demo.visitor import Dice, Visitor

Behaviour = Callable[[Visitor], None]


class Audience(NamedTuple):
    """The visitors of one brand. `mark` begins their ids, `device` those of their browsers, `chance` parts their dice from
    those of the others; of their behaviours each has its share in percent."""

    mark: str
    device: str
    chance: int
    behaviours: Sequence[tuple[Behaviour, int]]


_B2B = Audience("m", "a", 0, ((lead, 94), (crawler, 3), (staff, 2), (rival, 1)))
_SHOP = Audience("m", "a", 0, ((shopper, 96), (shop_crawler, 2), (clerk, 2)))
_BOTH = Audience("m", "a", 0, ((lead, 52), (shopper, 43), (crawler, 2), (staff, 2), (rival, 1)))
_VOD = Audience("v", "v", 5, ((viewer, 96), (stream_crawler, 2), (editor, 2)))
_FMCG = Audience("f", "f", 3, ((household, 96), (pantry_crawler, 2), (baker, 2)))

KINDS: Mapping[str, Sequence[Audience]] = {
    "all": (_BOTH,) * 6 + (_VOD,) * 2 + (_FMCG,) * 2,
    "b2b": (_B2B,),
    "shop": (_SHOP,),
    "vod": (_VOD,),
    "fmcg": (_FMCG,),
}
"""Kind of log -> the audiences that its visitors come from, in turn."""


def visitor(kind: str, place: int, seed: int, begin: int, end: int) -> tuple[Visitor, Dice]:
    """The visitor at that place of the crowd with a whole history, and the dice for their messages on the way."""
    turns = KINDS[kind]
    rounds, turn = divmod(place, len(turns))
    audience = turns[turn]
    number = rounds * turns.count(audience) + turns[:turn].count(audience)
    dice = Dice(seed, number, purpose=2 * audience.chance)
    device = f"{audience.device}-{dice.whole(0, 0xFFFFFF):06x}{number:04x}"
    person = Visitor(number, f"{audience.mark}{number:05d}", dice, begin, end, device)
    dice.weighted(audience.behaviours)(person)
    return person, Dice(seed, number, purpose=2 * audience.chance + 1)
