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


class Fading(dict[int, Worths]):
    """One decay: its worths by points, then by days. Bounded."""

    def __init__(self, decay: program.Decay) -> None:
        super().__init__()
        self._decay = decay
        self._kept: dict[int, int] = {}
        self.days_alive = days_alive(decay)

    def __missing__(self, points: int) -> Worths:
        if len(self) >= _MOST_SIZES:
            self.clear()
        worths = self[points] = Worths(self._decay, points)
        return worths

    def kept(self, days: int) -> int:
        """The share (in units of 1/ONE, not too large) of what is left of any firing that is left some days later too."""
        known = self._kept.get(days)
        if known is None:
            if len(self._kept) >= _MOST_WORTHS:
                self._kept.clear()
            known = self._kept[days] = max(0, self._least_kept(days))
        return known

    def _least_kept(self, days: int) -> int:
        match self._decay.kind:
            case "half":
                return factor(self._decay, days) - 1
            case "percent":  # the next step down may come tomorrow
                every = self._decay.days
                return factor(self._decay, -(-days // every) * every) - 1
        return 0 if days else ONE


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
