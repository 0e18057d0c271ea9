"""`punkty fmt`: which files it takes, what it writes and what it says."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dsl.formatter import formatted

Punkty = Callable[..., Any]

UGLY = 'on page( "/" )+5 once\non click +10   as "Clicked" # why\n'
TIDY = 'on page("/")  +5   once\non click      +10        as "Clicked"  # why\n'
QUOTES = "on page(„/a”) +5\n"
WRONG = "on page +5\nstage MQL at forty\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory; English, no terminal."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")
    return tmp_path


def put(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())


def contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in folder.rglob("*") if path.is_file()}


def test_files_are_laid_out_in_place(folder: Path, punkty: Punkty) -> None:
    """It says which; a second run has nothing to do."""
    put(folder, {"a.punkty": UGLY, "b.punkty": TIDY})
    ended = punkty("fmt")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == "a.punkty: formatted\nformatted: 1, as they should be: 1, not formatted: 0\n"
    assert contents(folder) == {"a.punkty": TIDY, "b.punkty": TIDY}
    assert punkty("fmt").err == "formatted: 0, as they should be: 2, not formatted: 0\n"


def test_check_writes_nothing(folder: Path, punkty: Punkty) -> None:
    """Exit code 1 if anything would change, else 0."""
    put(folder, {"a.punkty": UGLY, "b.punkty": TIDY})
    ended = punkty("fmt", "--check")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "a.punkty: would be formatted\nwould be formatted: 1, as they should be: 1, not formatted: 0\n"
    assert contents(folder) == {"a.punkty": UGLY, "b.punkty": TIDY}
    assert punkty("fmt", "--check", "b.punkty").code == 0


def test_diff_shows_what_would_change(folder: Path, punkty: Punkty, golden: Callable[[str, str], None]) -> None:
    """A unified diff on standard output; nothing is written, and only `--check` makes it an exit code."""
    put(folder, {"rules/a.punkty": f"{UGLY}\n\n\non won +1", "rules/b.punkty": TIDY})
    before = contents(folder)
    ended = punkty("fmt", "rules", "--diff")
    assert ended.code == 0
    golden("fmt.diff", ended.out)
    assert contents(folder) == before
    assert punkty("fmt", "--diff", "--check").code == 1


def test_a_diff_on_a_terminal_is_in_colour_and_harmless(folder: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would command the terminal is not passed on."""
    put(folder, {"a.punkty": "on   page +5 # \x1b[2J\n"})
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    said = punkty("fmt", "--diff").out
    assert "\x1b[31m-on   page +5 # \N{REPLACEMENT CHARACTER}[2J\x1b[0m\n" in said
    assert "\x1b[2J" not in said


def test_a_diff_can_be_applied(folder: Path, punkty: Punkty) -> None:
    """With line ends of another system and without one at the end, too."""
    put(folder, {"a.punkty": "# ą\r\non page +1\r\n\r\n\r\non click +2"})
    ended = punkty("fmt", "--diff")
    patch = subprocess.run(["git", "apply", "-p0"], input=ended.out.encode(), cwd=folder, capture_output=True, check=False)
    assert patch.returncode == 0, patch.stderr
    assert contents(folder) == {"a.punkty": "# ą\non page  +1\n\non click  +2\n"}


def test_plans_vocabularies_and_tests_in_folders(folder: Path, punkty: Punkty) -> None:
    """Folders below, those of included files too; hidden files and others are not touched."""
    put(
        folder,
        {
            "one/a.punkty": UGLY,
            "one/_words.punkty": 'let a=page("/a")',
            "one/a.test.punkty": 'test "a" day 1 expect score 0',
            "one/parts/_more.punkty": UGLY,
            "two/b.punkty": UGLY,
            "two/notes.txt": UGLY,
            ".git/c.punkty": UGLY,
            "two/.d.punkty": UGLY,
        },
    )
    assert punkty("fmt", ".").code == 0
    assert contents(folder) == {
        "one/a.punkty": TIDY,
        "one/_words.punkty": 'let a = page("/a")\n',
        "one/a.test.punkty": 'test "a"\n  day 1  expect score 0\n',
        "one/parts/_more.punkty": TIDY,
        "two/b.punkty": TIDY,
        "two/notes.txt": UGLY,
        ".git/c.punkty": UGLY,
        "two/.d.punkty": UGLY,
    }


