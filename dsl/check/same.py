"""When two rules say the same. Knows that the order of alternatives and of joined conditions says nothing."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import replace

from dsl import program

_BOOLEANS = re.compile("True|False")


def meaning(rule: program.Rule) -> Hashable:
    """What is equal for two rules that say the same, whatever they are called and wherever they stand."""
    a, b = _pattern(rule.a), _pattern(rule.b)
    conditions = [test for one in (*a, *b) for test in one.filters]
    condition, provided = (part and _condition(part) for part in (rule.condition, rule.provided))
    bare = replace(rule, label="", file="", line=0, a=a, b=b, condition=condition, provided=provided)
    # to Python 1 and true are equal, to the language they are not: their texts tell them apart
    booleans = _BOOLEANS.findall(repr((conditions, condition, provided))) if conditions or condition or provided else []
    return bare, tuple(booleans)


def _pattern(pattern: program.Pattern) -> program.Pattern:
    events = tuple(map(_event, pattern))
    return tuple(sorted(events, key=repr)) if len(events) > 1 else events


def _event(one: program.EventPattern) -> program.EventPattern:
    texts = (one.names, one.texts, one.paths, one.urls)
    if not one.filters and max(map(len, texts)) < 2:
        return one
    names, others, paths, urls = (tuple(sorted(part)) for part in texts)
    return replace(one, names=names, texts=others, paths=paths, urls=urls, filters=_sorted(one.filters))


def _condition(condition: program.Condition) -> program.Condition:
    match condition:
        case program.Test():
            return replace(condition, values=tuple(sorted(condition.values, key=repr)))
        case program.All():
            return program.All(_sorted(condition.of))
        case program.Any():
            return program.Any(_sorted(condition.of))
        case program.Not():
            return program.Not(_condition(condition.of))
    return condition


def _sorted(conditions: Iterable[program.Condition]) -> tuple[program.Condition, ...]:
    return tuple(sorted(map(_condition, conditions), key=repr))
