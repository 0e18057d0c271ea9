"""Which patterns of a plan an event matches: an index whose cost follows the matches, not the rules.

    event --kind--> groups of patterns that read the same subjects --subjects--> table --filters--> hooks

A kind is a type of message or the name of a track. The table for a subject is found by dictionary (exact texts, heads and
tails of globs) once and kept; within it, patterns with filters are found by the value of one filter (a dictionary for
`=`, a sorted list for `<` and `>`), so that a filter that fails costs nothing.

Knows patterns and events; what a hook stands for is the business of whoever adds it. Hooks are tuples that sort.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dsl import program
from dsl.engine.event import Event
from dsl.engine.filters import Hook, Table, settled
from dsl.engine.text import Glob, fold_text, normal_url
from dsl.engine.values import event_values, page_path, page_path_and_url, scalars, text_of

Subjects = tuple[str, ...]
Entry = tuple[program.EventPattern, list[Hook]]

_MEMO = 50_000
_LONG = 512
_NO_HOOKS: tuple[Hook, ...] = ()


class Matcher:
    """The patterns of one plan. `hooks(event)` gives what is hooked to those that match, sorted, each (phase, owner, role)
    once: of several alternatives of one pattern the first as written (the last part of a hook)."""

    def __init__(self, hooks: Iterable[tuple[program.Pattern, tuple[int, int, int]]], timezone: str) -> None:
        self._timezone = timezone
        # by text, not by equality: to Python 1 and true are equal, to the language they are not
        entries: dict[str, Entry] = {}
        for pattern, (phase, owner, role) in hooks:
            for place, alternative in enumerate(pattern):
                entries.setdefault(repr(alternative), (alternative, []))[1].append((phase, owner, role, place))
        self._entries = list(entries.values())
        self._kinds: dict[tuple[str, str], list[_Group]] = {}
        self._names = {name for pattern, _ in self._entries for name in pattern.names}

    def hooks(self, event: Event) -> tuple[Hook, ...]:
        """The hooks of all patterns that the event matches."""
        kind = (event.type, event.name if event.name in self._names else "")
        groups = self._kinds.get(kind)
        if groups is None:
            groups = self._kinds[kind] = self._groups(*kind)
        found, merged = _NO_HOOKS, False
        for group in groups:
            if more := group.hooks(event):
                found, merged = (found + more, True) if found else (more, False)
        return settled(found) if merged else found

    def _groups(self, kind: str, name: str) -> list[_Group]:
        if kind not in ("page", "screen", "track"):
            return []
        by_subject: dict[tuple[program.Field, ...], list[Entry]] = {}
        for pattern, hooks in self._entries:
            if pattern.type == kind and (not pattern.names or name in pattern.names):
                by_subject.setdefault(pattern.subject if kind != "page" else (), []).append((pattern, hooks))
            elif pattern.type == "any":
                subject = {"page": (), "screen": pattern.subject[1:2], "track": pattern.subject[2:3]}[kind]
                by_subject.setdefault(subject, []).append((pattern, hooks))
        make = _PageGroup if kind == "page" else _Group
        return [make(subject, entries, self._timezone) for subject, entries in by_subject.items()]


class _Group:
    """Patterns of one kind of event that read the same subjects, found by those subjects' texts."""

    def __init__(self, subject: tuple[program.Field, ...], entries: list[Entry], timezone: str) -> None:
        self._timezone = timezone
        self._read = [event_values(field) for field in subject]
        self._entries = entries
        self._index = _TextIndex()
        self._tables: dict[frozenset[int], Table] = {}
        self._memo: dict[Subjects, Table] = {}
        self._bare: set[int] = set()
        for place, (pattern, _) in enumerate(entries):
            self._add(place, pattern)

    def hooks(self, event: Event) -> tuple[Hook, ...]:
        subjects = self._subjects(event)
        table = self._memo.get(subjects)
        if table is None:
            table = self._table(subjects)
        return table.hooks(event) if table.filtered else table.plain

    def _add(self, place: int, pattern: program.EventPattern) -> None:
        if pattern.texts:
            self._index.add(pattern.texts, place)
        elif not pattern.paths and not pattern.urls:
            self._bare.add(place)

    def _subjects(self, event: Event) -> Subjects:
        if not self._read:
            return ()
        texts: Subjects = ()
        for read in self._read:
            for value in read(event):
                if isinstance(value, str):
                    texts += (fold_text(value),)
                else:
                    texts += tuple(text for scalar in scalars(value) if (text := text_of(scalar)))
        return texts

    def _places(self, subjects: Subjects) -> set[int]:
        return self._index.find(subjects)

    def _table(self, subjects: Subjects) -> Table:
        places = frozenset(self._bare | self._places(subjects))
        table = self._tables.get(places)
        if table is None:
            if len(self._tables) >= _MEMO:
                self._tables.clear()
            entries = [self._entries[place] for place in sorted(places)]
            table = self._tables[places] = Table(entries, self._timezone)
        if sum(map(len, subjects)) <= _LONG:
            if len(self._memo) >= _MEMO:
                self._memo.clear()
            self._memo[subjects] = table
        return table


