"""Events that are called or joined otherwise than here: a track's name for its word, a path alone, a condition behind `on`,
events joined by `and`, points that come first.

Knows how people speak of events, and the built-in words; not which words a rulebook declares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lark import Token

from dsl.diagnostics import Fix
from dsl.syntax.expected import SUFFIXES, VALUES
from dsl.syntax.findings import Finding
from dsl.syntax.mistake import Mistake, end_of, start_of
from dsl.syntax.outline import STATEMENTS
from dsl.words import BUILT_IN

LOSSES = frozenset({"unsubscribe", "complaint", "bounce"})
"""Words that nobody gains points by."""

_PHRASES = {
    **dict.fromkeys(("email open", "mail open", "opened email", "open email", "email opened", "otwarcie maila"), "open"),
    **dict.fromkeys(("email click", "mail click", "click email", "link click", "link clicked", "email clicked"), "click"),
    **dict.fromkeys(("email sent", "sent email", "mail sent"), "email"),
    **dict.fromkeys(("email bounce", "mail bounce", "email bounced"), "bounce"),
    **dict.fromkeys(("page view", "page viewed", "page visit", "page visited", "visit page", "viewed page"), "page"),
    **dict.fromkeys(("screen view", "screen viewed"), "screen"),
    **dict.fromkeys(("form submit", "form submitted", "form submission", "submit form", "form fill", "form filled"), "form"),
    **dict.fromkeys(("file download", "file downloaded", "ebook download", "downloaded file"), "download"),
    **dict.fromkeys(("product view", "view product", "product viewed"), "view_product"),
    **dict.fromkeys(("sign up", "signed up"), "signup"),
    **dict.fromkeys(("log in", "sign in", "logged in", "signed in"), "login"),
    **dict.fromkeys(("webinar registration", "webinar signup"), "webinar"),
    **dict.fromkeys(("order completed", "order placed"), "purchase"),
}
_TRACKS: Mapping[str, str] = {
    **{track.casefold(): word.name for word in BUILT_IN.values() for track in word.tracks},
    **{name.replace("_", " "): name for name in BUILT_IN if "_" in name},
    **_PHRASES,
}
"""How the tools that send events, and people, call what has a word here."""
_SQUEEZED = {re.sub(r"\W", "", name): word for name, word in _TRACKS.items()}

_NAME = r"[^\W\d]\w*"
_WORDS = re.compile(rf"{_NAME}(?:[ \t-]+{_NAME}){{1,3}}")
_TITLE = re.compile(r"[A-ZĄĆĘŁŃÓŚŹŻ]\w*(?:[ \t]+[A-ZĄĆĘŁŃÓŚŹŻ]\w*)+")
_PATH = re.compile(r"(?:https?:/|/)[^\s\",()\[\]]*")
_CALL = re.compile(rf"{_NAME}(?:\([^()\n]{{0,200}}\))?")
_FILTER = re.compile(
    rf"(?:(?:where|with|when|if|gdzie|z)[ \t]+)?(?P<filter>{_NAME}(?:\.{_NAME}){{0,5}}[ \t]*(?:!=|<=|>=|=|<|>)[ \t]*"
    r"(?:\"[^\"\n]{0,200}\"|-?[0-9]+(?:\.[0-9]+)?\b|true\b|false\b))"
)
_ASKED = re.compile(r"[ \t]*(?:=|>=|>)[ \t]*(\"[^\"\n]{0,200}\"|[0-9]+(?:\.[0-9]+)?)")
_COMPARES = re.compile(r"[=!<>≥≤≠]|(?:in|is|not|matches|contains|between|above|below)\b")
_LONGEST_NAME = 200
_NAME_ALONE = re.compile(r"[^\W\d][\w.]*")
_ONLY_ON = re.compile(r"\b(?:once|max|per|decay|expire|while)\b")
_FIRST = re.compile(
    r"(?P<points>[+−-]?[0-9]{1,15}(?:\.[0-9]{1,15})?)[ \t]{0,9}(?:points?|pts|pkt|punkt\w{0,3})?[ \t]{0,9}"
    r"(?:\b(?:for|if|when|on|za|gdy|jeśli|jeżeli)\b|:)[ \t]+(?P<what>[^\n#]{1,200})"
)
_TURNED = re.compile(
    r"no_\w+\s{0,9}\(\s{0,9}(?P<time>[0-9]+\s{0,9}[a-z]+)\s{0,9},"
    r"\s{0,9}(?P<what>[^(),]{1,200}(?:\([^()\n]{0,200}\))?)\s{0,9}\)"
)
_BRACKETED = re.compile(r"\(((?:[^()\n]|\([^()\n]{0,200}\)){1,300})\)")
_ANDS = frozenset({"and", "i", "oraz", "&", "&&", "plus"})


def named_by_track(name: str) -> str:
    """The word for a track's name that was written as one word, `ProductAdded` or `product_added`; empty for any other."""
    return _SQUEEZED.get(re.sub(r"[\W_]", "", name.casefold()), "")


