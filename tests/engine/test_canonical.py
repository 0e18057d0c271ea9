"""Our RFC 8785 text against another implementation of it."""

import json
import math

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from dsl.engine.canonical import canonical, number_text
from dsl.errors import EventError

SAFE = 2**53 - 1
_texts = st.text(st.characters(exclude_categories=["Cs"]))
_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-SAFE, SAFE)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=12,
)


@given(_values)
def test_it_is_rfc_8785(value: object) -> None:
    """The text is the one that the package rfc8785 writes."""
    assert canonical(value).encode() == rfc8785.dumps(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_the_same(number: float) -> None:
    """The shortest digits are enough."""
    assert float(number_text(number)) == number


def test_a_large_integer_is_the_double_that_it_would_be_elsewhere() -> None:
    """RFC 8785 knows doubles only."""
    assert canonical(2**53 + 1) == canonical(float(2**53 + 1)) == "9007199254740992"


@pytest.mark.parametrize("value", [math.nan, math.inf, 10**400, "\ud800", {1: 2}, {"a": object()}])
def test_what_is_no_json_is_refused(value: object) -> None:
    """An EventError, not another exception."""
    with pytest.raises(EventError):
        canonical(value)


def test_names_are_sorted_by_utf_16() -> None:
    """As the RFC's own example: by code unit, not by code point."""
    text = canonical({"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7})
    assert [value for _, value in json.loads(text, object_pairs_hook=list)] == [2, 4, 6, 7, 1, 5, 3]