class _PageGroup(_Group):
    """Pages: their path, and their url where a pattern asks for one."""

    def __init__(self, subject: tuple[program.Field, ...], entries: list[Entry], timezone: str) -> None:
        self._urls: _TextIndex | None = None
        super().__init__(subject, entries, timezone)

    def _add(self, place: int, pattern: program.EventPattern) -> None:
        if pattern.paths:
            self._index.add(pattern.paths, place)
        if pattern.urls:
            self._urls = self._urls or _TextIndex()
            self._urls.add(pattern.urls, place)
        if not pattern.paths and not pattern.urls and not pattern.texts:
            self._bare.add(place)

    def _subjects(self, event: Event) -> Subjects:
        path, url = page_path_and_url(event)
        if self._urls is None:
            return (path or "",)
        return path or "", normal_url(url) if url else ""

    def _places(self, subjects: Subjects) -> set[int]:
        places = self._index.find(subjects[:1])
        return places | self._urls.find(subjects[1:]) if self._urls is not None else places


class _TextIndex:
    """Places by folded texts and globs: exact ones by dictionary, globs by dictionaries of their heads (or else tails) of
    each length, so that a lookup costs as many steps as there are lengths."""

    def __init__(self) -> None:
        self._exact: dict[str, list[int]] = {}
        self._heads: dict[int, dict[str, list[tuple[Glob, int]]]] = {}
        self._tails: dict[int, dict[str, list[tuple[Glob, int]]]] = {}

    def add(self, texts: Iterable[str], place: int) -> None:
        for text in texts:
            if "*" not in text:
                self._exact.setdefault(text, []).append(place)
                continue
            glob = Glob(text)
            ends, end = (self._heads, glob.head) if glob.head else (self._tails, glob.tail)
            ends.setdefault(len(end), {}).setdefault(end, []).append((glob, place))

    def find(self, subjects: Subjects) -> set[int]:
        found: set[int] = set()
        for text in subjects:
            if not text:
                continue
            found.update(self._exact.get(text, ()))
            for length, heads in self._heads.items():
                found.update(place for glob, place in heads.get(text[:length], ()) if glob.matches(text))
            for length, tails in self._tails.items():
                end = text[-length:] if length else ""
                found.update(place for glob, place in tails.get(end, ()) if glob.matches(text))
        return found


def subject_of(pattern: program.Pattern) -> Callable[[Event, int], str | None]:
    """A function that gives the one subject (folded) of an event that matched the given alternative, None for none."""
    readers = [_subject_reader(alternative) for alternative in pattern]
    return lambda event, place: readers[place](event)


def _subject_reader(pattern: program.EventPattern) -> Callable[[Event], str | None]:
    named = [event_values(field) for field in pattern.subject]
    if pattern.type == "page":
        return page_path
    if pattern.type == "any":
        of_type = {"screen": named[1:2], "track": named[2:3]}
        return lambda event: page_path(event) if event.type == "page" else _first(of_type[event.type], event)
    return lambda event: _first(named, event)


def _first(readers: list[Callable[[Event], list[object]]], event: Event) -> str | None:
    for read in readers:
        for value in read(event):
            for scalar in scalars(value):
                if text := text_of(scalar):
                    return text
    return None


def tie_of(pattern: program.Pattern) -> Callable[[Event, int], str | None]:
    """A function that gives the value of `per` (folded) by which an event is tied, None for none."""
    readers = [[event_values(alternative.per)] if alternative.per else [] for alternative in pattern]
    return lambda event, place: _first(readers[place], event)


