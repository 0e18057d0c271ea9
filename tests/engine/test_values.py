"""The paragraph `Values` of the language, sentence by sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import JSON, Compare, trait

from dsl import program
from dsl.engine.values import compile_condition, distance_km, profile_values
from dsl.program import Not, Within

MISSING = object()
N = Decimal
WARSAW = "Europe/Warsaw"
DATE = date(2026, 11, 30)


def holds(op: program.Op, value: Any, *literals: program.Value) -> bool:
    profile = {} if value is MISSING else {"x": value}
    return compile_condition(Compare(trait("x"), op, literals), profile_values, WARSAW)(profile)


@pytest.mark.parametrize(
    "value, literal, same",
    [
        (5, N(5), True),
        (5.0, N(5), True),
        (" 5 ", N(5), True),
        ("5.00", N(5), True),
        ("05", N(5), True),
        ("-5", N(-5), True),
        ("+5", N(5), False),
        ("5.", N(5), False),
        (".5", N("0.5"), False),
        ("5e0", N(5), False),
        ("1,000", N(1000), False),
        ("٥", N(5), False),
        (0.1, N("0.1"), True),
        (True, N(1), False),
        ("true", N(1), False),
        (None, N(0), False),
        ("", N(0), False),
        (float("nan"), N(0), False),
        (float("inf"), N(0), False),
        ("x", "x", True),
        (" X ", "x", True),
        ("e\u0301", "é", True),
        ("Straße", "strasse", True),
        (5, "5", True),
        (5.0, "5", True),
        ("5.0", "5", False),
        (1e21, "1e+21", True),
        (True, "true", True),
        (False, "false", True),
        (None, "null", False),
        ({}, "{}", False),
        (True, True, True),
        ("True ", True, True),
        ("false", False, True),
        ("no", False, False),
        (1, True, False),
        (0, False, False),
        (None, False, False),
        ("2026-11-30", DATE, True),
        (" 2026-11-30 ", DATE, True),
        ("2026-11-29T23:00:00Z", DATE, True),
        ("2026-11-29T22:59:59.999Z", DATE, False),
        ("2026-11-30T23:30:00", DATE, False),
        ("2026-11-30T23:30:00+01:00", DATE, True),
        (20261130, DATE, False),
        ("30.11.2026", DATE, False),
        ("2026-11-31", DATE, False),
    ],
)
def test_a_value_equals_a_literal_of_its_kind(value: Any, literal: program.Value, same: bool) -> None:
    """Numbers with numbers and plain-number text, texts with text and shortest JSON, booleans and dates with theirs."""
    assert holds("=", value, literal) is same
    different = compile_condition(Not(Compare(trait("x"), "=", (literal,))), profile_values, WARSAW)
    assert different({"x": value}) is not same


@pytest.mark.parametrize(
    "op, value, literal, true",
    [
        ("<", 1, N(2), True),
        ("<", 2, N(2), False),
        ("<=", "2", N(2), True),
        (">", "10", N(9), True),
        (">=", 9.999, N(10), False),
        (">", True, N(0), False),
        ("<", "abc", N(5), False),
        (">=", "2026-12-01", DATE, True),
        ("<", "2026-11-29T22:00:00Z", DATE, True),
        ("<", 5, DATE, False),
        ("<=", "2026", N(3000), True),
        ("<", "a", "b", False),
    ],
)
def test_only_numbers_and_dates_have_an_order(op: program.Op, value: Any, literal: program.Value, true: bool) -> None:
    """Another kind is neither before nor after."""
    assert holds(op, value, literal) is true


@pytest.mark.parametrize("op", ["=", "<", "<=", ">", ">=", "matches", "contains", "known"])
@pytest.mark.parametrize("value", [MISSING, None, "", " \t", []])
def test_a_comparison_with_nothing_is_false_and_its_negation_true(op: program.Op, value: Any) -> None:
    """Missing, null, an empty text, an empty list: nothing of a value holds."""
    literals: tuple[program.Value, ...] = () if op == "known" else (N(0), "*", "null", False, DATE)
    if op == "matches":
        literals = ("*",)
    elif op == "contains":
        literals = ("x",)
    condition = Compare(trait("x"), op, literals)
    profile = {} if value is MISSING else {"x": value}
    assert compile_condition(condition, profile_values, WARSAW)(profile) is False
    assert compile_condition(Not(condition), profile_values, WARSAW)(profile) is True


@pytest.mark.parametrize("value", [0, False, "x", {}, {"a": None}, [None], [[]]])
def test_known_is_not_truth(value: Any) -> None:
    """Zero, false and an object are known, and so is a list with a member."""
    assert holds("known", value) is True


@pytest.mark.parametrize(
    "value, glob, true",
    [
        ("CEO", "ceo", True),
        ("CEO of X", "ceo", False),
        ("the CEO", "ceo", False),
        ("CEO of X", "ceo*", True),
        ("the CEO of X", "*ceo*", True),
        ("a.b", "a?b", False),
        ("axb", "a.b", False),
        ("ab", "a*b*", True),
        ("aba", "ab*ba", False),
        (250, "2*0", True),
        (True, "t*", True),
        (["x", "y"], "y", True),
    ],
)
def test_matches_is_a_glob_over_the_whole_text(value: Any, glob: str, true: bool) -> None:
    """`*` is any run of characters, nothing else is special, and without a star the texts are equal."""
    assert holds("matches", value, glob) is true


@pytest.mark.parametrize(
    "value, text, true",
    [
        ("abc", "b", True),
        ("ABC", "b", True),
        (["abc"], "b", False),
        (["a", "B "], "b", True),
        ([["b"]], "b", True),
        (250, "5", True),
        ([250, True], "true", True),
        ({"b": 1}, "b", False),
    ],
)
def test_contains_is_a_member_of_a_list_or_a_part_of_a_text(value: Any, text: str, true: bool) -> None:
    """A list has a member equal to the text; anything else has it within."""
    assert holds("contains", value, text) is true


def test_any_member_of_a_list_will_do() -> None:
    """And `!=` of a list is that no member is equal."""
    assert holds("=", ["x", 5], N(5))
    assert holds(">", [1, "7"], N(5))
    assert holds("=", [[["y"]]], "y")
    assert not holds("=", ["x", "y"], "z")


def test_a_path_reaches_into_each_object_of_a_list() -> None:
    """Names are compared after NFC, letter for letter."""
    price = Compare(trait("items", "price"), ">", (N(10),))
    said = compile_condition(price, profile_values, WARSAW)
    assert said({"items": [{"price": 1}, "x", {"price": "11"}]})
    assert not said({"items": [{"price": 1}, {"Price": 11}]})
    assert not said({"items": 11})
    assert compile_condition(Compare(trait("é"), "known"), profile_values, WARSAW)({"e\u0301": 1})


@pytest.mark.parametrize(
    "profile, near",
    [
        ({"location": {"lat": 50.05, "lon": 19.95}}, True),
        ({"location": {"latitude": "50.05", "longitude": "19.95"}}, True),
        ({"latitude": 50.05, "longitude": 19.95}, True),
        ({"location": {"lat": 52.2, "lon": 21.0}, "latitude": 50.05, "longitude": 19.95}, False),
        ({"location": "Kraków", "latitude": 50.05, "longitude": 19.95}, True),
        ({"location": {"lat": 50.05}}, False),
        ({"location": {"lat": True, "lon": 19.95}}, False),
        ({"location": {"lat": float("nan"), "lon": 19.95}}, False),
        ({"location": {"lat": 10**400, "lon": 19.95}}, False),
        ({}, False),
    ],
)
def test_within_asks_the_location_and_is_false_where_unknown(profile: dict[str, Any], near: bool) -> None:
    """The trait `location` first, else the traits `latitude` and `longitude`."""
    condition = Within(N(30), "krakow", N("50.0614"), N("19.9366"))
    assert compile_condition(condition, profile_values, WARSAW)(profile) is near
    assert compile_condition(Not(condition), profile_values, WARSAW)(profile) is not near


def test_a_quarter_of_the_equator() -> None:
    """Distances are great circles on a sphere of 6371.0088 km."""
    assert distance_km((0, 0), (0, 90)) == pytest.approx(6371.0088 * 3.141592653589793 / 2)
    assert distance_km((90, 0), (-90, 77)) == pytest.approx(6371.0088 * 3.141592653589793)


_ops: st.SearchStrategy[program.Op] = st.sampled_from(["=", "<", "<=", ">", ">=", "matches", "contains", "known"])


@given(_ops, JSON, st.sampled_from([N(5), "x", "*a*", True, DATE]))
def test_no_value_is_too_strange_to_compare(op: program.Op, value: Any, literal: program.Value) -> None:
    """Wrong kinds compare as false, never as an exception."""
    literals = (str(literal),) if op in ("matches", "contains") else (literal,)
    assert holds(op, value, *literals) in (True, False)
