"""Rulebooks on a disk: what is read, what is refused, and that one bad file costs no other."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dsl
from dsl.compiler import check_folder, check_sources
from dsl.errors import InputError, RulesError


def write(folder: Path, **files: str) -> Path:
    """A folder with these files, by name without `.punkty`; `__` stands for `/`."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".punkty")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_folder_is_read_as_its_texts_are(tmp_path: Path) -> None:
    """`load` and `compile` give the same rulebook."""
    files = {"a": 'include "sub/x.punkty"\non page +5', "b": "on form +5", "sub__x": 'include "../_y.punkty"\non lost -5'}
    files["_y"] = "on won +5"
    loaded = dsl.load(write(tmp_path, **files))
    made = dsl.compile({name.replace("__", "/") + ".punkty": text for name, text in files.items()})
    assert [p.name for p in loaded.plans] == ["a", "b"]
    assert [r.file for r in loaded.plan("a").rules] == ["_y.punkty", "sub/x.punkty", "a.punkty"]
    assert loaded.version == made.version


def test_one_plan_can_be_read_alone(tmp_path: Path) -> None:
    """With its includes and tests, without what is wrong in others; experiments may still name those."""
    write(tmp_path, a='include "_x.punkty"\non page +5\nexperiment "x" 100% a', _x="on form +5", b="on pgae +5")
    (tmp_path / "a.test.punkty").write_text('test "t" day 1 expect score 0')
    checked = check_folder(tmp_path / "a.punkty")
    assert checked.findings == ()
    assert checked.plans == ("a",)
    assert len(checked.tests) == 1


def test_a_broken_plan_hides_nothing_of_the_others(tmp_path: Path) -> None:
    """Every finding of every file comes in one run; there is no rulebook then."""
    write(tmp_path, a="on page 5", b="on pgae +5", c='on page("x") +5')
    (tmp_path / "d.punkty").write_bytes(b"\x00\xff\x80 binary")
    checked = check_folder(tmp_path)
    assert [(f.file, f.code) for f in checked.findings] == [
        ("a.punkty", "E015"),
        ("b.punkty", "E101"),
        ("c.punkty", "W301"),
        ("d.punkty", "E401"),
    ]
    assert checked.rulebook is None
    with pytest.raises(RulesError):
        dsl.load(tmp_path)


def test_what_is_wrong_in_an_included_file_is_told_once(tmp_path: Path) -> None:
    """However many plans include it."""
    write(tmp_path, a='include "_x.punkty"', b='include "_x.punkty"', _x="on pgae +5\non page +5 on")
    assert [f.code for f in check_folder(tmp_path).findings] == ["E101", "E002"]


def test_what_is_broken_is_not_also_unknown() -> None:
    """Names that statements with errors would have declared are not reported where they are used."""
    checked = check_sources(
        {
            "a.punkty": "stage SQL at forty\nalert sales on SQL\nlet hot = pgae\non hot +5\nevent demo = Demo\non demo +5\n"
            "place krakow = north\nwhen within 5km of krakow +5\ngroup fit max many\ncapacity 4 SQL per day"
        }
    )
    assert {f.code for f in checked.findings} & {"E102", "E103", "E105"} == set()
    assert [f.line for f in checked.findings if f.code == "E101"] == [3]


def test_hidden_files_and_other_endings_are_left_alone(tmp_path: Path) -> None:
    """An editor's locks and a readme are no rules."""
    write(tmp_path, a="on page +5")
    (tmp_path / ".#a.punkty").symlink_to("nobody@nowhere")
    (tmp_path / "README.md").write_text("# rules")
    (tmp_path / "b.punkty.bak").write_text("on pgae")
    (tmp_path / "folder.punkty").mkdir()
    assert check_folder(tmp_path).plans == ("a",)


