"""Rules that people have written: laid out, they mean exactly what they meant."""

from __future__ import annotations

import re
import time
import tomllib
from functools import cache
from pathlib import Path

import pytest

import dsl
import rules
from dsl.diagnostics import Source
from dsl.errors import RulesError
from dsl.formatter import formatted
from dsl.formatter.comments import comments
from dsl.syntax import parse

TESTS = Path(__file__).parents[1]
SHIPPED = sorted(path for path in Path(rules.__file__).parent.rglob("*.punkty") if not path.name.startswith("."))
EXAMPLES = sorted((TESTS / "syntax" / "examples").glob("*.punkty"))
PAGES = sorted((TESTS.parent / "docs").glob("[!c]*.md"))  # the pages of codes are about mistakes
CASES = sorted((TESTS / "conformance").glob("*/*.toml"))
_FENCED = re.compile(r"^```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@cache
def hold(text: str) -> str:
    """The layout of a text without mistakes, held against the text."""
    laid_out = formatted(Source("x.punkty", text)).text
    assert laid_out is not None
    assert parse(Source("x.punkty", laid_out))[0].statements == parse(Source("x.punkty", text))[0].statements
    assert [comment.text for comment in comments(laid_out)] == [comment.text for comment in comments(text)]
    assert formatted(Source("x.punkty", laid_out)).text == laid_out
    return laid_out


@pytest.mark.parametrize("path", [*SHIPPED, *EXAMPLES], ids=lambda path: path.name)
def test_files_of_rules(path: Path) -> None:
    """The rulebooks that ship, with their vocabularies and tests, and the examples of every construct."""
    hold(path.read_text(encoding="utf-8"))


def test_the_rulebooks_that_ship_are_laid_out() -> None:
    """`punkty fmt` would change none of them."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in SHIPPED}
    assert [name for name, text in texts.items() if formatted(Source(name, text)).text != text] == []


def test_examples_in_the_docs() -> None:
    """Every block in the pages that reads as rules without a mistake; there are some."""
    blocks = [block for page in PAGES for block in _FENCED.findall(page.read_text(encoding="utf-8"))]
    found = [block for block in blocks if (read := parse(Source("x.punkty", block)))[0].statements and not read[1]]
    for block in found:
        hold(block)
    assert found


@pytest.mark.parametrize("folder", sorted({path.parent for path in CASES}), ids=lambda path: path.name)
def test_conformance_cases_compile_to_the_same(folder: Path) -> None:
    """The version of a rulebook, a hash of all that it means, does not change with the layout: labels neither."""
    for case in sorted(folder.glob("*.toml")):
        data = tomllib.loads(case.read_text(encoding="utf-8"))
        files = data["files"] if "files" in data else {"plan.punkty": data["rules"]}
        laid_out = {name: hold(text) for name, text in files.items()}
        assert _version(laid_out) == _version(files), case.name


def _version(files: dict[str, str]) -> str | None:
    try:
        return dsl.compile(files).version
    except RulesError:
        return None


def large(count: int, *, lines: bool) -> str:
    """So many rules, with comments on lines of their own, or all on one line."""
    end = "{} # why\n" if lines else "{} "
    rules = (
        f'on page("/x/{n}", "/y/{n}*") or click(value >= {n})  +{n} max {n} points per week as "Rule {n}"'
        for n in range(1, count + 1)
    )
    return "".join(map(end.format, rules))


@pytest.mark.parametrize("lines", [True, False])
def test_time_grows_with_the_text(lines: bool) -> None:
    """Eight times the rules take about eight times the time, on lines of their own or all on one."""
    assert _seconds(large(480, lines=lines)) < 24 * _seconds(large(60, lines=lines))


def _seconds(text: str) -> float:
    took = []
    for _ in range(2):
        begin = time.process_time()
        assert formatted(Source("x.punkty", text)).text is not None
        took.append(time.process_time() - begin)
    return min(took)
