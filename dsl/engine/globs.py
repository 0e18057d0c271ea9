"""Which of many texts and globs a text matches, for as many steps as the text has parts between slashes.

    exact texts        a dictionary
    globs with a head  a tree of the parts between slashes, up to the head's last, which may be the beginning of a part
    globs with a tail  dictionaries of the tail's last part, or of tails by their length where they have no slash

Knows folded texts and numbers that stand for them; nothing of events. Linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dsl.engine.text import Glob

Filed = list[tuple[Glob, int]]
"""Numbers with their globs, which are still to be asked."""


_NONE: list[int] = []


@dataclass(slots=True)
class _Ends:
    """Globs whose heads are known to match, by how they end: anyhow (`always`), in a whole part, in some characters without a
    slash, or with something in the middle that has to be looked for. `asks`: whether there are others than the first."""

    always: list[int] = field(default_factory=list)
    parts: dict[str, Filed] = field(default_factory=dict)
    letters: dict[int, dict[str, Filed]] = field(default_factory=dict)
    others: Filed = field(default_factory=list)
    asks: bool = False

    def add(self, glob: Glob, number: int) -> None:
        tail = glob.tail
        if not tail and not glob.middle:
            self.always.append(number)
            return
        self.asks = True
        if "/" in tail:
            self.parts.setdefault(tail.rpartition("/")[2], []).append((glob, number))
        elif tail:
            self.letters.setdefault(len(tail), {}).setdefault(tail, []).append((glob, number))
        else:
            self.others.append((glob, number))

    def ask(self, text: str, last: str, found: list[int]) -> None:
        """Those besides `always` that a text with that last part matches."""
        candidates = self.others
        if more := self.parts.get(last):
            candidates = candidates + more
        for length, tails in self.letters.items():
            if more := tails.get(text[-length:]):
                candidates = candidates + more
        for glob, number in candidates:
            if glob.matches(text):
                found.append(number)


class _Node:
    """The globs whose heads have the same parts up to here: those that end here, and by the beginning of the next part."""

    __slots__ = ("below", "ends", "heads")

    def __init__(self) -> None:
        self.below: dict[str, _Node] = {}
        self.ends: _Ends | None = None
        self.heads: dict[int, dict[str, _Ends]] = {}


class TextIndex:
    """Numbers by texts (without `*`) and globs (with). `find` gives those that a text matches, in no order."""

    def __init__(self) -> None:
        self._exact: dict[str, list[int]] = {}
        self._root = _Node()
        self._depth = 0

    def add(self, text: str, number: int) -> None:
        """File a number under a folded text or glob."""
        if "*" not in text:
            self._exact.setdefault(text, []).append(number)
            return
        glob = Glob(text)
        *parts, beginning = glob.head.split("/")
        node = self._root
        for part in parts:
            node = node.below.setdefault(part, _Node())
        self._depth = max(self._depth, len(parts) + 1)
        if beginning:
            ends = node.heads.setdefault(len(beginning), {}).setdefault(beginning, _Ends())
        else:
            ends = node.ends = node.ends or _Ends()
        ends.add(glob, number)

    def find(self, text: str) -> list[int]:
        """The numbers whose text or glob a folded text matches."""
        found = self._exact.get(text, _NONE).copy()
        if not self._depth:
            return found
        last = text[text.rfind("/") + 1 :]
        node: _Node | None = self._root
        for part in text.split("/", self._depth):
            if node is None:
                break
            ends = node.ends
            if ends is not None:
                found += ends.always
                if ends.asks:
                    ends.ask(text, last, found)
            for length, heads in node.heads.items() if node.heads else ():
                if (ends := heads.get(part[:length])) is not None:
                    found += ends.always
                    if ends.asks:
                        ends.ask(text, last, found)
            node = node.below.get(part)
        return found
