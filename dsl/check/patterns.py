"""Patterns of events: words that exist, texts where there is a subject, paths that can match."""

from __future__ import annotations

from dsl.check.conditions import check_condition
from dsl.check.near import near_word
from dsl.check.report import Report
from dsl.check.scope import Scope
from dsl.check.texts import lint_text
from dsl.diagnostics import Fix, Span
from dsl.engine.text import fold_text
from dsl.syntax import tree
from dsl.syntax.meant import named_by_track
from dsl.words import BUILT_IN, Word

MAX_ALTERNATIVES = 1_000


def check_pattern(pattern: tree.Pattern, scope: Scope, report: Report) -> None:
    """Everything that can be wrong in a pattern."""
    if sum(scope.sizes.get(ref.word.text, 1) for ref in pattern.of) > MAX_ALTERNATIVES:
        report.add("E308", pattern.span, most=str(MAX_ALTERNATIVES))
    for ref in pattern.of:
        check_ref(ref, scope, report)


def check_ref(ref: tree.EventRef, scope: Scope, report: Report, *, sent: bool = False) -> None:
    """Everything that can be wrong in one alternative of a pattern, or in an event that a test sends: that one may name
    its page as a browser does, with a query and all."""
    name = ref.word.text
    for test in ref.filters:
        check_condition(test, "event", scope, report)
    if name in scope.lets:
        if ref.brackets is not None:
            report.add("E208", ref.brackets, name=name)
    elif name in scope.words:
        _texts(ref, scope.words[name], report, sent)
    else:
        check_name(ref.word, scope, report)


def check_name(word: tree.Name, scope: Scope, report: Report) -> None:
    """That a name is a word or a `let`."""
    name = word.text
    if scope.is_event(name):
        return
    if name in scope.broken:
        report.spoil()
    elif name in scope.stages:
        report.add("E118", word.span, name=name)
    elif name.startswith("no_") and scope.is_event(name[3:]):
        report.add("E304", word.span, name=name)
    elif known := named_by_track(name):
        report.add("E069", word.span, Fix(word.span, known), name=name, right=known)
    else:
        report.add("E101", word.span, name=name, near=near_word(name, scope.events()))


def check_absence(absence: tree.Absence, scope: Scope, report: Report) -> None:
    """`no_B(…)`: B exists, and `no_b` is no word of its own. (Stages are for `dsl.check.alerts`.)"""
    if scope.is_event(absence.name.text):
        report.add("E305", absence.within.span, name=absence.name.text)
    else:
        check_name(absence.word, scope, report)
    if absence.a is not None:
        check_pattern(absence.a, scope, report)


def _texts(ref: tree.EventRef, word: Word, report: Report, sent: bool) -> None:
    if ref.texts and not word.has_subject():
        declared = "" if word == BUILT_IN.get(word.name) else word.name
        report.add("E205", ref.texts[0].span, name=word.name, declared=declared)
        return
    for text in ref.texts:
        lint_text(text, report)
        if not fold_text(text.value) and word.type != "page":
            report.add("E207", text.span, name=word.name)
        elif sent:
            continue
        elif word.type == "page" or (word.type == "any" and fold_text(text.value).startswith(("/", "http"))):
            _path(text, report)


def _path(text: tree.Text, report: Report) -> None:
    value = fold_text(text.value)
    sign = next((c for c in value if c in "?#"), "")
    if sign:
        report.add("E206", text.span, sign=sign)
    elif value and not value.startswith(("/", "http", "*")):
        at = Span(text.span.file, text.span.start + 1, text.span.start + 1)
        report.add("W301", text.span, Fix(at, "/"), path=text.value)
