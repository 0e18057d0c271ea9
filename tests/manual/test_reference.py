"""`docs/codes.*.md` are the help pages, all of them, in each language. PUNKTY_UPDATE=1 writes them anew, but never in CI."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from dsl.manual import codes, markdown
from dsl.messages import LANGS, Lang

DOCS = Path(__file__).parents[2] / "docs"
reference = cache(markdown.reference)


@pytest.mark.parametrize("lang", LANGS)
def test_the_document_is_what_the_pages_say(lang: Lang) -> None:
    """Nobody edits the document: who changes a page, a sentence or a check makes it anew."""
    file, made = DOCS / f"codes.{lang}.md", reference(lang) + "\n"
    if os.environ.get("PUNKTY_UPDATE") == "1" and not os.environ.get("CI"):
        file.write_text(made, encoding="utf-8", newline="\n")
    assert file.read_text(encoding="utf-8") == made


@pytest.mark.parametrize("lang", LANGS)
def test_every_section_has_a_heading(lang: Lang) -> None:
    """Codes of one kind stand together, each code once."""
    sections = markdown.sections(lang)
    assert len({title for title, _ in sections}) == len(sections)
    assert [code for _, own in sections for code in own] == list(codes())


@pytest.mark.parametrize("lang", LANGS)
def test_blocks_of_code_are_closed(lang: Lang) -> None:
    """An example with back quotes does not end its own block."""
    fences = [line for line in reference(lang).splitlines() if line.startswith("```")]
    assert fences[1::2] == ["```"] * (len(fences) // 2)
    assert set(fences[::2]) == {"```punkty", "```text"}
