"""Tests of rules: steps that can be sent, days that exist, expectations about things the plan has."""

from __future__ import annotations

from collections.abc import Collection

from dsl.check.near import near, near_label
from dsl.check.patterns import check_ref
from dsl.check.report import Report
from dsl.check.scope import Scope
from dsl.program import EXCLUDED, LEAD
from dsl.syntax import tree

MAX_DAY = 36_500


def check_test(test: tree.TestDecl, scope: Scope, labels: Collection[str] | None, report: Report) -> None:
    """Everything that can be wrong in a test of the plan with these names and labels of rules (None: not known)."""
    dated = False
    for step in test.steps:
        if not 1 <= step.day.value <= MAX_DAY:
            report.add("E506", step.day.span, most=str(MAX_DAY))
        if step.date is not None:
            if dated or step.day.value != 1:
                report.add("E505", step.date.span)
            elif not 2000 <= step.date.value.year <= 2200:
                report.add("E507", step.date.span, first="2000", last="2200")
            dated = True
        match step.action:
            case tree.EventRef() as ref:
                _event(ref, scope, report)
            case tree.Expect() as expect:
                for item in expect.items:
                    _expectation(item, scope, labels, report)
            case tree.Profile() as profile:
                _once_each([setting.path for setting in profile.settings], report)
    if not any(isinstance(step.action, tree.Expect) for step in test.steps):
        report.add("W307", test.title.span, name=test.title.value)


def _event(ref: tree.EventRef, scope: Scope, report: Report) -> None:
    name = ref.word.text
    if name == "any" or name in scope.lets or (name == "track" and not ref.texts):
        report.add("E501", ref.word.span, name=name)
        return
    check_ref(ref, scope, report, sent=True)
    if len(ref.texts) > 1:
        report.add("E502", ref.texts[1].span)
    _once_each([test.path for test in ref.filters], report)


def _once_each(paths: list[tree.Path], report: Report) -> None:
    seen: set[tuple[str, ...]] = set()
    for path in paths:
        if path.parts in seen:
            report.add("E504", path.span, name=".".join(path.parts))
        seen.add(path.parts)


def _expectation(item: tree.Expectation, scope: Scope, labels: Collection[str] | None, report: Report) -> None:
    match item:
        case tree.ExpectGroup(name=name):
            _known(name, scope.groups, "E103", scope, report)
        case tree.ExpectStage(name=name):
            _known(name, [*scope.stages, LEAD, EXCLUDED], "E102", scope, report)
        case tree.ExpectAlert(channel=name):
            _known(name, scope.channels, "E106", scope, report)
        case tree.ExpectRule(label=label):
            if labels is not None and label.value not in labels:
                report.add("E107", label.span, name=label.value, near=near_label(label.value, sorted(labels)))


def _known(name: tree.Name, known: Collection[str], code: str, scope: Scope, report: Report) -> None:
    if name.text in scope.broken:
        report.spoil()
    elif name.text not in known:
        report.add(code, name.span, name=name.text, near=near(name.text, known))
