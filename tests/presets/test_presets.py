"""Presets: found where they lie, sound under any title and in any timezone, written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rules
from dsl.compiler import check_sources
from dsl.diagnostics import Source
from dsl.presets import MINIMAL, adapted, place, presets
from dsl.presets.adapt import is_plan
from dsl.syntax import parse, tree
from dsl.testing.run import coverage, run

EVERY_PRESET = pytest.mark.parametrize("name", presets())
FILES = {"a.punkty": "on page +1\n", "more/_b.punkty": 'let x = page("/ą")\n'}


def heads(files: Mapping[str, str]) -> list[tree.PlanHead]:
    """The `plan` statement of each plan."""
    parsed = (parse(Source(name, text))[0] for name, text in files.items() if is_plan(name))
    return [statement for file in parsed for statement in file.statements if isinstance(statement, tree.PlanHead)]


def test_every_rulebook_that_ships_is_a_preset() -> None:
    """No list has to be kept: whatever has a plan in the package `rules` is offered, behind the smallest one."""
    home = Path(rules.__file__).parent
    shipped = sorted({file.parent.name for file in home.glob("*/*.punkty") if is_plan(file.name)})
    assert list(presets()) == [MINIMAL, *shipped]
    assert {"b2b", "shop"} <= set(shipped)


@EVERY_PRESET
def test_a_preset_is_introduced_by_a_sentence(name: str) -> None:
    """The first comment of its plan says what it is about, without the sign of a comment."""
    about = presets()[name].about
    assert about[0].isalpha()
    assert about.endswith((".", "?"))
    assert len(about) <= 120


@EVERY_PRESET
@pytest.mark.parametrize("zone", [None, "UTC", "America/New_York", "Pacific/Auckland"])
def test_a_preset_is_sound_under_another_name_elsewhere(name: str, zone: str | None) -> None:
    """No finding, no test that fails, every rule covered: as it ships, and with title and timezone replaced."""
    checked = check_sources(adapted(presets()[name].files, zone and "Acme", zone))
    assert checked.findings == ()
    assert checked.rulebook
    outcomes = run(checked.rulebook, checked.tests)
    assert outcomes
    assert [outcome.case.name for outcome in outcomes if not outcome.passed] == []
    assert {one.percent for one in coverage(checked.rulebook, outcomes)} == {100}


@EVERY_PRESET
def test_every_plan_says_its_title_and_timezone(name: str) -> None:
    """So that both can be replaced."""
    files = presets()[name].files
    found = heads(files)
    assert len(found) == sum(map(is_plan, files))
    assert all(sum(isinstance(setting, tree.Timezone) for setting in head.settings) == 1 for head in found)


def test_the_smallest_has_few_lines_and_one_test() -> None:
    """Small enough to be read before the coffee is cold."""
    files = presets()[MINIMAL].files
    assert sorted(files) == ["leads.punkty", "leads.test.punkty"]
    assert len([line for line in files["leads.punkty"].splitlines() if line.strip() and line[0] != "#"]) <= 10
    assert files["leads.test.punkty"].count("\ntest ") == 1


@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=100))
def test_any_title_can_be_given(title: str) -> None:
    """Quotation marks and backslashes too; nothing else in the file changes."""
    before = {"a.punkty": '# one\nplan "A"  # two\n  decay half every 30d timezone "UTC"  # three\non page +1\n'}
    files = adapted(before, title, "Asia/Tokyo")
    (head,) = heads(files)
    assert head.title.value == title
    assert [setting.name.value for setting in head.settings if isinstance(setting, tree.Timezone)] == ["Asia/Tokyo"]
    assert check_sources(files).findings == ()
    assert adapted(files, "A", "UTC") == before


def test_nothing_asked_for_changes_nothing() -> None:
    """Comments, layout and every character stay."""
    for preset in presets().values():
        assert adapted(preset.files, None, None) == preset.files


def test_a_missing_timezone_is_added() -> None:
    """Behind the title; the plan's other settings stay."""
    files = {"a.punkty": 'plan "A"  decay half every 30d  # fades\non page +1\n'}
    assert adapted(files, "B", "Asia/Tokyo") == {
        "a.punkty": 'plan "B"\n  timezone "Asia/Tokyo"  decay half every 30d  # fades\non page +1\n'
    }


def test_of_several_plans_each_keeps_its_own_title_too() -> None:
    """Two plans under one title could not be told apart. What is no plan is left alone."""
    files = {"a.punkty": 'plan "Sum"', "b.punkty": 'plan "Events"', "_c.punkty": 'let plan_c = page("/")', "a.test.punkty": ""}
    assert adapted(files, "Acme", None) == files | {"a.punkty": 'plan "Acme: Sum"', "b.punkty": 'plan "Acme: Events"'}


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def contents(folder: Path) -> dict[str, str]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files}


def test_files_and_missing_folders_are_made(tmp_path: Path) -> None:
    """Also those above the folder, and those within it."""
    place(FILES, tmp_path / "not" / "yet" / "there")
    assert contents(tmp_path / "not/yet/there") == FILES
    assert names(tmp_path) == ["not"]


def test_a_path_may_wander(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative, through `..`, and through a link to a folder."""
    (tmp_path / "here").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    place(FILES, Path("../one/../two"))
    place(FILES, tmp_path / "link" / "three")
    assert contents(tmp_path / "two") == contents(tmp_path / "here" / "three") == FILES
    assert names(tmp_path) == ["here", "link", "two"]


@pytest.mark.parametrize("kind", ["file", "folder", "link", "dangling"])
def test_nothing_that_is_there_is_touched(tmp_path: Path, kind: str) -> None:
    """Whatever it is, an empty folder too."""
    taken, other = tmp_path / "taken", tmp_path / "other"
    match kind:
        case "file":
            taken.write_text("mine")
        case "folder":
            taken.mkdir()
        case "link":
            other.mkdir()
            taken.symlink_to(other)
        case _:
            taken.symlink_to(other)
    before = names(tmp_path)
    with pytest.raises(FileExistsError):
        place(FILES, taken)
    assert names(tmp_path) == before
    assert contents(tmp_path) == ({"taken": "mine"} if kind == "file" else {})


def test_what_cannot_be_finished_leaves_no_trace(tmp_path: Path) -> None:
    """Neither the files before the one that fails, nor a folder that was made for them."""
    with pytest.raises(OSError, match="too long"):
        place({**FILES, "x" * 300: ""}, tmp_path / "new" / "book")
    assert names(tmp_path) == []


def test_a_folder_that_came_meanwhile_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """|--looked--|--somebody else makes it--|--moved--x"""
    rename = Path.rename

    def late(staged: Path, target: Path) -> Path:
        target.mkdir()
        (target / "mine.punkty").write_text("on page +1")
        return rename(staged, target)

    monkeypatch.setattr(Path, "rename", late)
    with pytest.raises(OSError, match=r"not empty|exists"):
        place(FILES, tmp_path / "book")
    assert contents(tmp_path) == {"book/mine.punkty": "on page +1"}
    assert names(tmp_path) == ["book"]
