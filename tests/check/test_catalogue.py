"""The catalogue of sentences: two languages that say the same things, filled in safely."""

from __future__ import annotations

import re

import pytest

from dsl.messages import LANGS, catalogue, codes, language, render


def test_both_languages_have_the_same_entries() -> None:
    """Whatever can be said can be said in every language, from the same words."""
    english, polish = (catalogue(lang).entries for lang in LANGS)
    assert english.keys() == polish.keys()
    assert {code: entry.blanks() for code, entry in english.items()} == {code: entry.blanks() for code, entry in polish.items()}


def test_both_languages_have_as_many_hints() -> None:
    """A hint that one language has is not missing in the other."""
    english, polish = (catalogue(lang).entries for lang in LANGS)
    assert {c: len(e.hints) for c, e in english.items()} == {c: len(e.hints) for c, e in polish.items()}


def test_both_languages_name_the_same_things() -> None:
    """A term that findings speak of has a name in every language. (What the command line says may stay English.)"""
    english, polish = (catalogue(lang).terms.keys() for lang in LANGS)
    assert english <= polish


@pytest.mark.parametrize("lang", LANGS)
def test_sentences_are_lower_case_without_a_final_stop(lang: str) -> None:
    """One style: no capital at the beginning, no full stop at the end."""
    for code in codes():
        entry = catalogue("pl" if lang == "pl" else "en").entries[code]
        for sentence in (entry.message, *entry.hints):
            assert not sentence.endswith("."), sentence
            assert not sentence[0].isupper(), sentence
            assert sentence.count("`") % 2 == 0 or "back quote" in sentence or "apostrof" in sentence, sentence


def test_the_users_text_cannot_break_a_sentence() -> None:
    """Line ends, escape sequences and great length in the user's text stay out of the sentence."""
    message, _ = render("E101", {"name": "a\n\x1b[31m{near}" + "x" * 1000})
    assert message.isprintable()
    assert "{near}" in message
    assert len(message) < 150


def test_a_hint_needs_all_its_words() -> None:
    """The first hint counts whose blanks are all filled."""
    assert render("E105", {"name": "karkow", "near": "krakow"})[1] == "did you mean `krakow`?"
    assert re.match("declare it", render("E105", {"name": "warszawa", "near": ""})[1])


@pytest.mark.parametrize(
    "option, environ, expected",
    [
        (None, {}, "en"),
        (None, {"LANG": "pl_PL.UTF-8"}, "pl"),
        (None, {"LANG": "pl_PL.UTF-8", "LC_ALL": "C"}, "en"),
        (None, {"LC_MESSAGES": "pl_PL", "LANG": "de_DE"}, "pl"),
        ("en", {"LANG": "pl_PL"}, "en"),
        ("pl", {}, "pl"),
    ],
)
def test_the_option_wins_over_the_locale(option: str | None, environ: dict[str, str], expected: str) -> None:
    """`--lang` decides, else the locale, else English."""
    assert language(option, environ) == expected