def test_a_file_that_may_not_be_read_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, and the other files are read. (Root may read everything, so the refusal is played.)"""
    write(tmp_path, a="on page +5", b="on page +5")
    really = Path.open

    def refuse(path: Path, *args: Any) -> Any:
        if path.name == "b.punkty":
            raise PermissionError(13, "Permission denied")
        return really(path, *args)

    monkeypatch.setattr(Path, "open", refuse)
    (finding,) = check_folder(tmp_path).findings
    assert str(finding) == "b.punkty:1:1: this file cannot be read: Permission denied [E402]"


def test_names_that_are_not_utf8_are_findings(tmp_path: Path) -> None:
    """A name from another age is shown escaped."""
    write(tmp_path, a="on page +5")
    try:
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/z\xff.punkty"))).write_text("on page +5")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert [(f.file, f.code) for f in check_folder(tmp_path).findings] == [("z\\udcff.punkty", "E406")]


@pytest.mark.parametrize("name", ["none", "none.punkty", "a\x00b", "x" * 5000])
def test_a_path_that_is_not_there_is_an_input_error(tmp_path: Path, name: str) -> None:
    """One clear sentence, whatever the path."""
    with pytest.raises(InputError):
        check_folder(tmp_path / name)


def test_nothing_to_work_on_is_an_input_error(tmp_path: Path) -> None:
    """An empty folder, one with tests only, and a file that is no plan."""
    with pytest.raises(InputError, match="no plan"):
        check_folder(tmp_path)
    write(tmp_path, _x="let a = page")
    with pytest.raises(InputError, match="no plan"):
        check_folder(tmp_path)
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(InputError, match="no file of rules"):
        check_folder(tmp_path / "notes.txt")


def test_an_include_cannot_leave_by_a_link(tmp_path: Path) -> None:
    """A folder that links outside leads nowhere."""
    (tmp_path / "outside").mkdir()
    write(tmp_path / "outside", _x="on page +5")
    write(tmp_path / "rules", a='include "sub/_x.punkty"')
    (tmp_path / "rules" / "sub").symlink_to(tmp_path / "outside")
    assert [f.code for f in check_folder(tmp_path / "rules").findings] == ["E405"]


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    """Two names for one file are two plans."""
    write(tmp_path, a="on page +5")
    (tmp_path / "b.punkty").symlink_to(tmp_path / "a.punkty")
    assert check_folder(tmp_path).plans == ("a", "b")


def test_links_in_a_circle_cost_no_other_file(tmp_path: Path) -> None:
    """Such a link is a file that cannot be read, and the rest of the folder is checked."""
    write(tmp_path, a="on pgae +5")
    (tmp_path / "l.punkty").symlink_to("l.punkty")
    (tmp_path / "other").symlink_to("other")
    assert [(f.file, f.code) for f in check_folder(tmp_path).findings] == [("a.punkty", "E101"), ("l.punkty", "E402")]


@pytest.mark.parametrize(
    "make, words",
    [
        (os.mkfifo, "it is a pipe between programs, not a file"),
        (lambda path: path.symlink_to("gone"), "it is a link to a file that is gone"),
    ],
)
def test_what_is_no_file_is_called_by_its_name(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    """It is told and never waited for."""
    write(tmp_path, a="on page +5")
    make(tmp_path / "p.punkty")
    (finding,) = check_folder(tmp_path).findings
    assert (finding.file, finding.message) == ("p.punkty", f"this file cannot be read: {words}")


def test_a_plan_is_not_blamed_for_the_plan_that_it_includes() -> None:
    """The `plan` of the included file is out of place there; the plan's own is its only one."""
    shop = 'plan "Shop"\non form +5'
    findings = check_sources({"b2b.punkty": 'include "shop.punkty"\nplan "B2B"\non page +5', "shop.punkty": shop}).findings
    assert [(f.file, f.code) for f in findings] == [("shop.punkty", "E413")]


def test_a_plan_includes_as_many_files_as_a_rulebook_has() -> None:
    """One more is refused for their number, not for how deep they lie; the same file again costs nothing."""
    most = 1_000 - 1
    files = {f"sub/{i}.punkty": "" for i in range(most + 1)}
    plan = "on page +5\n" + "".join(f'include "{name}"\n' for name in [*list(files)[:most], "sub/0.punkty"])
    assert check_sources({"a.punkty": plan, **files}).findings == ()
    (finding,) = check_sources({"a.punkty": f'{plan}include "sub/{most}.punkty"', **files}).findings
    assert (finding.code, finding.line) == ("E404", most + 3)


def test_the_score_is_cut_where_the_plan_says() -> None:
    """Also where its rules cannot even bring that many points."""
    (finding,) = check_sources({"a.punkty": 'plan "P" score from 0 to 100\non page +50 once\nstage A at 120'}).findings
    assert finding.message.endswith("the score is cut at 100")
