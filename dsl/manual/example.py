"""What the checker says to a page's example: asked anew each time, so that a page cannot promise what is not so."""

from __future__ import annotations

from dsl import report
from dsl.compiler import check_sources
from dsl.manual import Page
from dsl.messages import Lang, catalogue, render


def said(page: Page, lang: Lang, *, color: bool = False) -> str:
    """The page's own finding in the example to avoid, as `check` tells it; in place of an example only its sentence."""
    if not page.avoid:
        return sentence(page.code, lang)
    checked = check_sources(page.avoid)
    own = [finding for finding in checked.findings if finding.code == page.code]
    return report.text(own, checked.sources, lang, color=color).rstrip("\n")


def sentence(code: str, lang: Lang) -> str:
    """What the catalogue says about a code, with `…` wherever it depends on the rules."""
    return render(code, dict.fromkeys(catalogue(lang).entries[code].blanks(), "…"), lang)[0]
