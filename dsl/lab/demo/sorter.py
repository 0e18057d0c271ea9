"""Puts lines in order that memory need not hold. Knows bytes and temporary files; nothing of what the lines say.

Lines lie in memory up to a budget, are then sorted and laid aside in a temporary file without a name; at the end the files
are read side by side. So the first line comes when the last has been put in, and the disk holds every line once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from heapq import merge
from typing import IO

BUDGET = 64 << 20
"""Bytes of lines that are held in memory."""
_FILES = 64  # that are read side by side; more of them first become one


def in_order(lines: Iterable[bytes], budget: int = BUDGET) -> Iterator[bytes]:
    """The lines, each with its end of line, sorted by their bytes. OSError on a full disk."""
    aside: list[IO[bytes]] = []
    near: list[bytes] = []
    held = 0
    try:
        for line in lines:
            near.append(line)
            held += len(line)
            if held > budget:
                aside = [*_fewer(aside), _laid_aside(sorted(near))]
                near, held = [], 0
        yield from merge(*aside, sorted(near))
    finally:
        for file in aside:
            file.close()


def _fewer(files: list[IO[bytes]]) -> list[IO[bytes]]:
    if len(files) < _FILES:
        return files
    one = _laid_aside(merge(*files))
    for file in files:
        file.close()
    return [one]


def _laid_aside(lines: Iterable[bytes]) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    try:
        file.writelines(lines)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file
