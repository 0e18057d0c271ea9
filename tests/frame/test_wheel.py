"""The wheel holds all that Punkty needs, and works where there is no checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

SHIPPED = {"dsl", "infra", "rules"}

# One event each, of which the shipped rules make the same 30 points.
EVENTS = {
    "b2b": {"event": "Form Submitted", "properties": {"form": "contact"}},
    "shop": {"event": "Product Added", "properties": {"name": "Boots", "value": 399}},
}


# Set here, they would be felt there: other paths; and that nothing compiled is kept, so that each command compiles anew.
OURS = {"PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"}


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints; a command that fails fails the test, with everything that it said."""
    bare = {name: value for name, value in os.environ.items() if name not in OURS}
    done = subprocess.run(command, cwd=cwd, env=bare, capture_output=True, text=True)
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(checkout: Path, project_files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the project's files, so that nothing ignored or left over can slip in."""
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("out")
    for file in project_files:
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(checkout / file, copy / file)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel"]
    run(*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", out, copy, cwd=out)
    (built,) = out.iterdir()
    return built


def test_the_wheel_holds_every_shipped_file_and_no_other(wheel: Path, project_files: list[Path]) -> None:
    """Grammar, messages, type marker, rulebooks, demo log: what lies in the shipped packages is in the wheel."""
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert inside == {file.as_posix() for file in project_files if file.parts[0] in SHIPPED}
    assert {"dsl/grammar.lark", "dsl/py.typed", "infra/__init__.py", "rules/__init__.py"} <= inside
    assert {Path(name).parts[1] for name in inside if name.endswith(".test.punkty")} >= set(EVENTS)


def test_the_wheel_states_its_licence_and_its_command(wheel: Path) -> None:
    """The metadata carry the licence, the Python that is needed, and the `punkty` command."""
    with zipfile.ZipFile(wheel) as archive:
        about = [name for name in archive.namelist() if ".dist-info/" in name]
        meta = {name.split(".dist-info/")[1]: archive.read(name).decode() for name in about}
    assert "License-Expression: Apache-2.0\n" in meta["METADATA"]
    assert "Requires-Python: >=3.11\n" in meta["METADATA"]
    assert "punkty = dsl.cli:main" in meta["entry_points.txt"]
    assert "Apache License" in meta["licenses/LICENSE"]


def test_the_installed_wheel_checks_tests_and_scores(wheel: Path, checkout: Path, tmp_path: Path) -> None:
    """In an empty environment outside the checkout the shipped rulebooks are sound, pass their tests and score."""
    home, away = tmp_path / "env", tmp_path / "away"
    away.mkdir()
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=away)
    python, punkty = home / "bin" / "python", home / "bin" / "punkty"
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, "install"]
    pip.append("--no-compile")  # most of what is installed is never imported here
    run(*pip, "--require-hashes", "--requirement", checkout / "requirements" / "runtime.txt", cwd=away)
    run(*pip, "--no-deps", "--no-index", wheel, cwd=away)

    rules = Path(run(python, "-c", "import rules; print(*rules.__path__)", cwd=away).strip())
    assert rules.is_relative_to(home)
    for plan, event in EVENTS.items():
        assert json.loads(run(punkty, "check", rules / plan, "--format", "json", cwd=away)) == []

        report = ET.fromstring(run(punkty, "test", rules / plan, "--format", "junit", cwd=away))
        assert list(report.iter("testcase"))
        assert not [*report.iter("failure"), *report.iter("error"), *report.iter("skipped")]

        message = {"type": "track", "messageId": "m1", "userId": "ada", "timestamp": "2026-11-02T10:15:00Z", **event}
        (away / "events.jsonl").write_text(json.dumps(message) + "\n")
        rows = run(punkty, "score", rules / plan, "events.jsonl", "--format", "jsonl", cwd=away).splitlines()
        (row,) = [row for row in map(json.loads, rows) if row["plan"] == plan]
        assert (row["contact"], row["score"], row["as_of"]) == ("ada", 30, "2026-11-02T10:15:00.000Z")
