"""Files of rules to be read and written anew: which ones a path means, their texts, and safe writing.

Knows paths and bytes; nothing of what is done with the texts.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from dsl.check.files import MAX_BYTES, Folder, UnreadableError, decoded, start_of
from dsl.diagnostics import Diagnostic, Source, Span
from dsl.errors import UsageError
from dsl.messages import diagnose
from dsl.names import RULES

_DEEP = 8  # folders below one another that are looked through


@dataclass(frozen=True, slots=True)
class Place:
    """One file: as people know it, and where it is read and written; `folder` is what it may not lead out of."""

    shown: str
    folder: Path
    name: str
    closed: bool = False
    """Whether this is a folder that could not be looked into."""

    @property
    def path(self) -> Path:
        """The file itself, behind all links."""
        return (self.folder / self.name).resolve()


@dataclass(frozen=True, slots=True)
class Text:
    """What was read. `source` is without a byte order mark, `raw` as it stood there; `trouble` says why there is no text."""

    place: Place | None
    source: Source
    raw: str
    trouble: Diagnostic | None = None
    fixed: int = 0
    """How many fixes the source has by now."""


def places(paths: Sequence[str]) -> list[Place]:
    """Every file of rules that some paths mean (none: this folder), each once. UsageError for a path that means none."""
    found: dict[Path, Place] = {}
    for path in paths or (".",):
        here = list(_places(path))
        if not here:
            raise UsageError("use-no-rules-there", path=path)
        for place in here:
            found.setdefault(_real(place), place)
    return list(found.values())


def _real(place: Place) -> Path:
    try:
        return place.path
    except (OSError, RuntimeError):  # links that lead in a circle; told when it is read
        return place.folder / place.name


def _places(name: str) -> Iterator[Place]:
    path = Path(name)
    if not name:  # which would be this folder
        raise UsageError("use-no-path", path=name)
    if path.is_dir():
        yield from _below(path, path, _DEEP)
    elif not path.exists() and not path.is_symlink():
        raise UsageError("use-no-path", path=path)
    elif not path.name.endswith(RULES):
        raise UsageError("use-no-rules", path=path)
    else:
        yield Place(path.as_posix(), path.parent, path.name)


def _below(top: Path, folder: Path, deep: int) -> Iterator[Place]:
    """The files below a folder in order of their names; hidden ones and folders behind links are left out."""
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        place = Place(entry.as_posix(), top, entry.relative_to(top).as_posix())
        if _is_folder(entry):
            if deep and not entry.is_symlink():
                yield from _inside(place, entry, deep - 1)
        elif entry.name.endswith(RULES):
            yield place


def _inside(place: Place, folder: Path, deep: int) -> Iterator[Place]:
    """The files below a folder that came up on the way; the folder itself where it cannot be listed."""
    try:
        yield from _below(place.folder, folder, deep)
    except OSError:
        yield replace(place, closed=True)


def _is_folder(entry: Path) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # told when it is read
        return False


def read(place: Place) -> Text:
    """The text of a file, or the finding that says why there is none."""
    try:
        if place.closed:
            raise UnreadableError("E402", why="folder-closed")
        return _text(place, place.shown, Folder(place.folder).data(place.name))
    except UnreadableError as error:
        return _unreadable(place, place.shown, error)


def read_stream(stream: BinaryIO, shown: str) -> Text:
    """The same of a stream."""
    try:
        return _text(None, shown, stream.read(MAX_BYTES + 1))
    except UnreadableError as error:
        return _unreadable(None, shown, error)


def _text(place: Place | None, shown: str, data: bytes) -> Text:
    return Text(place, Source(shown, decoded(data)), data.decode())


def _unreadable(place: Place | None, shown: str, error: UnreadableError) -> Text:
    source = Source(shown, error.text)
    span = Span(shown, error.at, error.at + 1) if error.text else start_of(shown)
    return Text(place, source, "", diagnose(source, span, error.code, error.words.items()))


def write(place: Place, text: str) -> None:
    """Puts a text in the place of a file, whole or not at all, with the file's mode. OSError where that cannot be done."""
    path = place.path
    if not path.is_relative_to(place.folder.resolve()):  # as when it was read, unless somebody has changed it since
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), place.shown)
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), place.shown)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".punkty-", suffix=".part")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
        aside.chmod(path.stat().st_mode & 0o7777)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
