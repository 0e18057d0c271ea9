"""Numbers, points, durations, dates and times of day that are written otherwise than here: `15` for `+15`, `24 hrs`, `2,5`.

Knows how people write amounts, in English and Polish; each in one small function from a `Mistake` to a finding or to nothing.
"""

from __future__ import annotations

import re

from dsl.diagnostics import Fix
from dsl.syntax.findings import Finding
from dsl.syntax.meant import LOSSES
from dsl.syntax.mistake import Mistake
from dsl.words import BUILT_IN

_UNITS = {
    "m": ("m", "min", "mins", "minute", "minutes", "minut", "minuta", "minuty", "minutę"),
    "h": ("h", "hr", "hrs", "hour", "hours", "godz", "godzin", "godzina", "godziny", "godzinę", "g"),
    "d": ("d", "day", "days", "dni", "dzień", "dnia", "doba", "doby", "dób", "dy", "dys"),
    "w": ("w", "wk", "wks", "week", "weeks", "tyg", "tygodni", "tydzień", "tygodnie", "tygodnia"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_KILOMETRES = frozenset({"km", "kms", "kilometer", "kilometers", "kilometre", "kilometres", "kilometrów", "kilometry"})
UNITS_OF_NUMBERS = frozenset({"points", "point", "pts", "pkt", "punkty", "punktów", "punkt", "zł", "pln", "eur", "usd", "%"})
_NOT_UNITS = frozenset({"on", "when", "and", "or", "not", "in", "is", "once", "as", "max", "until", "of"})
_FAR = 60  # characters that two coordinates take
_MOST_DIGITS = 6  # of a count
_COUNTS = ("once", "twice", "thrice")
_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_POLISH = ("jeden", "dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem", "dziewięć", "dziesięć")
_NUMBER_WORDS = {
    **{word: count for count, word in enumerate(_ENGLISH, 1)},
    **{word: count for count, word in enumerate(_POLISH, 1)},
}
_PERIODS = frozenset(
    {"year", "years", "quarter", "hour", "hours", "minute", "lifetime", "visit", "session", "campaign", "contact"}
    | {"rok", "roku", "kwartał", "godzinę", "godzina", "minutę", "sesję"}
)

_SPACED = re.compile(r"([+-])[ \t]+(?=[0-9])")
_WITH_UNIT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)[ \t]*([^\W\d_]+)")
_UNITLESS = re.compile(r"[0-9]+(?![\w.:%-])")
_STUCK = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)([^\W\d]\w*)")
_OTHER_DATE = re.compile(r"\"?[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}\"?")
_OTHER_TIME = re.compile(r"([0-9]{1,2})(?:(?:[.h:])([0-9]{2}))?(?::[0-9]{2})?[ \t]*(am|pm|h)?(?![\w.:])", re.IGNORECASE)
_GROUPED = re.compile(r"(?<![\w.:-])[0-9]{1,3}(?:[ ,\u00a0][0-9]{3})+(?![\w.])")
_COMMA = re.compile(r"([0-9]{1,15}),([0-9]{1,15})(?![0-9,.])")
_TWO_COMMAS = re.compile(r"(-?[0-9]{1,3}),([0-9]{1,15})[ \t]{0,9}[,;]?[ \t]{0,9}(-?[0-9]{1,3}),([0-9]{1,15})(?![0-9,.])")
_DATE_SHAPE = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})[./-]([0-9]{1,2})")
_POLISH_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_SIGNS = re.compile(r"([+−-]{2,3})[ \t]*([0-9]+(?:\.[0-9]+)?)(?![\w.])")
_IN_BRACKETS = re.compile(r"[(\[]?[ \t]*([+-][0-9]+(?:\.[0-9]+)?)[ \t]*[)\]]")
_WITHIN = re.compile(
    r"(?:within|in|during|w|po)[ \t]+(?P<number>[0-9]{1,5})[ \t]*(?P<unit>[^\W\d_]{1,10})(?!\w)[ \t]*(?P<points>-)?"
)
_FILLER = re.compile(
    r"(?P<filler>->|=>|→|[=:]|[,;](?=[ \t+-])|(?:gives?|gets?|scores?|earns?|adds?|plus|minus|is worth|daje|dodaj)\b)[ \t]*"
    r"(?P<points>[+-]?[0-9]+(?:\.[0-9]+)?)(?![\w.])(?:[ \t]*(?:points?|pts|pkt|punkt\w{0,3})\b)?"
)


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
        return _comma(m, m.place)
    if m.begins_with("_PLACE"):  # `place x = 50,06, 19,9`: the first comma is taken for the one between the two
        both = _TWO_COMMAS.search(m.source.text, m.first, m.place + _FAR)
        if both and both.start() <= m.place:
            right = f"{both[1]}.{both[2]}, {both[3]}.{both[4]}"
            return m.finding("E021", m.span(both.end(1), both.end(1) + 1), Fix(m.span(*both.span()), right), number=right)
    before = _COMMA.match(m.source.text, m.place)
    if before and m.expected & {"DISTANCE", "PERCENT"}:
        return _comma(m, before.end(1))
    # `value > 99,90`: the comma was taken for one between two of a list
    if m.found.isdigit() and m.last("COMMA") and m.end_before == m.place and re.search("[0-9],$", m.behind):
        return _comma(m, m.place - 1)
    return None


