"""One cold start, a process of its own: `cold.py ENGINE RULES ROUND RULEBOOK.json` prints seconds for one event.

Loads the engine, then times its first 1,000 events (fewer where they would take over a second). Events are ready beforehand.
"""

from __future__ import annotations

import gc
import itertools
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import log
import ours
import peers
import rulesets
from measure import Watch

from dsl import codec
from dsl.engine.prepared import Prepared

FIRST = 1000
LONGEST = 1.0


def loaded(engine: str, rules: int, path: Path) -> Callable[[Any], tuple[float, object]]:
    """The engine with its rules, ready for the first event."""
    if engine == "Punkty":
        return ours.scorer(Prepared(codec.from_json(path.read_text(encoding="utf-8")).plans[0]))
    return next(peer for peer in peers.PEERS if peer.key == engine).make(rulesets.make(rules))


def seconds(score: Callable[[Any], tuple[float, object]], events: Sequence[Any]) -> float:
    """Seconds for one event, over all of them or the first that take LONGEST."""
    watch = Watch()
    for count in range(0, len(events), 50):
        for event in events[count : count + 50]:
            score(event)
        if (taken := watch.seconds) > LONGEST:
            return taken / (count + 50)
    return watch.seconds / len(events)


def main(engine: str, rules: str, number: str, path: str) -> None:
    """Print the figure."""
    start = int(number) * FIRST
    rows = list(itertools.islice(log.rows(100_000), start, start + FIRST))
    events = log.events(rows) if engine == "Punkty" else peers.given(rows)
    score = loaded(engine, int(rules), Path(path))
    gc.collect()
    gc.freeze()
    print(seconds(score, events))


if __name__ == "__main__":
    main(*sys.argv[1:])
