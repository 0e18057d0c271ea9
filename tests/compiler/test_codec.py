"""The compiled rulebook as JSON: one text per rulebook, back without loss, and nothing else is taken for one."""

from __future__ import annotations

import contextlib
import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dsl
from dsl import codec, program
from dsl.errors import ProgramError

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_NUMBER = st.decimals(-(10**9), 10**9, places=4)
_VALUE = st.one_of(_NUMBER, _TEXT, st.booleans(), st.dates())
_SOURCE = st.lists(_TEXT, min_size=1, max_size=3).map(tuple)
_FIELD = st.builds(program.Field, _TEXT, st.lists(_SOURCE, min_size=1, max_size=2).map(tuple))
_OP = st.sampled_from(["=", "<", "<=", ">", ">=", "matches", "contains", "known"])
_TEST = st.builds(program.Test, _FIELD, _OP, st.lists(_VALUE, max_size=2).map(tuple))
_WITHIN = st.builds(program.Within, _NUMBER, _TEXT, _NUMBER, _NUMBER)


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, max_size=2).map(tuple)
    return st.one_of(st.builds(program.Not, inner), st.builds(program.All, several), st.builds(program.Any, several))


_CONDITION = st.recursive(st.one_of(_TEST, _WITHIN), _nested, max_leaves=5)


def _of(cls: Any, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(cls, **parts)


_MAYBE_DATE = st.none() | st.dates()
_PATTERN = st.lists(
    _of(
        program.EventPattern,
        word=_TEXT,
        type=st.sampled_from(["page", "screen", "track", "any"]),
        names=st.lists(_TEXT, max_size=2).map(tuple),
        subject=st.lists(_FIELD, max_size=2).map(tuple),
        filters=st.lists(_CONDITION, max_size=2).map(tuple),
        per=st.none() | _FIELD,
    ),
    max_size=2,
).map(tuple)
_RULE = _of(
    program.Rule,
    kind=st.sampled_from(["each", "count", "then", "without", "silence", "when"]),
    label=_TEXT,
    file=_TEXT,
    line=st.integers(0, 10**6),
    group=_TEXT,
    points=_NUMBER,
    a=_PATTERN,
    b=_PATTERN,
    times=st.integers(1, 100),
    tied=st.booleans(),
    condition=st.none() | _CONDITION,
    scale=st.none() | _of(program.Scale, step=_NUMBER, of=st.lists(_FIELD, max_size=2).map(tuple)),
    since=_MAYBE_DATE,
    until=_MAYBE_DATE,
    once=st.booleans(),
    caps=st.lists(_of(program.Cap, unit=st.just("week"), kind=st.just("points"), amount=_NUMBER), max_size=2).map(tuple),
    decay=st.none() | _of(program.Decay, kind=st.just("percent"), days=st.integers(1, 99), percent=_NUMBER),
)
_ALERT = _of(
    program.Alert,
    kind=st.sampled_from(["stage", "pattern", "without", "silence"]),
    channel=_TEXT,
    text=_TEXT,
    file=_TEXT,
    line=st.integers(0, 9),
    a=_TEXT | _PATTERN,
    b=_TEXT | _PATTERN,
    cooldown_ms=st.none() | st.integers(0, 10**12),
)
_STAGE = _of(
    program.Stage,
    name=_TEXT,
    file=_TEXT,
    line=st.integers(0, 9),
    condition=st.none() | _CONDITION,
    on=_PATTERN,
    keep=st.none() | _NUMBER,
)
_PLAN = _of(
    program.Plan,
    name=_TEXT,
    title=_TEXT,
    timezone=_TEXT,
    groups=st.lists(_of(program.Group, name=_TEXT, max=st.none() | _NUMBER), max_size=2).map(tuple),
    rules=st.lists(_RULE, max_size=1).map(tuple),
    stages=st.lists(_STAGE, max_size=1).map(tuple),
    alerts=st.lists(_ALERT, max_size=1).map(tuple),
    arm=st.none() | _of(program.Arm, experiment=_TEXT, start=st.integers(0, 9), end=st.integers(0, 9)),
)
_RULEBOOK = _of(
    program.Rulebook,
    plans=st.lists(_PLAN, max_size=1).map(tuple),
    experiments=st.just((program.Experiment("x", (("a", 5000), ("b", 5000))),)),
    won=_PATTERN,
    version=_TEXT,
)


def _plain(value: Any) -> Any:
    """What is equal if the values are: plans and rulebooks compare by identity."""
    if is_dataclass(value):
        return type(value).__name__, {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return [_plain(item) for item in value] if isinstance(value, tuple) else (type(value), value)


@given(_RULEBOOK)
def test_a_rulebook_comes_back_from_its_json(rulebook: program.Rulebook) -> None:
    """Writing and reading loses nothing, and writing again gives the same text."""
    text = codec.to_json(rulebook)
    again = codec.from_json(text)
    assert _plain(again) == _plain(rulebook)
    assert codec.to_json(again) == text
    assert codec.version(again) == codec.version(rulebook)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_other_json_is_refused(value: object) -> None:
    """JSON that is no program is one clear error, never another exception."""
    with pytest.raises(ProgramError, match="no compiled rulebook"):
        codec.from_json(json.dumps(value))


RULES = """
group engagement max 150 decay half every 30d
on page("/a*", "https://shop.pl/x") +5 max 3 times per week from 2026-01-01
on email without open in 24h -5
when country in ["PL", "CZ"] and not size < 5 or born >= 2000-01-01 +10
stage MQL at 40 until below 30
alert sales on MQL at most once per day
alert sales on no_contacted(MQL, 4h)
experiment "x" 100% a
capacity 40 MQL per week
"""
PROGRAM = codec.to_json(dsl.compile({"a.punkty": RULES}))


@given(st.data())
def test_a_damaged_program_is_refused_or_read(data: st.DataObject) -> None:
    """Whatever stands in one place of a program, reading gives a rulebook or a ProgramError."""
    raw = json.loads(PROGRAM)
    place: Any = raw
    for _ in range(data.draw(st.integers(1, 6))):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], (dict, list)) or data.draw(st.booleans()):
            place[key] = data.draw(JSON)
            break
        place = place[key]
    with contextlib.suppress(ProgramError):
        assert codec.from_json(json.dumps(raw)).plans is not None


