"""Spreads work over processes and gives the results in the order of the work.

Knows functions and items; nothing of events. Little work never leaves this process.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import TypeVar

from dsl.errors import UsageError

ALONE = 200
"""How many pieces of work are done here before others are asked to help."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def spread(work: Callable[[Item], Result], items: Iterable[Item], jobs: int, alone: int = ALONE) -> Iterator[Result]:
    """`work(item)` for each item, in order, by up to `jobs` processes; at most two pieces a process are under way.

    With several jobs, `work` and what it takes and gives must be known to `pickle`, and a script that calls this needs
    the usual `if __name__ == "__main__"`.
    """
    ahead = iter(items)
    yield from map(work, islice(ahead, alone))
    for first in ahead:
        rest = chain((first,), ahead)
        yield from _shared(work, rest, jobs) if jobs > 1 else map(work, rest)


def _shared(work: Callable[[Item], Result], items: Iterator[Item], jobs: int) -> Iterator[Result]:
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _quiet)
    under_way: deque[Future[Result]] = deque()
    try:
        for item in items:
            under_way.append(pool.submit(work, item))
            if len(under_way) > 2 * jobs:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool:
        raise UsageError("use-worker-lost") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _quiet() -> None:
    """Ctrl-C is for the process that started the workers; it ends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
