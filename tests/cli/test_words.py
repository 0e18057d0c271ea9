"""The command line's own sentences: in every language, with the same blanks, none left over."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

import dsl.cli
from dsl.engine import canonical, event
from dsl.lab import log
from dsl.messages import LANGS, catalogue


def own(lang: str) -> dict[str, set[str]]:
    """The entries of the command line with the names of their blanks."""
    return {code: entry.blanks() for code, entry in catalogue(lang).entries.items() if code.startswith("cli-")}  # type: ignore[arg-type] # one of LANGS


def test_every_sentence_exists_in_every_language() -> None:
    """The same keys, and in each the same words to fill in."""
    assert [own(lang) for lang in LANGS] == [own("en")] * len(LANGS)


def test_every_sentence_is_said_somewhere() -> None:
    """No key is missing, none has been forgotten."""
    modules = (file.read_text() for file in Path(dsl.cli.__file__).parent.glob("*.py"))
    said = {key for text in modules for key in re.findall(r"\b(cli-[a-z-]+)['\"]", text)}
    assert said == set(own("en"))


@pytest.mark.parametrize("module", [event, canonical, log])
def test_every_reason_for_a_bad_line_is_known_in_polish(module: ModuleType) -> None:
    """Whatever plain reason an EventError gives, the Polish catalogue has words for it."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Call)]
    errors = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "EventError"]
    reasons = {arg.value for call in errors for arg in call.args if isinstance(arg, ast.Constant)}
    assert reasons
    assert reasons <= set(catalogue("pl").terms)
