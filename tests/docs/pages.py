"""Pages of documentation as data: headings, fenced blocks, tables, links. Knows Markdown as we write it; nothing of rules.

    ```punkty                 a whole file of rules: it has no findings, and its tests pass
    ```punkty shop.punkty     the same as a file of its own; those under one heading are one rulebook
    ```punkty wrong E011      rules in which the checker finds just this
    <!-- in: on {} +1 -->     before a table: the code in its first column is whole once it stands in place of {}
    <!-- worth: … {} -->      the same, and the columns after it say what 10 points are worth after so many days
    <!-- words -->            before the table of words
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from itertools import groupby
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
DOCS = CHECKOUT / "docs"
LANGS = ("en", "pl")

_FENCE = re.compile(r"^```(\w+) ?([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^<!-- (\w+)(?:: (.*))? -->\n((?:\|.*\n)+)", re.MULTILINE)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_NAMED = re.compile(r'<a id="([^"]+)"></a>')
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: what stands behind the three backquotes, and what stands within. `place` is `page:line`."""

    place: str
    heading: str
    kind: str
    words: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a comment before it: `mark` is the comment's first word, `frame` what follows the colon."""

    place: str
    mark: str
    frame: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One file of documentation."""

    path: Path
    text: str

    @property
    def prose(self) -> str:
        """The page without its fenced blocks; lines keep their numbers."""
        return _FENCE.sub(lambda fence: "\n" * fence[0].count("\n"), self.text)

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Level and title."""
        return [(len(found[1]), found[2]) for found in _HEADING.finditer(self.prose)]

    @property
    def blocks(self) -> list[Block]:
        """Every fenced block, in order."""
        return [
            Block(self._place(fence), self._heading(fence.start()), fence[1], tuple(fence[2].split()), fence[3])
            for fence in _FENCE.finditer(self.text)
        ]

    @property
    def tables(self) -> list[Table]:
        """Every table with a mark, in order."""
        found = _TABLE.finditer(self.prose)
        return [Table(self._place(t), t[1], t[2] or "", *_cells(t[3].splitlines())) for t in found]

    @property
    def codes(self) -> list[str]:
        """Everything between backquotes in the prose."""
        return codes(self.prose)

    @property
    def links(self) -> list[str]:
        """Where the prose's links lead."""
        return _LINK.findall(_CODE.sub("code", self.prose))

    @property
    def anchors(self) -> set[str]:
        """What a link can name behind `#`: headings, and places that were given a name."""
        return {anchor(title) for _, title in self.headings} | set(_NAMED.findall(self.prose))

    def with_rules(self, rewritten: Callable[[str], str]) -> str:
        """The page with every complete example of rules rewritten."""

        def fence(found: re.Match[str]) -> str:
            is_whole = found[1] == "punkty" and not found[2].startswith("wrong")
            head, body = found[0].split("\n", 1)
            return f"{head}\n{rewritten(found[3])}```" if is_whole else f"{head}\n{body}"

        return _FENCE.sub(fence, self.text)

    def _place(self, found: re.Match[str]) -> str:
        """Text and prose have the same lines, so either will do."""
        return f"{self.path.name}:{found.string.count(chr(10), 0, found.start()) + 1}"

    def _heading(self, offset: int) -> str:
        return _HEADING.findall(_FENCE.sub("", self.text[:offset]))[-1][1]


def hold(shown: Page, came: str) -> None:
    """The page says what came. PUNKTY_UPDATE=1 writes that into the page instead, but never in CI."""
    if os.environ.get("PUNKTY_UPDATE") == "1" and not os.environ.get("CI"):
        shown.path.write_text(came, encoding="utf-8", newline="\n")
    elif came != shown.text:
        lines = unified_diff(shown.text.splitlines(), came.splitlines(), shown.path.name, "what came", n=1, lineterm="")
        raise AssertionError("\n".join(lines))


def page(name: str) -> Page:
    """The page of that name in `docs/`."""
    path = DOCS / name
    return Page(path, path.read_text(encoding="utf-8"))


def rulebooks(of: Page) -> Iterator[tuple[str, dict[str, str]]]:
    """Place and files of each complete example: a block without a name is a rulebook alone."""
    whole = [block for block in of.blocks if block.kind == "punkty" and block.words[:1] != ("wrong",)]
    for block in whole:
        if not block.words:
            yield block.place, {"example.punkty": block.text}
    named = [block for block in whole if block.words]
    for _, together in groupby(named, key=lambda block: block.heading):
        files = list(together)
        yield files[0].place, {block.words[0]: block.text for block in files}


def codes(text: str) -> list[str]:
    """Everything between backquotes."""
    return [found[2].strip() for found in _CODE.finditer(text)]


def code_only(text: str) -> str:
    """Rules without comments, and without the texts that are for people: labels, titles, names of tests."""
    parts = re.findall(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|[^"#]+', text)
    bare = "".join(part for part in parts if not part.startswith("#"))
    named = re.sub(r'\b(as|plan|test|rule|experiment)(\s+)"(?:[^"\\\n]|\\.)*"', r'\1 ""', bare)
    return " ".join(named.split())


def anchor(title: str) -> str:
    """The name that a forge gives to a heading: small letters, no signs, hyphens for spaces."""
    plain = re.sub(r"[^\w\- ]", "", title.strip().lower())
    return plain.replace(" ", "-")


def _cells(lines: list[str]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines]
    return rows[0], tuple(rows[2:])
