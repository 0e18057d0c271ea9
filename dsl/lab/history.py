"""Everyone's history out of an event log: one event per messageId, who is who, contact by contact.

Knows events, identity and bags; nothing of rules or scores. Memory holds the budget of records, one part of the log (of
`BAGS`, or the longest history if that is more) in each process, and for each distinct combination of userId, e-mail and
anonymousId about 1 kB. The disk takes the log about twice (unpacked), in files without names.

    lines --> bags by messageId --> one event each, links --> who is who --> bags by contact, in order of names
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from difflib import get_close_matches
from itertools import groupby, islice, starmap
from operator import attrgetter, itemgetter
from typing import Any
from zlib import crc32

from dsl.engine.event import Event, distinct, email_of
from dsl.errors import EventError, InputError
from dsl.identity import Contact, Identities, Key, Link, key_of, link_of, resolve
from dsl.lab import log
from dsl.lab.log import BadLine, BadLines, Line, Seen
from dsl.lab.pool import spread
from dsl.lab.spill import BUDGET, Bags, dump, load, pack, unpack

BAGS = 128
"""Into how many parts a log is cut: of each, only what is being worked on has to fit into memory."""
_BLOCK = 512  # lines that are read at a time
_COMPARED, _LONGEST = 5_000, 64  # names, and characters of each, that are looked through for a near one

Record = tuple[Any, ...]
"""An event as plain values in the order of its fields, its message as bytes: most steps need not look into it."""
Keys = tuple[str | None, str | None, str | None, str | None]
"""userId, e-mail, anonymousId, previousId of a record."""
_Plain = tuple[str, int, bytes | str]  # a Line
Who = tuple[str, str, str]
"""A contact: the name they are shown under, and their first key, for two contacts may be shown alike. Sorts by name."""

_AT, _ID, _KEYS, _MACHINE, _MESSAGE = 0, 1, slice(4, 8), 8, 10
_fields = attrgetter(*(part.name for part in fields(Event) if part.init))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the records with the same keys go: the contact they belong to, and its bag."""

    who: Who
    bag: int


@dataclass(frozen=True, slots=True)
class History:
    """A log, sorted out. Valid as long as the `gather` that made it.

    `events`: distinct events; `repeats`: further messages with a messageId that is already there. `first`, `last`:
    the earliest instant of an event that no machine made and the latest of any, in milliseconds. `contacts`: everyone with an
    event that no machine made, sorted.
    """

    events: int
    repeats: int
    first: int
    last: int
    contacts: Sequence[Who]
    _identities: Identities
    _bags: Bags

    @property
    def large(self) -> bool:
        """Whether it did not fit into the budget of memory."""
        return self._bags.spilled

    def parts(self) -> Iterator[bytes]:
        """The histories in parts of whole contacts, in order of names; `histories` opens one. There are `BAGS` of them."""
        return (self._bags.bag(number) for number in range(len(self._bags)))

    def contact(self, named: str) -> Who | None:
        """The contact that has a userId, an e-mail address or an anonymousId (the first of these that anyone has)."""
        keys = (Key("user", named), Key("email", email_of(named) or named), Key("anonymous", named))
        known = (who for key in keys if _among(self.contacts, who := _who(self._identities.contact_of(key))))
        return next(known, None)

    def near(self, named: str, most: int = 3) -> list[str]:
        """Names that look like this one. Of a very large log, only among those that begin alike."""
        names = [name for name, _, _ in self.contacts]
        if len(names) > _COMPARED:
            place = bisect_left(names, named[:2])
            names = names[place : place + _COMPARED]
        return get_close_matches(named[:_LONGEST], [name[:_LONGEST] for name in names], most, 0.7)


@contextmanager
def gather(
    files: Sequence[str],
    bad: BadLines,
    *,
    only: str | None = None,
    budget: int = BUDGET,
    jobs: int = 1,
    seen: Seen = lambda _: None,
) -> Iterator[History]:
    """Reads the files (see `dsl.lab.log.locate`) and sorts them out; InputError where there is no event in them.

    `only`: the name of one contact (any key), whose history alone is kept. `jobs`: processes that help with reading.
    """
    with Bags(BAGS, budget) as by_contact:
        with Bags(BAGS, budget) as by_id:
            read = _read(files, bad, by_id, jobs, seen)
            if not read:
                raise InputError("use-no-event", paths=", ".join(files))
            survey = _surveyed(by_id)
            identities = resolve(survey.links())
            places = _places(survey.sizes, identities)
            contacts = sorted({place.who for place in places.values()})
            history = History(survey.events, read - survey.events, survey.first, survey.last, contacts, identities, by_contact)
            kept = {history.contact(only)} if only is not None else None
            _distribute(by_id, places, by_contact, kept)
        yield history


def histories(part: bytes, only: Container[Key] | None = None) -> Iterator[tuple[Who, list[Event]]]:
    """The contacts of one part (or those of `only`), by name, each with its events in order of (`at`, `message_id`)."""
    pairs = unpack(part) if only is None else (pair for pair in unpack(part) if pair[0][1:] in only)
    records = sorted(pairs, key=_order)
    for who, group in groupby(records, key=itemgetter(0)):
        yield who, [_event(record) for _, record in group]


