"""Text to tree: runs the grammar over one file and, after a mistake, goes on at the next statement.

Knows where statements begin and how to resume; what a mistake is called is `dsl.syntax.mistakes`' to say. A file is read
in one go until the first mistake; what was complete by then is kept, the statement with the mistake is dropped with one
finding, and reading goes on behind it, so that the whole is linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from typing import Any, cast
from unicodedata import normalize

from lark import Lark, TextSlice, Token, UnexpectedCharacters, UnexpectedToken

from dsl.diagnostics import Fix, Source, Span
from dsl.syntax import mistakes, tree
from dsl.syntax.build import Builder
from dsl.syntax.findings import Finding
from dsl.syntax.mistake import Mistake, start_of
from dsl.syntax.outline import Outline
from dsl.syntax.pasted import Aside, aside

_OWN_PLACE = frozenset({"E018", "E068"})
"""Where reading goes on behind the finding: a keyword in capitals begins what was found, a missing channel took a word."""
_TEST_MARKS = ("_TEST", "_DAY")


@lru_cache(maxsize=1)
def grammar() -> Lark:
    """The parser's tables, made once (some tenths of a second)."""
    text = resources.files("dsl").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer="contextual", start=["start", "resume"], keep_all_tokens=True)


def parse(source: Source) -> tuple[tree.File, tuple[Finding, ...]]:
    """The intact statements of a file, and every finding about its syntax in order of place. Raises nothing."""
    reading = _Reading(source)
    reading.run()
    findings = sorted(reading.builder.findings, key=lambda finding: (finding.span.start, finding.span.end, finding.code))
    return tree.File(source, tuple(reading.builder.statements), tuple(reading.broken())), tuple(findings)


def _bare(text: str, start: str) -> Any:
    """Lark's parser on a text, making nothing of it: what matters is how far it gets."""
    parser: Any = grammar().parse_interactive(text, start=start)
    state = parser.parser_state
    state.parse_conf = copy(state.parse_conf)
    state.parse_conf.callbacks = dict.fromkeys(state.parse_conf.callbacks, _nothing)
    return parser


def _nothing(_children: list[Any]) -> None:
    return None


def _start_of(partial: Sequence[Any]) -> str:
    """How the grammar begins at a broken statement, or at a step of a test that was broken before."""
    return "resume" if partial and isinstance(partial[0], Token) and partial[0].type == "_DAY" else "start"


