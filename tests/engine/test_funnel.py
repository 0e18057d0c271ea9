"""Stages judged over intervals of scores against stages judged at each point of them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from making import Compare

from dsl.engine.funnel import Funnel, Scores, judge
from dsl.program import All, Any, Condition, Field, Group, Not, Plan, Stage

TRAITS = {"t0": 0, "t1": 1}
SOURCES = [("score",), ("group", "g"), ("group", "h")]
GROUPS = {"g": 0, "h": 1}

_numbers = st.integers(-6, 6).map(lambda n: Decimal(n) / 2)
_tests: st.SearchStrategy[Condition] = st.builds(
    lambda source, op, values: Compare(Field("x", (source,)), op, tuple(values)),
    st.sampled_from(SOURCES),
    st.sampled_from(["=", "<", "<=", ">", ">="]),
    st.lists(_numbers, min_size=1, max_size=2),
)
_known: st.SearchStrategy[Condition] = st.sampled_from(SOURCES).map(lambda source: Compare(Field("x", (source,)), "known"))
_traits: st.SearchStrategy[Condition] = st.sampled_from(sorted(TRAITS)).map(
    lambda name: Compare(Field(name, (("profile", name),)), "known")
)
_conditions: st.SearchStrategy[Condition] = st.recursive(
    _tests | _tests | _known | _traits,
    lambda inner: (
        inner.map(Not) | st.builds(lambda a, b: All((a, b)), inner, inner) | st.builds(lambda a, b: Any((a, b)), inner, inner)
    ),
    max_leaves=5,
)
_clips = st.sampled_from([None, None, Decimal(-1), Decimal("1.5")])
_spans = st.tuples(st.integers(-3, 3), st.integers(0, 3))


def place_of_trait(condition: Condition) -> int:
    assert isinstance(condition, Compare)
    return TRAITS[condition.field.text]


def said(condition: Condition, score: Decimal, groups: list[Decimal], truths: list[bool]) -> bool:
    """The condition by direct definition."""
    match condition:
        case Not(of):
            return not said(of, score, groups, truths)
        case All(of):
            return all(said(part, score, groups, truths) for part in of)
        case Any(of):
            return any(said(part, score, groups, truths) for part in of)
        case Compare(field, op, values):
            source = field.sources[0]
            if source[0] == "profile":
                return truths[TRAITS[source[1]]]
            value = score if source[0] == "score" else groups[GROUPS[source[1]]]
            if op == "known":
                return True
            pairs = [(value, bound) for bound in values if isinstance(bound, Decimal)]
            held = {
                "=": [v == b for v, b in pairs],
                "<": [v < b for v, b in pairs],
                "<=": [v <= b for v, b in pairs],
                ">": [v > b for v, b in pairs],
                ">=": [v >= b for v, b in pairs],
            }
            return any(held[op])
    raise AssertionError(condition)


def _plan(least: Decimal | None, most: Decimal | None, stages: tuple[Stage, ...] = ()) -> Plan:
    return Plan("p", "P", "UTC", (Group("g", max=most, min=least), Group("h")), stages=stages, score_to=most)


@given(_conditions, st.tuples(_spans, _spans), st.lists(st.booleans(), min_size=2, max_size=2), _clips)
def test_an_interval_answer_agrees_with_every_point_in_it(
    condition: Condition, spans: tuple[tuple[int, int], tuple[int, int]], truths: list[bool], most: Decimal | None
) -> None:
    """True: at every point; False: at none. At a single point the answer is what the definition says, never open."""
    scores = Scores(_plan(None, most))
    judged = judge(condition, GROUPS, place_of_trait)
    half = 5_000
    low = [start * half for start, _ in spans]
    high = [(start + length) * half for start, length in spans]
    known = judged(scores.view(low, high, truths))
    for g in range(low[0], high[0] + 1, half):
        for h in range(low[1], high[1] + 1, half):
            groups = scores.groups([g, h])
            points = [Decimal(total) / 10_000 for total in groups]
            truth = said(condition, Decimal(scores.score(groups)) / 10_000, points, truths)
            assert judged(scores.view([g, h], [g, h], truths)) is truth
            assert known is None or known is truth


@given(
    st.lists(st.tuples(_conditions | st.none(), st.sampled_from([None, Decimal(0), Decimal(1)])), min_size=1, max_size=3),
    st.integers(-1, 2),
    st.dictionaries(st.integers(0, 2), st.integers(0, 200), max_size=2),
    st.tuples(_spans, _spans),
    st.lists(st.booleans(), min_size=2, max_size=2),
)
def test_a_stage_over_an_interval_is_the_stage_at_every_point(
    drawn: list[tuple[Condition | None, Decimal | None]],
    kept: int,
    held: dict[int, int],
    spans: tuple[tuple[int, int], tuple[int, int]],
    truths: list[bool],
) -> None:
    """Where the funnel commits itself for a span, it says the same at each point of it, and at a point it always does."""
    stages = tuple(Stage(f"s{n}", "p", 1, condition, hold_ms=100, keep=keep) for n, (condition, keep) in enumerate(drawn))
    plan = _plan(None, None, stages)
    scores, funnel = Scores(plan), Funnel(plan, place_of_trait)
    low = [start * 5_000 for start, _ in spans]
    high = [(start + length) * 5_000 for start, length in spans]
    over = funnel.stage(scores.view(low, high, truths), kept, held, 150)
    for g in range(low[0], high[0] + 1, 5_000):
        for h in range(low[1], high[1] + 1, 5_000):
            at = funnel.stage(scores.view([g, h], [g, h], truths), kept, held, 150)
            assert at is not None
            assert over is None or over == at


def test_a_maximum_below_a_minimum_yields() -> None:
    """`score from 5 to 3` is refused by the checker; here the floor wins, so that the score is one number."""
    scores = Scores(Plan("p", "P", "UTC", (Group("g"),), score_from=Decimal(5), score_to=Decimal(3)))
    assert [scores.score([points * 10_000]) for points in (0, 4, 9)] == [50_000, 50_000, 50_000]
