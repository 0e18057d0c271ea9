"""The oracle is tested too: sentences of language.md, each with the answer worked out by hand. The engine is held to them
at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import reference
from reference import Answer, as_answer, next_change, next_due
from reference_calendar import DAY, HOUR, local_date, midnight, midnights
from reference_events import Message, canonical, fact, facts, glob, instant, number
from reference_identity import contacts
from reference_match import profile_lookup, subject
from reference_rules import worth

from dsl import program
from dsl.engine import Event, fold
from dsl.engine.calendar import Calendar
from dsl.program import EXCLUDED, Alert, All, Cap, Decay, EventPattern, Field, Group, Not, Plan, Rule, Scale, Stage

T0 = 1_767_571_200_000  # 2026-01-05T00:00Z, a Monday
KEY, FORM, VALUE = (Field(name, (("properties", name),)) for name in ("key", "form", "value"))


def word(name: str) -> tuple[EventPattern, ...]:
    return (EventPattern(name, "track", (name,), (FORM,), per=KEY),)


A, B, Q, RESET = word("a"), word("b"), word("q"), word("reset")


def track(name: str, at: int, **properties: Any) -> Message:
    """A track message `at` milliseconds after T0, whose id tells its time and name."""
    return {
        "type": "track",
        "event": name,
        "userId": "u1",
        "messageId": f"{at:015d}{name}",
        "timestamp": _iso(T0 + at),
        "properties": properties,
    }


def identify(at: int, **traits: Any) -> Message:
    return {"type": "identify", "userId": "u1", "messageId": f"{at:015d}", "timestamp": _iso(T0 + at), "traits": traits}


def _iso(at: int) -> str:
    days, rest = divmod(at, DAY)
    clock = f"{rest // HOUR:02d}:{rest // 60_000 % 60:02d}:{rest % 60_000 / 1000:06.3f}"
    return f"{date.fromordinal(date(1970, 1, 1).toordinal() + days)}T{clock}Z"


def rule(kind: Any, points: str | int = 10, **more: Any) -> Rule:
    return Rule(kind, "r", "p.punkty", 1, "g", Decimal(points), **more)


def plan(*rules: Rule, **more: Any) -> Plan:
    return Plan("p", "P", more.pop("timezone", "UTC"), groups=more.pop("groups", (Group("g"),)), rules=rules, **more)


def at_score(name: str, score: int, **more: Any) -> Stage:
    return Stage(name, "p.punkty", 1, program.Test(Field("score", (("score",),)), ">=", (Decimal(score),)), **more)


def alert(kind: Any, a: Any, b: Any = (), within: int = 0, **more: Any) -> Alert:
    return Alert(kind, "sales", "alert", "p.punkty", 1, a, b, within, **more)


def fired(own: Rule, *messages: Message, at: int = 100 * DAY) -> list[tuple[int, int]]:
    """(milliseconds after T0, whole points) of the rule's firings."""
    said = evaluate(plan(own), messages, T0 + at)
    return [(entry[0] - T0, int(entry[6])) for entry in said.entries or () if entry[0] is not None]


def times(own: Rule, *messages: Message) -> list[int]:
    return [at for at, _ in fired(own, *messages)]


def evaluate(own: Plan, messages: Sequence[Message], at: int) -> Answer:
    """What the reference says; the engine must say the same."""
    said = reference.evaluate(own, messages, at)
    assert as_answer(fold(own, map(Event.from_message, messages), at, ledger=True)) == said
    return said


# Firings


def test_n_matches_never_overlap() -> None:
    """`2 times in D` counts in (t-D, t] since the last firing and starts anew after each."""
    twice = rule("count", a=A, times=2, within_ms=DAY)
    assert times(twice, *(track("a", at) for at in (0, 1, 2, 3, 4))) == [1, 3]
    assert times(twice, track("a", 0), track("a", DAY)) == []
    assert times(twice, track("a", 0), track("a", DAY - 1)) == [DAY - 1]


def test_then_fires_at_the_first_b_within_the_time() -> None:
    """The last A before B counts, exactly D is in time, a second B finds the A used."""
    then = rule("then", a=A, b=B, within_ms=DAY)
    assert times(then, track("a", 0), track("b", DAY), track("b", DAY + 1)) == [DAY]
    assert times(then, track("a", 0), track("b", DAY + 1)) == []
    assert times(then, track("a", 0), track("a", DAY), track("b", DAY + 1)) == [DAY + 1]


