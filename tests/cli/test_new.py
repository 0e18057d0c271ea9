"""`punkty new`: what is listed, what is written, what is refused."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dsl.presets import presets

Punkty = Callable[..., Any]
Golden = Callable[[str, str], None]
EVERY_PRESET = pytest.mark.parametrize("name", presets())


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory; English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path


@pytest.mark.usefixtures("empty")
def test_without_a_preset_all_are_listed(punkty: Punkty) -> None:
    """Name and one line each; how to go on is a message and no data."""
    ended = punkty("new")
    assert ended.code == 0
    rows = [line.split(None, 1) for line in ended.out.splitlines()]
    assert rows == [[preset.name, preset.about] for preset in presets().values()]
    assert "punkty new minimal" in ended.err


@EVERY_PRESET
def test_a_new_rulebook_is_ready_to_check_and_test(empty: Path, punkty: Punkty, name: str) -> None:
    """Under its preset's name; the commands that are told work, on the files that are told."""
    ended = punkty("new", name)
    assert ended.code == 0
    assert sorted(ended.out.splitlines()) == sorted(f"{name}/{file}" for file in presets()[name].files)
    assert all((empty / file).is_file() for file in ended.out.splitlines())
    steps = [shlex.split(line, comments=True) for line in ended.err.splitlines() if line.startswith("  punkty ")]
    assert [step[:3] for step in steps] == [["punkty", verb, name] for verb in ("check", "test", "score")]
    assert [punkty(*step[1:]).code for step in steps[:2]] == [0, 0]
    assert punkty("test", name, "--fail-under", "100").code == 0


def test_a_title_and_a_timezone_of_ones_own(empty: Path, punkty: Punkty) -> None:
    """They stand in the plan; a folder with a space is named so that it can be pasted."""
    ended = punkty("new", "minimal", "our rules/leads", "--name", 'Żabka "24h"', "--timezone", "Asia/Tokyo")
    assert ended.code == 0
    plan = (empty / "our rules/leads/leads.punkty").read_text(encoding="utf-8")
    assert 'plan "Żabka \\"24h\\""\n  timezone "Asia/Tokyo"' in plan
    assert "punkty check 'our rules/leads' " in ended.err
    assert punkty("test", "our rules/leads").code == 0


@pytest.mark.parametrize("lang", ["en", "pl"])
def test_what_is_told(empty: Path, punkty: Punkty, golden: Golden, lang: str) -> None:
    """The files, and the next three commands."""
    ended = punkty("new", "minimal", "acme", "--lang", lang)
    golden(f"new.{lang}.txt", ended.out + ended.err)


@pytest.mark.parametrize(
    "args, words",
    [
        (("bb2b",), "there is no preset `bb2b` (there is: minimal, b2b, "),
        (("../b2b",), "there is no preset `../b2b`"),
        (("x" * 10_000,), "there is no preset `xxx"),
        (("b2b", ""), "is no name for a folder"),
        (("b2b", "  "), "is no name for a folder"),
        (("b2b", "a\nb"), "is no name for a folder"),
        (("b2b", "a\0b"), "is no name for a folder"),
        (("b2b", "\udcff"), "is no name for a folder"),
        (("b2b", "a\N{RIGHT-TO-LEFT OVERRIDE}b"), "is no name for a folder"),
        (("b2b", "--", "-rf"), "`-rf` is no name for a folder"),
        (("b2b", "--", "a/-rf"), "`a/-rf` is no name for a folder"),
        (("b2b", "."), "`.` is already there"),
        (("b2b", ".."), "`..` is already there"),
        (("b2b", "x" * 300), "cannot write `xxx"),
        (("b2b", "/".join(["deep"] * 2000)), "cannot write `deep"),
        (("b2b", "--name", ""), "--name: a title is one line"),
        (("b2b", "--name", "a\nplan"), "--name: a title is one line"),
        (("b2b", "--name", "x" * 101), "at most 100 characters"),
        (("b2b", "--name", "\udcff"), "--name: a title is one line"),
        (("b2b", "--timezone", "Europe/Warszawa"), "there is no timezone called `Europe/Warszawa`"),
        (("b2b", "--timezone", 'UTC" on page +1 as "x'), "there is no timezone called `UTC"),
        (("b2b", "--timezone", "../../etc/passwd"), "there is no timezone called `../../etc/passwd`"),
        (("b2b", "--timezone", "\0"), "punkty: "),
        (("b2b", "--timezone", "\udcff"), "punkty: "),
        (("b2b", "--timezone", ""), "punkty: "),
    ],
)
def test_what_cannot_be_is_exit_2_and_leaves_nothing(empty: Path, punkty: Punkty, args: tuple[str, ...], words: str) -> None:
    """Told on standard error in one line; not a file, not a folder."""
    ended = punkty("new", *args)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert len(ended.err.splitlines()) == 1
    assert list(empty.iterdir()) == []


def test_what_is_in_the_way_is_named_and_kept(empty: Path, punkty: Punkty) -> None:
    """A second `new` changes nothing; nor does a file of that name give way."""
    assert punkty("new", "shop").code == 0
    (empty / "shop" / "shop.punkty").write_text("on page +1")
    again = punkty("new", "shop")
    assert (again.code, again.out) == (2, "")
    assert again.err == (
        "punkty: `shop` is already there (shop.punkty, shop.test.punkty); nothing was written; name another folder\n"
    )
    assert (empty / "shop" / "shop.punkty").read_text() == "on page +1"
    (empty / "notes").write_text("mine")
    assert "`notes` is already there; nothing was written" in punkty("new", "shop", "notes").err
    assert (empty / "notes").read_text() == "mine"
    assert "`notes/a`" in punkty("new", "shop", "notes/a").err


def test_many_files_in_the_way_are_not_all_named(empty: Path, punkty: Punkty) -> None:
    """The first four, and nothing in them that a terminal would obey."""
    (empty / "full").mkdir()
    for name in ("a", "b\x1b[31m", "c", "d", "e"):
        (empty / "full" / name).touch()
    assert "`full` is already there (a, b\N{REPLACEMENT CHARACTER}[31m, c, d, …)" in punkty("new", "shop", "full").err
