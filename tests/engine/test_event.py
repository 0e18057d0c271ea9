"""Messages as hostile as JSON lets them be: an event or an EventError, and never a fold that fails."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import DAY, FUZZ, JSON, alert, event, message, ms, plan, prop, rule, stage, track, trait
from making import Compare as Is

from dsl.engine import Checkpoint, Event, checkpoint, distinct, fold
from dsl.errors import EventError
from dsl.program import Arm, Cap, Decay, EventPattern, Field, Not, Plan, Scale, Within

N = Decimal
UTM = Field("utm_source", (("properties", "utm_source"), ("context", "campaign", "source"), ("query", "utm_source")))
PATH, NAME, EVENT = (
    Field("path", (("path",),)),
    Field("name", (("name",), ("properties", "name"))),
    Field("event", (("event",),)),
)
NOW = ms("2027-01-01T00:00:00+00:00")


def everything() -> Plan:
    """A plan that reads whatever a message may hold, in every way there is."""
    pages = (EventPattern("page", "page", (), (PATH,), paths=("/a*", "*b"), urls=("http*",)),)
    anything = (EventPattern("any", "any", (), (PATH, NAME, EVENT), ("x*",), ("*",), ("*",)),)
    every = (EventPattern("any", "any", (), (PATH, NAME, EVENT), filters=(Not(Is(UTM, "=", ("ads", N(1), True))),)),)
    tracks = (EventPattern("t", "track", (), (prop("a"), prop("p", "q")), ("x*", "*"), per=prop("a")),)
    filtered = (EventPattern("t", "track", (), filters=(Is(prop("a"), ">", (N(1),)), Is(UTM, "matches", ("*",)))),)
    tests = [Is(trait("a"), op, (literal,)) for op in ("=", "<", ">=") for literal in (N(5), "x", True)]
    others = [Is(trait("a"), "contains", ("x",)), Is(trait("p", "q"), "matches", ("*x*",)), Is(trait("email"), "known")]
    whens = [rule(1, kind="when", condition=condition) for condition in (*tests, *others, Within(N(9), "x", N(50), N(20)))]
    return plan(
        rule(1, pages, once_each=True, decay=Decay("half", 3)),
        rule(2, anything, caps=(Cap("week", "points", N(7)),), provided=Is(trait("a"), "known")),
        rule(-3, every, decay=Decay("percent", 2, N(10))),
        rule(
            "0.0003", tracks, scale=Scale(N("0.5"), (Field("v", (("properties", "a"), ("properties", "b"))),)), once_each=True
        ),
        rule(1, filtered, kind="count", times=2, within_ms=DAY),
        rule(1, tracks, kind="without", b=tracks, within_ms=DAY, tied=True, once_each=True),
        rule(-1, anything, kind="silence", within_ms=DAY),
        *whens,
        timezone="Europe/Warsaw",
        stages=(stage("A", 2, keep=N(1)), stage("B", None, on=anything, hold_ms=DAY)),
        alerts=(alert("stage", "A"), alert("pattern", every, cooldown_ms=DAY), alert("without", "A", b=tracks, within_ms=DAY)),
        excludes=(Is(trait("email"), "matches", ("*@x.y",)),),
        arm=Arm("e", 0, 5000),
    )


PLAN = everything()
KEYS = [
    "type", "event", "name", "userId", "anonymousId", "previousId", "messageId", "timestamp", "originalTimestamp", "receivedAt",
    "properties", "traits", "context",
]  # fmt: skip
_inner = st.dictionaries(
    st.sampled_from(
        ["a", "b", "p", "path", "url", "name", "email", "utm_source", "location", "lat", "page", "campaign", "traits"]
    ),
    JSON | st.fixed_dictionaries({"q": JSON, "email": JSON, "url": JSON, "lat": JSON, "lon": JSON, "source": JSON}),
    max_size=4,
)
_plausible: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["page", "screen", "track", "track", "identify", "group", "alias"]),
        "timestamp": st.sampled_from(
            ["2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z", "2999-12-31T23:59:59.999Z", "2000-01-01"]
        ),
        "userId": st.sampled_from(["u", "u", 5, "a@b.cd"]),
    },
    optional={"properties": _inner, "traits": _inner, "context": _inner}
    | dict.fromkeys(("event", "name", "anonymousId", "previousId", "receivedAt"), JSON)
    | {"messageId": st.sampled_from(["1", "2", 3, None])},
)


def event_of(found: Any) -> Event | None:
    try:
        return Event.from_message(found)
    except EventError as error:
        reason = error.reason
    assert reason
    assert "\n" not in reason
    return None


@settings(FUZZ)
@given(JSON | st.dictionaries(st.sampled_from(KEYS), JSON) | _plausible)
def test_any_json_is_an_event_or_an_event_error(found: Any) -> None:
    """Whatever a sender may send."""
    read = event_of(found)
    if read is not None:
        assert read.user_id or read.email or read.anonymous_id
        assert ms("2000-01-01T00:00:00+00:00") <= read.at < ms("3000-01-01T00:00:00+00:00")
        assert read.message_id.encode()


@settings(FUZZ)
@given(st.lists(_plausible, min_size=1, max_size=5))
def test_no_events_are_too_strange_to_fold(found: list[dict[str, Any]]) -> None:
    """What `from_message` lets in, a fold takes in: in a ledger, and through a checkpoint that can be stored."""
    events = [read for one in found if (read := event_of(one)) is not None]
    verdict = fold(PLAN, events, NOW, ledger=True)
    assert verdict.stage in ("Lead", "A", "B", "Excluded")
    early = [read for read in distinct(events) if read.at <= NOW]
    kept = checkpoint(PLAN, early, NOW).to_json()
    assert fold(PLAN, [], NOW, start=Checkpoint.from_json(kept.encode())).score == verdict.score


@pytest.mark.parametrize(
    "bad",
    [
        {"properties": {"x": "\ud800"}},
        {"properties": {"\ud800": 1}},
        {"traits": {"x": ["\udfff"]}},
        {"context": {"traits": {"email": "x\ud800@b.cd"}}},
        {"properties": {"x": float("nan")}},
        {"context": {"x": float("inf")}},
        {"properties": {"value": 10**400}},
    ],
)
def test_what_has_no_canonical_text_is_no_event(bad: dict[str, Any]) -> None:
    """Lone surrogates and numbers past a double are refused with or without a messageId, as the third decision says: else
    they come back as errors in the middle of a fold, when a second copy of the message arrives."""
    for found in (message() | bad, {key: value for key, value in (message() | bad).items() if key != "messageId"}):
        with pytest.raises(EventError):
            Event.from_message(found)


def test_two_copies_of_a_strange_message_do_not_break_a_fold() -> None:
    """One hostile message sent twice must not cost its contact the score."""
    copies = [event_of(message("a", x=value)) for value in ("\ud800", "\ud801")]
    assert fold(PLAN, [copy for copy in copies if copy is not None], NOW).stage


def test_a_name_with_a_lone_surrogate_is_assigned_or_refused() -> None:
    """An address is a name that an experiment assigns by."""
    found = message() | {"userId": None, "traits": {"email": "x\ud800@b.cd"}, "anonymousId": "a"}
    read = event_of(found)
    alerts = plan(alerts=(alert("pattern", track()),), arm=Arm("e", 0, 10_000))
    assert read is None or len(fold(alerts, [read], NOW).alerts) == 1


@pytest.mark.parametrize("value", [10**30, 1e300, "9" * 64, int("9" * 4300)], ids=["int", "float", "text", "digits"])
def test_points_of_a_hostile_amount_can_be_written_down(value: Any) -> None:
    """An order worth more than the world is scored (or its message refused), and the score has a text."""
    read = event_of(message("a", value=value))
    scaled = plan(rule("0.0003", scale=Scale(N(1), (prop("value"),))), stages=(stage("A", 5),))
    if read is not None:
        verdict = fold(scaled, [read], NOW, ledger=True)
        assert len(str(verdict.score)) < 1_000
        assert verdict.score.quantize(N("0.01")) >= 0  # what every report does with it
        assert checkpoint(scaled, [read], NOW).to_json()


TIMES = [
    ({"timestamp": "2026-01-05T10:00:00Z"}, "2026-01-05T10:00:00+00:00"),
    ({"timestamp": "2026-01-05T10:00:00.123999+01:00"}, "2026-01-05T09:00:00.123+00:00"),
    ({"timestamp": "2026-01-05 10:00"}, "2026-01-05T10:00:00+00:00"),
    ({"timestamp": "soon", "originalTimestamp": "2026-01-05T10:00:00Z"}, "2026-01-05T10:00:00+00:00"),
    ({"timestamp": 5, "receivedAt": "2026-01-05T10:00:00Z"}, "2026-01-05T10:00:00+00:00"),
    ({"timestamp": "2026-01-05T10:05:00Z", "receivedAt": "2026-01-05T10:00:00Z"}, "2026-01-05T10:05:00+00:00"),
    ({"timestamp": "2026-01-05T10:05:00.001Z", "receivedAt": "2026-01-05T10:00:00Z"}, "2026-01-05T10:00:00+00:00"),
    ({"timestamp": "1999-12-31T23:59:59.999Z", "receivedAt": "2026-01-05T10:00:00Z"}, "2026-01-05T10:00:00+00:00"),
    ({"timestamp": "3000-01-01T00:00:00Z", "receivedAt": "2026-01-05T10:00:00Z"}, "2026-01-05T10:00:00+00:00"),
    ({"timestamp": "2999-12-31T23:59:59.999Z"}, "2999-12-31T23:59:59.999+00:00"),
]


@pytest.mark.parametrize("times, at", TIMES)
def test_the_time_of_a_message(times: dict[str, Any], at: str) -> None:
    """Its own, else the original one, else when it was received; never far ahead of that, never absurd."""
    found = {key: value for key, value in message().items() if key != "timestamp"} | times
    assert Event.from_message(found).at == ms(at)


@pytest.mark.parametrize(
    "times", [{}, {"timestamp": "1999-01-01"}, {"timestamp": None}, {"timestamp": "2026-01-05", "receivedAt": "1999-01-01"}]
)
def test_a_message_without_a_usable_time_is_refused(times: dict[str, Any]) -> None:
    """It belongs nowhere in a history."""
    with pytest.raises(EventError, match="time"):
        Event.from_message({key: value for key, value in message().items() if key != "timestamp"} | times)


@pytest.mark.parametrize(
    "nobody",
    ["null", "NULL ", "undefined", "Anonymous", "unknown", "0", "-1", "", "  ", "000", "0000-0000", None, True, [], {}, 0],
)
def test_the_words_for_nobody_are_no_ids(nobody: Any) -> None:
    """Else all strangers were one person."""
    with pytest.raises(EventError, match="userId"):
        Event.from_message(message() | {"userId": nobody, "anonymousId": nobody})


@pytest.mark.parametrize("found, user, email", [
    ({"userId": "X@E.com"}, None, "x@e.com"),
    ({"userId": "u", "traits": {"email": " A@B.cd "}}, "u", "a@b.cd"),
    ({"userId": "X@E.com", "traits": {"email": "a@b.cd"}}, None, "x@e.com"),
    ({"traits": {"email": "n/a"}, "context": {"traits": {"email": "a@b.cd"}}}, "u", "a@b.cd"),
    ({"properties": {"email": "a@b.cd"}}, "u", "a@b.cd"),
    ({"type": "group", "traits": {"email": "office@b.cd"}}, "u", None),
    ({"userId": 5}, "5", None),
    ({"userId": 5.0}, "5", None),
    ({"userId": "a@b"}, "a@b", None),
])  # fmt: skip
def test_the_keys_of_a_message(found: dict[str, Any], user: str | None, email: str | None) -> None:
    """A userId that is an address counts as an e-mail only; a company's address is nobody's."""
    read = Event.from_message(message() | found)
    assert (read.user_id, read.email) == (user, email)


def test_ids_are_bounded_and_exact() -> None:
    """256 characters, letter for letter."""
    assert Event.from_message(message() | {"userId": "U" * 256}).user_id == "U" * 256
    for key in ("userId", "anonymousId", "messageId"):
        with pytest.raises(EventError, match=key):
            Event.from_message(message() | {key: "u" * 257})


def test_depth_is_bounded() -> None:
    """64 levels are read, 65 refused, and a thousand do no harm."""

    def deep(levels: int) -> dict[str, Any]:
        value: Any = 1
        for _ in range(levels - 2):
            value = [value]
        return message("a", x=value)

    assert Event.from_message(deep(64))
    for levels in (65, 900):
        with pytest.raises(EventError, match="levels"):
            Event.from_message(deep(levels))


def test_of_several_copies_the_first_received_counts() -> None:
    """Unknown last; among equals the least canonical text; in any order of arrival."""
    early, late, never = (
        Event.from_message(message("a", at) | received)
        for at, received in [
            ("2026-01-05T10:00:00Z", {"receivedAt": "2026-01-05T11:00:00Z"}),
            ("2026-01-05T09:00:00Z", {"receivedAt": "2026-01-05T12:00:00Z"}),
            ("2026-01-05T08:00:00Z", {}),
        ]
    )
    for copies in ([early, late, never], [never, late, early], [late, never, early]):
        assert distinct(copies) == [early]
    assert distinct([never, late]) == [late]
    b, a = event("a", "2026-01-05T10:00:00Z", "1", x="b"), event("a", "2026-01-05T10:00:00Z", "1", x="a")
    assert distinct([b, a]) == distinct([a, b]) == [a]
