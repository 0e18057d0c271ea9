"""Conditions that are written otherwise than here: `between 10 and 50`, `is greater than`, `is empty`, `in ("PL", "CZ")`.

Knows how people compare things, in English, Polish and in other languages of rules; each in one small function from a
`Mistake` to a finding or to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dsl.diagnostics import Fix
from dsl.syntax.findings import Finding
from dsl.syntax.mistake import Mistake, end_of, start_of
from dsl.words import BUILT_IN

_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_PATH = r"[^\W\d][\w.]*"
_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("is greater than", "greater than", "more than", "is more than", "larger than", "większe niż"), ">"),
    **dict.fromkeys(("is less than", "less than", "fewer than", "is fewer than", "smaller than", "mniejsze niż"), "<"),
    **dict.fromkeys(("is at least", "at least", "no less than", "co najmniej", "przynajmniej"), ">="),
    **dict.fromkeys(("is at most", "at most", "no more than", "co najwyżej", "najwyżej"), "<="),
    **dict.fromkeys(("is equal to", "equal to", "equals", "równe"), "="),
    **dict.fromkeys(("is not equal to", "does not equal", "not equal to", "is different from", "różne od"), "!="),
    **dict.fromkeys(("is not in", "is none of", "isn't in", "nie w"), "not in"),
    **dict.fromkeys(("is in", "is one of", "is any of", "jest w"), "in"),
    **dict.fromkeys(
        ("is not null", "is not empty", "is not blank", "is not missing", "is set", "is present", "is not unknown", "exists"),
        "is known",
    ),
    **dict.fromkeys(("!= null", "has value", "has a value", "istnieje"), "is known"),
    **dict.fromkeys(
        ("is null", "is empty", "is blank", "is missing", "is unknown", "is not set", "is not present", "does not exist"),
        "is not known",
    ),
    **dict.fromkeys(("= null", "has no value", "nie istnieje"), "is not known"),
}
"""How people compare, and how it is written here."""
_COMPARED = re.compile(
    "(?:"
    + "|".join(re.escape(words).replace(r"\ ", "[ \t]{1,9}") for words in sorted(_WORDS, key=len, reverse=True))
    + r")(?!\w)"
)
_BETWEEN = re.compile(
    rf"(?:is[ \t]+)?(?:between|od|from)[ \t]+(?P<low>{_NUMBER})[ \t]*"
    rf"(?:\b(?:and|to|i|do|a)\b|–|-|,)[ \t]*(?P<high>{_NUMBER})(?!\w)"
)
_CHAIN = re.compile(
    rf"(?P<low>{_NUMBER})[ \t]*(?P<less><=?)[ \t]*(?P<path>{_PATH})(?:[ \t]*(?P<more><=?)[ \t]*(?P<high>{_NUMBER}))?(?!\w)"
)
_SECOND = re.compile(rf"(?P<op>[<>]=?)[ \t]*(?P<value>{_NUMBER})(?!\w)")
_FIRST = re.compile(rf"({_PATH})[ \t]*[<>]=?[ \t]*{_NUMBER}[ \t]*\Z")
_AT = re.compile(rf"\bat[ \t]+({_NUMBER})[ \t]*\Z")
_AFFIX = re.compile(r"(starts?|begins?|ends?)[ \t]+with[ \t]+\"([^\"\n]{1,200})\"")
_NEGATED = re.compile(r"(?:not|doesn'?t|does not|nie)[ \t]+(?P<op>matches|match|contains|contain|zawiera|=)[ \t]*(?=[\"\[0-9])")
_ENDING_PATH = re.compile(rf"({_PATH})[ \t]*\Z")
_TEXT = r"\"[^\"\n]{0,200}\""
_ITEM = rf"(?:{_TEXT}|[^\s,;()\[\]\"#]{{1,60}})"
_TEXTS = rf"{_TEXT}(?:[ \t]*,[ \t]*{_TEXT}){{0,99}}"
_ITEMS = re.compile(rf"\([ \t]*(?P<in>{_ITEM}(?:[ \t]*[,;][ \t]*{_ITEM}){{0,99}})[ \t]*\)|(?P<out>{_TEXTS})")
_ONE_ITEM = re.compile(_ITEM)
_PLAIN_ITEM = re.compile(rf"{_NUMBER}|true|false|\".*")
_MORE = re.compile(rf",[ \t]*({_TEXTS})")
_COMPARED_TEXT = re.compile(rf"(?P<op>=|(?:matches|contains)\b)[ \t]*(?P<text>{_TEXT})[ \t]*\Z")
_OTHER_OR = frozenset({"or", "lub", "albo", "|"})
_CALL = re.compile(rf"(?P<word>{_PATH})[ \t]*\((?P<inside>(?:[^()\n\"]|{_TEXT}){{1,300}})\)")
_OR_OR_TEXT = re.compile(rf"(?P<text>{_TEXT})|(?<![^\W_])(?:or|lub|albo)\b|\|")
_ONE_FILTER = re.compile(
    rf"{_PATH}[ \t]*(?:[=!<>]|(?:in|is|not|matches|contains)\b)(?:[^,\[\]\"]|{_TEXT}|\[[^\[\]]*\]){{1,200}}"
)
_IS_ONE = re.compile(rf"(?P<path>{_PATH})[ \t]*=[ \t]*(?P<value>{_TEXT}|{_NUMBER})")
_VALUE = re.compile(rf"{_TEXT}|{_NUMBER}")
_LONGEST_HINT = 60  # a sentence shows no more of it
_INEXACT = re.compile(
    r"(?:at[ \t]+least|at[ \t]+most|more[ \t]+than|less[ \t]+than|above|over|below|under|about|around|between|max|min"
    r"|co[ \t]+najmniej|około|ok\.?|[<>]=?|[≥≤~])(?!\w)"
)


def _path_before(m: Mistake) -> tuple[int, str] | None:
    """The trait or property that stands right before the place, where a comparison is due."""
    if not m.partial or not m.expected >= {"EQUALS", "OP", "_IS"}:
        return None
    start, end = start_of(m.partial[-1]), end_of(m.partial[-1])
    return start, m.source.text[start:end]


def between(m: Mistake) -> Finding | None:
    """`size between 10 and 50`, `10 < size < 50`, `size > 10 < 50`"""
    before, match = _path_before(m), m.match(_BETWEEN)
    joint = ", " if m.has("LPAR") and not m.begins_with("_WHEN", "_EXCLUDE", "_STAGE") else " and "
    if before and match:
        right = f"{before[1]} >= {match['low']}{joint}{before[1]} <= {match['high']}"
        return _range(m, before[0], match.end(), right)
    chain = m.match(_CHAIN) if "_WITHIN" in m.expected or m.last("LPAR", "COMMA") else None
    if chain and chain["high"]:
        more = chain["less"].replace("<", ">")
        right = f"{chain['path']} {more} {chain['low']}{joint}{chain['path']} {chain['more']} {chain['high']}"
        return _range(m, m.place, chain.end(), right)
    if chain:
        return m.written(m.place, chain.end(), f"{chain['path']} {chain['less'].replace('<', '>')} {chain['low']}")
    second = m.match(_SECOND)
    first = _FIRST.search(m.behind) if second else None
    if second and first:
        return _range(m, m.place, second.end(), f"{joint.strip(' ')} {first[1]} {second[0]}".lstrip(), at_end=joint == ", ")
    return None


def _range(m: Mistake, start: int, end: int, right: str, at_end: bool = False) -> Finding:
    negated = m.last("NOT", back=2) is not None
    fix = Fix(m.span(m.end_before if at_end else start, end), f"({right})" if negated else right)
    return m.finding("E064", m.span(start, end), fix, right=right)


def in_words(m: Mistake) -> Finding | None:
    """`size is greater than 10`, `country is empty`, `title starts with "CEO"`, `title doesn't contain "CEO"`"""
    operator = m.last("_IS", "EQUALS", "OP", "NOT")
    started = operator is not None and (operator == "is" or m.found == "null" or m.last("NOT", back=1))
    if operator is not None and not started:
        return None
    if operator is None and not _path_before(m):
        return None
    if m.last("_IS", back=2):
        operator = m.last("_IS", back=2)
    start = m.place if operator is None else operator.start_pos or 0
    if m.last("NOT") and operator == "is" and re.match(r"[\"0-9+-]|(?:true|false)\b", m.found):
        return m.written(start, m.end_before, "!=")
    return _operator(m, start) or _affix(m, start) or _negated(m, start)


def _operator(m: Mistake, start: int) -> Finding | None:
    match = _COMPARED.match(m.source.text, start)
    right = _WORDS.get(" ".join(match[0].split()), "") if match else ""
    return m.written(start, match.end(), right) if match and right and match.end() > m.place else None


def _affix(m: Mistake, start: int) -> Finding | None:
    match = _AFFIX.match(m.source.text, start)
    if match is None:
        return None
    right = f'"*{match[2]}"' if match[1].startswith("end") else f'"{match[2]}*"'
    return m.written(start, match.end(), f"matches {right}")


def _negated(m: Mistake, start: int) -> Finding | None:
    """`title not contains "CEO"`: here `not` comes first."""
    match = _NEGATED.match(m.source.text, start)
    path = _ENDING_PATH.search(m.source.text[max(m.first, start - 100) : start])
    if match is None or path is None:
        return None
    if match["op"] == "=":
        return m.written(start, match.end(), "!= ")
    begin = start - len(path[0])
    plain = "matches" if match["op"].startswith("match") else "contains"
    return m.written(begin, match.end(), f"not {path[1]} {plain} ")


def either(m: Mistake) -> Finding | None:
    """`purchase(value < 5 or value > 9)`, `purchase(currency = "PLN" or "EUR")`: in brackets all filters must hold."""
    if m.found.casefold() not in _OTHER_OR or "RPAR" not in m.expected or m.has("_DAY"):
        return None
    if m.last("STRING") and m.last("LPAR", "COMMA", back=2):  # texts are alternatives as they are
        return None
    bracket = max((place for place, part in enumerate(m.partial) if getattr(part, "type", "") == "LPAR"), default=0)
    if not bracket:
        return None
    start = start_of(m.partial[bracket - 1])
    call = _CALL.match(m.source.text, start)
    word = m.source.text[start : end_of(m.partial[bracket - 1])]
    right = _apart(call["word"], call["inside"]) if call else ""
    fix = Fix(m.span(*call.span()), right) if call and right else None
    shown = right if right and len(right) <= _LONGEST_HINT else f"{word}(…) or {word}(…)"
    return m.finding("E044", m.here(), fix, word=m.found, right=shown)


def _apart(word: str, inside: str) -> str:
    """The alternatives as patterns of their own, or as one list of values; empty where it is not plain what is meant."""
    parts = [part.strip() for part in _OR_OR_TEXT.sub(lambda found: found["text"] or "\n", inside).split("\n")]
    first = _IS_ONE.fullmatch(parts[0])
    if first and all(_VALUE.fullmatch(part) for part in parts[1:]):
        return f"{word}({first['path']} in [{', '.join([first['value'], *parts[1:]])}])"
    if all(_ONE_FILTER.fullmatch(part) for part in parts):
        return " or ".join(f"{word}({part})" for part in parts)
    return ""


def listed(m: Mistake) -> Finding | None:
    """`country in ("PL", "CZ")`, `country in "PL", "CZ"`, `country = "PL", "CZ"`"""
    if "LSQB" in m.expected and m.last("_IN", "TEXT_OP") and (m.found[:1] in ("(", '"')):
        match = m.match(_ITEMS)
        if match is None:
            return None
        right = f"[{_quoted(match['in'] or match['out'])}]"
        return m.finding("E075", m.span(m.place, match.end()), right, right=right)
    more, first = m.match(_MORE), _COMPARED_TEXT.search(m.behind)
    if more and first and not m.has("LPAR"):
        start = m.place - len(first[0])
        right = f"{'in' if first['op'] == '=' else first['op']} [{first['text']}, {more[1]}]"
        return m.finding("E075", m.span(start, more.end()), right, right=right)
    return None


def _quoted(items: str) -> str:
    parts = _ONE_ITEM.findall(items)
    return ", ".join(part if _PLAIN_ITEM.fullmatch(part) else f'"{part}"' for part in parts)


def no_comma(m: Mistake) -> Finding | None:
    """`["PL" "CZ"]`, `page("/a" "/b")`"""
    inside = m.expected & {"RSQB", "RPAR"} and re.match(r"\"[^\"]|-?[0-9]", m.found)
    between = m.begins_with("_PLACE", "_EXPERIMENT") and re.match(r"-?[0-9]", m.found)
    if "COMMA" in m.expected and (inside or between):
        return m.finding("E049", m.here(), Fix(m.span(m.end_before, m.end_before), ","), word=",", found=m.found)
    return None


def inexact(m: Mistake) -> Finding | None:
    """`expect score at least 5`"""
    if m.has("_EXPECT") and m.last("_SCORE", "NAME") and "NUMBER" in m.expected and (match := m.match(_INEXACT)):
        return m.finding("E072", m.here(len(match[0])), word=match[0])
    return None


def threshold(m: Mistake) -> Finding | None:
    """`stage SQL at 50 and fit >= 10`, `stage SQL at 50 or form("demo")`, `stage SQL score >= 50`"""
    if not m.begins_with("_STAGE"):
        return None
    if m.found == "score" and "_WHEN" in m.expected:
        return m.finding("E049", m.here(), Fix(m.span(m.place, m.place), "when "), word="when", found=m.found)
    at = _AT.search(m.behind) if m.found in ("and", "or", "when", "if") else None
    if at is None:
        return None
    if m.found == "or" and m.following in BUILT_IN:
        return m.written(m.place, m.place + len(m.found), "or on")
    joint = "or" if m.found == "or" else "and"
    return m.written(m.place - len(at[0]), m.place + len(m.found), f"when score >= {at[1]} {joint}")
