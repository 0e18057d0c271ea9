"""Where findings are gathered: each once, however many plans include the file it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from dsl.diagnostics import Diagnostic, Fix, Source, Span
from dsl.messages import diagnose
from dsl.syntax.findings import Finding


@dataclass
class Outcome:
    """Whether a stretch of checking found no error. True until told otherwise."""

    fine: bool = True


class Report:
    """All findings of one run, without repetitions."""

    def __init__(self) -> None:
        self._findings: dict[Finding, None] = {}
        self._faults = 0

    def add(self, code: str, span: Span, fix: Fix | None = None, /, **words: str) -> None:
        """The finding `code` at `span`; `words` fill the blanks of its sentence."""
        self.take([Finding(code, span, tuple(words.items()), fix)])

    def take(self, findings: Iterable[Finding]) -> None:
        """Findings that somebody else has made."""
        for finding in findings:
            self._findings.setdefault(finding)
            self._faults += finding.code.startswith("E")

    def spoil(self) -> None:
        """What is being checked cannot be compiled, for a reason that has been told elsewhere."""
        self._faults += 1

    @contextmanager
    def watch(self) -> Iterator[Outcome]:
        """Tells afterwards whether there was an error inside."""
        before, outcome = self._faults, Outcome()
        yield outcome
        outcome.fine = self._faults == before

    def errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.code.startswith("E") for finding in self._findings)

    def has_errors_in(self, file: str) -> bool:
        """Whether any finding in the file is an error."""
        return any(f.code.startswith("E") and f.span.file == file for f in self._findings)

    def diagnostics(self, sources: Mapping[str, Source]) -> tuple[Diagnostic, ...]:
        """Every finding with its place and sentence, in order of file, place and code."""
        ordered = sorted(self._findings, key=lambda f: (f.span.file, f.span.start, f.span.end, f.code, f.words))
        return tuple(diagnose(sources[f.span.file], f.span, f.code, f.words, f.fix) for f in ordered)