def test_an_event_that_is_a_and_b_is_judged_as_b_first() -> None:
    """`on A then A` fires at every A that follows another closely enough."""
    assert times(rule("then", a=A, b=A, within_ms=DAY), *(track("a", at) for at in (0, 1, 2))) == [1, 2]


def test_an_absence_fires_at_its_deadline() -> None:
    """A B up to and including the deadline cancels, a further A starts the clock afresh."""
    without = rule("without", a=A, b=B, within_ms=DAY)
    assert times(without, track("a", 0)) == [DAY]
    assert times(without, track("a", 0), track("b", DAY)) == []
    assert times(without, track("a", 0), track("b", DAY + 1)) == [DAY]
    assert times(without, track("a", 0), track("a", DAY)) == [2 * DAY]


def test_per_ties_an_absence() -> None:
    """Only a B of the same value cancels; a B without it ends every clock, a clock without it is ended by any B."""
    without = rule("without", a=A, b=B, within_ms=DAY, tied=True)
    assert times(without, track("a", 0, key="1"), track("b", 1, key="2")) == [DAY]
    assert times(without, track("a", 0, key="1"), track("b", 1, key=1)) == []
    assert times(without, track("a", 0, key="1"), track("b", 1)) == []
    assert times(without, track("a", 0), track("b", 1, key="2")) == []
    assert times(without, track("a", 0, key="1"), track("a", 1), track("a", 2, key="2")) == [DAY, DAY + 1, DAY + 2]


def test_silence_counts_from_the_last_match() -> None:
    """Each match restarts the clock, whatever its key; a match at the deadline does too."""
    silence = rule("silence", a=A, within_ms=DAY)
    assert times(silence, track("a", 0, key="1"), track("a", DAY, key="2")) == [2 * DAY]


def test_points_scale_by_full_steps() -> None:
    """Every full 100 counts; less than one step, a missing number or a text that is none fires nothing."""
    scaled = rule("each", 1, a=A, scale=Scale(Decimal(100), (VALUE,)))
    values: list[Any] = [250, "99.99", 99.99, "100", -500, "x", None, True]
    assert [p for _, p in fired(scaled, *(track("a", i, value=v) for i, v in enumerate(values)))] == [2, 1]


def test_a_count_without_a_number_has_used_its_matches() -> None:
    """The firing that the scale refuses starts the count anew all the same."""
    scaled = rule("count", 1, a=A, times=2, within_ms=DAY, scale=Scale(Decimal(1), (VALUE,)))
    assert times(scaled, track("a", 0), track("a", 1), track("a", 2, value=7), track("a", 3, value=3)) == [3]


# Limits


def test_limits_work_in_their_order() -> None:
    """Dates, once, once each, times, points: each sees only what the one before let through."""
    second_day = date(2026, 1, 6)
    once = rule("each", a=A, once=True, since=second_day, until=second_day)
    assert times(once, track("a", 0), track("a", DAY), track("a", DAY + 1)) == [DAY]
    each = rule("each", a=A, once_each=True, caps=(Cap("ever", "times", Decimal(2)),))
    events = [track("a", at, form=form) for at, form in enumerate(["x", " X", "y", None, "z"])]
    assert times(each, *events) == [0, 2]


def test_max_points_cuts_what_crosses() -> None:
    """The firing that crosses is cut to what is left, in absolute size; the next day or week begins anew."""
    day = rule("each", -10, a=A, caps=(Cap("day", "points", Decimal(15)),))
    assert fired(day, *(track("a", at) for at in (0, 1, 2, DAY))) == [(0, -10), (1, -5), (DAY, -10)]
    week = rule("each", a=A, caps=(Cap("week", "points", Decimal(15)),))
    assert fired(week, *(track("a", at * DAY) for at in (0, 6, 7))) == [(0, 10), (6 * DAY, 5), (7 * DAY, 10)]


# Worth


