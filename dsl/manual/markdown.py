"""Help pages as Markdown, and all of them as one document. Knows the layout; the texts are those of pages and catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from dsl.manual import EXAMPLE, Page, codes, page
from dsl.manual.example import said
from dsl.messages import Lang, render


def reference(lang: Lang) -> str:
    """Every page behind a table of contents: what `docs/codes.*.md` hold."""
    parts = [f"# {_word('codes', lang)}", _word("made", lang), contents(lang), *(told(page(code), lang) for code in codes())]
    return "\n\n".join(parts)


def contents(lang: Lang) -> str:
    """The codes with their titles, by section, each a link to its page in the same document."""
    return "\n\n".join(f"**{title}**\n\n" + "\n".join(_line(code, lang) for code in own) for title, own in sections(lang))


def sections(lang: Lang) -> list[tuple[str, list[str]]]:
    """The headings of the codes, in order, each with its codes: `E101` and `E126` are in one, `E201` in the next."""
    return [(_word(kind, lang), list(own)) for kind, own in groupby(codes(), key=lambda code: code[:2])]


def told(page: Page, lang: Lang) -> str:
    """One page, with an anchor of the code's name."""
    prose = page.prose[lang]
    avoid = [*_listing(page.avoid), f"```text\n{said(page, lang)}\n```"] if page.avoid else [prose.note]
    return "\n\n".join(
        [
            f'<a id="{page.code}"></a>\n\n## {page.code}: {prose.title}',
            prose.what,
            f"*{_word('why', lang)}*: {prose.why}",
            f"*{_word('avoid', lang)}*:",
            *avoid,
            f"*{_word('prefer', lang)}*:",
            *_listing(page.prefer),
        ]
    )


def _line(code: str, lang: Lang) -> str:
    return f"- [{code}](#{code}) {page(code).prose[lang].title}"


def _listing(files: Mapping[str, str]) -> list[str]:
    """Each file as a block of code, below its name where there is more to name than the one example."""
    blocks = []
    for name, text in files.items():
        blocks += [] if files.keys() == {EXAMPLE} else [f"`{name}`:"]
        blocks.append(f"```punkty\n{text.strip()}\n```")
    return blocks


def _word(key: str, lang: Lang) -> str:
    return render(f"manual-{key}", {}, lang)[0]
