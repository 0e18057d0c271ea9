"""What a run says: tables of figures, and goals with the word "reached" or "missed". Nothing here fails by time.

Printed line by line as it comes; `write` puts the same into a document.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

NAME = 62
BEGIN, END = "<!-- results -->", "<!-- end of results -->"


@dataclass
class Report:
    """Collects the lines of a run and prints them as they come."""

    _notes: list[str] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _goals: list[tuple[str, str, str, bool]] = field(default_factory=list)
    _columns: int = 0

    def title(self, text: str, columns: Sequence[str]) -> None:
        """A new table."""
        self._columns = len(columns)
        print(f"\n{text}\n" + " " * NAME + "".join(f"{column:>18}" for column in columns), flush=True)
        self._lines += ["", f"### {text}", ""]
        self._lines += ["| | " + " | ".join(columns) + " |", "| --- |" + " ---: |" * len(columns)]

    def row(self, name: str, *figures: str) -> None:
        """A line of the table."""
        padded = (*figures, *[""] * (self._columns - len(figures)))
        print(f"{name:<{NAME}}" + "".join(f"{figure:>18}" for figure in padded), flush=True)
        self._lines.append(f"| {name} | " + " | ".join(padded) + " |")

    def note(self, text: str) -> None:
        """A sentence, or an item of a list ("- ...")."""
        print(text, flush=True)
        self._notes += [text] if text.startswith("- ") else [text, ""]

    def at_least(self, goal: str, ratio: float, bound: float) -> None:
        """A goal that a ratio should reach."""
        self._goal(goal, f"{ratio:.2f}x", f">= {bound:g}x", ratio >= bound)

    def at_most(self, goal: str, ratio: float, bound: float) -> None:
        """A goal that a ratio should not pass."""
        self._goal(goal, f"{ratio:.2f}x", f"<= {bound:g}x", ratio <= bound)

    def under(self, goal: str, milliseconds: float, bound: float) -> None:
        """A goal in milliseconds."""
        self._goal(goal, f"{milliseconds:.1f} ms", f"< {bound:g} ms", milliseconds < bound)

    def goals(self) -> None:
        """All goals again, at the end."""
        print("\nGoals")
        for goal, measured, bound, reached in self._goals:
            print(f"{goal:<78} {measured:>10}  {bound:<10} {'reached' if reached else 'missed'}", flush=True)

    def write(self, path: Path) -> None:
        """Put the results into a document, between its two marks."""
        text = path.read_text(encoding="utf-8")
        before, begin, rest = text.partition(BEGIN)
        _, end, after = rest.partition(END)
        if not (begin and end):
            sys.exit(f"{path} has no lines `{BEGIN}` and `{END}` to write between")
        path.write_text(f"{before}{begin}\n\n{self.markdown()}\n{end}{after}", encoding="utf-8")

    def markdown(self) -> str:
        """Machine and peers, goals, tables."""
        goals = [f"| {g} | {m} | {b} | {'reached' if r else '**missed**'} |" for g, m, b, r in self._goals]
        head = ["", "### Goals", "", "| goal | measured | asked | |", "| --- | ---: | ---: | --- |"]
        return "\n".join([*self._notes, *head, *goals, *self._lines]) + "\n"

    def _goal(self, goal: str, measured: str, bound: str, reached: bool) -> None:
        print(f"{goal:<78} {measured:>10}  {bound:<10} {'reached' if reached else 'missed'}", flush=True)
        self._goals.append((goal, measured, bound, reached))