def test_one_file_named_twice_is_done_once(folder: Path, punkty: Punkty) -> None:
    """By its own name and by its folder's."""
    put(folder, {"a.punkty": UGLY})
    assert punkty("fmt", "a.punkty", ".", "./a.punkty").err.splitlines() == [
        "a.punkty: formatted",
        "formatted: 1, as they should be: 0, not formatted: 0",
    ]


def test_a_file_with_mistakes_is_told_and_left_alone(folder: Path, punkty: Punkty) -> None:
    """The others are done."""
    put(folder, {"a.punkty": WRONG, "b.punkty": UGLY})
    ended = punkty("fmt")
    assert (ended.code, ended.out) == (1, "")
    assert "a.punkty:2:14: error:" in ended.err
    assert "b.punkty: formatted\nformatted: 1, as they should be: 0, not formatted: 1\n" in ended.err
    assert contents(folder) == {"a.punkty": WRONG, "b.punkty": TIDY}


def test_a_mistake_that_only_the_checker_sees_is_no_obstacle(folder: Path, punkty: Punkty) -> None:
    """An unknown word is laid out as well as a known one."""
    put(folder, {"a.punkty": "on   pagee +5"})
    assert punkty("fmt").code == 0
    assert contents(folder) == {"a.punkty": "on pagee  +5\n"}


@pytest.mark.parametrize("text", ["\ufeff" + TIDY, TIDY.replace("\n", "\r\n"), TIDY + "\n", TIDY[:-1]])
def test_bytes_count(folder: Path, punkty: Punkty, text: str) -> None:
    """A byte order mark, other line ends, a missing one or one too many: the file is not as it should be."""
    put(folder, {"a.punkty": text})
    assert punkty("fmt", "--check").code == 1
    assert punkty("fmt").code == 0
    assert contents(folder) == {"a.punkty": TIDY}


def test_nothing_stays_nothing(folder: Path, punkty: Punkty) -> None:
    """An empty file is as it should be; one of blanks becomes empty."""
    put(folder, {"a.punkty": "", "b.punkty": " \n\n"})
    assert punkty("fmt").code == 0
    assert contents(folder) == {"a.punkty": "", "b.punkty": ""}


@pytest.mark.parametrize("data", [b"on page +5 # \xff\n", b"\x00" * 10, b"#" * (16 * 1024 * 1024 + 1)])
def test_what_is_no_text_is_told_and_left_alone(folder: Path, punkty: Punkty, data: bytes) -> None:
    """Bytes that are no UTF-8, no rules, or too many."""
    (folder / "a.punkty").write_bytes(data)
    ended = punkty("fmt")
    assert ended.code == 1
    assert "a.punkty:1:" in ended.err
    assert (folder / "a.punkty").read_bytes() == data


# --- how a file is written


def test_the_mode_of_a_file_is_kept(folder: Path, punkty: Punkty) -> None:
    """And nothing else is left in the folder."""
    put(folder, {"a.punkty": UGLY})
    (folder / "a.punkty").chmod(0o640)
    assert punkty("fmt").code == 0
    assert stat.S_IMODE((folder / "a.punkty").stat().st_mode) == 0o640
    assert contents(folder) == {"a.punkty": TIDY}


def test_a_link_inside_the_folder_stays_a_link(folder: Path, punkty: Punkty) -> None:
    """What it leads to is written."""
    put(folder, {"parts/x.punkty": UGLY})
    (folder / "a.punkty").symlink_to("parts/x.punkty")
    assert punkty("fmt").code == 0
    assert (folder / "a.punkty").is_symlink()
    assert contents(folder) == {"a.punkty": TIDY, "parts/x.punkty": TIDY}


@pytest.mark.parametrize("path", [".", "rules", "rules/a.punkty"])
def test_no_link_leads_out_of_the_folder(folder: Path, punkty: Punkty, path: str, tmp_path_factory: Any) -> None:
    """Neither a file's nor a folder's."""
    outside = tmp_path_factory.mktemp("outside")
    put(outside, {"x.punkty": UGLY})
    put(folder, {"rules/b.punkty": UGLY})
    (folder / "rules" / "a.punkty").symlink_to(outside / "x.punkty")
    (folder / "rules" / "more").symlink_to(outside)
    ended = punkty("fmt", path)
    assert ended.code == 1
    assert "rules/a.punkty:1:1: error: this link leads out of the rulebook's folder" in ended.err
    assert contents(outside) == {"x.punkty": UGLY}


