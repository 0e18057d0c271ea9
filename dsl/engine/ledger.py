"""The ledger of a score: every firing with its worth now, and what clips and exclusion do to the sum."""

from __future__ import annotations

from decimal import Decimal

from dsl import program
from dsl.engine.decay import UNIT, worth
from dsl.engine.funnel import clip, units
from dsl.engine.prepared import Prepared
from dsl.engine.state import Firing
from dsl.engine.verdict import Adjustment, Entry, Ledger


def points_of(ten_thousandths: int) -> Decimal:
    """Points with as many decimals as they need, at most 4."""
    whole, rest = divmod(ten_thousandths, UNIT)
    if not rest:
        return Decimal(whole)
    text = f"{abs(ten_thousandths):05d}"
    sign = "-" if ten_thousandths < 0 else ""
    return Decimal(f"{sign}{text[:-4]}.{text[-4:].rstrip('0')}")


def decimal_text(number: Decimal) -> str:
    """A decimal as people write it: no exponent, no needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ledger_of(
    plan: Prepared, firings: list[Firing], sums: list[int], truths: list[bool], day: int, *, excluded: bool
) -> Ledger:
    """The ledger on a date: `sums` are the groups' before their clips, `truths` the conditions on traits."""
    entries = [_fired(plan, firing, truths, day) for firing in sorted(firings)]
    entries += [
        _entry(plan.plan.rules[held.rule], held.rule, None, None, held.points, held.points)
        for held in plan.held
        if truths[held.condition] and held.on(day)
    ]
    return Ledger(tuple(entries), tuple(_adjustments(plan.plan, sums, excluded)))


def _fired(plan: Prepared, firing: Firing, truths: list[bool], day: int) -> Entry:
    shot = plan.shots[firing.rule]
    assert shot is not None
    counts = shot.condition < 0 or truths[shot.condition]
    now = worth(shot.rule.decay, firing.points, day - firing.day) if counts else 0
    return _entry(shot.rule, firing.rule, firing.at, firing.message_id, firing.points, now)


def _entry(rule: program.Rule, number: int, at: int | None, event: str | None, points: int, now: int) -> Entry:
    return Entry(at, number, rule.label, rule.file, rule.line, rule.group, points_of(points), points_of(now), event)


def _adjustments(plan: program.Plan, sums: list[int], excluded: bool) -> list[Adjustment]:
    found, score = [], 0
    for group, total in zip(plan.groups, sums, strict=True):
        clipped = clip(total, units(group.min), units(group.max))
        if clipped != total:
            bound, limit = ("max", group.max) if clipped < total else ("min", group.min)
            assert limit is not None
            found.append(Adjustment(f"group {group.name} {bound} {decimal_text(limit)}", points_of(clipped - total)))
        score += clipped
    clipped = clip(score, units(plan.score_from), units(plan.score_to))
    if clipped != score:
        found.append(Adjustment(f"score {_range(plan)}", points_of(clipped - score)))
    if excluded and clipped:
        found.append(Adjustment("excluded", points_of(-clipped)))
    return found


def _range(plan: program.Plan) -> str:
    least, most = plan.score_from, plan.score_to
    parts = [f"from {decimal_text(least)}" if least is not None else "", f"to {decimal_text(most)}" if most is not None else ""]
    return " ".join(filter(None, parts))