@pytest.mark.parametrize(
    "decay, days, expected",
    [
        (Decay("half", 30), 30, "5"),
        (Decay("half", 30), 1, "9.7716"),
        (Decay("percent", 7, Decimal(10)), 13, "9"),
        (Decay("percent", 7, Decimal(10)), 14, "8.1"),
        (Decay("over", 3), 1, "6.6667"),
        (Decay("over", 3), 4, "0"),
        (Decay("expire", 3), 2, "10"),
        (Decay("expire", 3), 3, "0"),
        (None, 999, "10"),
    ],
)
def test_worth(decay: Decay | None, days: int, expected: str) -> None:
    """Ten points after some days."""
    assert worth(Decimal(10), decay, days) == Decimal(expected)


def test_worth_rounds_half_to_even_twice() -> None:
    """The factor to 12 decimals, then the worth to 4."""
    assert worth(Decimal("0.0001"), Decay("half", 1), 1) == 0
    assert worth(Decimal("0.0003"), Decay("half", 1), 1) == Decimal("0.0002")
    assert worth(Decimal(1_000_000_000_000), Decay("over", 3), 1) == Decimal(666_666_666_667)


def test_a_day_is_a_local_calendar_day() -> None:
    """Two minutes around a local midnight are one day, and the day after the clock went forward is one day too."""
    decaying = plan(rule("each", a=A, decay=Decay("expire", 1)), timezone="Europe/Warsaw")
    last_minute = midnight(date(2026, 3, 29), "Europe/Warsaw") - 1
    message = track("a", last_minute - T0)
    assert evaluate(decaying, [message], last_minute).score == 10
    assert evaluate(decaying, [message], last_minute + 1).score == 0


# Groups, profile, resets, exclusion


def test_clips_and_the_ledger() -> None:
    """A subtotal is clipped, then the score; the adjustments say by how much."""
    clipped = plan(rule("each", 40, a=A), groups=(Group("g", max=Decimal(25)),), score_from=Decimal(0), score_to=Decimal(20))
    said = evaluate(clipped, [track("a", 0)], T0)
    assert (said.score, said.groups) == (Decimal(20), {"g": Decimal(25)})
    assert said.adjustments == [("group g max 25", Decimal(-15)), ("score from 0 to 20", Decimal(-5))]


def test_when_and_while_look_at_the_profile_of_now() -> None:
    """Both hold from the trait on and no longer than it; `when` also begins and ends with its dates."""
    polish = program.Test(Field("country", (("profile", "country"),)), "=", ("pl",))
    messages = [track("a", 0), identify(1, country=" PL "), identify(2, country=None)]
    rules = rule("when", 1, condition=polish), rule("each", 2, a=A, provided=polish)
    assert [evaluate(plan(*rules), messages, T0 + at).score for at in (0, 1, 2)] == [0, 3, 0]
    dated = plan(rule("when", 1, condition=polish, since=date(2026, 1, 6), until=date(2026, 1, 6)))
    known = [identify(0, country="pl")]
    assert [evaluate(dated, known, T0 + at).score for at in (DAY - 1, DAY, 2 * DAY - 1, 2 * DAY)] == [0, 1, 1, 0]


def test_the_profile_is_the_last_word_on_each_path() -> None:
    """Objects merge, a non-object above unsets what was below, null unsets; a group's traits are the company's."""
    messages = [
        identify(0, company={"size": 5, "name": "x"}, tags=["a"]),
        {"type": "group", "userId": "u1", "messageId": "g", "timestamp": _iso(T0 + 1), "traits": {"size": 7}},
        identify(2, tags=None),
    ]
    look = profile_lookup(facts(messages))
    assert look(("profile", "company", "size")) == [7]
    assert look(("profile", "company", "name")) == ["x"]
    assert look(("profile", "tags")) == []
    replaced = profile_lookup(facts([*messages, identify(3, company="y"), identify(4, company={"name": "z"})]))
    assert (replaced(("profile", "company", "size")), replaced(("profile", "company", "name"))) == ([], ["z"])


def test_a_reset_starts_afresh() -> None:
    """Rules see only what comes later: counts, clocks and limits begin anew, and old firings are gone."""
    once = plan(rule("each", a=A, once=True), rule("without", 1, a=A, b=B, within_ms=DAY), resets=RESET)
    messages = [track("a", 0), track("reset", DAY), track("a", DAY + 1)]
    assert [evaluate(once, messages, T0 + at).score for at in (DAY - 1, DAY, DAY + 1, 2 * DAY + 1)] == [10, 0, 10, 11]


