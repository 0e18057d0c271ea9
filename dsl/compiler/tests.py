"""Tests of rules as messages with instants and claims about what then holds (`dsl.testing.case`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from dsl import words
from dsl.check.scope import Scope
from dsl.diagnostics import Source, Span
from dsl.engine.calendar import Calendar
from dsl.engine.text import fold_text
from dsl.places import position
from dsl.syntax import tree
from dsl.testing import case

FIRST_DAY = date(2026, 1, 5)
"""Day 1 of a test without a date: a Monday."""


@dataclass(frozen=True)
class TestCompiler:
    """Compiles the tests of one plan."""

    __test__ = False  # pytest: not a class of tests

    plan: str
    timezone: str
    sources: dict[str, Source]

    def compile(self, test: tree.TestDecl, scope: Scope) -> case.Case:
        """The test's steps in order of time; at one instant messages as written, then what is expected."""
        first = next((step.date.value for step in test.steps if step.date), FIRST_DAY)
        calendar = Calendar(self.timezone)
        steps = [self._step(place, step, first, calendar, scope) for place, step in enumerate(test.steps)]
        steps.sort(key=lambda step: (step.at, isinstance(step, case.Expect)))
        return case.Case(self.plan, test.title.value, test.span.file, self._line(test.span), tuple(steps))

    def _step(self, place: int, step: tree.Step, first: date, calendar: Calendar, scope: Scope) -> case.Step:
        line, text = self._line(step.span), self._text(step.span)
        day = first.toordinal() + int(step.day.value) - 1
        if isinstance(step.action, tree.Expect):
            at = _instant(calendar, day, step.time) if step.time else calendar.midnight(day + 1) - 1
            return case.Expect(at, line, text, tuple(self._claim(item) for item in step.action.items))
        at = _instant(calendar, day, step.time) if step.time else calendar.midnight(day)
        body = _profile(step.action) if isinstance(step.action, tree.Profile) else _event(step.action, scope)
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
        message = {
            **body,
            "messageId": f"{place:06d}",
            "userId": case.CONTACT,
            "timestamp": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        return case.Send(at, line, text, message)

    def _claim(self, item: tree.Expectation) -> case.Expected:
        return case.Expected(_claim(item), self._line(item.span), self._text(item.span))

    def _line(self, span: Span) -> int:
        return position(self.sources[span.file].text, span.start)[0]

    def _text(self, span: Span) -> str:
        return " ".join(self.sources[span.file].text[span.start : span.end].split())


def _instant(calendar: Calendar, day: int, at: tree.Time) -> int:
    return calendar.instant(day, time(*divmod(at.minutes, 60)))


def _claim(item: tree.Expectation) -> case.Claim:
    match item:
        case tree.ExpectScore():
            return case.ScoreIs(item.value.value)
        case tree.ExpectGroup():
            return case.GroupIs(item.name.text, item.value.value)
        case tree.ExpectStage():
            return case.StageIs(item.name.text)
        case tree.ExpectAlert():
            return case.AlertRaised(item.channel.text)
        case tree.ExpectNoAlert():
            return case.NoAlert()
        case tree.ExpectRule():
            return case.RuleFired(item.label.value, int(item.times.value))


def _profile(node: tree.Profile) -> dict[str, Any]:
    return {"type": "identify", "traits": _nested((s.path.parts, _json(s.value)) for s in node.settings)}


def _event(ref: tree.EventRef, scope: Scope) -> dict[str, Any]:
    word = scope.words[ref.word.text]
    text = ref.texts[0].value if ref.texts else None
    message: dict[str, Any] = {"type": word.type}
    if word.type == "track":
        message["event"] = text if word.name == "track" else word.tracks[0]
    settings = [(_place(test.path.parts), _json(test.values[0])) for test in ref.filters]
    if text is not None:
        settings.insert(0, (_subject(word, text), text))
    return message | _nested(settings)


def _subject(word: words.Word, text: str) -> tuple[str, ...]:
    """Where a word's text goes: the subject's first property."""
    match word.name, word.type:
        case _, "page":
            return ("properties", "url" if fold_text(text).startswith("http") else "path")
        case _, "screen":
            return ("name",)
        case "track", _:
            return ("event",)
    return _place(word.subject[0])


def _place(path: tuple[str, ...]) -> tuple[str, ...]:
    return path if path[0] == "context" and len(path) > 1 else ("properties", *path)


def _nested(settings: Iterable[tuple[tuple[str, ...], Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for path, value in settings:
        inner = whole
        for part in path[:-1]:
            below = inner.get(part)
            if not isinstance(below, dict):
                below = inner[part] = {}
            inner = below
        inner[path[-1]] = value
    return whole


def _json(value: tree.Value | tree.Null | tree.ListLit) -> Any:
    match value:
        case tree.Null():
            return None
        case tree.ListLit():
            return [_json(item) for item in value.items]
        case tree.Number():
            return _number(value.value)
        case tree.DateLit():
            return value.value.isoformat()
        case _:
            return value.value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