def event(text: str) -> str:
    """How an event that people call so is written here: a word, a track's name, a path; empty for anything else."""
    text = text.strip().strip("\"'`„”“").strip()
    word = _TRACKS.get(" ".join(text.casefold().replace("_", " ").split()), "")
    call = _CALL.fullmatch(text)
    if call and text.split("(")[0] in BUILT_IN:
        return text
    if word:
        return word
    if _PATH.fullmatch(text):
        return f'page("{text}")'
    return f'track("{text}")' if _TITLE.fullmatch(text) else ""


def _pattern_is_due(m: Mistake) -> bool:
    """Whether an event has to be named here and nothing else could stand."""
    return m.expected >= {"NAME", "NO_NAME"} and not m.expected & (VALUES | {"NOT"})


def path_alone(m: Mistake) -> Finding | None:
    """`on "/cennik" +15`, `on /cennik +15`, `on https://example.com/cennik +15`"""
    name = m.last("NAME")
    if name in ("http", "https") and m.found[:1] == ":":
        return _path_at(m, m.end_before - len(str(name)), bracketed=bool(m.last("LPAR", "COMMA", back=2)))
    if not _pattern_is_due(m):
        return None
    quoted = m.found[:1] == '"' and _PATH.fullmatch(m.found.strip('"'))
    return _path_at(m, m.place) if quoted or m.found[:1] == "/" else None


def _path_at(m: Mistake, start: int, bracketed: bool = False) -> Finding | None:
    text = m.source.text
    bare = start + (text[start] == '"')
    match = _PATH.match(text, bare)
    if match is None:
        return None
    end = match.end() + (text[match.end() : match.end() + 1] == '"')
    if bracketed:
        return m.finding("E023", m.span(start, end), f'"{match[0]}"', text=match[0])
    right = f'page("{match[0]}")'
    return m.finding("E074", m.span(start, end), right, text=match[0], right=right)


def track_name(m: Mistake) -> Finding | None:
    """`on "Product Added" +5`, `on Product Added +5`, `on email open +5`"""
    if _pattern_is_due(m) and m.found[:1] == '"' and len(m.found) > 2:
        return _instead(m, m.place, m.place + len(m.found), event(m.found) or f"track({m.found})")
    name = m.last("NAME")
    if name is None or not m.found.isidentifier() or not _may_be_called(m):
        return None
    start = m.end_before - len(name)
    match = _WORDS.match(m.source.text, start)
    words = match[0].split() if match else []
    for count in range(len(words), 1, -1):
        phrase = re.compile(r"[ \t]+".join(map(re.escape, words[:count]))).match(m.source.text, start)
        right = event(" ".join(words[:count])) if phrase else ""
        if phrase and right:
            return _instead(m, start, phrase.end(), right)
    return None


def _instead(m: Mistake, start: int, end: int, right: str) -> Finding:
    return m.finding("E069", m.span(start, end), right, name=m.source.text[start:end].strip('"'), right=right)


def _may_be_called(m: Mistake) -> bool:
    """Whether a name that stands before is an event's, which brackets could follow."""
    return "LPAR" in m.expected and not m.expected & {"EQUALS", "_IS"}


def misread_absence(m: Mistake) -> Finding | None:
    """`no open(…)`, `not open(…)`, `not_open(email, 24h)` for `no_open(email, 24h)`."""
    following = m.following
    if m.last("NAME") in ("no", "nie") and following == "(" and m.found in BUILT_IN:
        return m.written(m.end_before - len(str(m.last("NAME"))), m.place + len(m.found), f"no_{m.found}")
    if m.found in ("not", "no", "nie") and _pattern_is_due(m) and following in BUILT_IN:
        end = m.source.text.index(following, m.place + len(m.found)) + len(following)
        return m.written(m.place, end, f"no_{following}")
    name = next((part for part in m.partial if isinstance(part, Token) and part.type == "NAME"), None)
    if name is None or not m.has("LPAR") or m.begins_with("_WHEN", "_EXCLUDE"):
        return None
    word = re.sub("^(?:not?|nie)_?", "", str(name))
    if word != name and word in BUILT_IN:
        return m.written(name.start_pos or 0, (name.start_pos or 0) + len(name), f"no_{word}")
    return None


