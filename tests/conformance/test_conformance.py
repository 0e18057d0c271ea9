"""Every case of the suite, by every evaluator, delivered as written and delivered badly. See README.md beside this file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from conformance_cases import HERE, Case, CaseError, Message, Mismatch, check, paths, read
from conformance_evaluators import EVALUATORS, Evaluator

import dsl
from dsl.program import Rulebook


def _named(path: Path) -> str:
    return path.relative_to(HERE).with_suffix("").as_posix()


CASES = {_named(path): path for path in paths()}
WRONG = {_named(path): path for path in paths(must_fail=True)}


@cache
def _case(path: Path) -> Case:
    return read(path.read_text(encoding="utf-8"))


@cache
def _rulebook(path: Path) -> Rulebook:
    return dsl.compile(_case(path).sources)


def _run(path: Path, evaluator: Evaluator, messages: Sequence[Message]) -> None:
    """Mismatch where the evaluator does not answer as the case expects."""
    case, rulebook = _case(path), _rulebook(path)
    good = [message for message in messages if not evaluator.refuses(message)]
    for expect in case.expects:
        if expect.contacts is None and expect.contact is None:
            check(expect, evaluator.answer(rulebook.plan(expect.plan), good, expect.at))
            continue
        contacts = evaluator.contacts(good)
        if expect.contacts is not None:
            found = {name: evaluator.ids(own) for name, own in contacts.items()}
            if found != expect.contacts:
                raise Mismatch(f"contacts\n  expected {expect.contacts}\n       got {found}")
        if expect.contact is not None:
            if expect.contact not in contacts:
                raise Mismatch(f"no contact {expect.contact}, but {sorted(contacts)}")
            check(expect, evaluator.answer(rulebook.plan(expect.plan), contacts[expect.contact], expect.at))
    refused = sum(evaluator.refuses(message) for message in case.messages)
    if refused != case.bad:
        raise Mismatch(f"{refused} bad lines, not {case.bad}")


@pytest.mark.parametrize("evaluator", EVALUATORS)
@pytest.mark.parametrize("case", CASES)
def test_case(case: str, evaluator: str) -> None:
    """The evaluator answers as the case expects."""
    _run(CASES[case], EVALUATORS[evaluator], _case(CASES[case]).messages)


@pytest.mark.parametrize("evaluator", EVALUATORS)
@pytest.mark.parametrize("case", CASES)
def test_case_delivered_backwards_and_twice(case: str, evaluator: str) -> None:
    """The order and the repetition of deliveries change nothing."""
    messages = _case(CASES[case]).messages
    _run(CASES[case], EVALUATORS[evaluator], [*reversed(messages), *messages])


@pytest.mark.parametrize("evaluator", EVALUATORS)
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_expectation_is_refused(case: str, evaluator: str) -> None:
    """The suite can fail: a case whose expectation is wrong on purpose is not passed by anybody."""
    with pytest.raises(Mismatch):
        _run(WRONG[case], EVALUATORS[evaluator], _case(WRONG[case]).messages)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("scores = 1", id="an expectation that does not exist"),
        pytest.param("", id="nothing expected"),
        pytest.param('score = "1"', id="a text for a number"),
        pytest.param('next_due = "2026-01-05T10:00"', id="an instant without an offset"),
    ],
)
def test_a_case_that_is_badly_written_is_refused(text: str) -> None:
    """A slip of the pen in a case is an error, not a check that is silently left out."""
    with pytest.raises(CaseError):
        read(f"about = ''\nrules = ''\nevents = ''\n[[expect]]\nat = '2026-01-05T10:00Z'\n{text}\n")


def test_there_are_cases_for_every_section() -> None:
    """The suite covers sections 3 to 6 of the language, in no fewer than 150 cases, each naming its section."""
    abouts = [_case(path).about for path in CASES.values()]
    assert len(abouts) >= 150
    assert [about for about in abouts if not re.search(r"sections? \d", about)] == []
    assert {section for about in abouts for section in re.findall(r"[3-6](?=[^()]*\))", about)} == set("3456")
