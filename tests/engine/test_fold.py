"""What a fold costs, and folds at the ends of time. (That it is right, the laws of tests/properties hold.)"""

from __future__ import annotations

from decimal import Decimal

import pytest
from making import DAY, Compare, alert, event, message, ms, plan, prop, rule, stage, track
from reference import as_answer, evaluate

from dsl.engine import Event, fold
from dsl.engine import values as values_module
from dsl.engine.funnel import Scores
from dsl.program import Decay, Plan

N = Decimal


def questions(monkeypatch: pytest.MonkeyPatch, asked: Plan, events: list[Event], at: int) -> int:
    """How often a fold looks at the stages or the score of some dates."""
    looks = 0
    view = Scores.view

    def counting(self: Scores, *given: object) -> object:
        nonlocal looks
        looks += 1
        return view(self, *given)  # type: ignore[arg-type]  # passed on as they came

    with monkeypatch.context() as patch:
        patch.setattr(Scores, "view", counting)
        fold(asked, events, at)
    return looks


def test_a_contact_that_sleeps_for_years_costs_no_more_than_for_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks at a thousand midnights one by one: what depends is halved."""
    decayed = plan(rule(100, decay=Decay("half", 30)), rule(-20, track("b"), decay=Decay("over", 90)), stages=(stage("A", 40),))

    def cost(days: int) -> int:
        start = ms("2026-01-05T10:00:00+00:00")
        found = [event("a", ident="1"), event("b", ident="2")]
        return questions(monkeypatch, decayed, found, start + days * DAY)

    assert cost(5_000) <= cost(5) + 40


def test_points_that_cancel_out_do_not_make_every_day_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """A visitor who subscribes and unsubscribes a hundred times must not make the fold look at every day of ten years."""
    toggled = plan(rule(10, decay=Decay("half", 365)), rule(-10, track("b"), decay=Decay("half", 365)), stages=(stage("A", 5),))
    found = [event("ab"[n % 2], "2026-01-05T10:00:00Z", f"m{n:03}") for n in range(200)]
    assert questions(monkeypatch, toggled, found, ms("2026-01-06T00:00:00+00:00")) < 200


def test_quiet_events_ask_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events of one day that match nothing cost no look at the stages."""
    staged = plan(rule(1, decay=Decay("half", 30)), stages=(stage("A", 40),))

    def cost(events: int) -> int:
        found = [event("z", f"2026-01-05T10:{n // 60:02}:{n % 60:02}Z", f"m{n}") for n in range(events)]
        return questions(monkeypatch, staged, [event(), *found], ms("2026-01-05T12:00:00+00:00"))

    assert cost(1_000) == cost(1)


