"""Small plans and events by hand, with everything that a test does not speak of left at its simplest."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st

from dsl.engine import Event
from dsl.program import Alert, Condition, Decay, EventPattern, Field, Group, Plan, Rule, Stage
from dsl.program import Test as Compare  # a class called Test is a test to pytest

DAY = 86_400_000
SCORE = Field("score", (("score",),))


def ms(text: str) -> int:
    """Milliseconds of ISO text with an offset."""
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def message(name: str = "a", at: str = "2026-01-05T10:00:00Z", ident: str = "1", /, **properties: Any) -> dict[str, Any]:
    return {"type": "track", "event": name, "userId": "u", "messageId": ident, "timestamp": at, "properties": properties}


def event(name: str = "a", at: str = "2026-01-05T10:00:00Z", ident: str = "1", /, **properties: Any) -> Event:
    return Event.from_message(message(name, at, ident, **properties))


def prop(*path: str) -> Field:
    return Field(".".join(path), (("properties", *path),))


def trait(*path: str) -> Field:
    return Field(".".join(path), (("profile", *path),))


def track(name: str = "a", *filters: Condition, **more: Any) -> tuple[EventPattern, ...]:
    return (EventPattern(name, "track", (name,), filters=filters, **more),)


def rule(points: str | int, a: tuple[EventPattern, ...] = (), kind: Any = "each", **more: Any) -> Rule:
    return Rule(
        kind,
        f"{kind} {points}",
        "p.punkty",
        1,
        more.pop("group", "g"),
        Decimal(points),
        a=a or (() if kind == "when" else track()),
        **more,
    )


def stage(name: str, least: str | int | None, **more: Any) -> Stage:
    condition = None if least is None else Compare(SCORE, ">=", (Decimal(least),))
    return Stage(name, "p.punkty", 1, condition, **more)


def alert(kind: Any, a: Any, **more: Any) -> Alert:
    return Alert(kind, "sales", f"alert {kind}", "p.punkty", 1, a, **more)


def plan(*rules: Rule, timezone: str = "UTC", groups: tuple[Group, ...] = (Group("g"),), **more: Any) -> Plan:
    return Plan("p", "P", timezone, groups=groups, rules=rules, **more)


DECAYS: st.SearchStrategy[Decay] = st.one_of(
    st.builds(Decay, st.sampled_from(["half", "over", "expire"]), st.integers(1, 40)),
    st.builds(Decay, st.just("percent"), st.integers(1, 10), st.decimals(0, 100, places=2)),
)

FUZZ = settings(max_examples=settings().max_examples // 2, phases=[Phase.explicit, Phase.reuse, Phase.generate])
"""For large hostile inputs, which take minutes to shrink: what they find is given a small case of its own."""

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["", " ", "\ud800", "a@b.cd", "x\ud800@b.cd", "0", "2026-01-05", "2026-01-05T10:00:00+00:00", "%ff?a#b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
"""JSON values as hostile as `json.loads` lets them be: NaN, infinities and lone surrogates among them."""