def bracketed_pattern(m: Mistake) -> Finding | None:
    """`let pricing = (page("/a") or page("/b"))`: patterns take no brackets of their own."""
    match = m.match(_BRACKETED) if m.found == "(" and _pattern_is_due(m) else None
    if match is None:
        return None
    return m.finding("E045", m.here(), Fix(m.span(*match.span()), match[1].strip()), word="(")


def turned_absence(m: Mistake) -> Finding | None:
    """`no_open(24h, email)`"""
    word = m.last("NO_NAME", back=3)
    if word is None or m.found != "," or not m.last("DURATION"):
        return None
    start = word.start_pos or 0
    match = _TURNED.match(m.source.text, start)
    right = f"{word}({match['what'].strip()}, {match['time']})" if match else ""
    fix = Fix(m.span(*match.span()), right) if match else None
    return m.finding("E066", m.span(start + len(word) + 1, m.place), fix, word=str(word), right=right)


def joined_by_and(m: Mistake) -> Finding | None:
    """`on page and form +5`: both, or either?"""
    following = m.following
    suffix = f"_{following.upper()}" in SUFFIXES
    if m.found.casefold() in _ANDS and "_OR" in m.expected and "_AND" not in m.expected and not suffix:
        return m.finding("E065", m.here(), word=m.found) if following.isidentifier() else None
    return None


def condition_as_event(m: Mistake) -> Finding | None:
    """`on company.size > 50 +5`, `on purchase > 100 +5`, `on purchase value > 100 +5`"""
    if not m.last("_ON", "_OR", "_THEN", "_WITHOUT", "EQUALS", back=2) or m.expected & {"EQUALS", "_IS", "STRING"}:
        return None
    start = start_of(m.partial[-1])
    name = m.source.text[start : min(m.end_before, start + _LONGEST_NAME)]
    if not _NAME_ALONE.fullmatch(name):
        return None
    if name in BUILT_IN:
        return _filtered(m, start, name)
    if m.last("_ON", back=2) and m.match(_COMPARES):
        on = m.last("_ON", back=2)
        assert on is not None
        free = (name != "score" or m.begins_with("_STAGE")) and not m.begins_with("_ALERT", "_RESET")
        right = f"when {name}" if free else ""
        place = m.span(on.start_pos or 0, (on.start_pos or 0) + len(on))
        fix = Fix(place, "when") if free and not _ONLY_ON.search(m.rest_of_line) else None
        return m.finding("E070", m.span(start, m.end_before), fix, name=name, right=right)
    return None


def _filtered(m: Mistake, start: int, word: str) -> Finding | None:
    match = m.match(_FILTER)
    if match and f"_{m.found.upper()}" not in SUFFIXES:
        return m.written(start, match.end(), f"{word}({match['filter']})")
    asked = m.match(_ASKED)
    if asked and word == "purchase" and asked[1][0] != '"':
        return m.written(start, asked.end(), f"{word}(value {asked[0].strip()})")
    if asked and asked[1][0] == '"' and BUILT_IN[word].has_subject():
        return m.written(start, asked.end(), f"{word}({asked[1]})")
    return None


def points_first(m: Mistake) -> Finding | None:
    """`+5 for page("/a")`, `-5 if unsubscribe`"""
    match = m.match(_FIRST) if m.starts_line else None
    if match is None:
        return None
    points, what = match["points"].replace("−", "-"), match["what"].strip()
    known = event(what)
    sign = "" if points[0] in "+-" else "+"
    right = f"on {known} {sign}{points}" if known and (not sign or known not in LOSSES) else ""
    return m.finding("E071", m.here(len(match[0].rstrip())), right or None, right=right)


def no_channel(m: Mistake) -> Finding | None:
    """`alert on SQL`, `alert on SQL to sales`"""
    if m.last("_ALERT") and m.found in ("on", "to", "when", "if"):
        return m.finding("E068", m.span(m.end_before - len("alert"), m.end_before))
    if m.last("_ALERT") and m.has("_EXPECT") and (m.at_end or m.found in STATEMENTS):
        return m.finding("E068", m.span(m.end_before - len("alert"), m.end_before))
    if m.last("NAME") == "day" and m.last("_ALERT", back=2) and m.has("_EXPECT"):
        alert = m.last("_ALERT", back=2)
        return m.finding("E068", m.span(start_of(alert), end_of(alert)))
    return None
