"""Whatever a rulebook looks like: laid out, it says the same, keeps its comments, and stays as it is."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from random_rulebooks import Tokens, layouts, plain, rulebooks, written
from strategies import Picks

from dsl.diagnostics import Source
from dsl.formatter import formatted
from dsl.syntax import parse

FEWER = settings(max_examples=settings().max_examples // 2)  # a case is a whole rulebook
SPACE = re.compile(r"[ \t\n\r\ufeff]+")


def laid_out(text: str) -> str:
    result = formatted(Source("x.punkty", text))
    assert result.text is not None, (text, result.findings, result.doubt)
    return result.text


def statements(text: str) -> object:
    file, findings = parse(Source("x.punkty", text))
    assert findings == (), text
    return file.statements


@FEWER
@given(rulebooks, layouts)
def test_laid_out_it_reads_the_same(rulebook: list[Tokens], layout: Picks) -> None:
    """parse(fmt(x)) == parse(x), whatever stands between the words."""
    text = written(layout, rulebook).text
    assert statements(laid_out(text)) == statements(text)


@FEWER
@given(rulebooks, layouts)
def test_laid_out_again_it_stays_as_it_is(rulebook: list[Tokens], layout: Picks) -> None:
    """fmt(fmt(x)) == fmt(x)."""
    once = laid_out(written(layout, rulebook).text)
    assert laid_out(once) == once


@FEWER
@given(rulebooks, layouts)
def test_every_comment_is_kept_in_its_order(rulebook: list[Tokens], layout: Picks) -> None:
    """Comments are looked for by the words that were put in, not as the formatter does."""
    case = written(layout, rulebook)
    text = laid_out(case.text)
    place = 0
    for comment in case.comments:
        place = text.find(f"{comment}\n", place)
        assert place >= 0, (comment, case.text, text)
        place += len(comment)


@FEWER
@given(rulebooks, layouts)
def test_white_space_within_statements_changes_nothing(rulebook: list[Tokens], layout: Picks) -> None:
    """Where no comment and no blank line stands, the layout depends on the words alone."""
    texts = [SPACE.sub(" ", _without_comments(layout, one)) for one in rulebook]
    assert laid_out(layout(["\n", " "]).join(texts)) == laid_out(plain(rulebook))


def _without_comments(layout: Picks, tokens: Tokens) -> str:
    case = written(layout, [tokens])
    return case.text if not case.comments else " ".join(tokens)


@FEWER
@given(rulebooks, layouts)
def test_the_page_is_clean(rulebook: list[Tokens], layout: Picks) -> None:
    """No blanks at the ends of lines, no tabs, no CR, no byte order mark, never two blank lines, one line end at the end."""
    text = laid_out(written(layout, rulebook).text)
    assert not re.search(r"[ \t\r]\n|\t|\r|\ufeff|\n\n\n|\A\n|[^\n]\Z|\n\n\Z", text)


@FEWER
@given(rulebooks, layouts, st.data())
def test_a_damaged_text_is_laid_out_or_left_alone(rulebook: list[Tokens], layout: Picks, data: st.DataObject) -> None:
    """Whatever has happened to a text, there are findings or a layout; never an exception, never a doubt."""
    text = written(layout, rulebook).text
    place = data.draw(st.integers(0, len(text)))
    text = (
        text[:place]
        + data.draw(st.sampled_from(["", '"', "`", "#", "(", ")", "\n", "on", "„", "\\", "-", "\x00"]))
        + text[place + 1 :]
    )
    result = formatted(Source("x.punkty", text))
    assert result.doubt is None, text
    assert (result.text is None) == bool(result.findings)


@given(st.text())
def test_any_text_is_laid_out_or_left_alone(text: str) -> None:
    """Noise, too."""
    result = formatted(Source("x.punkty", text))
    assert result.doubt is None
    assert (result.text is None) == bool(result.findings)
