"""What a firing is worth some days later, exactly (language.md section 5, Worth).

Points are whole ten-thousandths of a point here, factors whole billionths of a thousandth (12 decimals): integers only, so
that sums agree to the last digit in any order and on any machine.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

from dsl import program

UNIT = 10_000
"""Ten-thousandths in a point."""
ONE = 10**12
"""The factor 1."""
_FOR_EVER = 4_000_000  # days: more than there are dates
_PRECISE = Context(prec=60, rounding=ROUND_HALF_EVEN)
_TWELVE = Decimal(1).scaleb(-12)
_MOST_WORTHS, _MOST_SIZES = 1 << 12, 1 << 8
_GONE = Decimal("5e-13")


def rounded(numerator: int, denominator: int) -> int:
    """The quotient (denominator > 0) as a whole number, half to even."""
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return whole + (twice > denominator or (twice == denominator and whole & 1))


@lru_cache(maxsize=1 << 16)
def factor(decay: program.Decay, days: int) -> int:
    """The factor after whole days, in units of 1/ONE, rounded half to even."""
    match decay.kind:
        case "half":
            return _fixed(_PRECISE.power(Decimal(2), _PRECISE.divide(Decimal(-days), Decimal(decay.days))))
        case "percent":
            kept = 1 - decay.percent / 100
            periods = days // decay.days
            return _fixed(_PRECISE.power(kept, Decimal(periods))) if periods else ONE
        case "over":
            return rounded(max(0, decay.days - days) * ONE, decay.days)
        case "expire":
            return ONE if days < decay.days else 0


def _fixed(share: Decimal) -> int:
    return int(share.quantize(_TWELVE, context=_PRECISE).scaleb(12))


class Worths(dict[int, int]):
    """The worths of one size of points by days, worked out when first asked for."""

    def __init__(self, decay: program.Decay, points: int) -> None:
        super().__init__()
        self._decay, self._points = decay, points

    def __missing__(self, days: int) -> int:
        if len(self) >= _MOST_WORTHS:
            self.clear()
        now = self[days] = worth(self._decay, self._points, days)
        return now


class Shares(dict[int, int]):
    """What is left of a firing by days, in units of 1/ONE, worked out when first asked for."""

    def __init__(self, decay: program.Decay) -> None:
        super().__init__()
        self._decay = decay

    def __missing__(self, days: int) -> int:
        if len(self) >= _MOST_WORTHS:
            self.clear()
        share = self[days] = factor(self._decay, days)
        return share


class Fading(dict[int, Worths]):
    """One decay: its worths by points, then by days. Bounded."""

    def __init__(self, decay: program.Decay) -> None:
        super().__init__()
        self._decay = decay
        self._least: dict[int, tuple[int, int]] = {}
        self.shares = Shares(decay)
        self.days_alive = days_alive(decay)
        self.is_smooth = decay.kind == "half"  # every firing loses the same share from one date to the next

    def __missing__(self, points: int) -> Worths:
        if len(self) >= _MOST_SIZES:
            self.clear()
        worths = self[points] = Worths(self._decay, points)
        return worths

    def least(self, days: int) -> tuple[int, int]:
        """How little may be left some days later, in units of 1/ONE: at least the first share of what is left now, less
        the second share of what was fired."""
        known = self._least.get(days)
        if known is None:
            if len(self._least) >= _MOST_WORTHS:
                self._least.clear()
            known = self._least[days] = self._least_left(days)
        return known

    def _least_left(self, days: int) -> tuple[int, int]:
        every = self._decay.days
        match self._decay.kind:
            case "half":
                return max(0, factor(self._decay, days) - 1), 2
            case "percent":  # the next step down may come tomorrow
                return max(0, factor(self._decay, -(-days // every) * every) - 1), 2
            case "over":
                return ONE, min(ONE, days * ONE // every + 1)
        return 0, 0


def worth(decay: program.Decay | None, points: int, days: int) -> int:
    """Ten-thousandths that a firing of `points` ten-thousandths is worth after whole days (below 0 counts as 0)."""
    if decay is None or days <= 0:
        return points
    return rounded(points * factor(decay, days), ONE)


@lru_cache(maxsize=1 << 10)
def days_alive(decay: program.Decay | None) -> int:
    """Days after which the worth does not change any more (of no decay: 0)."""
    if decay is None:
        return 0
    match decay.kind:
        case "half":
            return 41 * decay.days  # 2^-41 is below half of the last of 12 decimals
        case "percent":
            kept = 1 - decay.percent / 100
            if kept >= 1:
                return 0
            periods = 1 if kept <= _GONE else int(_PRECISE.divide(_PRECISE.ln(_GONE), _PRECISE.ln(kept))) + 2
            return min(periods * decay.days, _FOR_EVER)
    return decay.days
