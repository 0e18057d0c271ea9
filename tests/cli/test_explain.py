"""`punkty explain`: pages, the list, languages, layouts, and codes that there are not."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from dsl import manual
from dsl.cli import run
from dsl.messages import LANGS, Lang, catalogue

Punkty = Callable[..., Any]
Golden = Callable[[str, str], None]
EVERY_LANG = pytest.mark.parametrize("lang", LANGS)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless a test asks for another language."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@EVERY_LANG
@pytest.mark.parametrize("layout, ending", [("text", "txt"), ("markdown", "md"), ("json", "json")])
def test_a_page_in_every_layout(punkty: Punkty, golden: Golden, lang: Lang, layout: str, ending: str) -> None:
    """What, why, avoid with what `check` says to it, prefer."""
    ended = punkty("explain", "E015", "--lang", lang, "--format", layout)
    assert (ended.code, ended.err) == (0, "")
    golden(f"explain.{lang}.{ending}", ended.out)


@pytest.mark.parametrize("asked", ["e015", " E015 ", "[E015]", "[e015]"])
def test_a_code_may_be_typed_or_pasted(punkty: Punkty, asked: str) -> None:
    """In any case, and with the brackets that findings have around it."""
    assert punkty("explain", asked).out == punkty("explain", "E015").out


def test_several_pages_come_in_the_order_asked_for(punkty: Punkty) -> None:
    """Each once."""
    pages = json.loads(punkty("explain", "E021", "e015", "E021", "--format", "json").out)
    assert [page["code"] for page in pages] == ["E021", "E015"]
    text = punkty("explain", "E021", "e015").out
    assert text == punkty("explain", "E021").out + "\n" + punkty("explain", "E015").out


@EVERY_LANG
def test_without_a_code_all_are_listed(punkty: Punkty, lang: Lang) -> None:
    """Code and title, under the headings of their sections; how to go on is a message and no data."""
    ended = punkty("explain", "--lang", lang)
    assert ended.code == 0
    rows = [line.split(None, 1) for line in ended.out.splitlines() if line.startswith("  ")]
    assert rows == [[code, manual.page(code).prose[lang].title] for code in manual.codes()]
    headings = [line for line in ended.out.splitlines() if line and not line.startswith(" ")]
    assert len(headings) == len(set(headings)) == len({code[:2] for code in manual.codes()})
    assert "punkty explain E001" in ended.err
    listed = json.loads(punkty("explain", "--lang", lang, "--format", "json").out)
    assert [[one["code"], one["title"]] for one in listed] == rows
    assert {one["severity"] for one in listed} <= {"error", "warning"}
    assert punkty("explain", "--lang", lang, "--format", "markdown").out.count("\n- [") == len(rows)


def test_all_pages_at_once(punkty: Punkty) -> None:
    """In every layout."""
    pages = json.loads(punkty("explain", "--all", "--format", "json").out)
    assert [page["code"] for page in pages] == list(manual.codes())
    markdown = punkty("explain", "--all", "--format", "markdown").out
    assert all(f'<a id="{code}"></a>' in markdown and f"(#{code})" in markdown for code in manual.codes())
    text = punkty("explain", "--all").out
    assert all(f"{code}: {manual.page(code).prose['en'].title}\n" in text for code in manual.codes())


@pytest.mark.parametrize(
    "asked, words",
    [
        ("015", "there is no code `015`; did you mean `E015`"),
        ("EO15", "there is no code `EO15`; did you mean `E015`"),
        ("e0l5", "there is no code `e0l5`; did you mean `E015`"),
        ("e15", "there is no code `e15`; did you mean `E015`"),
        ("e1", "there is no code `e1`; did you mean `E001`"),
        ("banana", "there is no code `banana`; `punkty explain` lists them all"),
        ("", "there is no code ``"),
        ("../E015", "there is no code `../E015`"),
        ("\x1b[31m", "there is no code `\N{REPLACEMENT CHARACTER}[31m`"),
        ("\udcff", "there is no code"),
        ("x" * 100_000, "there is no code `xxx"),
    ],
)
def test_a_code_that_there_is_not_is_exit_2(punkty: Punkty, asked: str, words: str) -> None:
    """With those that are near; of several codes none is shown."""
    ended = punkty("explain", "E015", asked)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert len(ended.err) < 300


def test_files_of_an_example_have_their_names(punkty: Punkty) -> None:
    """Where an example is more than one file."""
    page = next(page for page in map(manual.page, manual.codes()) if len(page.avoid) > 1)
    text, markdown = (punkty("explain", page.code, "--format", layout).out for layout in ("text", "markdown"))
    for name in page.avoid:
        assert f"\n  {name}\n" in text
        assert f"\n`{name}`:\n" in markdown
    assert json.loads(punkty("explain", page.code, "--format", "json").out)[0]["avoid"] == page.avoid


@EVERY_LANG
def test_what_no_text_can_show_is_told_in_words(punkty: Punkty, lang: Lang) -> None:
    """In place of the example; the finding's sentence has dots where a rulebook would fill it in."""
    page = manual.page("E307")
    note = page.prose[lang].note
    assert note
    text, markdown, data = (
        punkty("explain", "E307", "--lang", lang, "--format", layout).out for layout in ("text", "markdown", "json")
    )
    assert note in " ".join(text.split())
    assert note in markdown
    assert json.loads(data)[0]["avoid"] == note
    assert "…" in json.loads(data)[0]["message"]


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_colours_and_lines_that_fit(monkeypatch: pytest.MonkeyPatch, punkty: Punkty) -> None:
    """Prose is wrapped to the terminal's width, also where that is very wide; the words are those of a pipe."""
    plain = punkty("explain", "E015").out
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for columns, longest in (("50", 50), ("300", 100)):
        monkeypatch.setenv("COLUMNS", columns)
        terminal = Terminal()
        monkeypatch.setattr("sys.stdout", terminal)
        assert run(["explain", "E015"]) == 0
        shown = terminal.getvalue()
        assert "\x1b[1m" in shown
        prose = re.sub(r"\x1b\[\d+m", "", shown).split("avoid")[0]
        assert max(map(len, prose.splitlines())) <= longest
        assert prose.split() == plain.split("avoid")[0].split()
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("sys.stdout", terminal := Terminal())
    assert run(["explain", "E015"]) == 0
    assert "\x1b" not in terminal.getvalue()


def test_every_sentence_exists_in_every_language() -> None:
    """The same keys of `explain` and `new`, with the same words to fill in."""

    def own(lang: Lang) -> dict[str, set[str]]:
        return {key: entry.blanks() for key, entry in catalogue(lang).entries.items() if key.startswith(("manual-", "new-"))}

    assert own("en")
    assert own("pl") == own("en")