def _comma(m: Mistake, place: int) -> Finding:
    number = re.search(r"[0-9]{1,15}\Z", m.source.text[max(0, place - 15) : place])
    decimals = re.compile("[0-9]{1,15}").match(m.source.text, place + 1)
    right = f"{number[0]}.{decimals[0]}" if number and decimals else "2.5"
    return m.finding("E021", m.span(place, place + 1), ".", number=right)


def spaced_sign(m: Mistake) -> Finding | None:
    match = m.match(_SPACED)
    return m.finding("E022", m.here(len(match[0])), match[1], sign=match[1]) if match else None


def unsigned_points(m: Mistake) -> Finding | None:
    last = m.last("NUMBER")
    if last is not None and m.expected == {"_TIMES"} and m.found not in ("in", "within", "during"):
        # `on page 15` looks like the beginning of `on page 15 times in …`
        start = last.start_pos or 0
        return None if m.found[:1] == "+" and m.source.text[start + len(last)] == "+" else _unsigned(m, start, str(last))
    if m.expected >= {"SIGNED"} and "NUMBER" not in m.expected and re.fullmatch(r"[0-9]+(\.[0-9]+)?", m.found):
        return _unsigned(m, m.place, m.found)
    return None


def _unsigned(m: Mistake, start: int, number: str) -> Finding:
    """Points without a sign. A plus is meant, unless they are for something that nobody gains points by."""
    end = start + len(number)
    unit = re.compile(r"[ \t]*(\w{1,8}|%)").match(m.source.text, end)
    whole = unit.end() if unit and unit[1].casefold() in UNITS_OF_NUMBERS else end
    words = set(re.findall(r"\w+", m.source.text[m.first : start][:200]))
    bad = words & LOSSES or any(word.startswith("no_") for word in words) or "without" in words
    share = unit is not None and unit[1] == "%"  # of what?
    fix = None if bad or share else Fix(m.span(start, whole), f"+{number}")
    return m.finding("E015", m.span(start, end), fix, number=number)


def before_points(m: Mistake) -> Finding | None:
    """`on page --5`, `on page (+5)`, `on page = 15`, `on page -> +15`, `on page gives 15`, `on page plus 15`"""
    bracket = m.last("LPAR")
    if bracket is not None and m.begins_with("_ON") and (bracketed := m.match(_IN_BRACKETS)):
        return m.written(bracket.start_pos or 0, bracketed.end(), bracketed[1])
    if "SIGNED" not in m.expected or "STRING" in m.expected or not m.begins_with("_ON", "_WHEN"):
        return None
    signs = m.match(_SIGNS)
    if signs:
        sign = "-" if signs[1] != "+" * len(signs[1]) else "+"
        return m.written(m.place, signs.end(), f"{sign}{signs[2]}")
    bracketed = m.match(_IN_BRACKETS)
    if bracketed:
        return m.written(m.place, bracketed.end(), bracketed[1])
    filler = m.match(_FILLER)
    if filler is None:
        return None
    points = filler["points"]
    if points[0] in "+-":
        fix = Fix(m.span(m.place, filler.start("points")), "" if m.end_before < m.place else " ")
        return m.finding("E045", m.here(len(filler["filler"])), fix, word=filler["filler"])
    apart = "" if m.end_before < m.place else " "
    return m.written(m.place, filler.end(), f"{apart}-{points}" if filler["filler"] == "minus" else f"{apart}+{points}")


