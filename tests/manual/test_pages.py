"""The help pages: one for each code, in both languages, with examples that do what the page says."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import dsl.manual
from dsl.compiler import check_sources
from dsl.manual import Page, codes, page
from dsl.manual.example import said, sentence
from dsl.messages import LANGS, Lang
from dsl.messages import codes as all_codes

HOME = Path(dsl.manual.__file__).parent / "pages"
NO_TEXT = {"E307", "E308", "E309", "E401", "E402", "E403", "E404", "E405", "E406", "E414"}
"""What no text of a page's size can show: bytes, links, names of files, and sizes. Their golden files hold these."""

EVERY_PAGE = pytest.mark.parametrize("code", codes())
EVERY_LANG = pytest.mark.parametrize("lang", LANGS)


def found(files: dict[str, str]) -> list[str]:
    """The codes of all findings in the files, each with its place."""
    return [f"{finding.code} {finding.file}:{finding.line}" for finding in check_sources(files).findings]


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    """Whatever the checker can say, `explain` can tell more of."""
    assert set(codes()) == set(all_codes())


def test_a_code_without_a_page_is_a_key_error() -> None:
    """Also one that would lead out of the folder of pages."""
    for code in ("E999", "", "../pages/E101", "e101"):
        with pytest.raises(KeyError):
            page(code)


@EVERY_PAGE
def test_a_page_has_its_parts_and_no_others(code: str) -> None:
    """A misspelt key would be help that nobody sees."""
    raw = tomllib.loads((HOME / f"{code}.toml").read_text(encoding="utf-8"))
    in_words = code in NO_TEXT and "avoid" not in raw
    assert raw.keys() == {"prefer", *LANGS} | (set() if in_words else {"avoid"})
    assert all(raw[lang].keys() == {"title", "what", "why"} | ({"avoid_note"} if in_words else set()) for lang in LANGS)


@pytest.mark.parametrize("code", [code for code in codes() if page(code).avoid])
def test_what_to_avoid_gives_the_finding(code: str) -> None:
    """The example really is wrong in the way that the page is about."""
    assert code in {finding.split()[0] for finding in found(dict(page(code).avoid))}


@EVERY_PAGE
def test_what_to_prefer_gives_no_finding(code: str) -> None:
    """Neither this one nor another: what the page advises can be copied."""
    assert found(dict(page(code).prefer)) == []


@EVERY_PAGE
@EVERY_LANG
def test_a_page_is_plain_prose(code: str, lang: Lang) -> None:
    """A title without a full stop; sentences with capitals and full stops; back quotes in pairs."""
    prose = page(code).prose[lang]
    assert not prose.title.endswith(".")
    assert prose.title[0] in "`" or not prose.title[0].islower()
    assert len(prose.title) <= 72
    for text in (prose.what, prose.why, *([] if page(code).avoid else [prose.note])):
        assert text[0] in '`„"' or not text[0].islower()
        assert text.endswith((".", "?", "!", "…"))
        assert text.count("`") % 2 == 0


@EVERY_PAGE
@EVERY_LANG
def test_a_page_says_more_than_the_finding(code: str, lang: Lang) -> None:
    """Who asks has read the sentence already."""
    message = sentence(code, lang).casefold()
    prose = page(code).prose[lang]
    assert all(message not in text.casefold() for text in (prose.what, prose.why))


@EVERY_LANG
def test_titles_tell_codes_apart(lang: Lang) -> None:
    """In the list of all codes no two read the same."""
    titles = [page(code).prose[lang].title for code in codes()]
    assert len(titles) == len(set(titles))


def test_the_languages_have_texts_of_their_own() -> None:
    """Nothing was left untranslated."""
    same = [code for code in codes() if (p := page(code).prose)["en"].what == p["pl"].what or p["en"].why == p["pl"].why]
    assert same == []


@EVERY_LANG
def test_an_example_is_told_as_check_tells_it(lang: Lang) -> None:
    """Place, sentence, code, the line underlined; of several findings only the page's own."""
    told = said(page("E015"), lang)
    assert told.startswith("example.punkty:1:")
    assert "[E015]" in told
    assert "^" in told
    other = Page("E015", {"a.punkty": 'on page("/a") 5\non pagee +5\n'}, {}, {})
    assert "E101" not in said(other, lang)


@EVERY_LANG
def test_where_there_is_no_example_the_sentence_stands_alone(lang: Lang) -> None:
    """With dots in the place of what depends on the rules."""
    told = said(Page("E403", {}, {}, {}), lang)
    assert "… MiB" in told
