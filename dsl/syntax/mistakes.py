"""What to call a mistake: from the place where the grammar stopped to one finding in the language's own words.

Knows the near misses (`15` for `+15`, `24 hrs`, typographic quotes), one small function each, tried in order; the last
resort says what was expected and what was found. Terminals are named in `dsl.syntax.expected`, sentences
stand in the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from lark import Token

from dsl.diagnostics import Fix, Source, Span
from dsl.syntax.expected import SIGNS, SUFFIXES, VALUES, expectations, keywords
from dsl.syntax.findings import Finding
from dsl.syntax.outline import STATEMENTS

_RESERVED = frozenset({"on", "when", "and", "or", "not", "in", "is"})
_LONGEST_KEYWORD = 15  # with a typing mistake or two

_QUOTES = "„”“‟«»"
_MINUSES = "−–—"
_OPERATORS = {"==": "=", "===": "=", "<>": "!=", "=>": ">=", "=<": "<=", "~=": "matches", "&&": "and", "||": "or", "!": "not"}
_UNITS = {
    "m": ("min", "mins", "minut", "minuta", "minuty", "minutę"),
    "h": ("hr", "hrs", "godz", "godzin", "godzina", "godziny", "godzinę", "g"),
    "d": ("dni", "dzień", "dnia", "doba", "doby", "dób", "dy", "dys"),
    "w": ("wk", "wks", "tyg", "tygodni", "tydzień", "tygodnie", "tygodnia"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_TIMES = {"once": 1, "twice": 2, "thrice": 3}

_FOUND = re.compile(
    r"\"[^\"\\\n]*(?:\\[^\n][^\"\\\n]*)*\"?|`[^`\n]*`?|[^\W\d][\w.]*|[+-]?[0-9](?:[\w:%]|[.-](?=\w))*|[=!<>~&|]+|\S"
)
_QUOTED = re.compile(rf"[\"{_QUOTES}]([^\"{_QUOTES}\n]*)[\"{_QUOTES}]")
_SPACED = re.compile(r"([+-])[ \t]+(?=[0-9])")
_WITH_UNIT = re.compile(r"([0-9]+(?:\.[0-9]+)?)[ \t]*([^\W\d_]+)")
_STUCK = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)([^\W\d]\w*)")
_BARE = re.compile(r"[^\s\",()\[\]#=<>!`]+")
_TEXTUAL = re.compile(r"[\w/*.@-]")
_OTHER_DATE = re.compile(r"\"?[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}\"?")


@dataclass(frozen=True)
class Mistake:
    """Where the grammar stopped: the place, the terminals it could have gone on with, and the statement so far.

    `partial` are tokens, nodes and lists of them; a bracket among them is open. It is empty where a statement should begin.
    """

    source: Source
    place: int
    at_end: bool
    expected: frozenset[str]
    partial: Sequence[Any]

    @cached_property
    def first(self) -> int:
        """Where the broken statement begins."""
        return _start(self.partial[0]) if self.partial else self.place

    @cached_property
    def end_before(self) -> int:
        """Where the last good token ends."""
        return _end(self.partial[-1]) if self.partial else self.place

    @cached_property
    def found(self) -> str:
        """What stands at the place, "" at the end of the file."""
        match = _FOUND.match(self.source.text, self.place)
        return match[0] if match else ""

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.source.text, self.place)

    def span(self, start: int, end: int) -> Span:
        return Span(self.source.file, start, end)

    def here(self, length: int | None = None) -> Span:
        """From the place on: `length` characters, or what was found."""
        return self.span(self.place, self.place + (len(self.found) if length is None else length))

    def finding(self, code: str, span: Span, fix: str | None = None, **words: str) -> Finding:
        return Finding(code, span, tuple(words.items()), None if fix is None else Fix(span, fix))


def explain(mistake: Mistake) -> Finding:
    """The finding for a mistake."""
    return next(finding for check in _CHECKS if (finding := check(mistake)) is not None)


def _start(part: Any) -> int:
    """Where a token, a node or the parts of an inlined rule begin."""
    while isinstance(part, list):
        part = part[0]
    return (part.start_pos or 0) if isinstance(part, Token) else int(part.span.start)


def _end(part: Any) -> int:
    while isinstance(part, list):
        part = part[-1]
    return (part.end_pos or 0) if isinstance(part, Token) else int(part.span.end)


# --- near misses ------------------------------------------------------------------------------------------------------


def _typographic_quote(m: Mistake) -> Finding | None:
    match = m.match(_QUOTED)
    if match and (match[0][0] in _QUOTES or match[0][-1] in _QUOTES) and not _closed(m):
        text = match[1].replace("\\", "\\\\")
        return m.finding("E010", m.here(len(match[0])), f'"{text}"')
    if m.found[:1] and m.found[0] in _QUOTES:
        return m.finding("E010", m.here(1))
    return None


def _closed(m: Mistake) -> bool:
    return len(m.found) > 1 and m.found[0] == m.found[-1] == '"'


def _typographic_minus(m: Mistake) -> Finding | None:
    if m.found[:1] and m.found[0] in _MINUSES:
        following = m.source.text[m.place + 1 : m.place + 2]
        return m.finding("E011", m.here(1), "-" if following.isdigit() else None)
    return None


def _unclosed_quote(m: Mistake) -> Finding | None:
    if m.found[:1] == '"' and not _closed(m):
        return m.finding("E012", m.here(len(m.found.rstrip())))
    if m.found[:1] == "`" and (len(m.found) == 1 or m.found[-1] != "`"):
        return m.finding("E013", m.here(len(m.found.rstrip())))
    return None


def _foreign_operator(m: Mistake) -> Finding | None:
    start = m.place
    while start > m.first and m.source.text[start - 1] in "=<>!":
        start -= 1
    match = _FOUND.match(m.source.text, start)
    if match and match[0] in _OPERATORS:
        right = _OPERATORS[match[0]]
        padded = f"{right} " if right == "not" and m.source.text[match.end() : match.end() + 1].strip() else right
        return m.finding("E014", m.span(*match.span()), padded, operator=match[0], right=right)
    return None


def _decimal_comma(m: Mistake) -> Finding | None:
    between = m.source.text[max(0, m.place - 1) : m.place + 2]
    if m.end_before == m.place and re.fullmatch("[0-9],[0-9]", between):
        return m.finding("E021", m.here(1), ".")
    return None


def _spaced_sign(m: Mistake) -> Finding | None:
    match = m.match(_SPACED)
    return m.finding("E022", m.here(len(match[0])), match[1], sign=match[1]) if match else None


def _unknown_unit(m: Mistake) -> Finding | None:
    match = m.match(_WITH_UNIT)
    if not match or not m.expected & {"DURATION", "DISTANCE"}:
        return None
    number, word = match.groups()
    if "DISTANCE" in m.expected:
        return m.finding("E041", m.here(len(match[0])), found=match[0])
    unit = word if word in ("m", "h", "d", "w") else _UNIT_OF.get(word.casefold(), "")
    if "." in number:
        return m.finding("E017", m.here(len(match[0])), duration=match[0])
    return m.finding("E016", m.here(len(match[0])), f"{number}{unit}" if unit else None, unit=word, right=unit)


def _stuck_number(m: Mistake) -> Finding | None:
    match = m.match(_STUCK)
    if match and m.expected & {"NUMBER", "SIGNED"}:
        return m.finding("E037", m.here(len(match[0])), f"{match[1]} {match[2]}", number=match[1], word=match[2])
    return None


def _other_date(m: Mistake) -> Finding | None:
    match = m.match(_OTHER_DATE)
    return m.finding("E040", m.here(len(match[0])), date=match[0].strip('"')) if match and "DATE" in m.expected else None


def _capitals(m: Mistake) -> Finding | None:
    lower = m.found.lower()
    if m.found != lower and lower.isidentifier() and lower in {word for t in m.expected for word in keywords(t)}:
        return m.finding("E018", m.here(), lower, word=m.found, right=lower)
    return None


def _misspelt_action(m: Mistake) -> Finding | None:
    # `expct score 3`: an event of the word `expct`, it seems
    name = m.partial[-1] if m.partial else None
    if isinstance(name, Token) and name.type == "NAME" and any(getattr(part, "type", "") == "_DAY" for part in m.partial):
        near = get_close_matches(name[:_LONGEST_KEYWORD], ("expect", "profile"), 1, 0.7)
        if near and m.found.isidentifier():
            span = m.span(m.end_before - len(name), m.end_before)
            return m.finding("E001", span, expected="expected-action", found=str(name), near=near[0])
    return None


def _absence_without_duration(m: Mistake) -> Finding | None:
    word = next((part for part in reversed(m.partial) if isinstance(part, Token) and part.type == "NO_NAME"), None)
    if word is not None and m.found == ")" and m.expected & {"COMMA", "DURATION"}:
        return m.finding("E042", m.here(), word=str(word))
    return None


def _reserved_name(m: Mistake) -> Finding | None:
    if m.found in _RESERVED and "NAME" in m.expected and m.partial and not _begins_line(m):
        return m.finding("E019", m.here(), name=m.found)
    return None


def _begins_line(m: Mistake) -> bool:
    return m.found in STATEMENTS and "\n" in m.source.text[m.end_before : m.place]


def _unclosed_bracket(m: Mistake) -> Finding | None:
    brackets = [p for p in m.partial if isinstance(p, Token) and p.type in ("LPAR", "LSQB")]
    closing = {"LPAR": "RPAR", "LSQB": "RSQB"}
    if not brackets or closing[brackets[-1].type] not in m.expected:
        return None
    if m.at_end or _begins_line(m) or re.match(r"[+-][0-9]", m.found):
        bracket, sign = brackets[-1], SIGNS[closing[brackets[-1].type]]
        start = bracket.start_pos or 0
        fix = Fix(m.span(m.end_before, m.end_before), sign) if len(brackets) == 1 else None
        return Finding("E020", m.span(start, start + 1), (("bracket", str(bracket)), ("closing", sign)), fix)
    return None


def _unsigned_points(m: Mistake) -> Finding | None:
    last = m.partial[-1] if m.partial else None
    if isinstance(last, Token) and last.type == "NUMBER" and m.expected == {"_TIMES"}:
        # `on page 15` looks like the beginning of `on page 15 times in …`
        start = last.start_pos or 0
        return m.finding("E015", m.span(start, start + len(last)), f"+{last}", number=str(last))
    if m.expected >= {"SIGNED"} and "NUMBER" not in m.expected and re.fullmatch(r"[0-9]+(\.[0-9]+)?", m.found):
        return m.finding("E015", m.here(), f"+{m.found}", number=m.found)
    return None


def _no_points(m: Mistake) -> Finding | None:
    rule = m.partial and isinstance(m.partial[0], Token) and m.partial[0].type in ("_ON", "_WHEN")
    over = m.at_end or _begins_line(m) or f"_{m.found.upper()}" in SUFFIXES
    if rule and over and "SIGNED" in m.expected and not m.expected >= VALUES:
        return m.finding("E039", m.span(m.first, m.end_before))
    return None


def _twice(m: Mistake) -> Finding | None:
    if m.found in _TIMES and "_WITHOUT" in m.expected and m.found != "once":
        return m.finding("E024", m.here(), f"{_TIMES[m.found]} times", word=m.found, right=f"{_TIMES[m.found]} times")
    return None


def _empty_brackets(m: Mistake) -> Finding | None:
    last = m.partial[-1] if m.partial else None
    if m.found == ")" and isinstance(last, Token) and last.type == "LPAR" and m.expected & {"STRING", "DURATION"}:
        fixable = "DURATION" not in m.expected
        return m.finding("E038", m.span(last.start_pos or 0, m.place + 1), "" if fixable else None)
    return None


def _unquoted_text(m: Mistake) -> Finding | None:
    match = m.match(_BARE)
    wanted = "STRING" in m.expected and ("NAME" not in m.expected or m.found[:1] in ("/", "*"))
    if match and wanted and _TEXTUAL.match(match[0]) and match[0] not in _RESERVED and not _begins_line(m):
        return m.finding("E023", m.here(len(match[0])), f'"{match[0]}"', text=match[0])
    return None


# --- the last resort --------------------------------------------------------------------------------------------------


def _no_statement(m: Mistake) -> Finding | None:
    if m.partial:
        return None
    near = get_close_matches(m.found.casefold(), STATEMENTS, 1, 0.6) if len(m.found) <= _LONGEST_KEYWORD else []
    return m.finding("E003", m.here(), found=m.found, near=near[0] if near else "")


def _unexpected(m: Mistake) -> Finding:
    expected = "|".join(expectations(m.expected))
    if m.at_end:
        return m.finding("E002", m.span(m.end_before, m.end_before), expected=expected)
    words = [word for terminal in m.expected - VALUES - {"NAME", "NO_NAME"} for word in keywords(terminal)]
    near = get_close_matches(m.found, sorted(words), 1, 0.65) if len(m.found) <= _LONGEST_KEYWORD else []
    return m.finding("E001", m.here(), expected=expected, found=m.found, near=near[0] if near else "")


_CHECKS: tuple[Callable[[Mistake], Finding | None], ...] = (
    _typographic_quote,
    _typographic_minus,
    _unclosed_quote,
    _capitals,
    _no_statement,
    _unclosed_bracket,
    _foreign_operator,
    _decimal_comma,
    _spaced_sign,
    _unsigned_points,
    _no_points,
    _unknown_unit,
    _stuck_number,
    _other_date,
    _twice,
    _empty_brackets,
    _misspelt_action,
    _absence_without_duration,
    _reserved_name,
    _unquoted_text,
    _unexpected,
)