def small() -> dict[str, Any]:
    """The JSON of a program with one rule and one condition."""
    raw: dict[str, Any] = json.loads(codec.to_json(dsl.compile({"a.punkty": 'when a = "x" +5'})))
    return raw


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        b"\xff",
        "[" * 100_000,
        '{"format":2}',
        '{"format":2,"Rulebook":null}',
        '{"format":2,"Rulebook":{}}',
        '{"format":2,"Rulebook":{"plans":[]}}',
        '{"format":2,"Rulebook":{"plans":[[],[]]}}',
        '{"format":2,"Rulebook":{"plans":[[0]]}}',
        '{"format":2,"Rulebook":{"plans":[[]],"version":[]}}',
        '{"format":2,"Rulebook":{"plans":[[]],"more":[1]}}',
        '{"format":2,"Rulebook":{"plans":[[]]},"more":1}',
        '{"format":2,"Rulebook":{"plans":[[]]},"Test":{}}',
        '{"format":2,"Rulebook":{"plans":[[]]},"Field":{"text":["x"]}}',
        '{"format":2,"Rulebook":{"plans":[[]]},"Field":{"text":["x"],"sources":[[1]]}}',
        '{"format":true,"Rulebook":{"plans":[[]]}}',
        '{"format":2' + "0" * 5000 + "}",
        '{"format":2,"Rulebook":{"plans":[[]],"version":["\\ud800"]}}',
        '{"format":2,"Rulebook":{"plans":[[]],"version":["\ud800"]}}',
        b'{"format":2,"Rulebook":{"plans":[[]],"version":["\xed\xa0\x80"]}}',
    ],
)
def test_what_is_no_program_is_a_clear_error(text: str | bytes) -> None:
    """Broken, hostile and foreign texts are all told apart from programs."""
    with pytest.raises(ProgramError):
        codec.from_json(text)


def test_the_least_program_is_one() -> None:
    """What the texts above lack is all that they lack."""
    assert codec.from_json('{"format":2,"Rulebook":{"plans":[[]]}}').plans == ()


@pytest.mark.parametrize("number", [1, 3])
def test_another_format_is_refused(number: int) -> None:
    """A program of an earlier or a later shape is not guessed at."""
    with pytest.raises(ProgramError, match="another format than 2: compile it again"):
        codec.from_json(f'{{"format":{number},"fields":[],"rulebook":{{"plans":[]}}}}')