def test_exclusion_forgets_the_stage_but_not_for_alerts() -> None:
    """While it lasts all is 0 and no alert comes; afterwards stages begin at Lead, and who was in them does not enter."""
    staff = program.Test(Field("staff", (("profile", "staff"),)), "=", (True,))
    excluding = plan(
        rule("each", a=A, decay=Decay("expire", 2)),
        stages=(at_score("S", 10),),
        alerts=(alert("stage", "S"), alert("pattern", B)),
        excludes=(staff,),
        score_from=Decimal(5),
        score_to=Decimal(100),
    )
    messages = [track("a", 0), identify(1, staff=True), track("b", 2), identify(3, staff=False)]
    assert evaluate(excluding, messages, T0 + 2).score == 0
    said = evaluate(excluding, messages, T0 + 3)
    assert [t[1:3] for t in said.transitions] == [("Lead", "S"), ("S", EXCLUDED), (EXCLUDED, "S")]
    assert [(a[0] - T0, a[1]) for a in said.alerts] == [(0, 0)]


def test_machines_and_ignored_events_are_not_seen() -> None:
    """Machine-made events set nothing; ignored ones still set traits."""
    country = rule("when", 1, condition=program.Test(Field("country", (("profile", "country"),)), "known"))
    traits = {"context": {"traits": {"country": "PL"}}}
    machine = track("a", 0, machine_open=True) | traits
    assert evaluate(plan(country, rule("each", a=A)), [machine], T0).score == 0
    assert evaluate(plan(country, rule("each", a=A), ignores=A), [track("a", 0) | traits], T0).score == 1


# Stages and alerts


def moves(said: Answer) -> list[tuple[int, str]]:
    return [(at - T0, after) for at, _, after, _ in said.transitions]


def test_on_holds_for_its_time_and_until_its_end() -> None:
    """`on A for 1d until Q` holds while t < at + 1d and no Q came after the latest A."""
    staged = plan(stages=(Stage("S", "p.punkty", 1, on=A, hold_ms=DAY, until=Q),))
    messages = [track("a", 0), track("q", 5), track("a", 10)]
    assert moves(evaluate(staged, messages, T0 + 9 * DAY)) == [(0, "S"), (5, "Lead"), (10, "S"), (10 + DAY, "Lead")]
    both = plan(stages=(Stage("S", "p.punkty", 1, on=A, until=A),))
    assert evaluate(both, messages, T0 + DAY).stage == "S"


def test_on_ends_although_an_event_stands_there() -> None:
    """The end of `for` may fall on an event that has nothing to do with it."""
    staged = plan(stages=(Stage("S", "p.punkty", 1, on=A, hold_ms=HOUR),))
    messages = [track("a", HOUR), track("b", 2 * HOUR)]
    assert moves(evaluate(staged, messages, T0 + 9 * DAY)) == [(HOUR, "S"), (2 * HOUR, "Lead")]


def test_until_below_keeps_a_stage_and_later_ones() -> None:
    """Reached once, it stays while the score is high enough; a reset drops it."""
    halving = rule("each", a=A, decay=Decay("half", 1))
    staged = plan(halving, stages=(at_score("S", 10, keep=Decimal(4)), at_score("Z", 20)), resets=RESET)
    twice = [track("a", 0), track("a", 1)]
    assert moves(evaluate(staged, twice, T0 + 9 * DAY)) == [(0, "S"), (1, "Z"), (DAY, "S"), (3 * DAY, "Lead")]
    reset = [track("a", 0), track("reset", DAY)]
    assert moves(evaluate(staged, reset, T0 + 9 * DAY)) == [(0, "S"), (DAY, "Lead")]


def test_stages_move_at_midnight() -> None:
    """A decaying score leaves its stage at the first local midnight on which it is too low."""
    staged = plan(rule("each", a=A, decay=Decay("expire", 1)), stages=(at_score("S", 10),), timezone="Asia/Kolkata")
    assert moves(evaluate(staged, [track("a", 0)], T0 + DAY)) == [(0, "S"), (DAY - 19_800_000, "Lead")]


