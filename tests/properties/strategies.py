"""Random plans and histories that meet one another: few words, subjects and values, times that collide.

A `Scene` is a timezone and a week in it where something happens to the clock. Histories of a scene lie on its grid: local
midnights, full hours from the first of them, a millisecond before or after. Durations of plans come from the same grid, so
that deadlines, windows' edges, midnights and events fall on one another.

A case is one draw of bytes, and each part of it (a rule, a stage, a message) has a slot of its own in them: many times
faster than a draw for each choice, evenly spread (a draw of many small pieces is mostly zeros), and it shrinks well: a part
whose first byte is lowered to 0 is gone and moves no other. So the first of some choices should be the simplest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st
from reference_calendar import DAY, HOUR, midnight
from reference_events import EPOCH, Message, fact

from dsl import program
from dsl.program import Alert, All, Arm, Cap, Decay, EventPattern, Field, Group, Not, Plan, Rule, Scale, Stage, Test

T = TypeVar("T")


class Picks:
    """Choices read off bytes; when they run out, every choice is the first."""

    def __init__(self, source: bytes) -> None:
        self._bytes = iter(source)

    def __call__(self, choices: Sequence[T]) -> T:
        return choices[next(self._bytes, 0) % len(choices)]

    def one_in(self, times: int) -> bool:
        return next(self._bytes, 0) % times == times - 1

    def part(self, size: int) -> Picks:
        """The choices of a slot."""
        return Picks(bytes(next(self._bytes, 0) for _ in range(size)))

    def parts(self, most: int, size: int, of: int) -> list[Picks]:
        """Up to `most` parts of `size` choices each; one slot in `of` is empty."""
        slots = [(self.part(1), self.part(size)) for _ in range(most)]
        return [slot for presence, slot in slots if presence(range(of))]


@dataclass(frozen=True)
class Scene:
    zone: str
    day: date

    def midnight(self, days: int) -> int:
        return midnight(self.day + timedelta(days=days), self.zone)


SCENES = (
    Scene("UTC", date(2026, 1, 5)),
    Scene("Europe/Warsaw", date(2026, 3, 27)),  # the clock goes forward on the 29th
    Scene("Europe/Warsaw", date(2026, 10, 23)),  # and back on the 25th
    Scene("America/Sao_Paulo", date(2018, 11, 2)),  # 2018-11-04 began at one o'clock
    Scene("America/Sao_Paulo", date(2018, 2, 16)),  # 2018-02-17 had 25 hours, the last twice
    Scene("Pacific/Apia", date(2011, 12, 28)),  # no 30 December
    Scene("Asia/Kolkata", date(2025, 12, 29)),  # the turn of a year and of an ISO year
)

DURATIONS = [DAY, DAY, HOUR, 12 * HOUR, 2 * DAY, 7 * DAY]


def instant(pick: Picks, scene: Scene, last_day: int = 40) -> int:
    days = pick([d for d in (0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 7, 8, 14, 31, 40, 62) if d <= last_day])
    hours = pick([None, None, 0, 1, 11, 12, 13])
    base = scene.midnight(days) if hours is None else scene.midnight(0) + days * DAY + hours * HOUR
    return base + pick([0, 0, 0, 0, 0, 0, -1, 1])


# Plans: patterns

PATH, EVENT = Field("path", (("path",),)), Field("event", (("event",),))
NAME = Field("name", (("name",), ("properties", "name")))
KEY = Field("key", (("properties", "key"),))
VALUE = Field("value", (("properties", "value"), ("properties", "revenue")))
SUBJECT = (Field("form", (("properties", "form"),)), Field("label", (("properties", "label"),)))
ANY_SUBJECT = (
    Field("any", (("path",),)),
    Field("any", (("name",), ("properties", "name"))),
    Field("any", (("event",),)),
)
NAMES: list[tuple[tuple[str, ...], str]] = [(("a",), "a"), (("b",), "b"), (("a", "b"), "ab"), ((), "every")]
Texts = tuple[str, ...]
TEXTS = ["x", "y", "x*", "*", "5", "true"]

FILTERS: list[program.Condition] = [
    Test(VALUE, ">=", (Decimal(100),)),
    Test(VALUE, "<", (Decimal("99.99"),)),
    Test(VALUE, "=", (Decimal(5), "x", True)),
    Test(VALUE, "known"),
    Not(Test(VALUE, "=", (Decimal(250),))),
    Test(Field("items.sku", (("properties", "items", "sku"),)), "=", ("x",)),
    Test(Field("items.price", (("properties", "items", "price"),)), ">", (Decimal(10),)),
    Test(Field("form", (("properties", "form"),)), "matches", ("x*", "y")),
    Test(Field("form", (("properties", "form"),)), "contains", ("x",)),
    Test(
        Field("utm_source", (("properties", "utm_source"), ("context", "campaign", "source"), ("query", "utm_source"))),
        "=",
        ("ads",),
    ),
    program.Any((Test(VALUE, "=", (False,)), Test(Field("context.app", (("context", "app"),)), "=", ("x",)))),
]


def event_pattern(pick: Picks, tied: bool = False) -> EventPattern:
    kind = "track" if tied else pick(["track", "track", "track", "track", "track", "page", "screen", "any"])
    filters = (pick(FILTERS),) if pick.one_in(7) else ()
    if kind == "track":
        names, word = pick(NAMES)
        own: Texts = (pick(TEXTS), pick(TEXTS)) if pick.one_in(5) else ()
        per = KEY if tied or pick.one_in(2) else None
        return EventPattern(word, "track", names, SUBJECT, own, filters=filters, per=per)
    paths: Texts = pick([(), ("/",), ("/x",), ("/x*", "/y"), ("*",)])
    urls: Texts = pick([(), (), ("https://e.com/x",), ("http*y",)])
    if kind == "page":
        return EventPattern("page", "page", (), (PATH,), paths=paths, urls=urls, filters=filters)
    texts: Texts = pick([(), ("x",), ("*x",), ("a",)])
    if kind == "screen":
        return EventPattern("screen", "screen", (), (NAME,), texts, filters=filters)
    return EventPattern("any", "any", (), ANY_SUBJECT, texts, paths, urls, filters)


def pattern(pick: Picks, tied: bool = False) -> program.Pattern:
    first = event_pattern(pick, tied)
    return (first, event_pattern(pick, tied)) if pick.one_in(3) else (first,)


def rare_pattern(pick: Picks) -> program.Pattern:
    return pattern(pick) if pick.one_in(8) else ()


# Plans: conditions


def trait(*path: str) -> Field:
    return Field(".".join(path), (("profile", *path),))


KRAKOW = (Decimal("50.0614"), Decimal("19.9366"))


def profile_tests(scene: Scene) -> list[program.Condition]:
    return [
        Test(trait("country"), "=", ("pl", "de")),
        Not(Test(trait("country"), "=", ("pl",))),
        Test(trait("country"), "known"),
        Test(trait("company", "size"), ">=", (Decimal(5),)),
        Test(trait("company", "size"), "known"),
        Test(trait("company"), "known"),
        Test(trait("tags"), "contains", ("x",)),
        Test(trait("tags"), "matches", ("x*",)),
        Test(trait("email"), "matches", ("*@e.com",)),
        Test(trait("since"), ">=", (scene.day + timedelta(days=2),)),
        Test(trait("since"), "=", (scene.day,)),
        Test(trait("staff"), "=", (True,)),
        program.Within(Decimal(30), "krakow", *KRAKOW),
    ]


def condition(pick: Picks, tests: list[program.Condition]) -> program.Condition:
    first, second, third = pick(tests), pick(tests), pick(tests)
    return pick(
        [
            first,
            first,
            Not(first),
            All((first, second)),
            program.Any((first, second)),
            program.Any((first, Not(All((second, third))))),
        ]
    )


# Plans: rules

GROUPS = ["behaviour", "fit", "engagement"]
POINTS = [Decimal(p) for p in ("10", "10", "5", "25", "40", "2.5", "-5", "-12.3456", "0.0001", "33.3333")]


def decay(pick: Picks) -> Decay | None:
    percent = Decimal(pick(["10", "50", "12.5", "100", "0.5"]))
    days = pick([1, 2, 3, 7, 30])
    return pick([None, None, Decay("half", days), Decay("percent", days, percent), Decay("over", days), Decay("expire", days)])


def caps(pick: Picks) -> tuple[Cap, ...]:
    units: list[Any] = ["day", "week", "month", "ever"]
    times = [Cap(pick(units), "times", Decimal(pick([1, 2, 3]))) for _ in range(pick([0, 0, 1]))]
    points = [Cap(pick(units), "points", Decimal(pick(["3", "12", "20", "7.5"]))) for _ in range(pick([0, 0, 0, 1, 2]))]
    return tuple({(cap.unit, cap.kind): cap for cap in times + points}.values())


def day(pick: Picks, scene: Scene) -> date | None:
    days = pick([None] * 24 + [0, 1, 2, 3, 4, 8])
    return None if days is None else scene.day + timedelta(days=days)


def rule(pick: Picks, scene: Scene, place: int) -> Rule:
    kind = pick(["each", "count", "count", "then", "then", "without", "without", "silence", "when"])
    common: dict[str, Any] = {"kind": kind, "label": f"rule {place}", "file": "p.punkty", "line": place + 1}
    common |= {"points": pick(POINTS), "group": pick(GROUPS)}
    since, until = day(pick, scene), day(pick, scene)
    if since is not None and until is not None and since > until:
        since, until = until, since
    common |= {"since": since, "until": until}
    if kind == "when":
        return Rule(**common, condition=condition(pick, profile_tests(scene)))
    tied = kind == "without" and pick.one_in(2)
    a = pattern(pick, tied)
    b = pattern(pick, tied) if kind in ("then", "without") else ()
    step = pick([None] * 8 + ["100", "2.5"])
    return Rule(
        **common,
        a=a,
        b=b,
        times=pick([2, 2, 3]) if kind == "count" else 1,
        within_ms=0 if kind == "each" else pick(DURATIONS),
        tied=tied,
        scale=None if step is None else Scale(Decimal(step), (VALUE,) * len(b if kind == "then" else a)),
        once=pick.one_in(10),
        once_each=pick.one_in(6),
        caps=caps(pick),
        decay=decay(pick),
        provided=condition(pick, profile_tests(scene)) if pick.one_in(6) else None,
    )


# Plans: stages and alerts


def stage(pick: Picks, scene: Scene, place: int) -> Stage:
    score, fit = Field("score", (("score",),)), Field("fit", (("group", "fit"),))
    threshold = Decimal(pick(["10", "5", "15", "22.5", "40"]))
    at = Test(score, ">=", (threshold,))
    below, fits = Test(score, "<", (Decimal(0),)), Test(fit, ">=", (Decimal(10),))
    kind = pick(["at", "at", "when", "on", "or on"])
    by_score = {"at": at, "on": None}
    has_on = kind in ("on", "or on")
    return Stage(
        f"S{place}",
        "p.punkty",
        100 + place,
        by_score[kind] if kind in by_score else condition(pick, [at, at, below, fits, *profile_tests(scene)[:4]]),
        on=pattern(pick) if has_on else (),
        hold_ms=pick([None, *DURATIONS]) if has_on else None,
        until=pattern(pick) if has_on and pick.one_in(2) else (),
        keep=pick([None, None, Decimal(3), Decimal(8), Decimal("22.5")]),
    )


def alert(pick: Picks, place: int, stages: Sequence[str]) -> Alert:
    kind: Any = pick(["stage", "pattern", "without", "without", "silence"] if stages else ["pattern", "without", "silence"])
    tied = kind == "without" and pick.one_in(3)
    by_stage = kind == "without" and bool(stages) and not tied
    a: Any = pick(stages) if kind == "stage" or (by_stage and pick.one_in(2)) else pattern(pick, tied)
    b: Any = ()
    if kind == "without":
        b = pick(stages) if by_stage and pick.one_in(2) else pattern(pick, tied)
    return Alert(
        kind,
        pick(["sales", "managers"]),
        f"alert {place}",
        "p.punkty",
        200 + place,
        a,
        b,
        within_ms=pick(DURATIONS) if kind in ("without", "silence") else 0,
        tied=tied,
        cooldown_ms=pick([None, None, *DURATIONS]),
    )


def _frame(pick: Picks, scene: Scene) -> dict[str, Any]:
    """All of a plan but its rules, stages and alerts."""
    limits = [None, None, None, Decimal(20), Decimal("12.5")]
    lows = [None, None, None, Decimal(-10), Decimal(1)]
    low, high = pick([(None, None)] * 3 + [(Decimal(0), Decimal(30)), (Decimal(5), Decimal(100))])
    staff = All((Test(trait("staff"), "=", (True,)), Not(Test(trait("country"), "=", ("de",)))))
    return {
        "timezone": scene.zone,
        "groups": tuple(Group(name, pick(limits), pick(lows)) for name in GROUPS),
        "resets": rare_pattern(pick),
        "ignores": rare_pattern(pick),
        "excludes": pick([(), (), (staff,), (Test(trait("country"), "=", ("de",)), staff)]),
        "score_from": low,
        "score_to": high,
        "arm": pick([None, None, None, Arm("e", 0, 5000)]),
    }


def plan(pick: Picks, scene: Scene) -> Plan:
    frame = _frame(pick.part(48), scene)
    rules = tuple(rule(part, scene, place) for place, part in enumerate(pick.parts(6, 56, of=2)))
    stages = tuple(stage(part, scene, place) for place, part in enumerate(pick.parts(3, 40, of=3)))
    names = [stage.name for stage in stages]
    alerts = tuple(alert(part, place, names) for place, part in enumerate(pick.parts(3, 32, of=2)))
    return Plan("p", "P", **frame, rules=rules, stages=stages, alerts=alerts)


# Histories

VALUES: list[Any] = [5, 5.0, 100, 99.99, 250, 1e3, -3, True, False, "250", " 7.5 ", "x", "abc", "", None, [1, 300]]
SCALARS: list[Any] = ["x", "X ", "y", 5, True, "", None, ["y", "x"], "xy"]
KEYS: list[Any] = ["1", 1, "2", None, "k "]
IDS: list[Message] = [
    {"userId": "u1"},
    {"userId": "u1", "anonymousId": "a1"},
    {"anonymousId": "a1"},
    {"userId": "Ann@e.com"},
    {"anonymousId": "a2", "userId": "null"},
    {"userId": "u2", "anonymousId": "a1"},
]


def iso(at: int) -> str:
    moment = EPOCH + timedelta(milliseconds=at)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


EXTRAS: list[Message] = [
    {"items": [{"sku": "x", "price": 9}, {"sku": "Y", "price": "10.5"}]},
    {"items": {"sku": "x"}},
    {"machine_open": True},
    {"utm_source": "ads"},
    {"url": "https://e.com/x?a=1&utm_source=ads#f"},
]


def track_properties(pick: Picks) -> Message:
    found: Message = {}
    if pick.one_in(2):
        found["key"] = pick(KEYS)
    if pick.one_in(2):
        found[pick(["form", "label"])] = pick(SCALARS)
    if pick.one_in(2):
        found[pick(["value", "value", "revenue"])] = pick(VALUES)
    return found | pick([{}] * 8 + EXTRAS)


PAGES: list[Message] = [
    {"properties": {"path": "/x/"}},
    {"properties": {"path": "/X"}},
    {"properties": {"url": "https://e.com/x/?utm_source=ads#top"}},
    {"properties": {"path": None}, "context": {"page": {"path": "/y"}}},
    {"context": {"page": {"url": "https://e.com"}}},
    {"properties": {"url": "http://e.com/%78%20y"}},
    {},
]

TRAITS: list[Any] = [
    {"country": "PL"},
    {"country": " de "},
    {"country": None},
    {"country": ""},
    {"company": {"size": 5}},
    {"company": {"size": "12", "name": "x"}},
    {"company": {"size": None}},
    {"company": None},
    {"company": "x"},
    {"company": {}},
    {"company": [{"size": 1}, {"size": 7}]},
    {"tags": ["X", "y"]},
    {"tags": "xy"},
    {"tags": []},
    {"staff": True},
    {"staff": "true", "country": "PL"},
    {"staff": False},
    {"email": "Bob@E.com"},
    {"email": None},
    {"location": {"lat": 50.05, "lon": 19.9}},
    {"location": {"latitude": "50.1", "longitude": 20}},
    {"location": {"lat": 52.2, "lon": 21.0}},
    {"location": None, "latitude": 50.0, "longitude": 20.0},
]


KINDS = ["track"] * 10 + ["page"] * 3 + ["screen", "identify", "identify", "identify", "group", "alias"]


def message(pick: Picks, scene: Scene, ids: Sequence[Message]) -> Message:
    kind = pick(KINDS)
    found: Message = {"type": kind, "messageId": f"m{pick(range(14))}"}
    found |= pick(ids)
    at = instant(pick, scene)
    if pick.one_in(12):
        found |= {"timestamp": iso(at + DAY), "receivedAt": iso(at)}  # a clock that runs ahead
    else:
        late = pick([None, None, 0, 1, DAY])
        found |= {"timestamp": iso(at)} | ({} if late is None else {"receivedAt": iso(at + late)})
    found |= _of_kind(pick, scene, kind)
    context = pick([{}] * 9 + [{"traits": {"country": "PL"}}, {"bot": True}, {"app": "x"}])
    return found | ({"context": found.get("context", {}) | context} if context else {})


def _of_kind(pick: Picks, scene: Scene, kind: str) -> Message:
    since = pick([{}, {"since": scene.day.isoformat()}, {"since": iso(scene.midnight(3) - 1)}])
    by_kind: dict[str, Message] = {
        "track": {"event": pick(["a", "A ", "b", "b", "b", "c"]), "properties": track_properties(pick)},
        "page": pick(PAGES),
        "screen": pick([{"name": "x"}, {"properties": {"name": "xx"}}, {}]),
        "identify": {"traits": pick(TRAITS) | since},
        "group": {"traits": pick([{"size": 4}, {"size": 7}, {"size": None}, {}, "x"])},
        "alias": {"previousId": pick(["a2", "u0", "old@e.com", "null"])},
    }
    return by_kind[kind]


def history(pick: Picks, scene: Scene) -> list[Message]:
    """Messages of one contact. Some have one messageId, often with other contents; sometimes one has none."""
    nameless = pick.one_in(4)
    found = [message(part, scene, IDS[:3]) for part in pick.parts(12, 26, of=4)]
    if nameless and found:
        del found[0]["messageId"]
    return found


@dataclass(frozen=True)
class Case:
    """A plan, a contact's messages and the instant asked for; an instant to cut at and a seed to shuffle with."""

    plan: Plan
    messages: list[Message]
    at: int
    cut: int
    seed: int


