"""The pages hang together: links lead somewhere, and every verb is told of."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from pages import CHECKOUT, DOCS, Page, anchor

from dsl.cli.app import VERBS

PAGES = {path.name: Page(path, path.read_text(encoding="utf-8")) for path in sorted(DOCS.glob("*.md"))}
README = Page(CHECKOUT / "README.md", (CHECKOUT / "README.md").read_text(encoding="utf-8"))


@cache
def anchors(path: Path) -> set[str]:
    """What links to a page can name; nothing of a file that is no page."""
    return Page(path, path.read_text(encoding="utf-8")).anchors if path.suffix == ".md" else set()


def leads_somewhere(link: str, name: str) -> bool:
    """To a file that is there, and to a place that is in it."""
    file, _, at = link.partition("#")
    target = DOCS / (file or name)
    return "://" in link or (target.exists() and (not at or at in anchors(target)))


@pytest.mark.parametrize("name", PAGES)
def test_a_link_leads_somewhere(name: str) -> None:
    """Every link of every page, to other pages of the house and within them."""
    assert [link for link in PAGES[name].links if not leads_somewhere(link, name)] == []


def test_every_page_is_in_the_index() -> None:
    """Whoever opens the folder finds everything."""
    assert sorted(set(PAGES) - {link.partition("#")[0] for link in PAGES["README.md"].links} - {"README.md"}) == []


def test_every_verb_is_in_the_index() -> None:
    """A verb that nobody tells of is used by nobody."""
    told = {code.removeprefix("punkty ") for code in PAGES["README.md"].codes if code.startswith("punkty ")}
    assert sorted(set(VERBS) - told) == []


def test_a_link_to_nowhere_is_seen() -> None:
    """Anchors are made as forges make them, letters of every alphabet kept."""
    assert anchor("What did not happen in time: without and no_") == "what-did-not-happen-in-time-without-and-no_"
    assert anchor("Kim ludzie są: when") == "kim-ludzie-są-when"
    text = "# One `two`\n\n[a](#one-two) [b](missing.md) `[c](d.md)`\n\n```sh\n# no heading\n[e](f.md)\n```\n"
    page = Page(DOCS / "x.md", text)
    assert page.anchors == {"one-two"}
    assert page.links == ["#one-two", "missing.md"]
    assert leads_somewhere("language.en.md#groups", "x.md")
    assert not leads_somewhere("language.en.md#no-such-chapter", "x.md")
    assert not leads_somewhere("missing.md", "x.md")
