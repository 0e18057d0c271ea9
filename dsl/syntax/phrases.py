"""Words that people say for the language's own, in English and Polish: `max 3 times a week`, `up to`, `once per day`, `bez`.

Knows what is said and what is meant by it, as tables; nothing of the mistakes around them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dsl.syntax.findings import Finding
from dsl.syntax.misspelt import RESERVED
from dsl.syntax.mistake import Mistake, start_of
from dsl.syntax.near import near_keyword
from dsl.syntax.outline import STATEMENTS

_PER = {"weekly": "per week", "daily": "per day", "monthly": "per month", "tygodniowo": "per week", "dziennie": "per day"}
_ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "_PER": _PER | dict.fromkeys(("a", "an", "each", "every", "na", "co"), "per"),
    "_EVERY": dict.fromkeys(("per", "each", "a", "co"), "every"),
    "_AFTER": dict.fromkeys(("in", "over", "within", "po"), "after"),
    "_OVER": dict.fromkeys(("in", "within", "during"), "over"),
    "_IN": dict.fromkeys(("within", "during", "over", "w", "every", "per"), "in"),
    "_OF": dict.fromkeys(("from", "around", "near", "for", "od", "dla"), "of"),
    "_UNTIL": dict.fromkeys(("to", "till", "til", "do"), "until"),
    "_UNTIL_BELOW": dict.fromkeys(("until", "below"), "until below"),
    "_TIMES": dict.fromkeys(("x", "razy", "raz"), "times"),
    "_MAX": dict.fromkeys(("maximum", "limit", "maks", "maksymalnie", "upto"), "max"),
    "_AT": {":": " at"} | dict.fromkeys(("=", ">=", ">", "from", "above", "over", "od"), "at"),
    "_ON": dict.fromkeys(("when", "if", "for", "na"), "on"),
    "_AND": dict.fromkeys(("i", "oraz", "&"), "and"),
    "_OR": dict.fromkeys(("lub", "albo", "|"), "or"),
    "_WHILE": dict.fromkeys(("if", "where", "provided", "jeśli", "gdy", "as long as"), "while"),
    "_WHEN": {"if": "when", "gdy": "when"},
    "_THEN": dict.fromkeys(("potem", "followed", "after"), "then"),
    "_WITHOUT": {"bez": "without"},
    "_ONCE": {"raz": "once"},
    "_AS": dict.fromkeys(("label", "called", "named", "jako"), "as"),
    "_DAY": {"dzień": "day"},
    "EQUALS": dict.fromkeys(("equals", "equal", "eq", ":", ":="), "="),
    "OP": {"above": ">", "over": ">", "below": "<", "under": "<"},
    "TEXT_OP": {"like": "matches", "~": "matches", "includes": "contains", "has": "contains", "zawiera": "contains"},
    "UNIT": {"daily": "day", "dzień": "day", "weekly": "week", "tydzień": "week", "monthly": "month", "miesiąc": "month"},
    "DURATION": {"day": "1d", "week": "7d", "month": "30d", "quarter": "90d", "year": "365d"},
}
"""What people write, English or Polish, where the grammar expects a terminal, and how it is written here."""

_ALERT = "_ALERT"
_PHRASES: tuple[tuple[str, str, re.Pattern[str], str], ...] = tuple(
    (terminal, statement, re.compile(rf"(?:{said})(?!\w)"), meant)
    for terminal, statement, said, meant in (
        ("_NO", "", r"no_decay|without[ \t]+decay", "no decay"),
        ("_EXPIRE", "", r"for(?=[ \t]+[0-9])", "expire after"),
        ("_MAX", "", r"up[ \t]+to|at[ \t]+most", "max"),
        ("_ONCE", "", r"daily|dziennie", "max 1 time per day"),
        ("_ONCE", "", r"weekly|tygodniowo", "max 1 time per week"),
        ("_ONCE", "", r"monthly|miesięcznie", "max 1 time per month"),
        ("_ONCE", _ALERT, r"(?:1|one)[ \t]+times?", "once"),
        ("_AT", _ALERT, r"max[ \t]+once[ \t]+(?:per|every)|(?:once[ \t]+)?every", "at most once per"),
        ("_AT", _ALERT, "once", "at most once"),
        ("_ON", _ALERT, r"at(?=[ \t]+[^\W\d])", "on"),
        ("_DAY", "", r"[dD](?:ay)?([0-9]{1,5})", r"day \1"),
        ("PERCENT", "", r"([0-9]+(?:\.[0-9]+)?)(?![.,%])", r"\1%"),
        ("DURATION", "", r"(?:an?|one)[ \t]+day", "1d"),
        ("DURATION", "", r"(?:an?|one)[ \t]+week", "7d"),
        ("DURATION", "", r"(?:an?|one)[ \t]+month", "30d"),
        ("DURATION", "", r"(?:an?|one)[ \t]+quarter", "90d"),
        ("DURATION", "", r"(?:an?|one)[ \t]+year", "365d"),
    )
)
"""Of more words or fewer: what is expected, in which statement (or any), what people write, how it is written here."""
_WHOEVER = frozenset({"contact", "person", "user", "lead", "customer", "osobę", "kontakt"})
_UNIT: Mapping[str, str] = _ELSEWHERE["UNIT"]
_ONCE_PER = re.compile(r"(?:(?:per|a|an|every|each|na)[ \t]+)?(\w{3,10})")
_EACH = r"(?:per|an?|each|every)[ \t]+(?P<unit>day|week|month)(?!\w)"
_PERIOD = re.compile(_EACH)
_OFTEN = re.compile(rf"(?:(?P<count>[0-9]{{1,6}})[ \t]+times?[ \t]+)?{_EACH}")
_AT_MOST = re.compile(rf"(?P<count>once|twice)[ \t]+{_EACH}")
_VALUE = re.compile(r"[\"+\-\d]|(?:true|false)\b")
_QUOTED_NUMBER = re.compile(r"\"([0-9]{1,15}(?:\.[0-9]{1,15})?)\"")
_INNER_COMMA = re.compile(r"[0-9],[0-9]")


def said_otherwise(m: Mistake) -> Finding | None:
    """`max 3 times a week`, `within 30km from krakow`, `up to 3 times`."""
    # behind a whole statement `on` begins the next; points scale only `per … of`
    not_meant = {"_ON", "_WHEN"} if m.expected >= {"_STAGE", "_GROUP"} else set()
    not_meant |= {"_PER"} if m.last("SIGNED") and " of " not in m.rest_of_line else set()
    if not m.partial:
        return None
    for terminal in sorted((m.expected & _ELSEWHERE.keys()) - not_meant):
        right = _ELSEWHERE[terminal].get(m.found.casefold())
        if right is not None:
            return m.written(m.place, m.place + len(m.found), right)
    for terminal, statement, said, meant in _PHRASES:
        if terminal in m.expected and (not statement or m.begins_with(statement)) and (match := m.match(said)):
            return m.written(m.place, match.end(), match.expand(meant))
    return None


def for_a_comma(m: Mistake) -> Finding | None:
    """`page("/a" or "/b")`, `expect score 5 and stage MQL`, `let x = page("/a"), page("/b")`"""
    if lists_patterns(m):
        return m.written(m.place, m.place + 1, " or")
    if "COMMA" not in m.expected:
        return None
    end = m.place + (1 if m.found[:1] == ";" else len(m.found))
    listed = m.has("_EXPECT", "_PROFILE", "_EXPERIMENT") or m.begins_with("_PLACE")
    if listed and m.found in ("and", ";") and m.rest_of_line[len(m.found) :].partition("#")[0].strip():
        return m.written(m.place if m.found == ";" else m.end_before, end, ",")
    if m.expected & {"RPAR", "RSQB"} and m.found in ("and", "or", ";", "|", "&", "i", "oraz", "lub", "albo"):
        decimal = m.found == ";" and _INNER_COMMA.search(m.behind)  # `[1,5; 2,5]`: which of the commas part numbers?
        return m.written(m.place, end, ",", safe=not decimal)
    if m.last("NO_NAME", back=3) and m.found in ("within", "for", "in", "after"):
        return m.written(m.place, end, ",")
    return None


def lists_patterns(m: Mistake) -> bool:
    """Whether a comma goes on with a list of patterns, as `or` does here."""
    over = m.begins_with("_LET", "_IGNORE", "_RESET", "_OUTCOME") or "_THEN" in m.expected
    return m.found == "," and over and m.following.isidentifier() and m.following not in STATEMENTS


def once_per(m: Mistake) -> Finding | None:
    """`once per day`, `once a week`, `once per contact`"""
    match = m.match(_ONCE_PER) if m.last("_ONCE") and not m.begins_with("_ALERT") else None
    unit = _UNIT.get(match[1], match[1]) if match else ""
    if match is None or unit not in _WHOEVER | {"day", "week", "month"}:
        return None
    right = "once" if unit in _WHOEVER else f"max 1 time per {unit}"
    return m.written(m.end_before - len("once"), match.end(), right)


def how_often(m: Mistake) -> Finding | None:
    """`+15 every day`, `+15 3 times a week`: a limit, it seems; `on page 3 times a week +15`: a count; `max once per day`"""
    often = m.match(_OFTEN) if m.last("SIGNED") and "_ONCE" in m.expected else None
    if often:
        return m.written(m.place, often.end(), _limit(often["count"] or "1", often["unit"]), safe=False)
    period = m.match(_PERIOD) if m.last("_TIMES") and m.expected == {"_IN"} else None
    if period:
        return m.written(m.place, period.end(), f"in {_ELSEWHERE['DURATION'][period['unit']]}", safe=False)
    most, limit = m.match(_AT_MOST), m.last("_MAX")
    if most and limit is not None and not m.begins_with("_GROUP"):
        return m.written(start_of(limit), most.end(), _limit("1" if most["count"] == "once" else "2", most["unit"]))
    return None


def _limit(count: str, unit: str) -> str:
    return f"max {count} {'time' if count == '1' else 'times'} per {unit}"


def other_value(m: Mistake) -> Finding | None:
    """`country is "PL"`, `country is PL`, `country = ["PL"]`, `stage SQL at "50"`"""
    if m.last("_IS") and m.match(_VALUE):
        return m.written(m.end_before - len("is"), m.end_before, "=")
    if m.last("_IS") and m.found.isidentifier() and m.found not in RESERVED | {"known"} and not near_keyword(m):
        return m.written(m.end_before - len("is"), m.place + len(m.found), f'= "{m.found}"')
    number = m.match(_QUOTED_NUMBER)
    if number and "NUMBER" in m.expected and "STRING" not in m.expected:
        return m.written(*number.span(), number[1])
    operator = m.last("EQUALS", "OP")
    if m.found == "[" and operator in ("=", "!=") and "STRING" in m.expected:
        return m.written(m.end_before - len(operator), m.end_before, "in" if operator == "=" else "not in")
    return None
