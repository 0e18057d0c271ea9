"""OLD and NEW as they are named: a folder, a plan's file, a compiled rulebook, or a git revision of one of the first two.

    rules/b2b    rules/b2b/b2b.punkty    b2b.json    main    HEAD~1    v1.2:rules/b2b

What exists as a path is that path. A revision without a path is that of the other side. Files of tests change no score, and
those of a change that is not finished, or of old rules, may be wrong: they stop nothing. Knows how rules are read, and
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
from dsl.names import RULES, TESTS, plan_of
from dsl.program import Rulebook

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
            raise UsageError("use-diff-which", name=name)
        return _of_revision(name, Repository(Path(), name), revision, _tidy(inside, other))
    if path.is_file() and not path.name.endswith(RULES):
        raise UsageError("use-diff-compiled", name=name, other=other)
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
        raise UsageError("use-diff-top", name=name)
    return "" if tidy == "." else tidy


def _plan(path: Path) -> Path:
    """A file of tests stands for the plan that it tests."""
    return path.with_name(plan_of(path.name)) if path.name else path


def _of_path(name: str, path: Path) -> Side:
    if path.is_file() and not path.name.endswith(RULES):
        return _compiled(name, path)
    path = _plan(path)
    folder = path if path.is_dir() else path.parent
    return _checked(name, _untested(check_folder(path)), "" if folder == Path() else f"{folder.as_posix()}/")


def _untested(checked: Checked) -> Checked:
    """The same without the files of tests, if nothing else has errors."""
    wrong = {finding.file for finding in checked.findings if finding.severity == "error"}
    return check_sources(_Rules(checked)) if wrong and all(file.endswith(TESTS) for file in wrong) else checked


def _compiled(name: str, path: Path) -> Side:
    with path.open("rb") as file:
        data = file.read(_MOST + 1)
    if len(data) > _MOST:
        raise InputError("use-program-large", path=name, most=_MOST >> 20)
    try:
        rulebook = codec.from_json(data)
    except ProgramError as error:
        raise InputError("use-no-program", path=name, why=error) from error
    return Side(name, rulebook, {}, (), "")


def _of_revision(name: str, repository: Repository, revision: str, path: str) -> Side:
    tree = repository.tree(revision, path)
    if path and not path.endswith(RULES) and path in tree.entries:
        raise InputError("use-no-rules", path=f"{revision}:{path}")
    only = basename(path) if path in tree.entries else None
    folder = dirname(path) if only else path
    if only:
        tree = repository.tree(revision, folder)  # what the plan includes lies beside it
    try:
        checked = check_sources(_Texts(tree, folder, only))
    except InputError as error:
        raise InputError("use-within", path=f"{revision}:{path}", why=error) from error
    return _checked(name, checked, f"{revision}:{folder}/" if folder else f"{revision}:")


def _checked(name: str, checked: Checked, prefix: str) -> Side:
    return Side(name, checked.rulebook, checked.sources, checked.findings, prefix)


@dataclass(frozen=True)
class _Rules(Mapping[str, str]):
    """The texts of plans that were checked, and of what they include."""

    checked: Checked

    def __iter__(self) -> Iterator[str]:
        return (plan + RULES for plan in self.checked.plans)

    def __len__(self) -> int:
        return len(self.checked.plans)

    def __getitem__(self, name: str) -> str:
        return self.checked.sources[name].text


@dataclass(frozen=True)
class _Texts(Mapping[str, str]):
    """The files of a folder in a revision but for tests, each read when it is asked for; `only`: of one plan."""

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
