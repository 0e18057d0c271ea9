"""The values of a diff: which statements of a rulebook were added, removed or changed, and in which of their parts.

Values only. Texts are in the rule language: as written where the files are at hand, else as the compiled form says it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from dsl.program import Plan

How = Literal["added", "removed", "changed", "relabelled", "moved"]
What = Literal[
    "plan", "rule", "group", "stage", "alert", "reset", "ignore", "exclude", "experiment", "capacity", "outcome"
]


@dataclass(frozen=True, slots=True)
class Said:
    """A statement: its text, and where it stands (line 0: unknown, of statements that the compiled form keeps no place of)."""

    text: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a statement that differs; None where there is none. `rules`: of so many rules, told once for all."""

    name: str
    old: str | None
    new: str | None
    rules: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One statement that differs. `name` is what people call it by: a rule's label, a stage's or group's name, a channel.

    `relabelled`: nothing but a rule's label; `moved`: nothing but its file, which no score can see.
    """

    what: What
    how: How
    name: str
    old: Said | None = None
    new: Said | None = None
    parts: tuple[Part, ...] = ()


Pairs = tuple[tuple[int | None, int | None], ...]
"""Places (from 0) of what is the same thing in the old and the new plan; None where it is in one of them only."""


@dataclass(frozen=True)
class PlanDiff:
    """One plan, in the old rulebook, the new one, or both. `rules` and `alerts` say which are the same."""

    name: str
    old: Plan | None
    new: Plan | None
    changes: tuple[Change, ...] = ()
    rules: Pairs = field(default=(), repr=False)
    alerts: Pairs = field(default=(), repr=False)

    @property
    def how(self) -> Literal["added", "removed", "changed", "same"]:
        """`same`: nothing that could show in a score, a stage, an alert or a ledger."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        return "changed" if any(change.how != "moved" for change in self.changes) else "same"

    @property
    def is_felt(self) -> bool:
        """Whether a score, a stage or an alert may be another one than before."""
        arms = self.old and self.new and self.old.arm != self.new.arm
        return bool(arms) or any(change.how not in ("moved", "relabelled") for change in self.changes)


@dataclass(frozen=True)
class BookDiff:
    """Two rulebooks. `changes` are those of statements that count once for the rulebook."""

    plans: tuple[PlanDiff, ...]
    changes: tuple[Change, ...]

    @property
    def same(self) -> bool:
        """Whether both mean the same; rules that were moved to another file do."""
        return not self.changes and all(plan.how == "same" for plan in self.plans)
