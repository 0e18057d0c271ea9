"""Which patterns of a plan an event matches: an index whose cost follows the matches, not the rules.

    event --type, name--> kind --subject--> table --filters--> numbers of hooks

A kind is a type of message or the name of a track; its patterns are grouped by the subjects they read. A subject's table is
put together once, from the tables of the texts and globs that it matches (`dsl.engine.globs`), and kept.

Knows patterns and events; what a hook stands for is the business of whoever adds it. Hooks are tuples that sort.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from operator import attrgetter
from typing import Any, NamedTuple

from dsl import program
from dsl.engine.event import TYPES, Event
from dsl.engine.filters import Entry, Joiner, Numbers, Table, table_of
from dsl.engine.globs import TextIndex
from dsl.engine.scalars import scalars, text_of
from dsl.engine.subjects import texts_of
from dsl.engine.text import fold_text, normal_url
from dsl.engine.values import event_values, plain_property

Hook = tuple[int, int, int, int]
"""(phase, owner, role, alternative): sorts into the order in which hooks are served."""
Subjects = tuple[str, ...]

_MEMO = 50_000
_LONG = 512


class Matcher:
    """The patterns of one plan. Hooks have numbers, in their own order; of several alternatives of one pattern that an
    event matches only the first as written counts. `first`: phases whose hooks are to be found before all others."""

    def __init__(
        self,
        hooks: Iterable[tuple[program.Pattern, tuple[int, int, int]]],
        timezone: str,
        first: Container[int] = frozenset(),
    ) -> None:
        self._first = first
        found: dict[int, tuple[program.EventPattern, list[Hook]]] = {}  # by identity: a `let` is one pattern of many rules
        for pattern, (phase, owner, role) in hooks:
            for place, alternative in enumerate(pattern):
                found.setdefault(id(alternative), (alternative, []))[1].append((phase, owner, role, place))
        self.all: tuple[Hook, ...] = tuple(sorted(hook for _, several in found.values() for hook in several))
        number = {hook: place for place, hook in enumerate(self.all)}
        self._entries: list[Entry] = [(one, tuple(sorted([number[hook] for hook in own]))) for one, own in found.values()]
        self._kinds = self._all_kinds(timezone)
        self._settled: dict[Numbers, Numbers] = {}

    def match(self, event: Event) -> Numbers:
        """The numbers of the hooks of all patterns that the event matches.

        In order, wherever there are several of one owner or one of the `first` phases; else in any.
        """
        found: Numbers = ()
        groups, settles = self._kinds[event.type].get(event.name) or self._kind(event)
        for read, memo, learn in groups:
            key = read(event)
            plain, equals, steps, guarded = memo.get(key) or learn(key)
            found += plain
            if equals or steps:
                properties = event.properties
                for name, equal in equals:
                    value = properties.get(name)
                    if value.__class__ is str:
                        found += equal[value]
                    elif value is not None:
                        found += equal.of(value)
                for name, cut, bounds, regions, step in steps:
                    value = properties.get(name)
                    if value.__class__ is int:
                        found += regions[cut(bounds, value)]
                    elif value is not None:
                        found += step.of(value)
            if guarded:
                for several in guarded:
                    found += several.of(event)
        if not settles or len(found) < 2:
            return found
        return self._settled.get(found) or self._settle(found)

    def hooks(self, event: Event) -> tuple[Hook, ...]:
        """The same as the hooks themselves, in order."""
        return tuple(map(self.all.__getitem__, sorted(self.match(event))))

    def _settle(self, found: Numbers) -> Numbers:
        """In order; of the alternatives of one pattern only the first. Kept, for they come again and again."""
        ordered = sorted(set(found))
        if len(self._settled) >= _MEMO:
            self._settled.clear()
        hooks = self.all
        settled = self._settled[found] = tuple(
            number for place, number in enumerate(ordered) if not place or hooks[number][:3] != hooks[ordered[place - 1]][:3]
        )
        return settled

    def _kind(self, event: Event) -> Kind:
        """How events of a name that no pattern has are matched."""
        return self._kinds[event.type][""]

    def _all_kinds(self, timezone: str) -> dict[str, dict[str, Kind]]:
        """By type of message and name of track; "" is every other name."""
        names = {name for pattern, _ in self._entries for name in pattern.names}
        asked: dict[str, dict[str, _Asked]] = {kind: {"": {}} for kind in TYPES}
        asked["track"] |= {name: {} for name in names}
        for entry in self._entries:
            pattern = entry[0]
            if pattern.type == "any":
                for kind, subject in {"page": (), "screen": pattern.subject[1:2], "track": pattern.subject[2:3]}.items():
                    for found in asked[kind].values():
                        found.setdefault(subject, []).append(entry)
            else:
                named = asked[pattern.type]
                for name in dict.fromkeys(pattern.names) or named:
                    named[name].setdefault(pattern.subject if pattern.type != "page" else (), []).append(entry)
        return {
            kind: {name: self._made(kind, found, timezone) for name, found in named.items()} for kind, named in asked.items()
        }

    def _made(self, kind: str, asked: _Asked, timezone: str) -> Kind:
        groups = [_group(kind, subject, entries, timezone) for subject, entries in asked.items()]
        return groups, self._settles([entry for entries in asked.values() for entry in entries])

    def _settles(self, entries: list[Entry]) -> bool:
        """Whether an event may find hooks of these patterns twice, several of one owner, or some whose phase comes first."""
        hooks = [self.all[number] for _, numbers in entries for number in numbers]
        texts = (pattern.texts + pattern.paths + pattern.urls for pattern, _ in entries)
        owners = {hook[:2] for hook in hooks}
        twice = len(owners) < len(hooks) or any(len(several) > 1 for several in texts)
        return twice or any(phase in self._first for phase, _ in owners)


class Group(NamedTuple):
    """Patterns of one kind of event that read the same subjects: what decides an event's subjects, the tables known by it,
    and how to put another together."""

    read: Callable[[Event], Any]
    memo: dict[Any, Table]
    learn: Callable[[Any], Table]


_Asked = dict[tuple[program.Field, ...], list[Entry]]
"""Patterns by the subjects that they read."""
Kind = tuple[list[Group], bool]
"""The groups of one kind, and whether what they find is to be settled."""


class _Tables:
    """The tables of some patterns that read the same subjects, by these.

    `subjects` makes texts to look up out of a key, each with the number of the index that it is for. `texts` of a pattern are
    those of each index that it matches by; without any it matches every event.
    """

    def __init__(
        self,
        subjects: Callable[[Any], Iterable[tuple[int, str]]],
        patterns: Iterable[tuple[Entry, tuple[Subjects, ...]]],
        timezone: str,
    ) -> None:
        self.memo: dict[Any, Table] = {}
        self._subjects = subjects
        self._timezone = timezone
        self._indexes: list[TextIndex] = []
        self._buckets: dict[tuple[int, str], list[Entry]] = {}
        bare = [entry for entry, texts in patterns if not self._file(entry, texts)]
        self._bare = table_of(bare, timezone)
        self._entries = list(self._buckets.values())
        self._parts: dict[int, Table] = {}
        self._joiner = Joiner()
        self._tables: dict[tuple[int, ...], Table] = {}

    def learn(self, key: Any) -> Table:
        """Put the table for a key together, and keep it if it is not too long."""
        buckets: list[int] = []
        length = 0
        for place, text in self._subjects(key):
            if text and place < len(self._indexes):
                found = self._indexes[place].find(text)
                # several subjects may find the same
                buckets = sorted({*buckets, *found}) if buckets else found
                length += len(text)
        table = self._table(tuple(buckets))
        if length <= _LONG:
            if len(self.memo) >= _MEMO:
                self.memo.clear()
            self.memo[key] = table
        return table

    def _table(self, buckets: tuple[int, ...]) -> Table:
        if not buckets:
            return self._bare
        table = self._tables.get(buckets)
        if table is None:
            if len(self._tables) >= _MEMO:
                self._tables.clear()
            table = self._tables[buckets] = self._joiner.join(self._bare, map(self._part, buckets))
        return table

    def _part(self, bucket: int) -> Table:
        """The table of one text or glob, made when it is first asked for: most are never."""
        part = self._parts.get(bucket)
        if part is None:
            part = self._parts[bucket] = table_of(self._entries[bucket], self._timezone)
        return part

    def _file(self, entry: Entry, texts: tuple[Subjects, ...]) -> bool:
        """File a pattern under its texts. Returns whether there are any."""
        for place, several in enumerate(texts):
            if place == len(self._indexes):
                self._indexes.append(TextIndex())
            for text in dict.fromkeys(several):
                bucket = self._buckets.setdefault((place, text), [])
                if not bucket:
                    self._indexes[place].add(text, len(self._buckets) - 1)
                bucket.append(entry)
        return any(texts)


def _group(kind: str, subject: tuple[program.Field, ...], entries: list[Entry], timezone: str) -> Group:
    if kind == "page":
        return _page_group(entries, timezone)
    # an `any` that asks for a page's path or url asks other events for what is no subject
    asked = [(entry, (entry[0].texts or (("",) if entry[0].paths or entry[0].urls else ()),)) for entry in entries]
    if len(subject) == 1 and (key := plain_property(subject[0])) is not None:
        return _made(_property(key), _Tables(_of_property, asked, timezone))
    readers = [event_values(field) for field in subject]
    return _made(lambda event: tuple(texts_of(readers, event)), _Tables(_numbered, asked, timezone))


def _made(read: Callable[[Event], Any], tables: _Tables) -> Group:
    return Group(read, tables.memo, tables.learn)


def _page_group(entries: list[Entry], timezone: str) -> Group:
    """Pages: their path, and their url where a pattern asks for one."""
    asked = []
    for entry in entries:
        pattern = entry[0]
        nowhere = pattern.texts and not (pattern.paths or pattern.urls)
        asked.append((entry, (("",) if nowhere else pattern.paths, pattern.urls)))
    if any(entry[0].urls for entry in entries):
        return _made(_path_and_url, _Tables(enumerate, asked, timezone))
    return _made(attrgetter("path"), _Tables(lambda path: ((0, path),), asked, timezone))


def _path_and_url(event: Event) -> tuple[str, str]:
    return event.path or "", normal_url(event.url) if event.url is not None else ""


def _property(key: str) -> Callable[[Event], Any]:
    """Reads a property as it was written if it is a text, else the texts in it."""

    def read(event: Event) -> Any:
        value = event.properties.get(key)
        if value is None or value.__class__ is str:
            return value
        return tuple(text for scalar in scalars(value) if (text := text_of(scalar)))

    return read


def _of_property(key: Any) -> Iterable[tuple[int, str]]:
    return ((0, fold_text(key)),) if isinstance(key, str) else _numbered(key or ())


def _numbered(texts: Subjects) -> Iterable[tuple[int, str]]:
    """Each for the only index."""
    return ((0, text) for text in texts)
