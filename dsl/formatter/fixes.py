"""Applies the fixes that findings offer, and keeps only those that help.

    mend_text(source) -> Mended             fixes of syntax findings
    mend_rulebook(files, texts) -> Mended   fixes of the checker's findings, in the files that `texts` has

After each step the text is read anew. A fix stays only if its finding is gone and no other has come: the parser tells of the
first mistake in a statement only, so one further on in that statement is not new, and while a rulebook has errors some
warnings are not looked for. Fixes that overlap wait for the next step; steps are bounded. Knows texts and findings; nothing
of layout.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from dsl.check.files import Files
from dsl.compiler.rulebook import Checked, check_files
from dsl.diagnostics import Diagnostic, Fix, Source
from dsl.syntax import File, Finding, Statement, parse

MOST_STEPS = 64
"""How often a text, or a rulebook, is read anew at most."""
_CONTEXT = 40  # characters behind a fix by which it is known again
_View = TypeVar("_View")


@dataclass(frozen=True, slots=True)
class Mended:
    """The texts as they are now, by file, and how many fixes went into each."""

    texts: Mapping[str, str]
    fixed: Counter[str]


def mend_text(source: Source) -> Mended:
    """One text with the fixes of its syntax findings."""
    return _Syntax().mend({source.file: source.text})


def mend_rulebook(files: Files, texts: Mapping[str, str]) -> Mended:
    """Some texts of a rulebook with the fixes of the checker's findings; all other files are left as they are."""
    return _Checker(files, frozenset(texts)).mend(texts)