@pytest.mark.parametrize(
    "table, column, value, message",
    [
        ("Rule", "points", [None], "null stands where a text should"),
        ("Rule", "points", [], "columns of `Rule` are not of one length"),
        ("Rule", "points", "5", "a text stands where a column should"),
        ("Rule", "kind", ["never"], "a text stands where one of"),
        ("Rule", "kind", [{}], "an object stands where one of"),
        ("Rule", "condition", [1], "no `Test` in a place"),
        ("Rule", "condition", [-1], "no `Test` in a place"),
        ("Rule", "condition", [True], "true or false stands where a condition should"),
        ("Rule", "condition", [{"Within": 0}], "no `Within` in a place"),
        ("Rule", "condition", [{"Maybe": 0}], "an object stands where a condition should"),
        ("Rule", "condition", [{"All": 0}], "a number stands where a list should"),
        ("Test", "field", [0.0], "a number stands where the place of a Field should"),
        ("Test", "field", [True], "true or false stands where the place of a Field should"),
        ("Test", "values", [[{"number": 2}]], "a number stands where a text should"),
        ("Test", "values", [[{"date": "2026-02-30"}]], "is no date"),
        ("Test", "values", [[2]], "a number stands where a literal should"),
        ("Plan", "rules", [[0, 1]], "no `Rule` in a place"),
        ("Plan", "bonus", [1], "a plan has an unknown part `bonus`"),
    ],
)
def test_what_is_wrong_in_a_program_is_named(table: str, column: str, value: object, message: str) -> None:
    """The first thing that cannot be read is said in words."""
    raw = small()
    raw[table][column] = value
    with pytest.raises(ProgramError, match=message):
        codec.from_json(json.dumps(raw))


@pytest.mark.parametrize("table, column", [("Rule", "points"), ("Plan", "name"), ("Field", "sources"), ("Rulebook", "plans")])
def test_what_a_program_lacks_is_named(table: str, column: str) -> None:
    """A column without a default has to be there."""
    raw = small()
    del raw[table][column]
    with pytest.raises(ProgramError, match=f"lacks its `{column}`"):
        codec.from_json(json.dumps(raw))


def test_conditions_within_conditions_are_bounded() -> None:
    """A program cannot nest so deep that reading it, or judging by it, breaks down."""
    raw = small()
    for _ in range(200):
        raw["Rule"]["condition"] = [{"Not": raw["Rule"]["condition"][0]}]
    with pytest.raises(ProgramError, match="nested"):
        codec.from_json(json.dumps(raw))


def test_equal_patterns_are_read_as_one() -> None:
    """What is written once is one object, so that whoever works something out for it does so once."""
    rules = 'let x = page("/a", value >= 1)\non x +5\non x 2 times in 7d +10\non page("/a", value = true) +1'
    first, second, third = codec.from_json(codec.to_json(dsl.compile({"a.punkty": rules}))).plan("a").rules
    assert first.a[0] is second.a[0]
    assert third.a[0] is not first.a[0]


def test_one_and_true_stay_two_literals() -> None:
    """To Python they are equal, to the language they are not."""
    rules = 'on form("x", vip = 1) +1\non form("x", vip = true) +1'
    first, second = codec.from_json(codec.to_json(dsl.compile({"a.punkty": rules}))).plan("a").rules
    assert [rule.a[0].filters[0].values for rule in (first, second)] == [(Decimal(1),), (True,)]  # type: ignore[union-attr]  # tests
    assert type(second.a[0].filters[0].values[0]) is bool  # type: ignore[union-attr]  # likewise


@pytest.mark.parametrize("number", ["1.50", "01", "+1", "1e5", "-0", "NaN", "Infinity", "1.", ".5", "١", "9" * 99])
def test_numbers_have_one_spelling(number: str) -> None:
    """Decimals in a program are canonical: anything else is refused."""
    raw = small()
    raw["Rule"]["points"] = [number]
    with pytest.raises(ProgramError, match="decimal"):
        codec.from_json(json.dumps(raw))


@pytest.mark.parametrize("number, text", [("1.50", "1.5"), ("-0", "0"), ("1E+3", "1000"), ("0.0001", "0.0001")])
def test_decimal_text_is_canonical(number: str, text: str) -> None:
    """No exponent, no zeros at the end, no negative nothing."""
    assert codec.decimal_text(Decimal(number)) == text
