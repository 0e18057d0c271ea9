"""Reads the files of a folder as a git revision has them, through the `git` command.

Knows git's objects, and nothing of rules. Nothing is checked out, written or run: no shell, no filters, no pager, no
question asked; arguments that begin with `-` never reach git as options; answers are bounded in size and time.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath

from dsl.errors import InputError, UsageError

_SECONDS = 60
_MOST = 64 * 1024 * 1024
"""Bytes of one answer: a list of files, or a file."""
_LINKS = 8
_LINK, _PLAIN = "120000", frozenset({"100644", "100755"})
# what a hook's environment says of another repository or work tree must not decide where we look
_STRAY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")
_SETTINGS = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}


class Repository:
    """The repository that a folder lies in. InputError where git is missing or the folder is in none.

    `asked`: what is looked for there, for the message.
    """

    def __init__(self, folder: Path, asked: str) -> None:
        self._folder = folder
        trouble = InputError("use-git-no-repository", asked=asked, folder=folder)
        self._top = Path(self._text(trouble, "rev-parse", "--show-toplevel").rstrip("\n"))

    def path_of(self, place: Path) -> str:
        """A path of this machine as the repository names it; the top is empty. InputError for one outside."""
        try:
            inside = place.resolve().relative_to(self._top.resolve()).as_posix()
        except ValueError:
            raise InputError("use-git-outside", path=place, top=self._top) from None
        return "" if inside == "." else inside

    def commit(self, revision: str) -> str:
        """The id of a revision's commit. UsageError for what cannot be one, InputError for one that is not there."""
        if not revision or revision.startswith("-") or not revision.isprintable():
            raise UsageError("use-git-no-revision", revision=revision)
        trouble = InputError("use-git-unknown", revision=revision, top=self._top)
        return self._text(trouble, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()

    def tree(self, revision: str, path: str) -> Tree:
        """The files below a path (or the file at it) in a revision. InputError where there is nothing."""
        commit = self.commit(revision)
        below = [path] if path else []
        trouble = InputError("use-git-unlisted", revision=revision)
        listed = self._run(trouble, "ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", *below)
        entries = dict(_entries(listed))
        if not entries:
            raise InputError("use-git-not-in", path=path or ".", revision=revision)
        return Tree(self, entries)

    def blob(self, name: str) -> bytes:
        """The bytes of a file by its id."""
        return self._run(InputError("use-git-unread", name=name), "cat-file", "blob", name)

    def _text(self, trouble: InputError, *args: str) -> str:
        return self._run(trouble, *args).decode("utf-8", "surrogateescape")

    def _run(self, trouble: InputError, *args: str) -> bytes:
        """What git answers; where it refuses, the trouble with git's own words."""
        command = ["git", "--no-pager", "--literal-pathspecs", "-C", str(self._folder), *args]
        environment = {name: value for name, value in os.environ.items() if name not in _STRAY} | _SETTINGS
        with tempfile.TemporaryFile() as out:
            # into a file, so that an answer without an end fills no memory
            try:
                done = subprocess.run(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.PIPE,
                    env=environment,
                    timeout=_SECONDS,
                    check=False,
                )
            except FileNotFoundError:
                raise InputError("use-git-missing") from None
            except subprocess.TimeoutExpired:
                raise InputError("use-git-slow", folder=self._folder, most=_SECONDS) from None
            if done.returncode:
                said = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
                raise InputError(trouble.key, **trouble.words, git=said[:300])
            if out.tell() > _MOST:
                raise InputError("use-git-much", folder=self._folder, most=_MOST >> 20)
            out.seek(0)
            return out.read()


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, link or submodule of a revision: its mode, its object's id, its size in bytes."""

    mode: str
    id: str
    size: int


@dataclass(frozen=True)
class Tree:
    """Files in a revision by their paths (from the repository's top)."""

    repository: Repository
    entries: Mapping[str, Entry]

    def has(self, path: str) -> bool:
        """Whether there is a file, or a link to one that is here."""
        return self._blob(path) is not None

    def read(self, path: str) -> bytes:
        """The file's bytes. KeyError where there is none, InputError for one that is too large."""
        entry = self._blob(path)
        if entry is None:
            raise KeyError(path)
        if entry.size > _MOST:
            raise InputError("use-git-large", path=path, most=_MOST >> 20)
        return self.repository.blob(entry.id)

    def _blob(self, path: str) -> Entry | None:
        """The file at a path; links are followed within the tree."""
        for _ in range(_LINKS):
            entry = self.entries.get(path)
            if entry is None or entry.mode != _LINK:
                return entry if entry and entry.mode in _PLAIN else None
            target = self.repository.blob(entry.id).decode("utf-8", "surrogateescape")
            path = normpath(join(dirname(path), target))
        return None


def _entries(listed: bytes) -> Iterator[tuple[str, Entry]]:
    """`<mode> <type> <id> <size>TAB<path>NUL` each; what is no file (a submodule) has no size."""
    for line in filter(None, listed.split(b"\0")):
        head, _, path = line.partition(b"\t")
        mode, _, name, size = head.decode("ascii").split()
        yield path.decode("utf-8", "surrogateescape"), Entry(mode, name, int(size) if size.isdigit() else 0)
