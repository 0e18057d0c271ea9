"""Signs and letters that are written otherwise than here: typographic quotes, `==`, `WHEN`, texts without quotation marks.

Knows how a sign or word is mistyped; each in one small function from a `Mistake` to a finding or to nothing.
"""

from __future__ import annotations

import re

from dsl.diagnostics import Fix
from dsl.syntax.expected import keywords
from dsl.syntax.findings import Finding
from dsl.syntax.mistake import Mistake
from dsl.syntax.outline import STATEMENTS

RESERVED = frozenset({"on", "when", "and", "or", "not", "in", "is"})

_QUOTES = "„”“‟«»‘’‚'"
_MINUSES = "−–—"
_OPERATORS = {
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "==": "=",
    "===": "=",
    "<>": "!=",
    "=>": ">=",
    "=<": "<=",
    "~=": "matches",
    "&&": "and",
    "||": "or",
    "!": "not",
}

_QUOTED = re.compile(rf"[\"{_QUOTES}]([^\"{_QUOTES}\n]*)[\"{_QUOTES}]")
_BARE = re.compile(r"[^\s\",()\[\]#=<>!`]+")
_SUFFIXES = frozenset({"once", "max", "from", "until", "while", "decay", "expire", "no", "as", "per", "of"})
_ENDING = RESERVED | _SUFFIXES | {"timezone", "score", "named"}
_TEXTUAL = re.compile(r"[\w/*.@-]")
_OPEN_CALL = re.compile(r"\"(?P<text>[^\"\\\n,()]{1,200})(?P<closed>\))")
_OPEN_PATH = re.compile(r"\"(?P<text>/[^\s\"\\,()]{0,200})(?P<closed>(?!))?(?=\s)")
_OPEN_LINE = re.compile(r"\"(?P<text>[^\"\\\n#]{0,200}[^\s\"\\#])(?P<closed>(?!))?[ \t\r]{0,9}(?=\n|\Z)")
_OPEN_BRACKET = re.compile(
    r"\"(?P<text>[^\"\\\n,()]{1,200})\)[ \t]{0,9}"
    r"(?:[+−-]?[0-9]|(?:or|then|without|once|max|from|until|while|decay|expire|no|as|day)\b)"
)
_SETTINGS = frozenset({"decay", "expire", "no", "score", "timezone"})
_DOUBLED = re.compile(r"\"\"([^\"\n]{1,200})\"\"")
_TO_BRACKET = re.compile(r"[\w \t]{1,100}(?=[),])")
_OPERATOR = re.compile(r"[=!<>~&|]+|[≥≤≠]")


def typographic_quote(m: Mistake) -> Finding | None:
    quoted = m.last("NAME")
    if quoted is not None and quoted[0] == "`" == quoted[-1] and m.found in (")", ",") and m.last("LPAR", "COMMA", back=2):
        place = m.span(m.end_before - len(quoted), m.end_before)
        return m.finding("E010", place, f'"{quoted[1:-1]}"', quote="`")
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
        number = re.compile(r"[ \t]*[0-9]").match(m.source.text, m.place + 1)
        fix = Fix(m.span(m.place, number.end() - 1), "-") if number else None
        return m.finding("E011", m.here(1), fix)
    return None


def unclosed_quote(m: Mistake) -> Finding | None:
    if m.found[:1] == '"' and not _closed(m):
        return m.finding("E012", m.here(len(m.found.rstrip())), _closing_quote(m))
    if m.found[:1] == "`" and (len(m.found) == 1 or m.found[-1] != "`"):
        return m.finding("E013", m.here(len(m.found.rstrip())))
    return None


def _closing_quote(m: Mistake) -> Fix | None:
    """Where the text plainly ends: before the bracket that closes, behind a path, at the end of the line."""
    match = _OPEN_CALL.match(m.source.text, m.place) or _OPEN_PATH.match(m.source.text, m.place)
    if match is None and m.last("_AS", "_PLAN", "_TEST", "_INCLUDE"):
        match = _OPEN_LINE.match(m.source.text, m.place)
    if match is None:
        return None
    closing = "" if match["closed"] or not m.has("LPAR") else ")"
    return Fix(m.span(match.end("text"), match.end("text")), f'"{closing}')