def test_a_jumped_stage_raises_nothing() -> None:
    """Only the stage that is evaluated is entered, and only from below."""
    jumping = plan(
        rule("each", 30, a=A, decay=Decay("expire", 1)),
        rule("each", 10, a=B),
        stages=(at_score("S", 10), at_score("Z", 30)),
        alerts=(alert("stage", "S"), alert("stage", "Z")),
    )
    messages = [track("a", 0), track("b", 1)]
    assert [(a[0] - T0, a[1]) for a in evaluate(jumping, messages, T0 + 2 * DAY).alerts] == [(0, 1)]


def test_a_cooldown_ends_exactly_after_its_time() -> None:
    """Held back in less than D, raised at D; what is held back starts no cooldown."""
    rare = plan(alerts=(alert("pattern", A, cooldown_ms=DAY),))
    messages = [track("a", at) for at in (0, DAY - 1, DAY, DAY + 1)]
    assert [a[0] - T0 for a in evaluate(rare, messages, T0 + 9 * DAY).alerts] == [0, DAY]


def test_an_absence_after_a_stage() -> None:
    """`no_b(S, 1d)`: the clock runs on when the stage is left; B or a reset ends it, B at the entry does not."""
    watched = plan(
        rule("each", a=A),
        rule("each", -10, a=Q),
        stages=(at_score("S", 10),),
        alerts=(alert("without", "S", B, DAY),),
        resets=RESET,
    )

    def raised(*messages: Message) -> list[int]:
        return [a[0] - T0 for a in evaluate(watched, messages, T0 + 9 * DAY).alerts]

    assert raised(track("a", 0), track("q", 1)) == [DAY]
    assert raised(track("a", 0), track("b", 0)) == [DAY]
    assert raised(track("a", 0), track("b", DAY)) == []
    assert raised(track("a", 0), track("reset", 1)) == []


def test_a_stage_reached_at_the_deadline_cancels() -> None:
    """`S` as B is reached by a move from below it, at the deadline too; being there already is not reaching it."""
    watched = plan(rule("each", a=A), stages=(at_score("S", 10), at_score("Z", 20)), alerts=(alert("without", B, "S", DAY),))

    def raised(*messages: Message) -> list[int]:
        return [a[0] - T0 for a in evaluate(watched, messages, T0 + 9 * DAY).alerts]

    assert raised(track("b", 0), track("a", DAY)) == []
    assert raised(track("b", 0), track("a", DAY + 1)) == [DAY]
    assert raised(track("a", 0), track("b", 1), track("a", 2)) == [DAY + 1]


# What comes next


def test_next_due_and_next_change() -> None:
    """The deadline, then the midnight on which the stage is left; decay alone moves the score at its own midnights."""
    due = plan(
        rule("each", a=A, decay=Decay("half", 1)),
        rule("without", -1, a=A, b=B, within_ms=HOUR),
        stages=(at_score("S", 5),),
    )
    messages = [track("a", 0)]
    assert next_due(due, messages, T0, 30) == T0 + HOUR
    assert next_due(due, messages, T0 + HOUR, 30) == T0 + DAY
    assert next_due(due, messages, T0 + DAY, 30) is None
    assert next_change(due, messages, T0, 30) == T0 + DAY
    assert next_change(due, messages, T0 + 3 * DAY, 30) == T0 + 6 * DAY  # 1.25 then, 0.1563 there


# Messages, matching, calendars, identity


def test_the_first_received_copy_counts() -> None:
    """Of one messageId the earliest receivedAt wins, an unknown one last, among equals the least canonical text."""
    base = {"type": "track", "event": "a", "userId": "u1", "messageId": "m"}
    copies = [base | {"timestamp": _iso(T0 + at)} for at in (3, 2, 1)]
    copies[0]["receivedAt"], copies[1]["receivedAt"] = _iso(T0 + 10), _iso(T0 + 11)
    assert [f.at - T0 for f in facts(copies)] == [3]
    assert [f.at - T0 for f in facts(copies[1:])] == [2]


def test_a_clock_ahead_is_not_believed() -> None:
    """More than five minutes past its receipt, or before 2000, a message has the time of its receipt."""
    received = {"receivedAt": _iso(T0), "messageId": "m", "type": "track", "userId": "u"}
    assert fact(received | {"timestamp": _iso(T0 + 300_000)}).at == T0 + 300_000
    assert fact(received | {"timestamp": _iso(T0 + 300_001)}).at == T0
    assert fact(received | {"timestamp": "1999-12-31T23:59:59.999Z"}).at == T0
    assert fact(received | {"timestamp": "soon", "originalTimestamp": "2026-01-04T01:00+01:00"}).at == T0 - DAY


