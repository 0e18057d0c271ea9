"""After a mistake the parser goes on; all that is intact is kept, and every mistake is found in one run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.diagnostics import Source
from dsl.syntax import parse, tree

BROKEN = [
    'on page("/a" 15',
    'on page("/a',
    "on page −5",
    "when size == 3 +5",
    "when a = 1 or",
    "when a = 1 and (b = 2",
    "stage MQL at forty",
    "group engagement max",
    "let x = 3",
    "place x = 50.1 19.2",
    'plan "x" timezone UTC',
    "alert sales on SQL at most",
    'test "x"\n  day 1 9:00 page\n  day two page',
    'test "x"\n  day 1 expect scor 3\n  day 2 page',
]
INTACT = ["on page +1", "when a = 1 +2", "group g max 3", "stage S at 3", 'test "t"\n  day 1 page', "reset on lost"]


def codes(text: str) -> list[str]:
    return [finding.code for finding in parse(Source("x", text))[1]]


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("intact", INTACT)
def test_a_broken_statement_costs_no_other(broken: str, intact: str) -> None:
    """The statements before and behind are kept; there is one finding for one mistake."""
    (alone,) = parse(Source("x", intact))[0].statements
    file, found = parse(Source("x", f"{intact}\n{broken}\n{intact}\n"))
    assert file.statements == (alone, alone)
    assert len(found) == 1


@given(st.lists(st.sampled_from(BROKEN + INTACT), max_size=12))
def test_every_mistake_is_found_in_one_run(parts: list[str]) -> None:
    """As many findings as broken statements, as many statements as intact ones."""
    file, found = parse(Source("x", "\n".join(parts)))
    assert len(found) == sum(part in BROKEN for part in parts)
    assert len(file.statements) == sum(part in INTACT for part in parts)


def test_on_one_line_reading_goes_on_at_the_next_keyword() -> None:
    """Where no statement begins a line any more, the next one counts wherever it stands."""
    file, found = parse(Source("x", 'on page 15 foo when a = "on x" +1 reset on lost # on page +3'))
    assert len(file.statements) == 2
    assert [finding.code for finding in found] == ["E015"]


def test_a_statement_swallowed_by_an_open_one_is_given_back() -> None:
    """`group` could have been a trait of the condition; a group's head on a line of its own is none."""
    file, found = parse(Source("x", "when a = 1 and\ngroup fit max 60\non page +1"))
    assert [type(statement).__name__ for statement in file.statements] == ["GroupHead", "OnRule"]
    assert len(found) == 1


@pytest.mark.parametrize(
    "broken, swallowed",
    [
        ("when a = 1 and", "group fit max 60"),
        ("let x = form or", "stage A at 5"),
        ("stage SQL when score > 100 and", "alert sales on page"),
        ('test "x"\n day 1 foo bar\n day 2 page(x = 1,', "stage A at 5"),
    ],
)
def test_what_is_missing_is_told_where_it_is_missing(broken: str, swallowed: str) -> None:
    """The finding stands before the statement that was swallowed, not inside it."""
    text = f"{broken}\n{swallowed}\non page +1"
    file, found = parse(Source("x", text))
    assert found[-1].span.start == text.index(swallowed)
    assert len(file.statements) == 2


def test_a_mistake_in_a_statement_with_a_clause_costs_no_second_finding() -> None:
    """The `on` of an alert begins no rule."""
    assert codes("alert sales@firma.pl on SQL") == ["E033"]
    assert codes("stage Hot-lead when score > 3") == ["E073"]


def test_a_keyword_as_trait_at_the_beginning_of_a_line_is_no_statement() -> None:
    """A condition may go on with a trait called `stage` or `plan`."""
    assert codes('when a = 1 and\nstage = "x" or\nplan in ["b"] +1') == []


def test_steps_behind_a_broken_step_are_read_too() -> None:
    """The test is lost, its further mistakes are found all the same."""
    file, found = parse(Source("x", 'test "x"\n day 1 foo bar\n day 2 25:00 page\n day 3 page +\nreset on lost'))
    assert [finding.code for finding in found] == ["E001", "E027", "E001"]
    assert [type(statement) for statement in file.statements] == [tree.Reset]


def test_names_of_broken_declarations_are_remembered() -> None:
    """Whoever refers to them need not be told that they are unknown."""
    text = "stage SQL at forty\nlet x = 3\nevent demo = Demo\nplace p = x\ngroup g max\non page 15\nlet 3 = page"
    file, _ = parse(Source("x", text))
    assert [name.text for name in file.broken] == ["SQL", "x", "demo", "p", "g"]
    assert [text[name.span.start : name.span.end] for name in file.broken] == ["SQL", "x", "demo", "p", "g"]


def test_a_string_never_runs_past_its_line() -> None:
    """An unclosed quote costs its own statement only."""
    file, found = parse(Source("x", 'on page("/a +1\non page("/b") +2'))
    assert len(file.statements) == 1
    assert [finding.code for finding in found] == ["E012"]


def test_findings_come_in_order_of_place() -> None:
    """Whatever found them first."""
    text = "on page +1.23456\non page 15\nwhen d < 2026-02-30 +1\n???"
    assert codes(text) == ["E029", "E015", "E026", "E003"]


def test_the_example_survives_the_loss_of_any_line() -> None:
    """With one line of the contract's example replaced by junk, every other statement stays."""
    lines = (Path(__file__).parent / "examples" / "b2b.punkty").read_text(encoding="utf-8").splitlines()
    whole = len(parse(Source("x", "\n".join(lines)))[0].statements)
    for index, line in enumerate(lines):
        if line.startswith(("on", "when", "place", "stage", "alert", "reset")):
            text = "\n".join([*lines[:index], "§§§", *lines[index + 1 :]])
            file, found = parse(Source("x", text))
            assert len(file.statements) == whole - 1
            assert [finding.code for finding in found] == ["E003"]
