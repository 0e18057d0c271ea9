"""Exceptions of Punkty: what is wrong with how a thing was used. (What is wrong with rules is a value: see `dsl.diagnostics`.)

PunktyError                 anything below
|-- UsageError              a call or a command line that cannot be carried out
|-- InputError              a file or stream that cannot be read
|   `-- EventError          one message that is no event (no time, no identity, not JSON, ...)
|-- RulesError              a rulebook with errors was asked to do work; carries the findings
|-- ProgramError            JSON that is no compiled rulebook
`-- CheckpointError         a checkpoint that does not fit the plan, the events or the instant
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dsl.diagnostics import Diagnostic


class PunktyError(Exception):
    """The root: catch this to catch everything that Punkty raises on purpose."""


class UsageError(PunktyError):
    """A call or a command line that cannot be carried out; the message says what to do instead."""


class InputError(PunktyError):
    """A file or a stream that cannot be read; the message names it."""


class EventError(InputError):
    """One message that is no event. `reason` is a short plain sentence without a place."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RulesError(PunktyError):
    """The rulebook has errors. `findings` holds every diagnostic of the run, warnings included."""

    def __init__(self, findings: Sequence[Diagnostic]) -> None:
        errors = [f for f in findings if f.severity == "error"]
        first = f": {errors[0]}" if errors else ""
        super().__init__(f"the rulebook has {len(errors)} error{'s' if len(errors) != 1 else ''}{first}")
        self.findings = tuple(findings)


class ProgramError(PunktyError):
    """JSON that is no compiled rulebook of a format this version reads."""


class CheckpointError(PunktyError):
    """A checkpoint that does not fit the plan, the events or the instant that it is used with."""
