"""The files of a rulebook: a folder's, or texts given by name. Each is read once, bounded, and never outside.

Knows names and bytes, and nothing of what stands in a file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from dsl.diagnostics import Span
from dsl.errors import InputError
from dsl.names import RULES, TESTS

MAX_BYTES = 16 * 1024 * 1024
MAX_FILES = 1_000
_NO_FILES = {stat.S_ISFIFO: "pipe", stat.S_ISSOCK: "socket", stat.S_ISCHR: "device", stat.S_ISBLK: "device"}


class Files(Protocol):
    """Where rules come from. Names have `/` between folders, whatever the machine."""

    def names(self) -> list[str]:
        """The rulebook's own files, sorted; files in folders below are read only where they are included."""
        ...

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        ...

    def read(self, name: str) -> str:
        """The file's text. UnreadableError, which becomes a finding, where it cannot be had."""
        ...


class UnreadableError(Exception):
    """A file that cannot be read: the finding's code and words, and what can be shown of the text, up to where."""

    def __init__(self, code: str, text: str = "", at: int = 0, **words: str) -> None:
        super().__init__(code)
        self.code, self.text, self.at, self.words = code, text, at, words


class Texts:
    """Files that are given as texts."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def names(self) -> list[str]:
        return sorted(name for name in self._texts if "/" not in name)

    def has(self, name: str) -> bool:
        return name in self._texts

    def read(self, name: str) -> str:
        return decoded(self._texts[name].encode("utf-8", "surrogatepass"))


class Folder:
    """The files of a folder, or of one plan in it (`only`)."""

    def __init__(self, path: Path, only: str | None = None) -> None:
        self._path = path
        self._only = only

    def names(self) -> list[str]:
        """InputError where the folder cannot be read."""
        try:
            with os.scandir(self._path) as entries:
                found = sorted(entry.name for entry in entries if not _is_folder(entry))
        except OSError as error:
            raise InputError("use-unreadable", path=self._path, why=error.strerror) from error
        names = [name for name in found if name.endswith(RULES) and not name.startswith(".")]
        if self._only is None:
            return names
        return [name for name in names if name in (self._only, self._only.removesuffix(RULES) + TESTS)]

    def has(self, name: str) -> bool:
        try:
            return self._at(name).is_file()
        except OSError:  # a name that is too long, a folder that may not be entered
            return False

    def read(self, name: str) -> str:
        return decoded(self.data(name))

    def data(self, name: str) -> bytes:
        """The file's bytes, at most one more than a file may have. UnreadableError as `read`, but for what they are."""
        path = self._at(name)
        try:
            if not path.resolve().is_relative_to(self._path.resolve()):
                raise UnreadableError("E405")
            if not path.is_file():
                raise UnreadableError("E402", why=_instead(path))
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except (OSError, RuntimeError) as error:
            raise UnreadableError("E402", why=getattr(error, "strerror", None) or "link-circle") from error

    def _at(self, name: str) -> Path:
        return self._path.joinpath(*name.split("/"))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle: told when it is read
        return False


def _instead(path: Path) -> str:
    """What there is where no file is, as a term of the catalogue."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "link-gone"
    return next((term for is_it, term in _NO_FILES.items() if is_it(mode)), "not-a-file")


def decoded(data: bytes) -> str:
    """The text of a file, without a byte order mark. UnreadableError where there are too many bytes, or it is no UTF-8."""
    if len(data) > MAX_BYTES:
        raise UnreadableError("E403", most=str(MAX_BYTES // 1024 // 1024))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        shown = data.decode("utf-8-sig", "replace")
        fine, byte = error.object[: error.start], error.object[error.start]  # both without a byte order mark
        raise UnreadableError("E401", shown, len(fine.decode()), byte=f"{byte:02X}") from error


def start_of(file: str) -> Span:
    """The place of a finding about a file as a whole."""
    return Span(file, 0, 0)
