"""CONTRIBUTING's worked example is worked: its changes are made to a copy of Punkty, and the copy can do the new thing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
from console import ChangeError, changed
from pages import CHECKOUT, codes, page

import dsl
from dsl.errors import RulesError

PAGE = page("CONTRIBUTING.md")
STEPS = [block for block in PAGE.blocks if block.words]
COPIED = ("dsl", "docs", "tests", "pyproject.toml")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Punkty with the example's changes made to it."""
    there = tmp_path_factory.mktemp("contributing")
    for name in COPIED:
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, there / name, ignore=_left_out)
        else:
            shutil.copy(CHECKOUT / name, there / name)
    for block in STEPS:
        _make(there / block.words[0], block.kind, block.text, f"{block.place}, step {block.heading}")
    return there


def _left_out(folder: str, names: list[str]) -> list[str]:
    """What the copy does without: all other cases, golden files, what was compiled."""
    cases = "*.toml" if Path(folder).is_relative_to(CHECKOUT / "tests") else "__pycache__"
    return [name for name in names if any(fnmatch(name, kind) for kind in (cases, "__pycache__", "bench", "golden", ".*"))]


def _make(file: Path, kind: str, text: str, step: str) -> None:
    """One change, or one new file."""
    if kind != "diff":
        assert not file.exists(), f"CONTRIBUTING ({step}) makes a file that is there already: {file.name}"
        file.write_text(text, encoding="utf-8")
        return
    try:
        file.write_text(changed(file.read_text(encoding="utf-8"), text), encoding="utf-8")
    except (OSError, ChangeError) as error:
        pytest.fail(f"CONTRIBUTING ({step}) no longer applies to {file.name}; write the step anew. {error}", pytrace=False)


def _pytest(copy: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Tests of the copy, by the copy; the engine that they ask is not this one."""
    code = "import sys, dsl, pytest; assert dsl.__file__.startswith(sys.argv[1]); sys.exit(pytest.main(sys.argv[2:]))"
    words = [sys.executable, "-B", "-c", code, str(copy), "-q", "--tb=short", "-p", "no:cacheprovider", *args]
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    environment.pop("PUNKTY_UPDATE", None)
    return subprocess.run(words, cwd=copy, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_worked_example_works(copy: Path) -> None:
    """The new case passes for every evaluator, as written and backwards, and the language's pages are whole again."""
    done = _pytest(copy, "tests/conformance", "tests/docs/test_reference.py", "-k", "begins_with_a_text or test_reference.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^\d{2,} passed", done.stdout, re.MULTILINE), done.stdout


def test_the_case_of_the_example_fails_without_it() -> None:
    """The example shows something that Punkty cannot do yet: the case alone, without the changes, is refused."""
    case = next(block for block in STEPS if block.kind == "toml")
    (rules,) = re.findall(r"rules = '''\n(.*?)'''", case.text, re.DOTALL)
    with pytest.raises(RulesError):
        dsl.compile({"plan.punkty": rules})


def test_a_step_that_no_longer_applies_is_named(tmp_path: Path) -> None:
    """Whoever moves the code that a step changes is told which step, and of which file."""
    moved = tmp_path / "moved.py"
    moved.write_text("two\n", encoding="utf-8")
    with pytest.raises(pytest.fail.Exception, match=r"step 3\. The tree\) no longer applies to moved\.py"):
        _make(moved, "diff", "-one\n+three\n", "CONTRIBUTING.md:9, step 3. The tree")


def test_every_step_is_there() -> None:
    """From the meaning to the pages: each part of the house that a construct touches has its change."""
    touched = {block.words[0].split("/")[1] for block in STEPS}
    assert touched >= {"conformance", "grammar.lark", "syntax", "check", "program.py", "compiler", "engine", "reference"}
    assert {"docs/language.en.md", "docs/language.pl.md"} <= {block.words[0] for block in STEPS}


def test_every_room_is_told_of() -> None:
    """The table of the house names everything that lies directly in `dsl/`."""
    files = [path for kind in ("*.py", "*.lark", "*/__init__.py") for path in (CHECKOUT / "dsl").glob(kind)]
    rooms = {path.parent.name if path.parent.name != "dsl" else path.stem for path in files}
    told = {Path(code).stem for code in codes(PAGE.prose.partition("## How we test")[0])}
    assert sorted(rooms - told - {"__init__"}) == []