def case(source: bytes) -> Case:
    pick = Picks(source)
    scene = pick(SCENES)
    at = max(instant(pick.part(4), scene, 62), instant(pick.part(4), scene, 62))
    cut, seed = instant(pick.part(4), scene, 62), pick(range(256))
    return Case(plan(pick.part(700), scene), history(pick, scene), at, cut, seed)


def cases() -> st.SearchStrategy[Case]:
    return st.binary(min_size=1100, max_size=1100).map(case)


def logged(pick: Picks) -> Message:
    keys = {
        "userId": pick([None, None, "u1", "u2", "u3", "u1@e.com", "0"]),
        "anonymousId": pick(["a1", None, "a2", "a3", "unknown", "u1"]),
    }
    found: Message = {"type": "track", "event": "a", "messageId": f"m{pick(range(12))}"}
    found |= {key: value for key, value in keys.items() if value is not None}
    found["timestamp"] = iso(instant(pick, SCENES[0], 3))
    email = pick([None, None, "E1@e.com", "e2@e.com", "u1@e.com"])
    if email is not None:
        found[pick(["traits", "properties"])] = {"email": email}
    previous = pick(["a1", "u1", "u2", "E1@e.com", "old", "-1"])
    special: list[Message] = [{"type": "alias", "previousId": previous}, {"context": {"bot": True}}, {"type": "group"}]
    return found | pick([{}] * 5 + special[:1] * 2 + special[1:])


def logs() -> st.SearchStrategy[list[Message]]:
    """Messages of several people who share devices, addresses and aliases."""

    def make(source: bytes) -> list[Message]:
        found = [logged(part) for part in Picks(source).parts(14, 12, of=4)]
        return [message for message in found if (read := fact(message)).user or read.email or read.anonymous]

    return st.binary(min_size=200, max_size=200).map(make)
