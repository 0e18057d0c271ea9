"""What the tests of the lab share: a small shop's plan, a busy log, and files to read."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dsl.program import Alert, Decay, EventPattern, Field, Group, Plan, Rule, Stage, Test

Message = dict[str, Any]
Write = Callable[..., str]
START = datetime(2026, 3, 1, tzinfo=UTC)


def track(word: str, name: str) -> tuple[EventPattern, ...]:
    return (EventPattern(word, "track", (name.casefold(),)),)


def rule(label: str, line: int, points: int, pattern: tuple[EventPattern, ...], **more: Any) -> Rule:
    return Rule(more.pop("kind", "each"), label, "shop.punkty", line, "behaviour", Decimal(points), a=pattern, **more)


def above(points: int) -> Test:
    return Test(Field("score", (("score",),)), ">=", (Decimal(points),))


@pytest.fixture(scope="session")
def plan() -> Plan:
    """+30 a cart (decaying), -30 when it is left for a day, +50 a checkout; MQL at 40, SQL at 100 with an alert."""
    carts, checkouts = track("add_to_cart", "Product Added"), track("checkout", "Checkout Started")
    return Plan(
        name="shop",
        title="Shop",
        timezone="Europe/Warsaw",
        groups=(Group("behaviour"),),
        rules=(
            rule("cart", 3, 30, carts, decay=Decay("half", 30)),
            rule("abandoned", 4, -30, carts, kind="without", b=checkouts, within_ms=86_400_000),
            rule("checkout", 5, 50, checkouts),
        ),
        stages=(Stage("MQL", "shop.punkty", 7, above(40)), Stage("SQL", "shop.punkty", 8, above(100))),
        alerts=(Alert("stage", "sales", "alert sales on SQL", "shop.punkty", 9, "SQL"),),
    )


@pytest.fixture(scope="session")
def busy() -> list[Message]:
    """About 600 messages of people who browse unknown, then sign in; some share a device, some have an alias; bots."""
    chance = random.Random(11)
    messages: list[Message] = []
    for number in range(600):
        person = chance.randrange(40)
        message: Message = {
            "messageId": f"m{number:04d}",
            "timestamp": (START + timedelta(minutes=chance.randrange(60 * 24 * 60))).isoformat(),
            **chance.choice(
                [
                    {"type": "page", "properties": {"path": f"/{chance.randrange(9)}"}},
                    {"type": "track", "event": "Product Added", "properties": {"name": "Buty ąę", "value": 1.5}},
                    {"type": "track", "event": "Checkout Started"},
                    {"type": "identify", "traits": {"email": f"p{person}@x.test"}, "userId": f"u{person}"},
                ]
            ),
        }
        if chance.random() < 0.6:
            message["anonymousId"] = f"a{person if chance.random() < 0.9 else chance.randrange(40)}"
        if chance.random() < 0.4 or "anonymousId" not in message:
            message["userId"] = f"u{person}"
        if chance.random() < 0.05:
            message["context"] = {"bot": True}
        if chance.random() < 0.02:
            message |= {"type": "alias", "previousId": f"a{chance.randrange(40)}", "userId": f"u{person}"}
        messages.append(message)
    return messages


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes messages (or bytes) to a file in a folder of its own, and gives its name."""

    def writer(content: Iterable[Message] | bytes, name: str = "events.jsonl") -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else "".join(json.dumps(m) + "\n" for m in content).encode()
        path.write_bytes(data)
        return str(path)

    return writer
