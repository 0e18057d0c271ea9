"""Alerts, experiments and capacities that are said otherwise than here: two channels in one alert, shares of no plan, a
capacity turned round.

Knows how people state what belongs to the funnel; each in one small function from a `Mistake` to a finding or to nothing.
"""

from __future__ import annotations

import re

from dsl.syntax.findings import Finding
from dsl.syntax.misspelt import begins_line
from dsl.syntax.mistake import Mistake, start_of

_NAME = r"[^\W\d]\w*"
_JOINTS = frozenset({",", ";", "&", "+", "/", "and", "or", "i", "oraz", "lub", "albo"})
_CAPACITY = re.compile(
    rf"(?P<stage>{_NAME})[ \t]*[=:]?[ \t]*(?P<most>[0-9]{{1,6}})(?!\w)"
    r"(?:[ \t]*(?:/|per\b|a\b|each\b|every\b|na\b)[ \t]*(?P<unit>day|week|month)\b)?"
)
_SHARES = re.compile(r"[0-9]+%?[ \t]*[/:,-]|[0-9]+%")


def several_channels(m: Mistake) -> Finding | None:
    """`alert sales, managers on SQL`, `alert sales and managers on SQL`"""
    first = m.last("NAME")
    if first is None or not m.begins_with("_ALERT") or not m.last("_ALERT", back=2):
        return None
    if m.found.casefold() not in _JOINTS or not m.following.isidentifier():
        return None
    end = m.source.text.index(m.following, m.place + len(m.found)) + len(m.following)
    return m.finding("E076", m.span(m.end_before - len(first), end), first=str(first), second=m.following)


def shares_of_nothing(m: Mistake) -> Finding | None:
    """`experiment 50/50`, `experiment "x" 50/50`, `experiment "x" b2b 50%, shop 50%`, `experiment "x" 50%, 50%`"""
    if not m.begins_with("_EXPERIMENT"):
        return None
    shares = m.match(_SHARES)
    nameless = m.expected == {"STRING"} and re.match("[0-9]", m.found)
    turned = "PERCENT" in m.expected and (shares or (m.found.isidentifier() and not begins_line(m)))
    share = m.last("PERCENT")
    if share is not None and (m.at_end or begins_line(m) or not m.found[:1].isalpha()):
        return m.finding("E077", m.span(m.end_before - len(share), m.end_before))
    return m.finding("E077", m.here()) if nameless or turned else None


def turned_capacity(m: Mistake) -> Finding | None:
    """`capacity SQL 40 per week`, `capacity SQL 40`, `capacity 40 per week`"""
    number = m.last("NUMBER", back=2)
    if number is not None and m.last("NAME") == "per" and m.begins_with("_CAPACITY") and m.found in ("day", "week", "month"):
        return m.written(start_of(number), m.place + len(m.found), f"{number} SQL per {m.found}", safe=False)
    match = m.match(_CAPACITY) if m.last("_CAPACITY") else None
    if match is None:
        return None
    right = f"{match['most']} {match['stage']} per {match['unit'] or 'week'}"
    return m.written(m.place, match.end(), right, safe=match["unit"] is not None)