def closed_by_another(m: Mistake) -> Finding | None:
    """`on form("contact) +30 as "Filled in"`: what closes the text is the opening quote of one behind."""
    string = m.last("STRING")
    if string is None or m.end_before != m.place or m.found in ("", ")", ",") or not m.has("LPAR"):
        return None
    opened = _OPEN_BRACKET.match(string)
    if opened is None:
        return None
    start = m.end_before - len(string)
    closing = start + opened.end("text")
    return m.finding("E012", m.span(start, closing), Fix(m.span(closing, closing), '"'))


def quote_inside(m: Mistake) -> Finding | None:
    """`"a "b" c"`: a text that ended before its author thought."""
    string = m.last("STRING")
    doubled = _DOUBLED.match(m.source.text, m.place - len('""')) if string == '""' else None
    if doubled:
        return m.written(*doubled.span(), f'"{doubled[1]}"')
    if string is not None and m.end_before == m.place and m.found[:1] not in ("", *")],.;:=+-"):
        return m.finding("E056", m.span(m.place - 1, m.place), found=m.found)
    return None


def capitals(m: Mistake) -> Finding | None:
    lower = m.found.lower()
    if not lower.isidentifier():
        return None
    before = m.last("NAME")
    if before in ("NOT", "Not") and m.expected >= {"EQUALS", "_IS"}:
        place = m.span(m.end_before - len("not"), m.end_before)
        return m.finding("E018", place, "not", word=str(before), right="not")
    if m.found == lower:
        return None
    known = {word for terminal in m.expected for word in keywords(terminal)}
    if lower in known or (lower in ("day", "week", "month") and "UNIT" in m.expected):
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


def unquoted_text(m: Mistake) -> Finding | None:
    match = m.match(_BARE)
    if m.last("_PLAN") and m.found in _SETTINGS:
        return None  # the plan's name was left out, and this is no part of it
    wanted = "STRING" in m.expected and ("NAME" not in m.expected or m.found[:1] in ("/", "*"))
    if match and wanted and _TEXTUAL.match(match[0]) and match[0] not in RESERVED and not begins_line(m):
        text = match[0]
        if m.last("_AS", "_PLAN", "_TEST", "EQUALS") and m.expected == {"STRING"}:
            text = _several_words(m, text)
        stray = m.source.text[m.place + len(text) : m.place + len(text) + 2] in ('")', '",')
        fix = Fix(m.here(len(text) + stray), f'"{text}"')
        return m.finding("E023", m.here(len(text)), fix, text=text)
    name = m.last("NAME")
    if name is not None and m.found in (")", ",") and "EQUALS" in m.expected and m.last("LPAR", "COMMA", back=2):
        return m.finding("E023", m.span(m.end_before - len(name), m.end_before), f'"{name}"', text=str(name))
    called = m.last("NAME", back=3) == "track" and m.last("LPAR", back=2)
    if (
        name is not None
        and called
        and (words := re.compile(r"[\w \t]{1,100}(?=[),])").match(m.source.text, m.end_before - len(name)))
    ):
        return m.finding("E023", m.span(*words.span()), f'"{words[0]}"', text=words[0])
    return None


def _several_words(m: Mistake, first: str) -> str:
    """An unquoted name of several words: it goes on to the next keyword, comma or end of the line."""
    words = [first]
    for word in m.rest_of_line.partition("#")[0][len(first) :].split():
        if word in _ENDING or not re.fullmatch(r"[\w&'-]+", word):
            break
        words.append(word)
    found = re.compile(r"[ \t]+".join(map(re.escape, words))).match(m.source.text, m.place)
    return found[0] if found else first


def begins_line(m: Mistake) -> bool:
    """Whether what was found is a statement's keyword on a line of its own."""
    return (m.found in STATEMENTS or (m.found == "day" and m.has("_DAY"))) and "\n" in m.source.text[m.end_before : m.place]
