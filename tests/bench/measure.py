"""How time is taken: rounds in which all that is compared takes its turn, and the median of the rounds.

A round that falls into a slow moment of the machine slows all of them, so ratios hold where absolute times do not. What
other processes take does not count: times are of this process's CPU, or of the clock on the wall where that says less (an
engine at work on several cores).
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
Turn = Callable[[int], float]
"""One turn in the round of that number: it returns seconds (for one event, one load, ...)."""


class Watch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    @property
    def seconds(self) -> float:
        """Seconds since."""
        cpu = time.process_time() - self._cpu
        return min(cpu, time.perf_counter() - self._wall)


def medians(turns: Mapping[str, Turn], rounds: int) -> dict[str, float]:
    """The median time of each; a first round, number 0, warms up and does not count."""
    gc.collect()
    gc.freeze()
    taken: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(rounds + 1):
        for name, turn in turns.items():
            taken[name].append(turn(number))
    gc.unfreeze()
    return {name: statistics.median(times[1:]) for name, times in taken.items()}


def once(work: Callable[[], object]) -> Turn:
    """A turn that does the work once."""

    def turn(_: int) -> float:
        watch = Watch()
        work()
        return watch.seconds

    return turn


def over(score: Callable[[T], tuple[float, object]], slices: Sequence[Sequence[T]], most: float = 0.35) -> Turn:
    """A turn that scores a slice of events, another in each round, and adds up the points; seconds for one event.

    Of a slice only as many events as take about `most` seconds, at least four.
    """
    watch = Watch()
    for event in slices[0][:4]:
        score(event)
    count = max(4, int(most * 4 / max(watch.seconds, 1e-6)))

    def turn(number: int) -> float:
        events = slices[number % len(slices)][:count]
        total = 0.0
        watch = Watch()
        for event in events:
            total += score(event)[0]
        return watch.seconds / len(events)

    return turn
