"""One form for what means the same: the parts of compiled statements as plain values, in an order of their own.

Two patterns or conditions are the same if they match the same whatever they are called: the order of alternatives, of
texts and of filters, and the names of words, `let`s and places, do not count. Knows `dsl.program` only.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from decimal import Decimal

from dsl.codec import decimal_text
from dsl.program import Alert, All, Any, Condition, EventPattern, Field, Not, Pattern, Rule, Stage, Test, Value, Within

Key = Hashable
"""A plain value that says all that counts; equal if it means the same."""


def pattern(alternatives: Pattern, *, ordered: bool = False) -> Key:
    """`ordered`: where it matters which alternative an event that matches several is taken for."""
    keys = [_event(one) for one in alternatives]
    return tuple(keys) if ordered else _set(keys)


def condition(of: Condition | None) -> Key:
    """The key of a condition; None of none."""
    match of:
        case None:
            return None
        case Test():
            return ("test", of.field.sources, of.op, _set(map(value, of.values)))
        case Within():
            return ("within", decimal_text(of.km), decimal_text(of.lat), decimal_text(of.lon))
        case Not(of=Not(of=inner)):
            return condition(inner)
        case Not():
            return ("not", condition(of.of))
        case All() | Any():
            parts = _flat(of, type(of))
            return next(iter(parts)) if len(parts) == 1 else (type(of).__name__, _set(parts))


def value(literal: Value) -> Key:
    """A literal with its kind, since Python takes `True` for 1."""
    if isinstance(literal, Decimal):
        return ("number", decimal_text(literal))
    return (type(literal).__name__, literal.isoformat() if isinstance(literal, date) else literal)


def number(amount: Decimal | None) -> Key:
    return None if amount is None else decimal_text(amount)


def trigger(rule: Rule) -> Key:
    """What fires it: all that stands before the points."""
    return tuple(key for _, key in trigger_parts(rule))


def trigger_parts(rule: Rule) -> list[tuple[str, Key]]:
    """The same part by part."""
    ordered = rule.once_each or rule.scale is not None
    return [
        ("trigger", rule.kind),
        ("pattern", pattern(rule.a, ordered=ordered)),
        ("second pattern", pattern(rule.b, ordered=ordered)),
        ("times", rule.times),
        ("window", rule.within_ms),
        ("tied", rule.tied),
        ("condition", condition(rule.condition)),
    ]


def suffix_parts(rule: Rule) -> list[tuple[str, Key]]:
    """All that stands behind the trigger, but for the label."""
    scale, decay = rule.scale, rule.decay
    return [
        ("points", decimal_text(rule.points)),
        ("scale", scale and (decimal_text(scale.step), tuple(field.sources for field in scale.of))),
        ("from", rule.since),
        ("until", rule.until),
        ("once", rule.once),
        ("once each", rule.once_each),
        *((cap_name(cap.kind, cap.unit), decimal_text(cap.amount)) for cap in rule.caps),
        ("decay", decay and (decay.kind, decay.days, decimal_text(decay.percent))),
        ("while", condition(rule.provided)),
    ]


def cap_name(kind: str, unit: str) -> str:
    """What a limit is called: `max points per week`, `max times`."""
    return f"max {kind}" if unit == "ever" else f"max {kind} per {unit}"


def rule(of: Rule) -> Key:
    """All of a rule but its label and place."""
    return (of.group, trigger(of), frozenset(suffix_parts(of)))


def stage_parts(stage: Stage) -> list[tuple[str, Key]]:
    """A stage part by part, its place in the funnel apart."""
    return [
        ("condition", condition(stage.condition)),
        ("on", pattern(stage.on)),
        ("for", stage.hold_ms),
        ("until", pattern(stage.until)),
        ("until below", number(stage.keep)),
    ]


def alert_parts(alert: Alert) -> dict[str, Key]:
    """An alert part by part."""
    a, b = (side if isinstance(side, str) else pattern(side) for side in (alert.a, alert.b))
    raised = (alert.kind, a, b, alert.within_ms, alert.tied)
    return {"channel": alert.channel, "on": raised, "at most once": alert.cooldown_ms}


def _set(keys: Iterable[Key]) -> Key:
    found = set(keys)
    return tuple(found if len(found) < 2 else sorted(found, key=repr))


def _flat(of: All | Any, kind: type[All] | type[Any]) -> set[Key]:
    """The keys of all that is joined by one kind of word, brackets aside."""
    keys: set[Key] = set()
    for part in of.of:
        keys |= _flat(part, kind) if isinstance(part, All | Any) and isinstance(part, kind) else {condition(part)}
    return keys


def _event(one: EventPattern) -> Key:
    return (
        one.type,
        *(_set(texts) for texts in (one.names, one.texts, one.paths, one.urls)),
        _sources(one.subject),
        _set(map(condition, one.filters)),
        one.per and one.per.sources,
    )


def _sources(fields: tuple[Field, ...]) -> Key:
    return tuple(field.sources for field in fields)
