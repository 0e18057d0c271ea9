"""The tutorial can be followed: its files are written, its commands are run, and they print what it shows.

`PUNKTY_UPDATE=1` writes what the commands print into the pages instead; never in CI.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from console import ChangeError, changed, commands, environment, played, printed
from pages import CHECKOUT, LANGS, Block, code_only, hold, page

PAGES = {lang: page(f"tutorial.{lang}.md") for lang in LANGS}


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A language, with its environment, in an empty folder that has Punkty's own beside it."""
    (tmp_path / "punkty").symlink_to(CHECKOUT)
    monkeypatch.chdir(tmp_path)
    for name, value in environment(request.param).items():
        monkeypatch.setenv(name, value)
    return str(request.param)


def test_the_tutorial_prints_what_it_shows(lang: str) -> None:
    """From the first command to the last, in one folder, to the byte."""
    hold(PAGES[lang], played(PAGES[lang].text))


def test_every_command_that_prints_something_shows_it(lang: str) -> None:
    """Nothing is left for the reader to guess, and no example has been lost: there are many."""
    shown = [pair for block in PAGES[lang].blocks if block.kind == "console" for pair in commands(block.text)]
    assert len(shown) >= 10
    assert [command for command, text in shown if command.startswith("punkty ") and not text] == []


def essence(block: Block) -> tuple[str, ...]:
    """What has to be the same in every language: the rules, the files, the commands."""
    match block.kind:
        case "console":
            return tuple(command.partition(' "')[0] for command, _ in commands(block.text))
        case "punkty" | "diff":
            return (block.kind, *block.words, code_only(block.text))
        case _:
            return (block.kind, *block.words, block.text)


def test_both_languages_do_the_same() -> None:
    """The same chapters, files and commands in the same order."""
    english, polish = PAGES["en"], PAGES["pl"]
    assert [level for level, _ in english.headings] == [level for level, _ in polish.headings]
    assert [essence(block) for block in english.blocks] == [essence(block) for block in polish.blocks]


def test_a_page_is_played_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written, changes made to them, and what commands print replaces what was shown."""
    monkeypatch.chdir(tmp_path)
    text = "```punkty a.punkty\none\ntwo\n```\n```diff a.punkty\n-two\n+three\n```\n```console\n$ cat a.punkty\n{}```\n"
    assert played(text.format("wrong\n")) == text.format("one\nthree\n")


def test_a_page_cannot_run_just_anything() -> None:
    """Only a few commands besides `punkty`: a page is no place for surprises."""
    with pytest.raises(ValueError, match="may not run `rm`"):
        printed("rm -r .")


@pytest.mark.parametrize("change", ["-four\n+five\n", "-one\n+two\n", " one\n three\n+four\n"])
def test_a_change_that_does_not_fit_is_refused(change: str) -> None:
    """Lines that stand nowhere, in two places, or not beside each other."""
    with pytest.raises(ChangeError):
        changed("one\ntwo\none\nthree of them\n", change)


def test_a_change_is_made_where_it_fits() -> None:
    """Whole lines only; what stands around is kept."""
    assert changed("one\ntwo\nthree\n", " two\n+and a half\n-three\n") == "one\ntwo\nand a half\n"
    assert changed("one\n\nthree\n", " one\n \n-three\n+four\n") == "one\n\nfour\n"
