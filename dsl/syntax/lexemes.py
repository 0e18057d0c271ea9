"""From the words, numbers, dates and texts of a file to values.

Knows how each is written and what it may be; reports what may not be, and puts a value in its place that keeps the
promises of `dsl.syntax.tree`. Knows nothing of the grammar's rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast
from unicodedata import normalize

from lark import Token

from dsl.diagnostics import Fix, Source, Span
from dsl.syntax import tree
from dsl.syntax.findings import Finding

MAX_DIGITS = 15
"""How many digits a number may have before the point, and behind it."""
MAX_DAYS = 36_500
"""The longest duration."""
POINT_DECIMALS = 4
"""How many decimals points may have."""
_DAY_MS = tree.MILLISECONDS["d"]

_PART = re.compile(r"`([^`\n]*)`|([^.`]+)")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LEADING_NUMBER = re.compile(r"[+-]?[0-9.]+")
_DURATION = re.compile(r"([0-9]+)\s*(\w)")


class Lexemes:
    """Makes the values of one file and gathers what is wrong with them in `findings`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []

    def _at(self, token: Token) -> Span:
        return Span(self.source.file, start_of(token), end_of(token))

    def _span(self, children: Sequence[Any]) -> Span:
        return Span(self.source.file, start_of(children[0]), end_of(children[-1]))

    def _report(self, code: str, span: Span, fix: str | None = None, **words: str) -> None:
        self.findings.append(Finding(code, span, tuple(words.items()), None if fix is None else Fix(span, fix)))

    def _parts(self, token: Token) -> tuple[str, ...]:
        """The parts of a dotted name, NFC, without back quotes."""
        text = str(token)
        if text.isascii() and "`" not in text:
            return tuple(text.split("."))
        parts = []
        for quoted, bare in _PART.findall(normalize("NFC", text)):
            if bare and not bare.isidentifier():
                self._report("E033", self._at(token), name=bare)
            elif not bare and not quoted.strip():
                self._report("E034", self._at(token))
            parts.append(bare or quoted)
        return tuple(parts)

    def _name(self, token: Token) -> tree.Name:
        """A declared name, without dots or back quotes."""
        parts = self._parts(token)
        if len(parts) > 1 or token.startswith("`"):
            self._report("E032", self._at(token), name=str(token))
        return tree.Name(self._at(token), ".".join(parts))

    def _text(self, token: Token) -> tree.Text:
        span = self._at(token)
        raw = token[1:-1]
        if "\\" in raw:
            for escape in _ESCAPE.finditer(raw):
                if escape[1] not in '"\\':
                    start = span.start + 1 + escape.start()
                    place = Span(span.file, start, start + 2)
                    self._report("E025", place, fix="\\" + escape[0], escape=escape[0])
            raw = _ESCAPE.sub(r"\1", raw)
        return tree.Text(span, raw)

    def _number(self, token: Token) -> tree.Number:
        """NUMBER, SIGNED, PERCENT, DISTANCE: the number alone."""
        match = _LEADING_NUMBER.match(token)
        text = match[0] if match else "1"
        whole, _, decimals = text.lstrip("+-").partition(".")
        if max(len(whole), len(decimals)) > MAX_DIGITS:
            self._report("E028", self._at(token), number=text, digits=str(MAX_DIGITS))
            return tree.Number(self._at(token), Decimal(-1 if text.startswith("-") else 1), text[0] + "1")
        return tree.Number(self._at(token), Decimal(text), text)

    def _duration(self, token: Token) -> tree.Duration:
        span = self._at(token)
        match = _DURATION.match(token)
        digits, unit = (match[1].lstrip("0"), cast(tree.DurationUnit, match[2])) if match else ("", "d")
        if len(digits) <= MAX_DIGITS and 0 < (amount := int(digits or "0")) * tree.MILLISECONDS[unit] <= MAX_DAYS * _DAY_MS:
            return tree.Duration(span, amount, unit)
        self._report("E030", span, duration=str(token), days=str(MAX_DAYS))
        return tree.Duration(span, 1, "d")

    def _date(self, token: Token) -> tree.DateLit:
        year, month, day = (int(part) for part in token.split("-"))
        try:
            return tree.DateLit(self._at(token), date(year, month, day))
        except ValueError:
            self._report("E026", self._at(token), date=str(token))
            return tree.DateLit(self._at(token), date(2000, 1, 1))

    def _time(self, token: Token) -> tree.Time:
        hour, minute = (int(part) for part in token.split(":"))
        if hour > 23 or minute > 59:
            self._report("E027", self._at(token), time=str(token))
            hour = minute = 0
        return tree.Time(self._at(token), hour * 60 + minute)

    def _true(self, token: Token) -> tree.Bool:
        return tree.Bool(self._at(token), True)

    def _false(self, token: Token) -> tree.Bool:
        return tree.Bool(self._at(token), False)

    def _null(self, token: Token) -> tree.Null:
        return tree.Null(self._at(token))

    def _unit(self, token: Token) -> tree.Unit:
        return tree.Unit(self._at(token), cast(Any, str(token)))

    def _whole(self, number: tree.Number) -> tree.Number:
        if number.value == number.value.to_integral_value():
            return number
        self._report("E035", number.span, number=number.source)
        return tree.Number(number.span, number.value.to_integral_value(), number.source)


def start_of(part: Any) -> int:
    """Where a token or a node begins."""
    return cast(int, part.start_pos if isinstance(part, Token) else part.span.start)


def end_of(part: Any) -> int:
    """Where a token or a node ends."""
    return cast(int, part.end_pos if isinstance(part, Token) else part.span.end)


TOKENS: Mapping[str, Callable[[Lexemes, Token], tree.Node]] = {
    "NAME": Lexemes._name,
    "NO_NAME": Lexemes._name,
    "STRING": Lexemes._text,
    "NUMBER": Lexemes._number,
    "SIGNED": Lexemes._number,
    "PERCENT": Lexemes._number,
    "DISTANCE": Lexemes._number,
    "DURATION": Lexemes._duration,
    "DATE": Lexemes._date,
    "TIME": Lexemes._time,
    "TRUE": Lexemes._true,
    "FALSE": Lexemes._false,
    "NULL": Lexemes._null,
    "UNIT": Lexemes._unit,
}
