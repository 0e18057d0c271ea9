"""Where statements seem to begin: a rough look at a text, for going on after a mistake.

Knows the keywords that begin statements, comments and strings; parses nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

STATEMENTS = (
    "alert",
    "capacity",
    "event",
    "exclude",
    "experiment",
    "group",
    "ignore",
    "include",
    "let",
    "on",
    "outcome",
    "place",
    "plan",
    "reset",
    "stage",
    "test",
    "when",
)
"""The keywords that begin a statement."""

BULLET = r"(?:[-*+>•·–—‣▪◦]|[0-9]{1,3}[.)]|[a-zA-Z]\))[ \t]*(?:\[[ xX]\][ \t]*)?"
"""The mark of a list's item, as it comes along when a list is pasted."""

# A keyword in front of an operator is a trait of that name in a condition that goes on from the line before.
_LINE = re.compile(
    rf"^[ \t\ufeff]*(?P<start>(?:{BULLET})?(?P<word>(?i:{'|'.join(STATEMENTS)})|(?i:day)(?=\s+[0-9])))\b"
    r"(?![ \t]*(?:[=!>,)\].]|<(?![^\W\d][\w ]{0,40}>)|(?:in|is|not|and|or|matches|contains)\b))",
    re.MULTILINE,
)
# What is pasted between statements, without indentation: comments of other languages, markup, rows of tables, points first.
_BESIDE = re.compile(
    r"^\ufeff?(?P<start>(?:notify|powiadom|import)\b|//|--|/\*|<!--|```|~~~|\|(?=[^|\n]*\|)"
    r"|[+-]?[0-9][0-9.]{0,20}[ \t]{0,9}(?:points?|pts|pkt|punkt\w{0,3})?[ \t]{1,9}(?:for|if|when|on|za|gdy)\b"
    r"|(?!(?:day|once|max|min|from|until|while|decay|expire|no|as|at|most|per|for|or|and|below|then|without|in|times)\b)"
    r"(?:[^\s#][^\t\n]{0,80}\t+[^\s#]|[^\s;,#\"()]{1,80}[;,][ \t]*[+−-]?[0-9][0-9.,]{0,20}[ \t\r]*$))",
    re.MULTILINE,
)
# A keyword with what has to follow it.
_SURE = re.compile(
    r"(?:include|plan|test|experiment)\s+\""
    r"|(?:group|stage|place|event|let|alert)\s+(?!(?:on|when|and|or|not|in|is|matches|contains)\b)[^\W\d]"
    r"|(?:on|ignore)\s+(?!(?:on|when|and|or|not|in|is)\b)[^\W\d]"
    r"|when\s+[\w(`]|capacity\s+[0-9]|outcome\s+(?:won|lost)\b|reset\s+on\b|exclude\s+when\b"
)
_WITH_CLAUSE = frozenset({"alert", "exclude", "reset", "stage"})
"""Statements that have an `on` or `when` of their own: on their lines these begin nothing else."""
_EXPECTED = frozenset({"stage", "group", "alert"})
"""Statements whose keywords are said in a test's expectations too."""
_INDENT = 100  # characters of white space before a statement
_KEYWORD = re.compile(rf"(?:(?i:{'|'.join(STATEMENTS)})|notify|powiadom|import|etap|grupa|zdarzenie|miejsce)\b")
_ROUGH = re.compile(r"#[^\n]*|\"[^\"\\\n]*(?:\\[^\n][^\"\\\n]*)*\"?|`[^`\n]*`?|[^\W\d]\w*")
_DECLARED = re.compile(r"(?:stage|let|event|place|group)\s+([^\W\d]\w*)")


class Outline:
    """The likely beginnings of statements in one text; offsets are in characters."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _lines(self) -> tuple[list[int], list[int]]:
        """Where statements (or what is pasted between them) begin a line, and where steps of tests do too."""
        beside = {match.start("start") for match in _BESIDE.finditer(self.text)}
        starts = {match.start("start"): match["word"].lower() for match in _LINE.finditer(self.text)}
        statements = beside.union(start for start, word in starts.items() if word != "day")
        return sorted(statements), sorted(beside.union(starts))

    @cached_property
    def _anywhere(self) -> list[int]:
        """Where statements surely begin, in a line or inside one."""
        return list(self._sure_words())

    def _sure_words(self) -> Iterator[int]:
        before, last = "", ""
        line_end, in_clause, expecting = 0, False, False
        for match in _ROUGH.finditer(self.text):
            word, start = match[0], match.start()
            if word[0] == "#":
                continue
            if start >= line_end:
                following = self.text.find("\n", start)
                line_end, in_clause = following if following >= 0 else len(self.text), False
                expecting = False
            behind = last in ("or", "reset", "exclude") or before in ("stage", "alert")
            clause = (word in ("on", "when") and (in_clause or behind)) or (expecting and word in _EXPECTED)
            if word in STATEMENTS and not clause and _SURE.match(self.text, start):
                yield start
            in_clause = in_clause or word in _WITH_CLAUSE
            expecting = expecting or word == "expect"
            before, last = last, word

    def margin(self, place: int) -> bool:
        """Whether the place is the first of its line, without indentation."""
        return place == 0 or self.text[place - 1 : place] in ("\n", "\r", "\ufeff")

    def begins(self, place: int) -> bool:
        """Whether the place is the first of its line, and what stands there can only be meant to begin a statement."""
        if self.margin(place):
            return True
        before = self.text[max(0, place - _INDENT) : place]
        is_first = (place <= _INDENT or "\n" in before) and not before.rpartition("\n")[2].strip()
        return is_first and _KEYWORD.match(self.text, place) is not None

    def swallowed(self, first: int, place: int) -> int | None:
        """The last statement that begins a line behind `first` and up to `place`, taken there for part of another."""
        statements = self._lines[0]
        for start in reversed(statements[bisect_right(statements, first) : bisect_right(statements, place)][-2:]):
            if _SURE.match(self.text, start) and not self.text.startswith(("on", "when"), start):
                return start
        return None

    def following(self, place: int, steps: bool) -> int | None:
        """The next statement (or step) from `place` on that begins a line, else the next statement at all."""
        for starts in (self._lines[steps], self._anywhere):
            index = bisect_left(starts, place)
            if index < len(starts):
                return starts[index]
        return None

    def declared(self, first: int) -> tuple[int, int] | None:
        """The place of the name that the statement at `first` would have declared."""
        match = _DECLARED.match(self.text, first)
        return match.span(1) if match else None
