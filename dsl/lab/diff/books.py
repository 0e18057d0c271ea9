"""What differs between two rulebooks: their plans, and what counts once for all of them.

Knows which plan is which; what differs inside one is in `plans` and `rules`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

from dsl.lab.diff import canon, words
from dsl.lab.diff.model import BookDiff, Change, How, Part, PlanDiff, Said, What
from dsl.lab.diff.pairs import Pairing
from dsl.lab.diff.plans import alternatives, diff_plans, members
from dsl.lab.diff.rules import Two
from dsl.lab.diff.written import Written
from dsl.program import Plan, Rulebook

Key = TypeVar("Key", bound=Hashable)


def diff(old: Rulebook, new: Rulebook, old_written: Written, new_written: Written) -> BookDiff:
    """All differences, in the order of the new rulebook's plans; plans that are gone stand last."""
    pairs = _plans(old.plans, new.plans)
    plans = [_plan(before, after, old_written, new_written) for before, after in pairs]
    return BookDiff(tuple(plans), tuple(_book(old, new)))


def _plans(old: Sequence[Plan], new: Sequence[Plan]) -> list[tuple[Plan | None, Plan | None]]:
    """By name; of the others, those that have most of their rules in common, or are the only ones."""
    pairing = Pairing(old, new)
    pairing.by(lambda plan: plan.name)
    if len(old) == len(new) == 1:
        pairing.by(lambda _: "the only plan")
    pairing.nearest(lambda plan: frozenset(map(canon.rule, plan.rules)))
    names = {plan.name: place for place, plan in enumerate(new)}
    return sorted(pairing.of_both(), key=lambda pair: names[pair[1].name] if pair[1] else len(names))


def _plan(old: Plan | None, new: Plan | None, old_written: Written, new_written: Written) -> PlanDiff:
    if old is not None and new is not None:
        return diff_plans(Two(old, new, old_written, new_written))
    there = old or new
    assert there is not None
    return PlanDiff(there.name, old, new)


def _book(old: Rulebook, new: Rulebook) -> Iterator[Change]:
    """What counts once for the rulebook."""
    shares = [{e.name: words.shares(e) for e in book.experiments} for book in (old, new)]
    for name, before, after in _aligned(*shares):
        yield from _settled("experiment", name, before, after, f'experiment "{name}" ')
    amounts = [{(c.stage, c.unit): str(c.amount) for c in book.capacities} for book in (old, new)]
    for (stage, unit), number, other in _aligned(*amounts):
        capacity = f"{stage} per {unit}"
        yield from _settled("capacity", capacity, _capacity(number, capacity), _capacity(other, capacity))
    yield from members("outcome", "outcome won", alternatives(old.won), alternatives(new.won))
    yield from members("outcome", "outcome lost", alternatives(old.lost), alternatives(new.lost))


def _capacity(amount: str | None, of: str) -> str | None:
    return None if amount is None else f"capacity {amount} {of}"


def _aligned(old: Mapping[Key, str], new: Mapping[Key, str]) -> Iterator[tuple[Key, str | None, str | None]]:
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield key, old.get(key), new.get(key)


def _settled(what: What, name: str, old: str | None, new: str | None, head: str = "") -> Iterator[Change]:
    how: How = "added" if old is None else "removed" if new is None else "changed"
    before, after = (None if side is None else Said(head + side) for side in (old, new))
    yield Change(what, how, name, before, after, (Part(what, old, new),) if old and new else ())
