"""What the board says of whole spans of dates against what it says of each date in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from making import DECAYS

from dsl.engine.board import Board
from dsl.engine.decay import Fading, worth
from dsl.engine.standing import NO_CONDITION, Held, Standing
from dsl.program import Decay

Firing = tuple[int, int, int, int, int]  # group, decay, condition, date, ten-thousandths
GROUPS, CONDITIONS = 2, 2
FOR_EVER = 1 << 40

_sizes = st.one_of(st.integers(1, 10**10), st.integers(1, 60), st.just(1), st.just(333_333))
_points = st.builds(lambda size, sign: size * sign, _sizes, st.sampled_from([1, 1, -1]))
_helds = st.lists(
    st.builds(
        Held,
        st.just(0),
        st.integers(0, GROUPS - 1),
        st.integers(-(10**6), 10**6),
        st.integers(0, CONDITIONS - 1),
        st.sampled_from([0, 0, 995, 1010, 1080]),
        st.sampled_from([FOR_EVER, FOR_EVER, 1020, 1100]),
    ),
    max_size=3,
)
_firings = st.lists(
    st.tuples(
        st.integers(0, GROUPS - 1),
        st.integers(-1, 2),
        st.integers(-1, CONDITIONS - 1),
        st.integers(1000, 1060),
        _points,
    ),
    max_size=12,
)
_truths = st.lists(st.booleans(), min_size=CONDITIONS, max_size=CONDITIONS)
_decays = st.lists(DECAYS, min_size=3, max_size=3)
_spans = st.tuples(st.integers(0, 70), st.integers(0, 70))


def exact(firings: list[Firing], held: list[Held], decays: list[Decay], truths: list[bool], day: int) -> list[int]:
    """The sums by direct definition."""
    sums = [0] * GROUPS
    for group, decay, condition, fired, points in firings:
        if condition == NO_CONDITION or truths[condition]:
            sums[group] += points if decay < 0 else worth(decays[decay], points, day - fired)
    for when in held:
        if truths[when.condition] and when.on(day):
            sums[when.group] += when.points
    return sums


def check(
    board: Board, firings: list[Firing], held: list[Held], decays: list[Decay], truths: list[bool], span: tuple[int, int]
) -> None:
    """Sums, `bounds` and `rough` of a span that begins with the latest firing or later."""
    first = max([1000] + [firing[3] for firing in firings]) + span[0]
    last = first + span[1]
    limits = [board.rough(first, last), board.bounds(first, last), board.rough(first, last)]
    limits = [(list(low), list(high)) for low, high in limits]
    for day in {first, last, (first + last) // 2, min(first + 1, last), max(last - 1, first)}:
        sums = exact(firings, held, decays, truths, day)
        assert board.sums(day) == sums
        for low, high in limits:
            assert all(a <= b <= c for a, b, c in zip(low, sums, high, strict=True)), (day, low, sums, high)


@given(_firings, _helds, _decays, _truths, st.lists(_spans, min_size=1, max_size=3))
def test_spans_enclose_every_date_in_them(
    firings: list[Firing], held: list[Held], decays: list[Decay], truths: list[bool], spans: list[tuple[int, int]]
) -> None:
    """`rough` and `bounds` are limits on each date of the span, and `sums` is what the definition says."""
    board = Board(GROUPS, [Fading(decay) for decay in decays], held, Standing())
    board.settle(truths)
    for firing in firings:
        board.add(*firing)
    for span in spans:
        check(board, firings, held, decays, truths, span)


@given(st.data(), _helds, _decays)
def test_spans_enclose_whatever_happened_between(data: st.DataObject, held: list[Held], decays: list[Decay]) -> None:
    """The same after any mix of firings, changes of the profile, resets, and bases laid on later dates."""
    board = Board(GROUPS, [Fading(decay) for decay in decays], held, Standing())
    truths = [False] * CONDITIONS
    board.settle(truths)
    firings: list[Firing] = []
    day = 1000
    for step in data.draw(st.lists(st.sampled_from(["add", "add", "add", "settle", "clear", "base", "check"]), max_size=14)):
        if step == "add":
            # never before the latest: histories are folded in order
            day += data.draw(st.integers(0, 9))
            group, decay = data.draw(st.integers(0, GROUPS - 1)), data.draw(st.integers(-1, 2))
            firings.append((group, decay, data.draw(st.integers(-1, CONDITIONS - 1)), day, data.draw(_points)))
            board.add(*firings[-1])
        elif step == "settle":
            truths = data.draw(_truths)
            board.settle(truths)
        elif step == "clear":
            firings = []
            board.clear()
        elif step == "base":
            board.rebase(day + data.draw(st.integers(0, 30)))
        else:
            span = data.draw(_spans)
            check(board, firings, held, decays, truths, span)
            day = max(day, max([1000] + [firing[3] for firing in firings]) + span[0] + span[1])
    check(board, firings, held, decays, truths, data.draw(_spans))


def test_limits_hold_for_points_of_any_size() -> None:
    """A scaled rule can fire a billion points: then the twelfth decimal of a factor is worth whole points."""
    decay, points = Decay("half", 1), 10**16
    board = Board(1, [Fading(decay)], [], Standing())
    board.settle([])
    board.add(0, 0, NO_CONDITION, 1000, points)
    board.rebase(1040)
    for day in range(1040, 1046):
        low, high = board.rough(day, day)
        assert low[0] <= worth(decay, points, day - 1000) <= high[0]


def test_what_is_worth_nothing_any_more_is_forgotten() -> None:
    """Years of daily firings that expire leave a bounded number of lines."""
    decay = Decay("expire", 7)
    standing = Standing()
    board = Board(1, [Fading(decay)], [], standing)
    board.settle([])
    for day in range(5_000):
        board.add(0, 0, NO_CONDITION, day, 10)
    assert sum(len(lines) for sizes in standing.live.values() for lines in sizes.values()) < 1_000
    assert board.sums(4_999) == [70]
    assert board.last_moving_day() == 4_999 + 7