class _Mender(ABC, Generic[_View]):
    """The steps; what is seen of the texts, and what is better, is for the two kinds below to say."""

    @abstractmethod
    def look(self, texts: Mapping[str, str]) -> _View:
        """What is found in the texts."""

    @abstractmethod
    def fixes(self, view: _View) -> Iterable[Fix]:
        """The fixes that can be tried now."""

    @abstractmethod
    def is_better(self, before: _View, after: _View, applied: Sequence[Fix]) -> bool:
        """Whether the findings of the fixes are gone and no other has come."""

    def mend(self, texts: Mapping[str, str]) -> Mended:
        fixed: Counter[str] = Counter()
        refused: set[tuple[str, str, str, str]] = set()
        view, steps = self.look(texts), 1
        some = self._apart(texts, view, refused)
        while some and steps < MOST_STEPS:
            changed = applied(texts, some)
            after, steps = self.look(changed), steps + 1
            if self.is_better(view, after, some):
                fixed.update(fix.span.file for fix in some)
                texts, view = changed, after
                some = self._apart(texts, view, refused)
            elif len(some) > 1:
                some = some[: len(some) // 2]
            else:
                refused.add(_key(texts, some[0]))
                some = self._apart(texts, view, refused)
        return Mended(texts, fixed)

    def _apart(self, texts: Mapping[str, str], view: _View, refused: Collection[tuple[str, str, str, str]]) -> list[Fix]:
        """Fixes that do not touch one another, in order of place."""
        found: list[Fix] = []
        for fix in sorted(self.fixes(view), key=lambda fix: (fix.span.file, fix.span.start, fix.span.end)):
            last = found[-1].span if found else None
            is_apart = last is None or last.file != fix.span.file or last.end < fix.span.start
            if is_apart and fix.span.file in texts and _changes(texts[fix.span.file], fix) and _key(texts, fix) not in refused:
                found.append(fix)
        return found


def _changes(text: str, fix: Fix) -> bool:
    return fix.span.end <= len(text) and text[fix.span.start : fix.span.end] != fix.text


def _key(texts: Mapping[str, str], fix: Fix) -> tuple[str, str, str, str]:
    """What a fix is known by again when other fixes have moved it."""
    text, span = texts[fix.span.file], fix.span
    return span.file, text[span.start : span.end], fix.text, text[span.end : span.end + _CONTEXT]


def applied(texts: Mapping[str, str], fixes: Sequence[Fix]) -> dict[str, str]:
    """The texts with some fixes, which are in order and do not overlap."""
    changed = dict(texts)
    for file in {fix.span.file for fix in fixes}:
        text, parts, place = texts[file], [], 0
        for fix in fixes:
            if fix.span.file == file:
                parts += [text[place : fix.span.start], fix.text]
                place = fix.span.end
        changed[file] = "".join([*parts, text[place:]])
    return changed


# --- syntax


class _Syntax(_Mender[tuple[File, tuple[Finding, ...]]]):
    """One text; its findings are those of the parser."""

    def look(self, texts: Mapping[str, str]) -> tuple[File, tuple[Finding, ...]]:
        ((file, text),) = texts.items()
        return parse(Source(file, text))

    def fixes(self, view: tuple[File, tuple[Finding, ...]]) -> Iterable[Fix]:
        return (finding.fix for finding in view[1] if finding.fix is not None)

    def is_better(
        self,
        before: tuple[File, tuple[Finding, ...]],
        after: tuple[File, tuple[Finding, ...]],
        applied: Sequence[Fix],
    ) -> bool:
        moved = _Moved(applied)
        chosen = set(applied)
        codes = {finding.fix: finding.code for finding in before[1] if finding.fix is not None}
        known = {(f.code, moved.to(f.span.start)) for f in before[1] if f.fix not in chosen}
        new = [finding for finding in after[1] if (finding.code, finding.span.start) not in known]
        limits = sorted(
            [
                *(s.span.start for s in before[0].statements),
                *(f.span.start for f in before[1]),
                *(f.span.start for f in applied),
            ]
        )
        return _all_hidden(new, moved, codes, limits) and _all_there(before[0], after[0], moved)


class _Moved:
    """Where places have moved to by some fixes in one text."""

    def __init__(self, fixes: Sequence[Fix]) -> None:
        self.fixes = fixes
        self.starts = [fix.span.start for fix in fixes]
        self.ends: list[int] = []
        """Where each fix ends now."""
        self.shifts = [0]
        for fix in fixes:
            self.ends.append(fix.span.start + self.shifts[-1] + len(fix.text))
            self.shifts.append(self.ends[-1] - fix.span.end)

    def to(self, offset: int) -> int:
        """The place of what stood at an offset outside all fixes."""
        return offset + self.shifts[bisect_left(self.starts, offset)]

    def touches(self, statement: Statement) -> bool:
        """Whether a fix is inside a statement; one that only inserts something in front of it is not."""
        place = bisect_left(self.starts, statement.span.start)
        return any(
            fix.span.start <= statement.span.end and fix.span.end > statement.span.start
            for fix in islice(self.fixes, place, place + 2)
        )


def _all_hidden(new: Sequence[Finding], moved: _Moved, codes: Mapping[Fix, str], limits: Sequence[int]) -> bool:
    """Whether each new finding may have been there before, unseen: behind a fix, in the same statement, one for each fix.

    `limits` are the places before the fixes at which something else was seen: statements, findings and fixes.
    """
    used: set[int] = set()
    for finding in new:
        place = bisect_right(moved.ends, finding.span.start) - 1
        if place < 0 or place in used:
            return False
        used.add(place)
        fix = moved.fixes[place]
        limit = bisect_right(limits, fix.span.end)
        is_behind = limit == len(limits) or finding.span.start < moved.to(limits[limit])
        is_gone = finding.code != codes[fix] or finding.span.start > moved.ends[place]
        if not (is_behind and is_gone):
            return False
    return True


def _all_there(before: File, after: File, moved: _Moved) -> bool:
    """Whether every statement that was intact still stands there, unless a fix has changed it."""
    ahead = iter(after.statements)
    return all(any(one == statement for one in ahead) for statement in before.statements if not moved.touches(statement))


# --- the checker


class _Checker(_Mender[Checked]):
    """A rulebook; of its findings, errors are mended before warnings."""

    def __init__(self, files: Files, own: frozenset[str]) -> None:
        self._files = files
        self._own = own

    def look(self, texts: Mapping[str, str]) -> Checked:
        return check_files(_Changed(self._files, texts))

    def fixes(self, view: Checked) -> Iterable[Fix]:
        offered = [finding for finding in view.findings if finding.fix is not None and finding.fix.span.file in self._own]
        errors = [finding for finding in offered if finding.severity == "error"]
        return [finding.fix for finding in errors or offered if finding.fix is not None]

    def is_better(self, before: Checked, after: Checked, applied: Sequence[Fix]) -> bool:
        chosen = set(applied)
        cured = Counter(_named(finding) for finding in before.findings if finding.fix in chosen)
        new = Counter(map(_named, after.findings)) - (Counter(map(_named, before.findings)) - cured)
        of_errors = any(code.startswith("E") for _, code, _ in cured)
        return not any(code.startswith("E") or not of_errors for _, code, _ in new)


def _named(finding: Diagnostic) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return finding.file, finding.code, finding.words


class _Changed:
    """The files of a rulebook, of which some have other texts by now."""

    def __init__(self, files: Files, texts: Mapping[str, str]) -> None:
        self._files = files
        self._texts = texts

    def names(self) -> list[str]:
        return self._files.names()

    def has(self, name: str) -> bool:
        return name in self._texts or self._files.has(name)

    def read(self, name: str) -> str:
        return self._texts[name] if name in self._texts else self._files.read(name)