def unknown_unit(m: Mistake) -> Finding | None:
    match = m.match(_WITH_UNIT)
    if match and "DISTANCE" in m.expected:
        if match[2] in _NOT_UNITS:
            return m.finding("E041", m.here(len(match[1])), f"{match[1]}km" if match[2] == "of" else None, found=match[1])
        fix = f"{match[1]}km" if match[2].casefold() in _KILOMETRES else None
        return m.finding("E041", m.here(len(match[0])), fix, found=match[0])
    if "DURATION" not in m.expected:
        return None
    if not match or match[2] in _NOT_UNITS:
        bare = m.match(_UNITLESS)
        return m.finding("E055", m.here(len(bare[0])), number=bare[0]) if bare else None
    number, word = match.groups()
    unit = "" if word == "M" else _UNIT_OF.get(word.casefold(), "")  # M could be months
    if not number.isdigit():
        return m.finding("E017", m.here(len(match[0])), duration=match[0])
    return m.finding("E016", m.here(len(match[0])), f"{number}{unit}" if unit else None, unit=word, right=unit)


def share_of_nothing(m: Mistake) -> Finding | None:
    """`on purchase +10%`, `size > 50%`: a share of what?"""
    number = m.last("NUMBER", "SIGNED")
    return m.finding("E045", m.here(), word="%", number=str(number)) if number is not None and m.found == "%" else None


def within_of_nothing(m: Mistake) -> Finding | None:
    """`on open within 24 hrs -5`: after what? And does it count that it happens, or that it does not?"""
    word = m.last("NAME")
    match = m.match(_WITHIN) if word in BUILT_IN and m.last("_ON", back=2) and "SIGNED" in m.expected else None
    unit = _UNIT_OF.get(match["unit"].casefold(), "") if match else ""
    if word is None or match is None or not unit:
        return None
    before = "email" if BUILT_IN[word].per == BUILT_IN["email"].per and word != "email" else "page"
    time = f"{match['number']}{unit}"
    right = f"no_{word}({before}, {time})" if match["points"] else f"{before} then {word} in {time}"
    return m.written(m.end_before - len(word), match.end("unit"), right, safe=False)


def stuck_number(m: Mistake) -> Finding | None:
    match = m.match(_STUCK)
    if not match or not m.expected & {"NUMBER", "SIGNED"}:
        return None
    number, word = match.groups()
    if word.casefold() in UNITS_OF_NUMBERS | {"p", "pt"}:
        return m.finding("E045", m.span(*match.span(2)), "", word=word)
    if word in ("x", "razy", "raz") and number.isdigit() and len(number) < _MOST_DIGITS:
        return m.written(*match.span(), f"{number} times")
    return m.finding("E037", m.here(len(match[0])), f"{number} {word}", number=number, word=word)


def other_date(m: Mistake) -> Finding | None:
    match = m.match(_OTHER_DATE)
    if match is None or "DATE" not in m.expected:
        return None
    text = match[0].strip('"')
    year_first, polish = _DATE_SHAPE.fullmatch(text), _POLISH_DATE.fullmatch(text)
    parts = year_first.groups() if year_first else polish.groups()[::-1] if polish else None
    right = f"{parts[0]}-{parts[1]:0>2}-{parts[2]:0>2}" if parts else ""
    # 03/04/2026 is March in one country and April in another
    return m.finding("E040", m.here(len(match[0])), right or None, date=text, right=right)


def other_time(m: Mistake) -> Finding | None:
    """`10.30`, `9h`, `10am`, `2:30 pm`"""
    match = m.match(_OTHER_TIME) if "TIME" in m.expected else None
    if match is None or not (match[2] or match[3]):
        return None
    hour, half = int(match[1]), (match[3] or "").casefold()
    if half in ("am", "pm"):
        hour = hour % 12 + (12 if half == "pm" else 0)
    right = f"{hour}:{match[2] or '00'}"
    return m.written(*match.span(), right) if hour < 24 else None


def twice(m: Mistake) -> Finding | None:
    if m.found in _COUNTS and ("_WITHOUT" in m.expected or (m.has("_RULE") and "NUMBER" in m.expected)):
        right = f"{_COUNTS.index(m.found) + 1} times"
        if m.has("_RULE"):
            return m.written(m.place, m.place + len(m.found), right)
        if m.found != "once":
            return m.finding("E024", m.here(), right, word=m.found, right=right)
    count = _NUMBER_WORDS.get(m.found.casefold())
    if count is not None and "NUMBER" in m.expected and m.partial:
        return m.written(m.place, m.place + len(m.found), str(count))
    return None


def other_period(m: Mistake) -> Finding | None:
    """`max 3 times per year`"""
    if "UNIT" in m.expected and m.found.casefold() in _PERIODS:
        return m.finding("E067", m.here(), word=m.found)
    return None
