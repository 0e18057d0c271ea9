"""Rulebooks to start from: those that ship in the package `rules`, found there and nowhere listed, and `minimal`.

    presets()                             name -> Preset
    adapted(files, title, timezone)       the same with a plan's title and timezone of one's own    (`adapt`)
    place(files, folder)                  written whole or not at all, never over anything          (`place`)

Knows files and texts; what is said to the user is said by `punkty new`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

import rules
from dsl.names import RULES, is_plan
from dsl.presets.adapt import adapted
from dsl.presets.place import place

__all__ = ["MINIMAL", "Preset", "adapted", "place", "presets"]

MINIMAL = "minimal"


@dataclass(frozen=True, slots=True)
class Preset:
    """A rulebook as texts by the names of its files (`/` between folders). `about` is the first line of its plan."""

    name: str
    about: str
    files: Mapping[str, str]


def presets() -> dict[str, Preset]:
    """Every preset by its name: the smallest first, then those that ship, in order of their names."""
    shipped = (folder for folder in resources.files(rules).iterdir() if folder.is_dir())
    folders = [resources.files(__name__) / MINIMAL, *sorted(shipped, key=lambda folder: folder.name)]
    books = {folder.name: dict(_files(folder)) for folder in folders}
    return {name: Preset(name, _about(name, files), files) for name, files in books.items() if any(map(is_plan, files))}


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, str]]:
    """Name and text of each file of rules in a folder and those below it."""
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.is_dir():
            yield from _files(file, f"{above}{file.name}/")
        elif file.name.endswith(RULES):
            yield above + file.name, file.read_text(encoding="utf-8")


def _about(name: str, files: Mapping[str, str]) -> str:
    """The first line of the plan that is called like the folder, else of the first plan."""
    plans = [file for file in files if is_plan(file)]
    text = files[f"{name}{RULES}" if f"{name}{RULES}" in plans else plans[0]]
    return text.lstrip().partition("\n")[0].lstrip("# ").rstrip()
