"""Keeps more records than memory holds, grouped by a number: bags, to be filled once and then emptied one by one.

Knows bytes, bags and one temporary file; nothing of what the records say. Up to `budget` bytes lie in memory; past
that, all of it is appended to a temporary file without a name: no end of the process, however sudden, leaves it behind.

    memory:  bag 0 [....]  bag 1 [..]  bag 2 [......]   -- over the budget -->
    file:    |0000|11|222222|0000000|111|22|...          each bag remembers its stretches
"""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Any, Self

BUDGET = 64 << 20
"""Bytes of records that are held in memory."""
_HEAD = 4  # bytes that say how long a record is


class Bags:
    """`count` bags of bytes. A context manager: leaving it gives memory and disk back. OSError on a full disk."""

    def __init__(self, count: int, budget: int = BUDGET) -> None:
        self._near = [bytearray() for _ in range(count)]
        self._far: list[list[tuple[int, int]]] = [[] for _ in range(count)]
        self._file: IO[bytes] | None = None
        self._budget, self._held = budget, 0

    def __len__(self) -> int:
        return len(self._near)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._near.clear()
        if self._file:
            self._file.close()

    @property
    def spilled(self) -> bool:
        """Whether anything lies on the disk."""
        return self._file is not None

    def put(self, bag: int, data: bytes) -> None:
        """Adds whole records, as `pack` makes them."""
        self._near[bag] += data
        self._held += len(data)
        if self._held > self._budget:
            self._spill()

    def bag(self, number: int) -> bytes:
        """All that was put into one bag, in order."""
        return b"".join(self.stretches(number))

    def stretches(self, number: int) -> Iterator[bytes]:
        """The same in pieces of whole records, none larger than the budget."""
        for start, size in self._far[number]:
            assert self._file
            self._file.seek(start)
            yield self._file.read(size)
        yield bytes(self._near[number])

    def _spill(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="punkty-")  # noqa: SIM115 (closed with the bags)
        place = self._file.seek(0, 2)
        for near, far in zip(self._near, self._far, strict=True):
            if near:
                far.append((place, len(near)))
                place += self._file.write(near)
                near.clear()
        self._held = 0


def dump(value: Any) -> bytes:
    """A plain value (None, bool, numbers, text, bytes, tuples, lists, dicts) as bytes."""
    return marshal.dumps(value)


def load(data: bytes | memoryview) -> Any:
    """What `dump` was given. For bytes of this very process and its workers, never for any other."""
    return marshal.loads(data)  # noqa: S302 (our own bytes, out of memory or a file without a name)


def pack(record: tuple[Any, ...]) -> bytes:
    """One record of plain values as bytes that can be joined with those of others."""
    data = dump(record)
    return len(data).to_bytes(_HEAD, "little") + data


def unpack(data: bytes) -> Iterator[tuple[Any, ...]]:
    """The records that were joined."""
    place, end, view = 0, len(data), memoryview(data)
    while place < end:
        start = place + _HEAD
        place = start + int.from_bytes(view[place:start], "little")
        yield load(view[start:place])
