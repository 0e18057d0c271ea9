"""What is missing, too much or in the wrong place: no points, an open bracket, a text without its brackets, a name of two
words. Each in one small function from a `Mistake` to a finding or to nothing.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from unicodedata import normalize

from lark import Token

from dsl.diagnostics import Fix
from dsl.syntax.amounts import UNITS_OF_NUMBERS
from dsl.syntax.expected import SIGNS, SUFFIXES, VALUES, keywords
from dsl.syntax.findings import Finding
from dsl.syntax.misspelt import RESERVED, begins_line
from dsl.syntax.mistake import Mistake
from dsl.syntax.near import LONGEST_KEYWORD, near_keyword
from dsl.syntax.outline import STATEMENTS
from dsl.syntax.phrases import lists_patterns
from dsl.words import BUILT_IN

_DECLARING = ("_STAGE", "_GROUP", "_ALERT", "_LET", "_EVENT", "_PLACE")
_CLOSING = {"LPAR": "RPAR", "LSQB": "RSQB"}
_NAME = r"[^\W\d]\w*"
_NUMBER = r"[+-]?[0-9][0-9.]*(?!\S)"
_DURATION = r"[0-9]+\s*(?:minutes?|hours?|days?|weeks?|m|h|d|w)\b"
_MISSING = (
    ("COMMA", rf"{_DURATION}|(?:rule|score|no)\b"),
    ("_IN", _DURATION),
    ("_EVERY", _DURATION),
    ("_AFTER", _DURATION),
    ("_PER", _DURATION),
    ("_AT", _NUMBER),
    ("_MAX", _NUMBER),
    ("EQUALS", rf"\"|{_NUMBER}|{_NAME}"),
    ("_ON", _NAME),
    ("_OF", _NAME),
    ("_WHEN", _NAME),
    ("_TIMES", "in\\b"),
    ("_AS", '"'),
    ("_DECAY", r"half\b"),
    ("_FROM", rf"{_NUMBER}"),
)
"""A terminal that was left out, and what shows that it was."""
_ALONE = frozenset({"_ON", "_OF", "_WHEN", "EQUALS"})
"""Of them, those that are missing only where nothing else could stand."""
_ONLY_OF = {"_MAX": "_GROUP", "_AT": "_STAGE", "_FROM": "_PLAN"}
"""Of them, those that are missing in one kind of statement only."""
_AFTER_A_NAME = RESERVED | {"matches", "contains", "at", "without"}

_POINTS_LATER = re.compile(r"[^#\"]*(?:\"[^\"]*\"[^#\"]*)?\s[+-][0-9]")
_ENDS_WITH_POINTS = re.compile(r"\s[+-][0-9][0-9.]{0,20}[ \t]*\Z")
_COMPARING = frozenset({"=", "<", ">", "<=", ">=", "!="})
_HYPHENATED = re.compile(rf"{_NAME}(?:-{_NAME})+(?![\w-])")
_PERIOD = re.compile(r"[ \t]*(?:/|per\b|a\b|każd\w{1,3}|na\b)[ \t]*(day|week|month)\b")
_WORD = re.compile(r"\S[^\s(),=<>!\"#]*")


def misspelt_action(m: Mistake) -> Finding | None:
    """`expct score 3`: an event of the word `expct`, it seems."""
    name = m.last("NAME")
    if name is not None and m.has("_DAY"):
        near = get_close_matches(name[:LONGEST_KEYWORD], ("expect", "profile"), 1, 0.7)
        span = m.span(m.end_before - len(name), m.end_before)
        if near and m.found.isidentifier():
            return m.finding("E001", span, expected="expected-action", found=str(name), near=near[0])
        if name in ("at", "o") and re.match("[0-9]{1,2}:[0-9]{2}", m.found):
            return m.finding("E045", span, Fix(m.span(span.start, m.place), ""), word=str(name))
    return None


def absence_without_duration(m: Mistake) -> Finding | None:
    word = next((part for part in reversed(m.partial) if isinstance(part, Token) and part.type == "NO_NAME"), None)
    if word is not None and m.found == ")" and m.expected & {"COMMA", "DURATION"}:
        return m.finding("E042", m.here(), word=str(word))
    return None


def reserved_name(m: Mistake) -> Finding | None:
    if m.found in RESERVED and "NAME" in m.expected and m.partial and not begins_line(m):
        return m.finding("E019", m.here(), name=m.found)
    return None


def unclosed_bracket(m: Mistake) -> Finding | None:
    brackets = [part for part in m.partial if isinstance(part, Token) and part.type in _CLOSING]
    if not brackets or _CLOSING[brackets[-1].type] not in m.expected:
        return None
    points = brackets[-1].type == "LPAR" and m.last("STRING") and re.match("[0-9]", m.found)
    if m.at_end or begins_line(m) or points or re.match(r"[+-][0-9]", m.found):
        bracket, sign = brackets[-1], SIGNS[_CLOSING[brackets[-1].type]]
        start = bracket.start_pos or 0
        fix = Fix(m.span(m.end_before, m.end_before), sign) if len(brackets) == 1 else None
        return m.finding("E020", m.span(start, start + 1), fix, bracket=str(bracket), closing=sign)
    return None


def no_points(m: Mistake) -> Finding | None:
    """A rule without points, or with something else before them."""
    suffix = f"_{m.found.upper()}" in SUFFIXES | {"_PER"}
    over = m.at_end or begins_line(m) or suffix
    if not m.begins_with("_ON", "_WHEN") or not over or "SIGNED" not in m.expected or m.expected >= VALUES:
        return None
    if m.begins_with("_WHEN") and not suffix and _ENDS_WITH_POINTS.search(m.start_of_line):
        when = m.span(m.first, m.first + len("when"))
        return m.finding("E044", when, word="when", right="while")
    if suffix and _POINTS_LATER.match(m.rest_of_line):
        return m.finding("E053", m.here(), word=m.found)
    return m.finding("E039", m.span(m.first, m.end_before))


def count_after_points(m: Mistake) -> Finding | None:
    if m.expected >= SUFFIXES and m.found.isdigit() and re.match("times?$", m.following):
        end = m.source.text.index(m.following, m.place) + len(m.following)
        return m.finding("E054", m.span(m.place, end))
    return None


def empty_brackets(m: Mistake) -> Finding | None:
    last = m.last("LPAR")
    if m.found == ")" and last is not None and m.expected & {"STRING", "DURATION"}:
        return m.finding("E038", m.span(m.end_before - 1, m.place + 1), None if "DURATION" in m.expected else "")
    return None


def text_without_brackets(m: Mistake) -> Finding | None:
    """`on page "/cennik"`, `on page /cennik`"""
    word = m.last("NAME")
    if word is None or "LPAR" not in m.expected or m.found[:1] not in ('"', "/"):
        return None
    match = _WORD.match(m.source.text, m.place)
    bare = match[0] if match else m.found
    text = m.found if m.found[0] == '"' else f'"{bare}"'
    end = m.place + (len(m.found) if m.found[0] == '"' else len(bare))
    end += m.source.text[end : end + 1] == ")"
    fix = Fix(m.span(m.end_before, end), f"({text})")
    return m.finding("E047", m.span(m.place, end), fix, text=m.source.text[m.place : end], right=f"{word}({text})")


def too_much(m: Mistake) -> Finding | None:
    """`+15 points`, `+15;`, `)` where none is open: what can be left out."""
    number = m.last("NUMBER", "SIGNED")
    unit = number is not None and m.found.casefold() in UNITS_OF_NUMBERS
    colon = m.found == ":" and not m.expected & {"EQUALS", "_AT"}
    then = m.begins_with("_WHEN") and m.found.casefold() in ("then", "to", "wtedy")
    bracket = m.found in (")", "]") and m.count("LPAR", "LSQB") <= m.count("RPAR", "RSQB")
    if m.last("NAME") == "to" and m.last("_ALERT", back=2):
        return m.finding("E045", m.span(m.end_before - 2, m.end_before), Fix(m.span(m.end_before - 2, m.place), ""), word="to")
    sent = m.has("_DAY") and "LPAR" in m.expected and re.fullmatch(r"[+-][0-9.]+", m.found)
    if unit or colon or then or bracket or sent or m.found in ("{", "}") or _stray_stop(m) or _claim(m):
        return m.finding("E045", m.here(), m.without(m.place, m.place + len(m.found)), word=m.found)
    return None


def _stray_stop(m: Mistake) -> bool:
    """A sign that ends or parts sentences elsewhere."""
    last = m.rest_of_line.partition("#")[0].strip() == m.found
    if m.has("_EXPECT") and not last:
        return False  # what is expected is parted by commas
    goes_on = m.over and f"_{m.following.upper()}" in m.expected | SUFFIXES
    starts = m.over and m.following in STATEMENTS
    apart = m.found in (",", "-", "–") and m.expected >= {"NAME", "_EXPECT"} and m.has("_DAY")
    return (m.found in (";", ".", ",") and (last or goes_on or starts) and not lists_patterns(m)) or apart


def _claim(m: Mistake) -> bool:
    """A word that says nothing here: `expect score is 5`, `stage SQL at >= 50`, `group fit max = 60`, `only once`."""
    return (
        (m.has("_EXPECT") and m.found in ("=", "==", "is", "of", "to", "be", "equals") and not m.expected & {"COMMA", "EQUALS"})
        or (m.last("_AT") is not None and m.begins_with("_STAGE") and m.found in ("=", ">=", ">", "score", "least"))
        or (m.found == "=" and m.last("_MAX", "_MIN", "_TIMEZONE", "_PLAN") is not None)
        or (m.found in ("only", "just", "tylko") and "_ONCE" in m.expected and m.following == "once")
        or (m.last("COMMA") is not None and "DURATION" in m.expected and m.found in ("in", "within", "for", "after"))
        or (m.found in ("the", "last") and "DURATION" in m.expected)
        or (m.found == "valid" and m.over and m.following in ("from", "until"))
        or (m.found == "and" and m.over and f"_{m.following.upper()}" in m.expected & SUFFIXES)
    )


def limit_of_nothing(m: Mistake) -> Finding | None:
    """`max 30 per week`, `max 3/day`"""
    number = m.last("NUMBER")
    if number is None or "_POINTS" not in m.expected or _is_misspelt(m) or m.found in ("x", "razy", "raz"):
        return None
    start = (m.last("_MAX", back=2) or number).start_pos or 0
    period = _PERIOD.match(m.source.text, m.place)
    per = f"per {period[1]}" if period else ""
    return m.finding("E046", m.span(start, period.end() if period else m.end_before), number=str(number), per=per)


def half_a_condition(m: Mistake) -> Finding | None:
    """`country = "PL" or "CZ"`"""
    word = m.last("_OR", "_AND")
    if word is not None and "_WITHIN" in m.expected and re.match(r"[\"0-9+-]", m.found):
        return m.finding("E048", m.here(), word=str(word))
    return None


def event_as_condition(m: Mistake) -> Finding | None:
    """`stage SQL when score >= 50 or form("demo")`, `when form("demo") +5`, `when unsubscribe -5`"""
    word = m.last("NAME")
    if word is None or not m.expected >= {"EQUALS", "OP", "_IS"}:
        return None
    bare = word in BUILT_IN and (m.at_end or m.found[:1] in ("+", "-") or begins_line(m))
    if m.found != "(" and not bare:
        return None
    brackets = "(…)" if m.found == "(" else ""
    place = m.span(m.end_before - len(word), m.end_before)
    if m.begins_with("_STAGE") and m.last("_OR", back=2):
        joint = m.last("_OR", back=2)
        fix = Fix(m.span(joint.start_pos or 0, (joint.start_pos or 0) + 2), "or on") if joint and word in BUILT_IN else None
        return m.finding("E052", place, fix, word=f"{word}{brackets}", right=f"or on {word}{brackets}")
    when = m.last("_WHEN", back=2)
    if when is not None and word in BUILT_IN and m.begins_with("_WHEN", "_STAGE"):
        fix = Fix(m.span(when.start_pos or 0, (when.start_pos or 0) + len(when)), "on")
        return m.finding("E052", place, fix, word=f"{word}{brackets}", right=f"on {word}{brackets}")
    return m.finding("E052", place, word=f"{word}{brackets}", right="")


def no_name(m: Mistake) -> Finding | None:
    """`stage "Hot lead" at 80`, `stage Hot lead at 80`, `stage Hot-lead at 80`, `when company size > 10`"""
    if m.last(*_DECLARING) and len(m.found) > 2 and m.found[0] == m.found[-1] == '"':
        right = _slug(m.found.strip('"'))
        return m.finding("E050", m.here(), right or None, name=m.found, right=right)
    name = m.last("NAME")
    if name is None or _is_misspelt(m):
        return None
    start = m.end_before - len(name)
    if name == "at" and m.last("_STAGE", back=2) and m.found[:1].isdigit():
        return m.finding("E001", m.span(start, m.end_before), expected="expected-name", found=str(name), near="")
    if m.end_before == m.place and m.found[:1] in tuple("-@&/'$"):
        return _hyphenated(m, start) or _no_name_at(m, start)
    declared = bool(m.last(*_DECLARING, back=2))
    next_words = {word for terminal in m.expected for word in keywords(terminal)} if declared else _COMPARING
    path = m.expected >= {"EQUALS", "OP", "_IS"}
    if m.found.isidentifier() and m.following in next_words and (declared or path):
        span, text = m.span(start, m.place + len(m.found)), f"{name} {m.found}"
        right = "" if path else _slug(text)
        return m.finding("E051", span, right or None, name=text, right=right, path=f"{name}.{m.found}" if path else "")
    return None


def _no_name_at(m: Mistake, start: int) -> Finding | None:
    match = _WORD.match(m.source.text, start)
    return m.finding("E033", m.span(*match.span()), name=match[0]) if match else None


def _hyphenated(m: Mistake, start: int) -> Finding | None:
    """`no-open`, `Hot-lead`: in a path it may really be called so, then it stands in back quotes."""
    match = _HYPHENATED.match(m.source.text, start)
    if match is None:
        return None
    path = m.expected >= {"EQUALS", "OP", "_IS"}
    right = f"`{match[0]}`" if path else match[0].replace("-", "_")
    return m.finding("E073", m.span(*match.span()), right, name=match[0], right="" if path else right)


def missing(m: Mistake) -> Finding | None:
    """A keyword or sign that was left out: `decay half 30d`, `reset lost`, `stage SQL 100`."""
    if not m.partial or _is_misspelt(m):
        return None
    if m.begins_with("_STAGE", "_ALERT", "_GROUP") and re.search(r"\bexpect\b[^\n]*\S[ \t]*$", m.start_of_line):
        first = str(m.partial[0])
        return m.finding("E049", m.span(m.first, m.first + len(first)), word=",", found=first)
    if m.found in ("expect", "profile") and "_DAY" in m.expected:
        return m.finding("E049", m.here(), word="day 1", found=m.found)
    for terminal, shown in _MISSING:
        match = re.compile(shown).match(m.source.text, m.place)
        if terminal in m.expected and match and _sure(m, terminal):
            word = keywords(terminal)[0]
            at_place = m.span(m.place, m.place)
            fix = None if terminal in ("_MAX", "_WHEN", "_TIMES", "COMMA") else Fix(at_place, f"{word} ")
            return m.finding("E049", m.here(), fix, word=word, found=m.found)
    return None


def _sure(m: Mistake, terminal: str) -> bool:
    """Whether it is this that is missing, and not that something is wrong with what was found."""
    if terminal in _ONLY_OF:
        return m.begins_with(_ONLY_OF[terminal])
    following = m.following if _next_on_line(m) else ""
    is_wrong_word = m.found.isidentifier() and following.isidentifier() and following not in _AFTER_A_NAME
    return terminal not in _ALONE or (len(m.expected) == 1 and not is_wrong_word)


def _next_on_line(m: Mistake) -> bool:
    return bool(m.rest_of_line[len(m.found) :].partition("#")[0].strip())


def _is_misspelt(m: Mistake) -> bool:
    return bool(near_keyword(m))


def _slug(text: str) -> str:
    """A name that says the same, or nothing."""
    name = "_".join(re.findall(r"\w+", normalize("NFC", text)))
    return name if name.isidentifier() and name not in RESERVED else ""
