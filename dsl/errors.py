"""Exceptions of Punkty: what is wrong with how a thing was used. (What is wrong with rules is a value: see `dsl.diagnostics`.)

PunktyError                 anything below
|-- CatalogueError          what is wrong is a sentence of the catalogue, so it can be said in every language
|   |-- UsageError          a call or a command line that cannot be carried out
|   `-- InputError          a file or stream that cannot be read
|       `-- EventError      one message that is no event (no time, no identity, not JSON, ...)
|-- RulesError              a rulebook with errors was asked to do work; carries the findings
|-- ProgramError            JSON that is no compiled rulebook
`-- CheckpointError         a checkpoint that does not fit the plan, the events or the instant

Whoever keeps programs and checkpoints is an engineer: the last two speak English only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dsl.diagnostics import Diagnostic
    from dsl.messages import Lang


class PunktyError(Exception):
    """The root: catch this to catch everything that Punkty raises on purpose."""

    def said(self, lang: Lang) -> str:
        """What is wrong, and what to do, in a language; in English where there is nothing else."""
        return str(self)


class CatalogueError(PunktyError):
    """`key` names a sentence of `dsl.messages`, `words` fill its blanks; one that is an error itself is said likewise."""

    def __init__(self, key: str, /, **words: object) -> None:
        super().__init__(key)
        self.key = key
        self.words = words

    def __str__(self) -> str:
        return self.said("en")

    def said(self, lang: Lang) -> str:
        # not at the top: the engine raises errors, but only who tells them needs the catalogue
        from dsl.messages import render

        words = {name: word.said(lang) if isinstance(word, PunktyError) else str(word) for name, word in self.words.items()}
        return "; ".join(filter(None, render(self.key, words, lang)))


class UsageError(CatalogueError):
    """A call or a command line that cannot be carried out; the message says what to do instead."""


class InputError(CatalogueError):
    """A file or a stream that cannot be read; the message names it."""


class EventError(InputError):
    """One message that is no event. `reason` is a short plain English sentence without a place, a term of the catalogue."""

    def __init__(self, reason: str) -> None:
        super().__init__("cli-reason", reason=reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason  # bad lines come by the million; nobody looks them up


class RulesError(PunktyError):
    """The rulebook has errors. `findings` holds every diagnostic of the run, warnings included."""

    def __init__(self, findings: Sequence[Diagnostic]) -> None:
        self.findings = tuple(findings)
        super().__init__(self.findings)

    def __str__(self) -> str:
        errors = [f for f in self.findings if f.severity == "error"]
        first = f": {errors[0]}" if errors else ""
        return f"the rulebook has {len(errors)} error{'s' if len(errors) != 1 else ''}{first}"


class ProgramError(PunktyError):
    """JSON that is no compiled rulebook of a format this version reads."""


class CheckpointError(PunktyError):
    """A checkpoint that does not fit the plan, the events or the instant that it is used with."""
