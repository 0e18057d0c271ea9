"""Text to tree: runs the grammar over one file and, after a mistake, goes on at the next statement.

Knows where statements begin and how to resume; what a mistake is called is `dsl.syntax.mistakes`' to say. A file is read
in one go until the first mistake; what was complete by then is kept, the statement with the mistake is dropped with one
finding, and reading goes on behind it, so that the whole is linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from functools import lru_cache
from importlib import resources
from typing import Any, cast
from unicodedata import normalize

from lark import Lark, TextSlice, Token, UnexpectedCharacters, UnexpectedToken

from dsl.diagnostics import Source, Span
from dsl.syntax import mistakes, tree
from dsl.syntax.build import Builder
from dsl.syntax.findings import Finding
from dsl.syntax.mistake import Mistake, start_of
from dsl.syntax.outline import Outline

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


class _Reading:
    """One file being read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.builder = Builder(source, grammar().rules)
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
        if partial and "$END" in expected and self.outline.margin(place):
            # The statement before is complete, and what stands on a line of its own begins no other.
            parser.feed_eof()
            partial = []
        self.builder.abandon()
        first = start_of(partial[0]) if partial else place
        swallowed = self.outline.swallowed(first, place) if partial else None
        if swallowed is not None:
            partial = [part for part in partial if start_of(part) < swallowed]
            place, at_end, expected = swallowed, False, self._expected(self._read(partial, swallowed))
        mistake = Mistake(self.source, place, at_end, expected, partial)
        self.builder.findings.append(mistakes.explain(mistake))
        if not partial:
            return self.outline.following(place + 1, steps=False), "start"
        self.builder.lost.append(first)
        if swallowed is not None:
            return swallowed, "start"
        in_test = any(isinstance(part, Token) and part.type in _TEST_MARKS for part in partial)
        return self.outline.following(max(place, first + 1), in_test), "resume" if in_test else "start"

    def _read(self, partial: list[Any], end: int) -> Any:
        """A parser that has read the broken statement (or step) anew, up to `end`."""
        start = "resume" if isinstance(partial[0], Token) and partial[0].type == "_DAY" else "start"
        text = TextSlice(self.source.text, start_of(partial[0]), end)
        parser = grammar().parse_interactive(text, start=start)
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
