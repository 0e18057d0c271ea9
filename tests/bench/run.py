"""`make bench`: what matching, folding and compiling cost here and now.

Absolute times are this machine's at this moment, so each stands beside a floor measured in the same run: reading the same
events, or the same text, as JSON with the standard library.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import workload

import dsl
import rules
from dsl.engine import fold
from dsl.engine.prepared import Prepared, prepare

ROUNDS = 7


def seconds(work: Callable[[], object]) -> float:
    """The median time of some rounds, after one to warm up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def row(name: str, took: float, unit: str, scale: float, floor: float, what: str) -> None:
    """One line of the report."""
    print(f"{name:<58} {took * scale:10.2f} {unit:<9} {took / floor:8.2f} x {what}")


def matching() -> None:
    """Finding the rules that an event matches, by the number of rules."""
    made = workload.messages(5000)
    texts = [json.dumps(message) for message in made]
    floor = seconds(lambda: [json.loads(text) for text in texts])
    events = workload.events(made)
    for count in (10, 100, 1000, 10_000):
        plan = dsl.compile({"bench.punkty": workload.plan_text(count)}).plans[0]
        hooks = Prepared(plan).matcher.hooks
        matched = sum(len(hooks(event)) for event in events)
        took = seconds(lambda hooks=hooks: [hooks(event) for event in events])
        name = f"match one event, {count} rules ({matched / len(events):.2f} match)"
        row(name, took / len(events), "us", 1e6, floor / len(events), "json.loads of it")


def folding() -> None:
    """A history of 500 events under the shipped `b2b` plan."""
    plan = dsl.load(Path(rules.__file__).parent / "b2b").plan("b2b")
    made = workload.lead(500)
    texts = [json.dumps(message) for message in made]
    floor = seconds(lambda: [json.loads(text) for text in texts])
    events = workload.events(made)
    at = events[-1].at + 86_400_000
    prepare(plan)
    took = seconds(lambda: fold(plan, events, at))
    row("fold 500 events, b2b, with next_due, without ledger", took, "ms", 1e3, floor, "json.loads of them")
    took = seconds(lambda: workload.events(made))
    row("Event.from_message, 500 messages", took, "ms", 1e3, floor, "json.loads of them")


def compiling() -> None:
    """1,000 rules from text to a rulebook."""
    text = workload.plan_text(1000)
    floor = seconds(lambda: json.loads(json.dumps(text.split())))
    took = seconds(lambda: dsl.compile({"bench.punkty": text}))
    row("parse, check and compile 1,000 rules", took, "ms", 1e3, floor, "its words through json")


def main() -> int:
    """Print the report."""
    print(f"Python {sys.version.split()[0]}, median of {ROUNDS} rounds")
    matching()
    folding()
    compiling()
    return 0


if __name__ == "__main__":
    sys.exit(main())
