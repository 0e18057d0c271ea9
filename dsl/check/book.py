"""A rulebook's files as trees, and each plan as one sequence of statements with its includes in place.

Knows which files are plans, tests and neither, and how `include` reads; nothing of what the statements mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from dsl.check.files import MAX_FILES, Files, UnreadableError, start_of
from dsl.check.near import near
from dsl.check.report import Report
from dsl.diagnostics import Source, Span
from dsl.names import RULES, TESTS, is_plan
from dsl.syntax import parse, tree

MAX_DEPTH = 32
MAX_RULES = 100_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement and the group that is open where it stands (None: none is)."""

    statement: tree.Statement
    group: str | None


@dataclass
class Unit:
    """A plan or a file of tests: its name, its file, and all statements, those of includes in the include's place.

    `files` are the files that it consists of; `broken` what statements with syntax errors would have declared.
    """

    name: str
    file: str
    placed: list[Placed] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    broken: list[tree.Name] = field(default_factory=list)


class Book:
    """Reads and parses each file once; what is wrong with files and includes goes to `report`."""

    def __init__(self, files: Files, report: Report) -> None:
        self.report = report
        self.sources: dict[str, Source] = {}
        self._files = files
        self._trees: dict[str, tree.File | None] = {}

    def units(self) -> tuple[list[Unit], list[Unit]]:
        """The plans and the files of tests, each sorted by name."""
        plans, tests = [], []
        for file in self._own_files():
            if file.endswith(TESTS):
                tests.append(self._unit(file.removesuffix(TESTS), file))
            elif is_plan(file):
                plans.append(self._unit(file.removesuffix(RULES), file))
        return plans, tests

    def _own_files(self) -> Iterator[str]:
        names = self._files.names()
        for place, name in enumerate(names):
            if place == MAX_FILES:
                self._blame(name, "E404", most=str(MAX_FILES))
                return
            if not name.isprintable():
                self._blame(name.encode("utf-8", "backslashreplace").decode(), "E406")
            else:
                yield name

    def _blame(self, file: str, code: str, **words: str) -> None:
        self.sources.setdefault(file, Source(file, ""))
        self.report.add(code, start_of(file), **words)

    def _unit(self, name: str, file: str) -> Unit:
        unit = Unit(name, file)
        self._read_into(unit, file, ())
        rules = [p.statement for p in unit.placed if isinstance(p.statement, tree.OnRule | tree.WhenRule)]
        if len(rules) > MAX_RULES:
            self.report.add("E307", rules[MAX_RULES].head, most=str(MAX_RULES))
            unit.placed = []
        return unit

    def _read_into(self, unit: Unit, file: str, above: tuple[str, ...]) -> None:
        """Adds the file's statements. An included file begins outside any group, and its groups end with it."""
        unit.files.append(file)
        parsed = self._tree(file)
        if parsed is None:
            return
        unit.broken += parsed.broken
        group = None
        for statement in parsed.statements:
            match statement:
                case tree.Include():
                    self._include(unit, statement, (*above, file))
                    continue
                case tree.PlanHead() if above:
                    self.report.add("E413", statement.title.span, file=file)
                case tree.GroupHead():
                    group = statement.name.text
            unit.placed.append(Placed(statement, group))

    def _include(self, unit: Unit, include: tree.Include, above: tuple[str, ...]) -> None:
        span, written = include.path.span, include.path.value
        target = normpath(join(dirname(above[-1]), written.strip().replace("\\", "/")))
        if target.startswith(("../", "/")) or target == "..":
            self.report.add("E411", span, path=written)
        elif target in above:
            self.report.add("E412", span, path=written, circle=" → ".join((*above[above.index(target) :], target)))
        elif len(above) > MAX_DEPTH:
            self.report.add("E414", span, most=str(MAX_DEPTH))
        elif target in unit.files:
            return  # once per plan
        elif len(unit.files) >= MAX_FILES:
            self.report.add("E404", span, most=str(MAX_FILES))
        elif not _is_plain(target) or not self._files.has(target):
            full = target + RULES
            close = full if _is_plain(full) and self._files.has(full) else near(target, self._files.names())
            self.report.add("E410", span, path=written, near=close)
        else:
            self._read_into(unit, target, above)

    def _tree(self, file: str) -> tree.File | None:
        if file not in self._trees:
            try:
                self.sources[file] = Source(file, self._files.read(file))
            except UnreadableError as error:
                self.sources[file] = Source(file, error.text)
                self._trees[file] = None
                span = Span(file, error.at, error.at + 1) if error.text else start_of(file)
                self.report.add(error.code, span, **error.words)
            else:
                self._trees[file], findings = parse(self.sources[file])
                self.report.take(findings)
        return self._trees[file]


def _is_plain(path: str) -> bool:
    """Whether it can be asked of a file system at all."""
    return path.isprintable() and len(path) <= 1_000
