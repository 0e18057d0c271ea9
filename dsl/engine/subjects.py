"""What an event is about: the texts of its subjects, the one subject of `once each`, the value that ties it to another.

Knows patterns and events; nothing of which patterns an event matches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dsl import program
from dsl.engine.event import Event
from dsl.engine.scalars import scalars, text_of
from dsl.engine.text import fold_text
from dsl.engine.values import event_values, page_path


def texts_of(readers: list[Callable[[Event], list[object]]], event: Event) -> Iterator[str]:
    """The folded texts of some fields; of a list each."""
    for read in readers:
        for value in read(event):
            if isinstance(value, str):
                yield fold_text(value)
            else:
                yield from (text for scalar in scalars(value) if (text := text_of(scalar)))


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
    return next((text for text in texts_of(readers, event) if text), None)


def tie_of(pattern: program.Pattern) -> Callable[[Event, int], str | None]:
    """A function that gives the value of `per` (folded) by which an event is tied, None for none."""
    readers = [[event_values(alternative.per)] if alternative.per else [] for alternative in pattern]
    return lambda event, place: _first(readers[place], event)
