"""Mends files together with the rulebooks that they belong to.

A fix of the syntax needs the file alone; one of the checker needs all files of its rulebook, of which only those that were
asked for are changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from dsl.check.files import Folder
from dsl.diagnostics import Source
from dsl.formatter.files import Text
from dsl.formatter.fixes import Mended, mend_rulebook, mend_text
from dsl.names import is_plan


def mended(texts: Iterable[Text]) -> list[Text]:
    """The texts with all fixes that help. Those that could not be read stay as they are."""
    found = [text if text.trouble else _with(text, text.source.file, mend_text(text.source)) for text in texts]
    for folder in _rulebooks(found):
        own = {_within(folder, text): place for place, text in enumerate(found) if _is_in(folder, text)}
        done = mend_rulebook(Folder(folder), {name: found[place].source.text for name, place in own.items()})
        for name, place in own.items():
            found[place] = _with(found[place], name, done)
    return found


def _with(text: Text, name: str, done: Mended) -> Text:
    source = Source(text.source.file, done.texts[name])
    return replace(text, source=source, fixed=text.fixed + done.fixed[name])


def _rulebooks(texts: Sequence[Text]) -> list[Path]:
    """The folders of the files that hold a plan."""
    folders = sorted({text.place.path.parent for text in texts if text.place is not None and not text.trouble})
    return [folder for folder in folders if any(map(is_plan, Folder(folder).names()))]


def _is_in(folder: Path, text: Text) -> bool:
    return text.place is not None and not text.trouble and text.place.path.is_relative_to(folder)


def _within(folder: Path, text: Text) -> str:
    assert text.place is not None
    return text.place.path.relative_to(folder).as_posix()
