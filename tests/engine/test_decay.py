"""Worths against exact fractions."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from dsl.engine.decay import ONE, Fading, days_alive, factor, rounded, worth
from dsl.program import Decay

_days = st.integers(1, 400)
_percents = st.decimals(0, 100, places=2)
_decays = (
    st.builds(Decay, st.just("half"), _days)
    | st.builds(Decay, st.just("percent"), _days, _percents)
    | st.builds(Decay, st.just("over"), _days)
    | st.builds(Decay, st.just("expire"), _days)
)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_rounding_is_half_to_even(top: int, bottom: int) -> None:
    """As Python rounds fractions."""
    assert rounded(top, bottom) == round(Fraction(top, bottom))


@given(_days, _percents, st.integers(0, 600))
def test_percent_is_exact(every: int, percent: Decimal, days: int) -> None:
    """The power is that of fractions, rounded once."""
    exact = (1 - Fraction(percent) / 100) ** (days // every)
    assert factor(Decay("percent", every, percent), days) == round(exact * ONE)


@given(_days, st.integers(0, 500))
def test_over_is_exact_and_ends_at_nothing(over: int, days: int) -> None:
    """A straight line down to zero."""
    assert factor(Decay("over", over), days) == round(max(Fraction(0), 1 - Fraction(days, over)) * ONE)


@given(_days, st.integers(0, 45))
def test_a_half_life_halves_exactly(every: int, times: int) -> None:
    """At whole half-lives the factor is a power of a half, rounded once; the last digits tie to even."""
    assert factor(Decay("half", every), every * times) == round(Fraction(1, 2**times) * ONE)


@given(_days, st.integers(1, 2000))
def test_between_half_lives_the_power_is_right(every: int, days: int) -> None:
    """factor^every is 2^-days, as near as 12 decimals allow."""
    got = Fraction(factor(Decay("half", every), days), ONE)
    half_unit = Fraction(1, 2 * ONE)
    assert max(Fraction(0), got - half_unit) ** every <= Fraction(1, 2**days) <= (got + half_unit) ** every


@given(_decays, st.integers(-(10**9), 10**9), st.integers(0, 900))
def test_a_worth_only_fades(decay: Decay, points: int, days: int) -> None:
    """Day by day it comes nearer to nothing and never changes sign: what lets whole spans of dates be judged at once."""
    today, tomorrow = worth(decay, points, days), worth(decay, points, days + 1)
    assert abs(tomorrow) <= abs(today) <= abs(points)
    assert tomorrow * points >= 0
    assert Fading(decay)[points][days] == today


@given(_decays, st.integers(-(10**9), 10**9), st.integers(0, 50))
def test_after_its_days_a_worth_moves_no_more(decay: Decay, points: int, later: int) -> None:
    """`days_alive` is a safe end of the search for the next change."""
    end = days_alive(decay)
    if end < 3_000_000:
        assert worth(decay, points, end) == worth(decay, points, end + later)
