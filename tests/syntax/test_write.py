"""The canonical text of a piece of a rule says the same as the piece."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.diagnostics import Source, Span
from dsl.syntax import parse, tree, write

AT = Span("", 0, 0)
WORDS = ("page", "purchase", "no_show", "plan", "once", "max", "within", "times", "źródło", "名前", "x_1")

names = st.sampled_from(WORDS).map(lambda text: tree.Name(AT, text))
lines = st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=8)
texts = lines.map(lambda text: tree.Text(AT, text))
numbers = st.decimals(-10_000, 10_000, places=4).map(lambda value: tree.Number(AT, value))
wholes = st.integers(0, 999).map(lambda value: tree.Number(AT, Decimal(value)))
durations = st.builds(tree.Duration, st.just(AT), st.integers(1, 5000), st.sampled_from("mhdw"))
values = st.one_of(
    texts,
    numbers,
    st.booleans().map(lambda value: tree.Bool(AT, value)),
    st.dates(date(1, 1, 1)).map(lambda value: tree.DateLit(AT, value)),
)
quoted = st.text(st.characters(exclude_characters="\n`", exclude_categories=["Cs"]), min_size=1, max_size=6)
parts = st.one_of(
    st.sampled_from([*WORDS, "on", "in", "is", "Feed Type", "a.b", "x²", "e\u0301"]), quoted.filter(str.strip)
).map(lambda part: normalize("NFC", part))
paths = st.lists(parts, min_size=1, max_size=3).map(lambda some: tree.Path(AT, tuple(some)))


def _tests(ops: list[str], operands: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[tree.Test]:
    return st.builds(lambda path, op, some: tree.Test(AT, path, op, tuple(some), AT), paths, st.sampled_from(ops), operands)


tests = st.one_of(
    _tests(["=", "!=", "<", "<=", ">", ">="], st.lists(values, min_size=1, max_size=1)),
    _tests(["in", "not in", "matches", "contains"], st.lists(values, min_size=1, max_size=3)),
    _tests(["known", "not known"], st.just([])),
)
kilometres = st.decimals(0, 20_000, places=2).map(lambda value: tree.Number(AT, value))
conditions = st.recursive(
    tests | st.builds(tree.Within, st.just(AT), kilometres, names),
    lambda inner: st.one_of(
        inner.map(lambda one: tree.Not(AT, one)),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: tree.And(AT, tuple(some))),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: tree.Or(AT, tuple(some))),
    ),
    max_leaves=8,
)
refs = st.builds(
    lambda word, some, filters: tree.EventRef(AT, word, tuple(some), tuple(filters), None),
    names,
    st.lists(texts, max_size=2),
    st.lists(tests, max_size=2),
)
patterns = st.lists(refs, min_size=1, max_size=3).map(lambda some: tree.Pattern(AT, tuple(some)))
triggers = st.one_of(
    st.builds(tree.Each, st.just(AT), patterns),
    st.builds(tree.Count, st.just(AT), patterns, wholes, durations),
    st.builds(tree.Then, st.just(AT), patterns, patterns, durations),
    st.builds(tree.Without, st.just(AT), patterns, patterns, durations),
    st.builds(
        tree.Absence,
        st.just(AT),
        st.sampled_from(WORDS).map(lambda word: tree.Name(AT, f"no_{word}")),
        st.none() | patterns,
        durations,
    ),
)


def one(text: str) -> Any:
    file, found = parse(Source("x", text))
    assert not [finding for finding in found if finding.code.startswith("E")], text
    (statement,) = file.statements
    return statement


@given(conditions)
def test_a_condition_reads_as_it_was_written(condition: tree.Condition) -> None:
    """Brackets stand where the nesting needs them; what is no name stands in back quotes."""
    assert one(f"when {write.condition(condition)} +1").condition == condition


@given(triggers)
def test_a_trigger_reads_as_it_was_written(trigger: tree.Trigger) -> None:
    """Of every kind, with texts before filters."""
    assert one(f"on {write.trigger(trigger)} +1").trigger == trigger


@given(st.one_of(values, st.just(tree.Null(AT)), st.lists(values, max_size=3).map(lambda v: tree.ListLit(AT, tuple(v)))))
def test_a_value_reads_as_it_was_written(value: Any) -> None:
    """Lists and null too, where tests take them."""
    step = one(f'test "x" day 1 profile a = {write.value(value)}').steps[0]
    assert step.action.settings[0].value == value


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "examples").glob("*.punkty")), ids=lambda p: p.name)
def test_the_examples_rules_read_as_they_are_written(path: Path) -> None:
    """And writing what was read changes nothing any more."""
    for rule in parse(Source("x", path.read_text(encoding="utf-8")))[0].statements:
        if isinstance(rule, tree.OnRule | tree.WhenRule):
            text = write.default_label(rule)
            again = one(f"{text} +1")
            assert write.default_label(again) == text


@pytest.mark.parametrize(
    "text, label",
    [
        ('on page( "/cennik" ) +15 once', 'on page("/cennik")'),
        ('on page("/cennik")\n  2 times in 7 days # why\n +10', 'on page("/cennik") 2 times in 7d'),
        ("on no_open( email , 24 hours ) -5", "on no_open(email, 24h)"),
        ("on no_login(2w) -5", "on no_login(2w)"),
        ("on no_show -5", "on no_show"),
        ('on purchase(value>=100.50,currency="PLN", "x") +1', 'on purchase("x", value >= 100.5, currency = "PLN")'),
        ("on open then click in 7d +1", "on open then click in 7d"),
        ("on add_to_cart without purchase or checkout in 1d +1", "on add_to_cart without purchase or checkout in 1d"),
        ("when (company.size >=200) +20", "when company.size >= 200"),
        ('when not (a = 1 or (b = +2)) and ((c matches ["x"])) +1', 'when not (a = 1 or b = 2) and c matches "x"'),
        ("when within 30.0 km of krakow +5", "when within 30km of krakow"),
        ("when `Feed Type` is not known and `plan` is known +5", "when `Feed Type` is not known and plan is known"),
    ],
)
def test_the_default_label_is_the_canonical_text_up_to_the_points(text: str, label: str) -> None:
    """Without the layout and the comments."""
    assert write.default_label(one(text)) == label