def test_conditions_on_traits_are_asked_when_traits_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at every event, not at every instant."""
    asked = 0
    known = values_module.known

    def counting(value: object) -> bool:
        nonlocal asked
        asked += 1
        return known(value)

    fitted = plan(rule(1, kind="when", condition=Compare(prop("x"), "known")), rule(1), stages=(stage("A", 40),))
    monkeypatch.setattr(values_module, "known", counting)

    def cost(events: int) -> int:
        nonlocal asked
        asked = 0
        fold(fitted, [event("a", f"2026-01-05T10:{n // 60:02}:{n % 60:02}Z", f"m{n}") for n in range(events)], 1 << 41)
        return asked

    assert cost(500) == cost(2)


FOUR_CENTURIES = 146_097 * DAY
END = ms("2999-12-31T23:59:59.999+00:00")


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns"])
def test_a_deadline_a_century_after_the_last_possible_event(zone: str) -> None:
    """An event of the last millisecond of 2999 with deadlines, decays and holds of 36,500 days."""
    long = 36_500 * DAY
    patient = plan(
        rule(100, decay=Decay("half", 36_500)),
        rule(-50, kind="silence", within_ms=long, decay=Decay("over", 36_500)),
        timezone=zone,
        stages=(stage("A", 60), stage("B", None, on=track(), hold_ms=long)),
        alerts=(alert("silence", track(), within_ms=long),),
    )
    last = event("a", "2999-12-31T23:59:59.999Z")
    now = fold(patient, [last], END)
    assert (now.score, now.stage, now.next_due) == (100, "B", END + long)
    then = fold(patient, [last], END + long)
    assert len(then.alerts) == 1
    assert then.score < 1
    assert fold(patient, [last], END + FOUR_CENTURIES * 4).stage == "Lead"


def test_windows_longer_than_time() -> None:
    """A deadline past the last instant that has a date never comes, and breaks nothing."""
    never = plan(rule(5, kind="silence", within_ms=10**15), rule(1, kind="count", times=2, within_ms=10**15))
    verdict = fold(never, [event(), event("a", "2999-12-31T23:59:59.999Z", "2")], END)
    assert (verdict.score, verdict.next_due) == (1, None)


@pytest.mark.parametrize("at", [-(10**13), -1, 0, 10**15])
def test_an_instant_before_or_after_all_events(at: int) -> None:
    """Nothing is known of the contact yet, or everything is long over."""
    fading = plan(rule(100, decay=Decay("half", 30)), stages=(stage("A", 60), stage("Z", None)), alerts=(alert("stage", "A"),))
    verdict = fold(fading, [event()], at, ledger=True)
    assert (verdict.stage, verdict.score) == ("Lead", 0)


@pytest.mark.parametrize(
    "times, asked",
    [
        ((), ("02:29", "02:30", "03:30", "05:00")),
        (("02:30", "02:45", "03:45"), ("02:29", "02:30", "02:45", "03:45", "05:00")),
        (("02:45", "03:45"), ("02:45", "03:45", "05:00")),
    ],
)
def test_a_date_that_is_left_and_comes_back_is_judged_again(times: tuple[str, ...], asked: tuple[str, ...]) -> None:
    """Newfoundland in 2010: one minute into 7 November (02:30Z) the clocks went back to 23:01 of the 6th. What expires with
    the 6th is worth something again in that hour and nothing once the 7th is back (03:30Z): wherever an event or a midnight
    has the contact judged, stage and score agree."""
    day_long = plan(rule(10, decay=Decay("expire", 1)), timezone="America/St_Johns", stages=(stage("A", 5),))
    found = [event("a", "2010-11-06T12:00:00Z", "1")] + [event("z", f"2010-11-07T{time}:00Z", f"z{time}") for time in times]
    for time in asked:
        at = ms(f"2010-11-07T{time}:00+00:00")
        verdict = fold(day_long, [e for e in found if e.at <= at], at)
        assert (verdict.stage == "A") is (verdict.score == 10), (time, verdict.stage, verdict.score)


def test_one_instant_has_one_order() -> None:
    """Midnight, events by messageId, deadlines, evaluation, alerts: all at once, as the naive evaluator has it."""
    busy = plan(
        rule(10, decay=Decay("expire", 1)),
        rule(-7, kind="silence", within_ms=DAY),
        rule(4, track("b")),
        stages=(stage("A", 5), stage("B", None, on=track("b"), hold_ms=DAY, until=track("a"))),
        alerts=(alert("stage", "B"), alert("without", "A", b=track("b"), within_ms=DAY), alert("pattern", track("b"))),
        resets=track("r"),
    )
    times = ["2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z", "2026-01-07T00:00:00Z"]
    found = [message(name, time, f"{name}{place}") for place, time in enumerate(times) for name in "abr"]
    for at in (ms("2026-01-06T00:00:00+00:00"), ms("2026-01-07T00:00:00+00:00"), ms("2026-01-08T00:00:00+00:00")):
        read = [Event.from_message(one) for one in found]
        assert as_answer(fold(busy, read, at, ledger=True)) == evaluate(busy, found, at)
