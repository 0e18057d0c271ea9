"""The shipped rules over the demo log: what the engine says of real-looking people, the reference says too."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import pytest
from reference import as_answer, evaluate

import dsl
import rules
from dsl.engine import Event, fold
from dsl.lab.history import gather, histories
from dsl.lab.log import BadLines

HOME = Path(rules.__file__).parent
ONE_OF = 40
"""Of so many contacts one is looked at: the reference is slow."""


@pytest.fixture(scope="module")
def people() -> dict[str, list[Event]]:
    """Some contacts of the log with their events."""
    found: dict[str, list[Event]] = {}
    with gather([str(HOME / "demo.jsonl.gz")], BadLines(10_000), jobs=1, seen=lambda size: None) as history:
        for part in history.parts():
            for (name, *_), events in histories(part, None):
                if crc32(name.encode()) % ONE_OF == 0:
                    found[name] = events
    return found


@pytest.mark.parametrize("name", ["b2b", "shop", "vod", "fmcg"])
def test_the_reference_agrees_on_the_demo_log(name: str, people: dict[str, list[Event]]) -> None:
    """Score, stage, transitions, alerts and ledger, to the last digit."""
    plan = dsl.load(HOME / name).plan(name)
    at = max(events[-1].at for events in people.values())
    scored = set()
    for events in people.values():
        verdict = fold(plan, events, at, ledger=True)
        assert evaluate(plan, [event.message for event in events], at) == as_answer(verdict)
        scored.add(verdict.score)
    assert len(people) > 10
    assert len(scored) > 5