def _read(files: Sequence[str], bad: BadLines, bags: Bags, jobs: int, seen: Seen) -> int:
    """Fills the bags by messageId; how many events there were, repeated ones too."""
    count = 0
    for spoiled, filled in spread(_packed, _blocks(log.lines(files, seen)), jobs):
        for line in spoiled:
            bad.add(line)
        for bag, records in filled.items():
            count += len(records)
            bags.put(bag, b"".join(records))
    return count


def _blocks(lines: Iterator[Line]) -> Iterator[list[_Plain]]:
    """Plain tuples: they go to another process at a fifth of the cost."""
    while block := [(file, number, text) for file, number, text in islice(lines, _BLOCK)]:
        yield block


def _packed(block: list[_Plain]) -> tuple[list[BadLine], dict[int, list[bytes]]]:
    spoiled: list[BadLine] = []
    filled: dict[int, list[bytes]] = {}
    for line in starmap(Line, block):
        try:
            record = _record(log.event(line))
        except EventError as error:
            spoiled.append(BadLine(line.file, line.number, error.reason))
        else:
            filled.setdefault(crc32(record[_ID].encode()) % BAGS, []).append(pack(record))
    return spoiled, filled


def _record(event: Event) -> Record:
    *plain, message = _fields(event)
    return (*plain, dump(message))


def _event(record: Record) -> Event:
    values = (*record[:_MESSAGE], load(record[_MESSAGE]))
    return Event(*values)


def _distinct(stretches: Iterable[bytes]) -> Iterable[Record]:
    """One record for each messageId."""
    kept: dict[str, Record] = {}
    for data in stretches:
        for record in unpack(data):
            other = kept.setdefault(record[_ID], record)
            if other is not record and other != record:
                kept[record[_ID]] = _record(distinct((_event(other), _event(record)))[0])
    return kept.values()


@dataclass(slots=True)
class _Survey:
    """What must be known of all events before who is who can be told.

    `sizes`: how many events have the same keys. `first_of`: where those are several, the earliest such event: a later one
    joins nothing that it did not join, or that was not refused already. Of aliases the last counts too, so all are kept.
    """

    sizes: dict[Keys, int]
    first_of: dict[Keys, tuple[int, str]]
    aliases: list[Link]
    events: int = 0
    first: int = sys.maxsize
    last: int = 0

    def links(self) -> Iterator[Link]:
        yield from self.aliases
        for keys, moment in self.first_of.items():
            yield from _link(moment, keys)


def _surveyed(bags: Bags) -> _Survey:
    survey = _Survey({}, {}, [])
    sizes, first = survey.sizes, survey.first_of
    for number in range(len(bags)):
        for record in _distinct(bags.stretches(number)):
            survey.events += 1
            survey.last = max(survey.last, record[_AT])
            if record[_MACHINE]:
                continue
            keys: Keys = record[_KEYS]
            moment = record[_AT], record[_ID]
            survey.first = min(survey.first, record[_AT])
            sizes[keys] = sizes.get(keys, 0) + 1
            if keys[3] is not None:
                survey.aliases += _link(moment, keys)
            elif keys.count(None) < 3 and (keys not in first or moment < first[keys]):
                first[keys] = moment
    return survey


def _link(moment: tuple[int, str], keys: Keys) -> list[Link]:
    (at, message_id), (user, email, anonymous, previous) = moment, keys
    link = link_of(Event(at, message_id, "", "", user, email, anonymous, previous, False, None, {}))
    return [link] if link else []


def _places(sizes: Mapping[Keys, int], identities: Identities) -> dict[Keys, Place]:
    """A bag for each contact: bags follow the order of names, and hold about the same number of events each."""
    people = {keys: _who(identities.contact_of(_strongest(keys))) for keys in sizes}
    weights: dict[Who, int] = {}
    for keys, size in sizes.items():
        weights[people[keys]] = weights.get(people[keys], 0) + size
    share, held = sum(weights.values()) / BAGS, 0
    bags: dict[Who, int] = {}
    for who in sorted(weights):
        bags[who] = min(int(held / share), BAGS - 1)
        held += weights[who]
    return {keys: Place(who, bags[who]) for keys, who in people.items()}


def _who(contact: Contact) -> Who:
    return contact.name, *contact.keys[0]


def _strongest(keys: Keys) -> Key:
    user, email, anonymous, _ = keys
    return key_of(Link(0, "", user, email, anonymous))


def _distribute(by_id: Bags, places: Mapping[Keys, Place], by_contact: Bags, only: set[Who | None] | None) -> None:
    for number in range(len(by_id)):
        for record in _distinct(by_id.stretches(number)):
            place = None if record[_MACHINE] else places[record[_KEYS]]
            if place and (only is None or place.who in only):
                by_contact.put(place.bag, pack((place.who, record)))


def _order(pair: Record) -> tuple[Who, int, str]:
    who, record = pair
    return who, record[_AT], record[_ID]


def _among(people: Sequence[Who], who: Who) -> bool:
    place = bisect_left(people, who)
    return place < len(people) and people[place] == who
