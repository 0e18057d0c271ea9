"""OLD and NEW as they are named: a folder, a plan's file, a compiled rulebook, or a git revision of one of the first two.

    rules/b2b    rules/b2b/b2b.punkty    b2b.json    main    HEAD~1    v1.2:rules/b2b

What exists as a path is that path. A revision without a path is that of the other side. Knows how rules are read, and
nothing of what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename, dirname, normpath

from dsl import codec
from dsl.compiler import Checked, check_folder, check_sources
from dsl.diagnostics import Diagnostic, Source
from dsl.errors import InputError, ProgramError, UsageError
from dsl.lab.diff.git import Repository, Tree
from dsl.lab.diff.written import Written
from dsl.program import Rulebook

RULES, TESTS = ".punkty", ".test.punkty"
_MOST = 256 * 1024 * 1024
"""Bytes of a compiled rulebook."""


@dataclass(frozen=True)
class Side:
    """One side. `rulebook` is None where its rules have errors, which are among `findings`.

    `name` is what the user called it; `prefix` goes before the name of a file so that people find it.
    """

    name: str
    rulebook: Rulebook | None
    sources: Mapping[str, Source]
    findings: tuple[Diagnostic, ...]
    prefix: str

    @property
    def written(self) -> Written:
        """The texts of its statements."""
        return Written(self.sources, self.prefix)


def sides(old: str, new: str) -> tuple[Side, Side]:
    """Both sides. UsageError and InputError for what is neither a path nor a revision that can be read."""
    return _side(old, new), _side(new, old)


def _side(name: str, other: str) -> Side:
    if (path := _existing(name)) is not None:
        return _of_path(name, path)
    revision, colon, inside = name.partition(":")
    if colon:
        return _of_revision(name, Repository(Path(), name), revision, _tidy(inside, name))
    if (path := _existing(other)) is None:
        _, colon, inside = other.partition(":")
        if not colon:
            raise UsageError(f"there is no file or folder `{name}`; of a git revision, say which rules: `{name}:rules`")
        return _of_revision(name, Repository(Path(), name), revision, _tidy(inside, other))
    if path.is_file() and not path.name.endswith(RULES):
        raise UsageError(f"`{other}` is compiled: say which rules of `{name}` it is to be compared with, as in `{name}:rules`")
    repository = Repository(path if path.is_dir() else path.parent, name)
    return _of_revision(name, repository, revision, repository.path_of(_plan(path)))


def _existing(name: str) -> Path | None:
    try:
        return Path(name) if name and Path(name).exists() else None
    except (OSError, ValueError):  # a name that no file can have
        return None


def _tidy(path: str, name: str) -> str:
    """A path in a revision, from the repository's top; the top is empty."""
    tidy = normpath(path or ".")
    if tidy.startswith(("/", "../")) or tidy == "..":
        raise UsageError(f"`{name}`: the path in a revision begins at the top of the repository")
    return "" if tidy == "." else tidy


def _plan(path: Path) -> Path:
    """A file of tests stands for the plan that it tests."""
    return path.with_name(path.name.removesuffix(TESTS) + RULES) if path.name.endswith(TESTS) else path


def _of_path(name: str, path: Path) -> Side:
    if path.is_file() and not path.name.endswith(RULES):
        return _compiled(name, path)
    path = _plan(path)
    folder = path if path.is_dir() else path.parent
    return _checked(name, check_folder(path), "" if folder == Path() else f"{folder.as_posix()}/")


def _compiled(name: str, path: Path) -> Side:
    with path.open("rb") as file:
        data = file.read(_MOST + 1)
    try:
        if len(data) > _MOST:
            raise ProgramError(f"it is larger than {_MOST >> 20} MiB")
        rulebook = codec.from_json(data)
    except ProgramError as error:
        raise InputError(f"{name}: {error}") from error
    return Side(name, rulebook, {}, (), "")


def _of_revision(name: str, repository: Repository, revision: str, path: str) -> Side:
    tree = repository.tree(revision, path)
    if path and not path.endswith(RULES) and path in tree.entries:
        raise InputError(f"`{revision}:{path}` is no file of rules: its name does not end with `{RULES}`")
    only = basename(path) if path in tree.entries else None
    folder = dirname(path) if only else path
    if only:
        tree = repository.tree(revision, folder)  # what the plan includes lies beside it
    try:
        checked = check_sources(_Texts(tree, folder, only))
    except InputError as error:
        raise InputError(f"`{revision}:{path}`: {error}") from error
    return _checked(name, checked, f"{revision}:{folder}/" if folder else f"{revision}:")


def _checked(name: str, checked: Checked, prefix: str) -> Side:
    return Side(name, checked.rulebook, checked.sources, checked.findings, prefix)


@dataclass(frozen=True)
class _Texts(Mapping[str, str]):
    """The files of a folder in a revision, each read when it is asked for; `only`: of one plan.

    Files of tests are left out: they change no score, and those of old rules need not pass today's checks.
    """

    tree: Tree
    folder: str
    only: str | None

    def __iter__(self) -> Iterator[str]:
        before = f"{self.folder}/" if self.folder else ""
        for path in self.tree.entries:
            name = path.removeprefix(before)
            is_own = "/" not in name and name.endswith(RULES) and not name.endswith(TESTS) and not name.startswith(".")
            if is_own and self.only in (None, name):
                yield name

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.tree.has(self._path(name))

    def __getitem__(self, name: str) -> str:
        return self.tree.read(self._path(name)).decode("utf-8", "surrogateescape")

    def _path(self, name: str) -> str:
        return f"{self.folder}/{name}" if self.folder else name