def test_paths_are_normalised() -> None:
    """Host, query, fragment and the final slash go, escapes are decoded, an empty path is `/`."""

    def path(**properties: Any) -> list[str | None]:
        page = {"type": "page", "messageId": "m", "timestamp": _iso(T0), "userId": "u1", "properties": properties}
        pattern = (EventPattern("page", "page", (), (Field("path", (("path",),)),)),)
        return [subject(pattern[0], fact(page))]

    assert path(url="https://e.com/A/b/?x=1#y") == ["/a/b"]
    assert path(url="https://e.com") == ["/"]
    assert path(path="", url="/%C5%81%FF/") == ["/ł%ff"]
    assert path() == [None]


def test_values_compare_by_kind() -> None:
    """Plain-number text is a number, a boolean is none, a list satisfies by any member, `not` is plain negation."""

    def matches(op: Any, literal: Any, value: Any) -> bool:
        pattern = replace(A[0], filters=(program.Test(VALUE, op, (literal,)),))
        return len(times(rule("each", a=(pattern,)), track("a", 0, value=value))) == 1

    assert matches("=", Decimal(5), " 5.0 ")
    assert not matches("=", Decimal(1), True)
    assert matches("=", "5", 5.0)
    assert matches(">", Decimal(10), [1, [11]])
    assert matches("=", True, "TRUE")
    assert not matches("<", Decimal(10), "1e0")
    assert matches("=", date(2026, 1, 5), "2026-01-05T23:59:59Z")
    assert matches("contains", "x", "axb")
    assert not matches("contains", "x", ["axb"])
    missing = replace(A[0], filters=(Not(program.Test(VALUE, "=", (Decimal(5),))), All(())))
    assert times(rule("each", a=(missing,)), track("a", 0)) == [0]


def test_small_things() -> None:
    """Numbers, canonical texts, globs and instants."""
    assert number("12.") is None
    assert number(0.1) == Decimal("0.1")
    assert canonical({"b": 1.0, "a": 2**60}) == '{"a":1152921504606847000,"b":1}'
    assert glob("/a*c", "/a/b/c")
    assert not glob("/a.c", "/abc")
    assert instant("2026-01-05T00:00:00.9999Z") == T0 + 999


def test_midnight_is_the_first_instant_of_a_date() -> None:
    """Also where the clock skips it, and where a whole date is missing."""
    assert midnight(date(2018, 11, 4), "America/Sao_Paulo") == instant("2018-11-04T03:00Z")  # one o'clock there
    apia = midnights(midnight(date(2011, 12, 29), "Pacific/Apia"), midnight(date(2011, 12, 31), "Pacific/Apia"), "Pacific/Apia")
    assert [local_date(at, "Pacific/Apia") for at in apia] == [date(2011, 12, 31)]


def test_a_shared_computer_merges_nobody() -> None:
    """One device of two userIds stays with the first; an alias joins all the same and names the contact."""

    def said(number: int, **keys: Any) -> Message:
        return {"type": "track", "messageId": f"m{number}", "timestamp": _iso(T0 + number)} | keys

    log = [
        said(1, userId="u1", anonymousId="a1"),
        said(2, userId="u2", anonymousId="a1"),
        said(3, anonymousId="a1"),
        said(4, userId="U1@e.com", anonymousId="null"),
    ]
    assert [(c.name, c.ids) for c in contacts(log)] == [("u1", ("m1", "m3")), ("u2", ("m2",)), ("u1@e.com", ("m4",))]
    alias = said(5, type="alias", userId="u1", previousId="u2")
    assert next((c.name, c.ids) for c in contacts([*log, alias])) == ("u1", ("m1", "m2", "m3", "m5"))


def test_a_date_that_comes_twice_begins_the_first_time() -> None:
    """St John's, 2010-11-07: at 00:01 clocks went back to 23:01 of the day before."""
    day, zone = date(2010, 11, 7), "America/St_Johns"
    assert midnight(day, zone) == Calendar(zone).midnight(day.toordinal()) == instant("2010-11-07T02:30:00Z")