def test_links_in_a_circle_are_told(folder: Path, punkty: Punkty) -> None:
    """As a file that cannot be read."""
    (folder / "a.punkty").symlink_to("b.punkty")
    (folder / "b.punkty").symlink_to("a.punkty")
    ended = punkty("fmt")
    assert ended.code == 1
    assert "a.punkty:1:1: error" in ended.err


def test_a_folder_that_cannot_be_looked_into_costs_no_other(
    folder: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, and the others are done. (Root may look into all, so the refusal is played.)"""
    put(folder, {"a.punkty": UGLY, "closed/b.punkty": UGLY, "open/c.punkty": UGLY})
    really = Path.iterdir

    def refuse(path: Path) -> Any:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return really(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    for args in ((), ("--fix",)):
        ended = punkty("fmt", *args)
        assert ended.code == 1
        assert "closed:1:1: error: this file cannot be read: it is a folder that cannot be looked into" in ended.err
        assert ended.err.endswith("not formatted: 1\n")
    assert contents(folder) == {"a.punkty": TIDY, "closed/b.punkty": UGLY, "open/c.punkty": TIDY}


def test_a_file_is_read_once(folder: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared with the new text are the very bytes that were laid out."""
    put(folder, {"a.punkty": UGLY})
    read: list[Path] = []
    really = Path.open

    def counted(path: Path, *args: Any, **more: Any) -> Any:
        read.append(path)
        return really(path, *args, **more)

    monkeypatch.setattr(Path, "open", counted)
    assert punkty("fmt", "--check").code == 1
    assert [path.name for path in read if path.suffix == ".punkty"] == ["a.punkty"]


def test_a_file_that_cannot_be_written_is_exit_2(folder: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, stays whole, and the others are done."""
    put(folder, {"a.punkty": UGLY, "b.punkty": UGLY})
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "a.punkty" and access(path, mode))
    ended = punkty("fmt")
    assert ended.code == 2
    assert "a.punkty: not written: Permission denied\nb.punkty: formatted\n" in ended.err
    assert contents(folder) == {"a.punkty": UGLY, "b.punkty": TIDY}


def test_a_broken_off_write_leaves_the_old_file(folder: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole or not at all."""
    put(folder, {"a.punkty": UGLY})

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert punkty("fmt").code == 2
    assert contents(folder) == {"a.punkty": UGLY}


@pytest.mark.parametrize(
    "damage, why",
    [
        (lambda text: text.replace("+5", "+6"), "it would say something else"),
        (lambda text: text.replace("on click", "on (click"), "it would say something else"),
        (lambda text: text.replace("# why", ""), "a comment would be missing"),
        (lambda text: text.replace("  # why", " # why"), "yet another text"),
    ],
)
def test_what_cannot_be_verified_is_not_written(
    folder: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch, damage: Callable[[str], str], why: str
) -> None:
    """A fault in the formatter costs nobody a rule or a comment."""
    module = sys.modules[formatted.__module__]
    layout = module.layout
    monkeypatch.setattr(module, "layout", lambda file: damage(layout(file)) if file.source.text == UGLY else layout(file))
    put(folder, {"a.punkty": UGLY})
    ended = punkty("fmt")
    assert ended.code == 1
    assert why in ended.err
    assert "report it" in ended.err
    assert contents(folder) == {"a.punkty": UGLY}


# --- standard input


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Puts bytes on standard input."""

    def type_(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))

    return type_


def test_standard_input_goes_to_standard_output(punkty: Punkty, typed: Callable[[bytes], None], folder: Path) -> None:
    """An editor gets the whole text, changed or not."""
    for text, laid_out in ((UGLY, TIDY), (TIDY, TIDY), ("\ufeff" + UGLY, TIDY), ("#  ą \r\n", "#  ą\n"), ("", "")):
        typed(text.encode())
        ended = punkty("fmt", "-")
        assert (ended.code, ended.out) == (0, laid_out)


@pytest.mark.parametrize("data", [WRONG.encode(), b"on page +5 \xff"])
def test_standard_input_with_mistakes_gives_no_text(
    punkty: Punkty, typed: Callable[[bytes], None], folder: Path, data: bytes
) -> None:
    """An editor keeps what it has."""
    typed(data)
    ended = punkty("fmt", "-")
    assert (ended.code, ended.out) == (1, "")
    assert "<stdin>:" in ended.err


def test_standard_input_can_be_checked_and_compared(punkty: Punkty, typed: Callable[[bytes], None], folder: Path) -> None:
    """Then the text itself is not printed."""
    typed(UGLY.encode())
    ended = punkty("fmt", "-", "--check")
    assert (ended.code, ended.out) == (1, "")
    typed(UGLY.encode())
    assert punkty("fmt", "-", "--diff").out.startswith("--- <stdin>\n+++ <stdin>\n@@")


# --- fixes


def test_fix_mends_before_it_lays_out(folder: Path, punkty: Punkty) -> None:
    """It says how many fixes there were."""
    put(folder, {"a.punkty": QUOTES})
    ended = punkty("fmt", "--fix")
    assert ended.code == 0
    assert ended.err.startswith("a.punkty: fixes: 1\na.punkty: formatted\n")
    assert contents(folder) == {"a.punkty": 'on page("/a")  +5\n'}


def test_without_fix_nothing_is_mended(folder: Path, punkty: Punkty) -> None:
    """A fix is somebody's decision."""
    put(folder, {"a.punkty": QUOTES})
    assert punkty("fmt").code == 1
    assert contents(folder) == {"a.punkty": QUOTES}


def test_fixes_stand_where_other_mistakes_are_left(folder: Path, punkty: Punkty) -> None:
    """Then the text is not laid out, and what is left is told by its new places."""
    put(folder, {"a.punkty": QUOTES + WRONG})
    ended = punkty("fmt", "--fix")
    assert ended.code == 1
    assert "a.punkty:3:14: error" in ended.err
    assert "formatted: 0, as they should be: 0, not formatted: 1" in ended.err
    assert contents(folder) == {"a.punkty": 'on page("/a") +5\n' + WRONG}


def test_fixes_of_the_checker_are_applied_to_the_files_asked_for(folder: Path, punkty: Punkty) -> None:
    """They need the whole rulebook to be read: here a word that a vocabulary declares, there a path without its `/`."""
    vocabulary = 'event demo = "Demo Booked"\nlet prices = page("cennik")\n'
    put(
        folder, {"parts/_words.punkty": vocabulary, "a.punkty": 'include "parts/_words.punkty"\non page("blog/*") or demo +5\n'}
    )
    assert punkty("fmt", "--fix", "a.punkty").code == 0
    assert contents(folder) == {
        "parts/_words.punkty": vocabulary,
        "a.punkty": 'include "parts/_words.punkty"\non page("/blog/*") or demo  +5\n',
    }
    assert punkty("fmt", "--fix").code == 0
    assert 'page("/cennik")' in contents(folder)["parts/_words.punkty"]


def test_check_and_diff_look_at_the_mended_text(folder: Path, punkty: Punkty) -> None:
    """And write nothing."""
    put(folder, {"a.punkty": QUOTES})
    assert punkty("fmt", "--fix", "--check").code == 1
    assert '+on page("/a")  +5' in punkty("fmt", "--fix", "--diff").out
    assert contents(folder) == {"a.punkty": QUOTES}


def test_standard_input_can_be_mended(punkty: Punkty, typed: Callable[[bytes], None], folder: Path) -> None:
    """By its syntax alone."""
    typed(QUOTES.encode())
    assert punkty("fmt", "-", "--fix").out == 'on page("/a")  +5\n'


# --- use


@pytest.mark.parametrize(
    "args, words",
    [
        (("nowhere",), "there is no file or folder `nowhere`"),
        (("",), "there is no file or folder ``"),  # an empty variable of a script does not mean everything
        (("notes.txt",), "`notes.txt` is no file of rules"),
        (("empty",), "`empty` holds no rules"),
        (("-", "a.punkty"), "stands alone"),
        (("--fly",), "No such option"),
    ],
)
def test_what_cannot_be_done_is_exit_2(folder: Path, punkty: Punkty, args: tuple[str, ...], words: str) -> None:
    """Nothing is written, not even what other arguments name."""
    put(folder, {"a.punkty": UGLY, "notes.txt": "", "empty/notes.txt": ""})
    ended = punkty("fmt", *(args if "-" in args else ("a.punkty", *args)))
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert contents(folder)["a.punkty"] == UGLY


def test_it_speaks_polish(folder: Path, punkty: Punkty) -> None:
    """As every verb that a marketer uses."""
    put(folder, {"a.punkty": UGLY})
    assert punkty("fmt", "--lang", "pl").err.startswith("a.punkty: sformatowano\n")


def test_names_of_files_cannot_command_the_terminal(folder: Path, punkty: Punkty) -> None:
    """A name with an escape sequence is shown without it."""
    put(folder, {"\x1b[31ma.punkty": UGLY})
    assert "\x1b" not in punkty("fmt").err
