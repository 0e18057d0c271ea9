"""Which old thing is which new thing: first those that are alike in what tells most, at last those that are nearest.

Knows keys and words, nothing of rules. Linear in the number of things but for the last step, which looks at no more than
`_CLOSE` candidates for each word; the same things always give the same pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")

_CLOSE = 24
"""A word that more new things have says too little to look at all of them."""
_ALIKE = 0.5
"""The share of words that two things must have in common to be one that was changed."""


class Pairing(Generic[Item]):
    """Old and new things, paired step by step; each is in one pair at most."""

    def __init__(self, old: Sequence[Item], new: Sequence[Item]) -> None:
        self._old, self._new = old, new
        self._free_old, self._free_new = dict.fromkeys(range(len(old))), dict.fromkeys(range(len(new)))
        self._found: dict[int, int] = {}

    def by(self, key: Callable[[Item], Hashable], new_key: Callable[[Item], Hashable] | None = None) -> None:
        """Pairs what is left by equal keys, in order; None is no key. `new_key`: where new things are asked otherwise."""
        there: dict[Hashable, deque[int]] = defaultdict(deque)
        for place in self._free_new:
            there[(new_key or key)(self._new[place])].append(place)
        there.pop(None, None)
        for place in list(self._free_old):
            same = there.get(key(self._old[place]))
            if same:
                self._join(place, same.popleft())

    def nearest(self, words: Callable[[Item], frozenset[Hashable]]) -> None:
        """Pairs what is left by the words that both have, the most alike first."""
        old = {place: words(self._old[place]) for place in self._free_old}
        new = {place: words(self._new[place]) for place in self._free_new}
        having = _having(new)
        close = []
        for place, said in old.items():
            shared = Counter(other for word in said for other in having.get(word, ()))
            for other in shared:
                likeness = len(said & new[other]) / len(said | new[other])
                if likeness >= _ALIKE:
                    close.append((-likeness, place, other))
        for _, place, other in sorted(close):
            if place in self._free_old and other in self._free_new:
                self._join(place, other)

    def pairs(self) -> tuple[tuple[int | None, int | None], ...]:
        """All pairs, in the order of the old; then what is new, in its own order."""
        olds = [(place, self._found.get(place)) for place in range(len(self._old))]
        return (*olds, *((None, place) for place in self._free_new))

    def of_both(self) -> Iterator[tuple[Item | None, Item | None]]:
        """The same with the things themselves."""
        for old, new in self.pairs():
            yield None if old is None else self._old[old], None if new is None else self._new[new]

    def _join(self, old: int, new: int) -> None:
        del self._free_old[old], self._free_new[new]
        self._found[old] = new


def _having(said: dict[int, frozenset[Hashable]]) -> dict[Hashable, list[int]]:
    """The things that have a word, for words that are rare enough."""
    having: dict[Hashable, list[int]] = defaultdict(list)
    for place, words in said.items():
        for word in words:
            having[word].append(place)
    return {word: places for word, places in having.items() if len(places) <= _CLOSE}


def both(pairs: Iterable[tuple[int | None, int | None]]) -> list[tuple[int, int]]:
    """The pairs that have both sides."""
    return [(old, new) for old, new in pairs if old is not None and new is not None]
