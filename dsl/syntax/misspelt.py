"""Words, numbers and signs that are written otherwise than here: `24 hrs`, `15` for `+15`, typographic quotes, `every 30`.

Knows what people write and what is meant by it, each in one small function from a `Mistake` to a finding or to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dsl.syntax.expected import keywords
from dsl.syntax.findings import Finding
from dsl.syntax.mistake import Mistake
from dsl.syntax.outline import STATEMENTS

RESERVED = frozenset({"on", "when", "and", "or", "not", "in", "is"})

_QUOTES = "„”“‟«»‘’‚'"
_MINUSES = "−–—"
_OPERATORS = {"==": "=", "===": "=", "<>": "!=", "=>": ">=", "=<": "<=", "~=": "matches", "&&": "and", "||": "or", "!": "not"}
_UNITS = {
    "m": ("min", "mins", "minut", "minuta", "minuty", "minutę"),
    "h": ("hr", "hrs", "godz", "godzin", "godzina", "godziny", "godzinę", "g"),
    "d": ("dni", "dzień", "dnia", "doba", "doby", "dób", "dy", "dys"),
    "w": ("wk", "wks", "tyg", "tygodni", "tydzień", "tygodnie", "tygodnia"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
UNITS_OF_NUMBERS = frozenset({"points", "point", "pts", "pkt", "punkty", "punktów", "punkt", "zł", "pln", "eur", "usd", "%"})
_MOST_DIGITS = 6  # of a count
_TIMES = {"twice": 2, "thrice": 3}

_PER = {"weekly": "per week", "daily": "per day", "monthly": "per month", "tygodniowo": "per week", "dziennie": "per day"}
_ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "_PER": _PER | dict.fromkeys(("a", "an", "each", "every", "na", "co"), "per"),
    "_EVERY": dict.fromkeys(("per", "each", "a", "co"), "every"),
    "_AFTER": dict.fromkeys(("in", "over", "within", "po"), "after"),
    "_OVER": dict.fromkeys(("in", "within", "during"), "over"),
    "_IN": dict.fromkeys(("within", "during", "over", "w"), "in"),
    "_OF": dict.fromkeys(("from", "around", "near", "for", "od", "dla"), "of"),
    "_UNTIL": dict.fromkeys(("to", "till", "til", "do"), "until"),
    "_UNTIL_BELOW": dict.fromkeys(("until", "below"), "until below"),
    "_TIMES": dict.fromkeys(("x", "razy", "raz"), "times"),
    "_AT": dict.fromkeys(("=", ">=", ">", "from", "above", "over", "od"), "at"),
    "_ON": dict.fromkeys(("when", "if", "for", "na"), "on"),
    "_AND": dict.fromkeys(("i", "oraz", "&"), "and"),
    "_OR": dict.fromkeys(("lub", "albo", "|"), "or"),
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

_QUOTED = re.compile(rf"[\"{_QUOTES}]([^\"{_QUOTES}\n]*)[\"{_QUOTES}]")
_SPACED = re.compile(r"([+-])[ \t]+(?=[0-9])")
_WITH_UNIT = re.compile(r"([0-9]+(?:\.[0-9]+)?)[ \t]*([^\W\d_]+)")
_UNITLESS = re.compile(r"[0-9]+(?![\w.:%-])")
_STUCK = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)([^\W\d]\w*)")
_BARE = re.compile(r"[^\s\",()\[\]#=<>!`]+")
_TEXTUAL = re.compile(r"[\w/*.@-]")
_OTHER_DATE = re.compile(r"\"?[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}\"?")
_OTHER_TIME = re.compile(r"([0-9]{1,2})[.h]([0-9]{2})(?![\w.])")
_ARTICLE = re.compile(r"(?:an?|one)[ \t]+(day|week|month|quarter|year)\b")
_GROUPED = re.compile(r"(?<![\w.:-])[0-9]{1,3}(?:[ ,\u00a0][0-9]{3})+(?![\w.])")
_OPERATOR = re.compile(r"[=!<>~&|]+")


def typographic_quote(m: Mistake) -> Finding | None:
    match = m.match(_QUOTED)
    if match and (match[0][0] in _QUOTES or match[0][-1] in _QUOTES) and not _closed(m):
        text = match[1].replace("\\", "\\\\")
        quote = match[0][0] if match[0][0] in _QUOTES else match[0][-1]
        return m.finding("E010", m.here(len(match[0])), f'"{text}"', quote=quote)
    if m.found[:1] and m.found[0] in _QUOTES:
        return m.finding("E010", m.here(1), quote=m.found[0])
    return None


def _closed(m: Mistake) -> bool:
    return len(m.found) > 1 and m.found[0] == m.found[-1] == '"'


def typographic_minus(m: Mistake) -> Finding | None:
    if m.found[:1] and m.found[0] in _MINUSES:
        following = m.source.text[m.place + 1 : m.place + 2]
        return m.finding("E011", m.here(1), "-" if following.isdigit() else None)
    return None


def unclosed_quote(m: Mistake) -> Finding | None:
    if m.found[:1] == '"' and not _closed(m):
        return m.finding("E012", m.here(len(m.found.rstrip())))
    if m.found[:1] == "`" and (len(m.found) == 1 or m.found[-1] != "`"):
        return m.finding("E013", m.here(len(m.found.rstrip())))
    return None


def quote_inside(m: Mistake) -> Finding | None:
    """`"a "b" c"`: a text that ended before its author thought."""
    string = m.last("STRING")
    if string is not None and m.end_before == m.place and m.found[:1] not in ("", *")],.;:=+-"):
        return m.finding("E056", m.span(m.place - 1, m.place), found=m.found)
    return None


def capitals(m: Mistake) -> Finding | None:
    lower = m.found.lower()
    if m.found != lower and lower.isidentifier() and lower in {word for t in m.expected for word in keywords(t)}:
        return m.finding("E018", m.here(), lower, word=m.found, right=lower)
    return None


def foreign_operator(m: Mistake) -> Finding | None:
    start = m.place
    while start > m.first and m.source.text[start - 1] in "=<>!":
        start -= 1
    match = _OPERATOR.match(m.source.text, start)
    if match and match[0] in _OPERATORS:
        right = _OPERATORS[match[0]]
        padded = f"{right} " if right == "not" and m.source.text[match.end() : match.end() + 1].strip() else right
        return m.finding("E014", m.span(*match.span()), padded, operator=match[0], right=right)
    return None


def digits_in_groups(m: Mistake) -> Finding | None:
    """`1 000`, `1,000`"""
    for grouped in _GROUPED.finditer(m.source.text, max(m.first, m.place - 20), m.place + 20):
        if grouped.start() < m.place < grouped.end():
            right = re.sub("[^0-9]", "", grouped[0])
            fix = None if "," in grouped[0] else right  # 2,500 may be two and a half
            return m.finding("E057", m.span(*grouped.span()), fix, number=grouped[0], right=right)
    return None


def decimal_comma(m: Mistake) -> Finding | None:
    between = m.source.text[max(0, m.place - 1) : m.place + 2]
    if m.end_before == m.place and re.fullmatch("[0-9],[0-9]", between):
        return m.finding("E021", m.here(1), ".")
    if m.begins_with("_PLACE"):  # `place x = 50,06, 19,9`: the first comma is taken for the one between the two
        comma = re.compile(r"[0-9](,)[0-9]").search(m.source.text, m.first, m.place)
        return m.finding("E021", m.span(*comma.span(1))) if comma else None
    return None


def spaced_sign(m: Mistake) -> Finding | None:
    match = m.match(_SPACED)
    return m.finding("E022", m.here(len(match[0])), match[1], sign=match[1]) if match else None


def unknown_unit(m: Mistake) -> Finding | None:
    match = m.match(_WITH_UNIT)
    if match and "DISTANCE" in m.expected:
        return m.finding("E041", m.here(len(match[0])), found=match[0])
    if "DURATION" not in m.expected:
        return None
    if not match or match[2] in RESERVED | {"once", "as", "max", "until"}:
        bare = m.match(_UNITLESS)
        return m.finding("E055", m.here(len(bare[0])), number=bare[0]) if bare else None
    number, word = match.groups()
    unit = word if word in ("m", "h", "d", "w") else _UNIT_OF.get(word.casefold(), "")
    if "." in number:
        return m.finding("E017", m.here(len(match[0])), duration=match[0])
    return m.finding("E016", m.here(len(match[0])), f"{number}{unit}" if unit else None, unit=word, right=unit)


def stuck_number(m: Mistake) -> Finding | None:
    match = m.match(_STUCK)
    if not match or not m.expected & {"NUMBER", "SIGNED"}:
        return None
    number, word = match.groups()
    if word.casefold() in UNITS_OF_NUMBERS:
        return m.finding("E045", m.span(*match.span(2)), "", word=word)
    if word in _ELSEWHERE["_TIMES"] and number.isdigit() and len(number) < _MOST_DIGITS:
        return _written(m, *match.span(), f"{number} times")
    return m.finding("E037", m.here(len(match[0])), f"{number} {word}", number=number, word=word)


def other_date(m: Mistake) -> Finding | None:
    match = m.match(_OTHER_DATE)
    return m.finding("E040", m.here(len(match[0])), date=match[0].strip('"')) if match and "DATE" in m.expected else None


def twice(m: Mistake) -> Finding | None:
    if m.found in _TIMES and "_WITHOUT" in m.expected:
        return m.finding("E024", m.here(), f"{_TIMES[m.found]} times", word=m.found, right=f"{_TIMES[m.found]} times")
    return None


def said_otherwise(m: Mistake) -> Finding | None:
    """`max 3 times a week`, `within 30km from krakow`: what people say for a keyword."""
    # behind a whole statement `on` begins the next; points scale only `per … of`
    not_meant = {"_ON"} if m.expected >= {"_STAGE", "_GROUP"} else set()
    not_meant |= {"_PER"} if m.last("SIGNED") and " of " not in m.rest_of_line else set()
    for terminal in sorted((m.expected & _ELSEWHERE.keys()) - not_meant):
        right = _ELSEWHERE[terminal].get(m.found.casefold())
        if right is not None and m.partial:
            return _written(m, m.place, m.place + len(m.found), right)
    if m.expected >= {"COMMA", "RPAR"} and m.found in ("and", "or", ";", "|", "&"):
        return _written(m, m.place, m.place + 1 if m.found == ";" else m.place + len(m.found), ",")
    if lists_patterns(m):
        return _written(m, m.place, m.place + 1, " or")
    article = m.match(_ARTICLE)
    if article and "DURATION" in m.expected:
        return _written(m, *article.span(), _ELSEWHERE["DURATION"][article[1]])
    return None


def lists_patterns(m: Mistake) -> bool:
    """Whether a comma goes on with a list of patterns, as `or` does here."""
    over = m.begins_with("_LET", "_IGNORE", "_RESET", "_OUTCOME") or "_THEN" in m.expected
    return m.found == "," and over and m.following.isidentifier() and m.following not in STATEMENTS


def almost(m: Mistake) -> Finding | None:
    """`10.30` for a time, `50` for a percentage, `once per day`, `country is "PL"`, `country = ["PL"]`, `no open(…)`."""
    time = m.match(_OTHER_TIME)
    if time and "TIME" in m.expected:
        return _written(m, *time.span(), f"{time[1]}:{time[2]}")
    if "PERCENT" in m.expected and re.fullmatch(r"[0-9]+(\.[0-9]+)?", m.found):
        return _written(m, m.place, m.place + len(m.found), f"{m.found}%")
    if m.found == "per" and m.last("_ONCE"):
        return _written(m, m.end_before - len("once"), m.place + len("per"), "max 1 times per")
    if m.found == "once" and m.begins_with("_ALERT"):
        return _written(m, m.place, m.place + len(m.found), "at most once")
    if m.last("_IS") and re.match(r"[\"+\-\d]|(?:true|false)\b", m.found):
        return _written(m, m.end_before - len("is"), m.end_before, "=")
    operator = m.last("EQUALS", "OP")
    if m.found == "[" and operator in ("=", "!=") and "STRING" in m.expected:
        return _written(m, m.end_before - len(operator), m.end_before, "in" if operator == "=" else "not in")
    if m.last("NAME") == "no" and m.found.isidentifier() and m.following == "(":
        return _written(m, m.end_before - len("no"), m.place + len(m.found), f"no_{m.found}")
    return None


def _written(m: Mistake, start: int, end: int, right: str) -> Finding:
    return m.finding("E044", m.span(start, end), right, word=m.source.text[start:end], right=right.strip())


def unquoted_text(m: Mistake) -> Finding | None:
    match = m.match(_BARE)
    wanted = "STRING" in m.expected and ("NAME" not in m.expected or m.found[:1] in ("/", "*"))
    if match and wanted and _TEXTUAL.match(match[0]) and match[0] not in RESERVED and not begins_line(m):
        return m.finding("E023", m.here(len(match[0])), f'"{match[0]}"', text=match[0])
    name = m.last("NAME")
    if name is not None and m.found in (")", ",") and "EQUALS" in m.expected and m.last("LPAR", "COMMA", back=2):
        return m.finding("E023", m.span(m.end_before - len(name), m.end_before), f'"{name}"', text=str(name))
    return None


def begins_line(m: Mistake) -> bool:
    """Whether what was found is a statement's keyword on a line of its own."""
    return m.found in STATEMENTS and "\n" in m.source.text[m.end_before : m.place]