class _Reading:
    """One file being read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.builder = Builder(source)
        self.outline = Outline(source.text)
        self._acceptable: dict[tuple[Any, ...], frozenset[str]] = {}

    def run(self) -> None:
        place: int | None = 0
        start = "start"
        while place is not None:
            parser = self._parser(place, start)
            try:
                for token in parser.lexer_thread.lex(parser.parser_state):
                    parser.parser_state.feed_token(token)
                parser.feed_eof()
                place = None
            except (UnexpectedToken, UnexpectedCharacters) as error:
                at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
                stop = len(self.source.text) if at_end else cast(int, error.pos_in_stream)
                place, start = self._recover(parser, stop, at_end)

    def _parser(self, place: int, start: str) -> Any:
        """Lark's parser from `place` on, with the builder of this file in the place of Lark's own tree builder."""
        parser: Any = grammar().parse_interactive(TextSlice(self.source.text, place, len(self.source.text)), start=start)
        state = parser.parser_state
        state.parse_conf = copy(state.parse_conf)
        state.parse_conf.callbacks = self.builder.callbacks
        return parser

    def _recover(self, parser: Any, place: int, at_end: bool) -> tuple[int | None, str]:
        """Report the mistake at `place`, keep what was complete before it, and say where and how to go on."""
        expected = self._expected(parser)
        # Below the broken statement lie the lists of what was complete.
        partial = [part for part in parser.parser_state.value_stack if part != []]
        in_test = "_DAY" in expected or any(isinstance(part, Token) and part.type in _TEST_MARKS for part in partial)
        beside = self._beside(place, at_end, expected, partial)
        if partial and "$END" in expected and (self.outline.begins(place) or (beside and not in_test)):
            # The statement before is complete, and what stands on a line of its own begins no other.
            parser.feed_eof()
            partial, in_test = [], False
        self.builder.abandon()
        if beside:
            if partial:
                self.builder.lost.append(start_of(partial[0]))
            fix = beside.finding.fix
            left_out = fix is None or not fix.text or fix.text[0] == "#"
            right = left_out or (fix is not None and not in_test and self._stop(_bare(fix.text, "start")) is None)
            self.builder.findings.append(beside.finding if right else replace(beside.finding, fix=None))
            return beside.end, "resume" if in_test else "start"
        first = start_of(partial[0]) if partial else place
        swallowed = self.outline.swallowed(first, place) if partial else None
        if swallowed is not None:
            partial = [part for part in partial if start_of(part) < swallowed]
            place, at_end, expected = swallowed, False, self._expected(self._read(partial, swallowed))
        return self._explain(Mistake(self.source, place, at_end, expected, partial), swallowed, in_test)

    def _beside(self, place: int, at_end: bool, expected: frozenset[str], partial: list[Any]) -> Aside | None:
        """What stands at `place` and belongs to no statement, where a statement or a step could begin."""
        if partial and not expected & {"$END", "_DAY"}:
            return None
        return aside(Mistake(self.source, place, at_end, expected, partial))

    def _explain(self, mistake: Mistake, swallowed: int | None, in_test: bool) -> tuple[int | None, str]:
        """Report a mistake; where and how to go on behind it."""
        finding = mistakes.explain(mistake)
        first = mistake.first
        if not mistake.partial:
            # what is known to begin a statement is dropped up to the end of its line
            behind = mistake.end_of_line if finding.fix else mistake.place + 1
            until, start = self.outline.following(behind, in_test), "resume" if in_test else "start"
        elif swallowed is not None:
            until, start = swallowed, "start"
        else:
            behind = max(mistake.place, first + 1)
            if finding.code in _OWN_PLACE:
                behind = finding.span.end
            until, start = self.outline.following(behind, in_test), "resume" if in_test else "start"
        if mistake.partial:
            self.builder.lost.append(first)
        if finding.fix is not None and not self._is_progress(finding.fix, mistake, until):
            finding = replace(finding, fix=None)
        self.builder.findings.append(finding)
        return until, start

    def _is_progress(self, fix: Fix, mistake: Mistake, until: int | None) -> bool:
        """Whether the statement, read anew with the fix, is right or at least further than where it stopped before."""
        text, first = self.source.text, mistake.first
        end = len(text) if until is None else until
        if not first <= fix.span.start <= fix.span.end <= end:
            return False
        fixed = text[first : fix.span.start] + fix.text + text[fix.span.end : end]
        stop = self._stop(_bare(fixed, _start_of(mistake.partial)))
        return stop is None or stop < 0 or len(fixed) - stop < end - mistake.place

    def _stop(self, parser: Any) -> int | None:
        """Where reading stops: None if all is well, -1 if something is missing at the end."""
        try:
            parser.exhaust_lexer()
            parser.feed_eof()
        except UnexpectedToken as error:
            return -1 if error.token.type == "$END" else cast(int, error.pos_in_stream)
        except UnexpectedCharacters as error:
            return cast(int, error.pos_in_stream)
        return None

    def _read(self, partial: list[Any], end: int) -> Any:
        """A parser that has read the broken statement (or step) anew, up to `end`."""
        parser = _bare(self.source.text[start_of(partial[0]) : end], _start_of(partial))
        parser.exhaust_lexer()
        return parser

    def _expected(self, parser: Any) -> frozenset[str]:
        """The terminals that could have come instead; the same for the same stack, so that it is worked out once."""
        states = tuple(parser.parser_state.state_stack)
        if states not in self._acceptable:
            self._acceptable[states] = frozenset(parser.accepts())
        return self._acceptable[states]

    def broken(self) -> Iterator[tree.Name]:
        """The names that lost statements would have declared."""
        for first in sorted(self.builder.lost):
            if (place := self.outline.declared(first)) is not None:
                text = normalize("NFC", self.source.text[slice(*place)])
                yield tree.Name(Span(self.source.file, *place), text)
