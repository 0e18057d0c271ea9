"""What must hold of every file in the repository. Patterns are written so that they do not find themselves."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

REGISTRIES = r"(py[p]i|pythonh[o]sted|np[m]js|yarnpk[g]|debia[n]|mave[n]|crate[s]|golan[g])"
HOST = re.compile(rf"//\S*{REGISTRIES}\.|\b{REGISTRIES}\.(org|com|io|net|dev)\b", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![a-zA-Z0-9_.])/((wor[k]|far[m]|roo[t]|tm[p])/|op[t]/(py[p]i|wheel[s]))")
LEFT_OPEN = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|NotImplementedErro[r])\b")
PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\\n]+?))?"
    r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n(?:    #[^\n]*\n)+"
)
LOCKS = ["dev.txt", "lock.txt", "peers.txt", "runtime.txt"]


def lines_with(pattern: re.Pattern[str], checkout: Path, files: list[Path]) -> list[str]:
    found = []
    for file in files:
        content = (checkout / file).read_bytes()
        if b"\0" not in content:
            lines = content.decode(errors="replace").splitlines()
            found += [f"{file}:{number}: {line}" for number, line in enumerate(lines, 1) if pattern.search(line)]
    return found


def pins(checkout: Path, lock: str) -> dict[str, str]:
    """Name -> version of a lock file that consists of hashed pins and nothing else."""
    text = (checkout / "requirements" / lock).read_text()
    assert PIN.sub("", text) == "", f"{lock} holds something besides hashed pins"
    return {pin["name"]: pin["version"] for pin in PIN.finditer(text)}


def test_no_file_names_a_registry(checkout: Path, project_files: list[Path]) -> None:
    """Where packages come from is the machine's business."""
    assert lines_with(HOST, checkout, project_files) == []


def test_no_file_names_a_path_of_one_machine(checkout: Path, project_files: list[Path]) -> None:
    """The project runs wherever it is cloned to."""
    assert lines_with(MACHINE_PATH, checkout, project_files) == []


def test_no_code_is_left_open(checkout: Path, project_files: list[Path]) -> None:
    """What is not done is an issue, not a comment."""
    assert lines_with(LEFT_OPEN, checkout, [file for file in project_files if file.suffix == ".py"]) == []


@pytest.mark.parametrize(
    "pattern, line",
    [
        (HOST, "--index-url https://" + "py" + "pi.org/simple"),
        (HOST, "see registry." + "npm" + "js.org"),
        (MACHINE_PATH, "cd /" + "work/main"),
        (MACHINE_PATH, '"/' + 'tmp/x"'),
        (LEFT_OPEN, "# TO" + "DO: later"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], line: str) -> None:
    """A pattern that finds nothing would prove nothing."""
    assert pattern.search(line)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_hashed_pins_and_nothing_else(checkout: Path, lock: str) -> None:
    """No option, no index, no path, no unhashed line."""
    assert pins(checkout, lock)


@pytest.mark.parametrize("lock, extra", [("runtime.txt", None), ("dev.txt", None), ("dev.txt", "dev"), ("peers.txt", "peers")])
def test_the_lock_files_answer_the_requirements(checkout: Path, lock: str, extra: str | None) -> None:
    """Every requirement of pyproject.toml is pinned at a version that it allows."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]
    wanted = project["optional-dependencies"][extra] if extra else project["dependencies"]
    pinned = pins(checkout, lock)
    unanswered = [
        text
        for text, requirement in ((text, Requirement(text)) for text in wanted)
        if not requirement.specifier.contains(pinned.get(re.sub(r"[._]", "-", requirement.name), "0"))
    ]
    assert unanswered == []


def test_what_is_tested_is_what_is_shipped(checkout: Path) -> None:
    """What runs is pinned alike wherever it is tested and measured."""
    shipped = pins(checkout, "runtime.txt").items()
    assert shipped <= pins(checkout, "dev.txt").items()
    assert shipped <= pins(checkout, "peers.txt").items()


def test_every_make_target_that_the_readme_names_exists(checkout: Path) -> None:
    """`make NAME` in the code of the README can be typed as it stands."""
    code = re.findall(r"```.*?```|`[^`\n]+`", (checkout / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    named = {name for piece in code for name in re.findall(r"\bmake ([a-z][a-z-]*)", piece)}
    targets = set(re.findall(r"^([a-z][a-z-]*):", (checkout / "Makefile").read_text(), re.MULTILINE))
    assert {"setup", "demo", "test"} <= targets
    assert named
    assert named <= targets


def test_ci_can_be_started(checkout: Path) -> None:
    """`.ci/run` is executable."""
    assert os.access(checkout / ".ci" / "run", os.X_OK)
