"""`punkty explain`: the help page of a code, or the list of all codes."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

import click

from dsl import manual
from dsl.cli.shared import formats, lang_option
from dsl.cli.show import Column, Say, columns, has_colour, heading, plain, stdout
from dsl.errors import UsageError
from dsl.manual import Page, markdown
from dsl.manual.example import said, sentence

_WIDTH = 100  # longer lines are hard to read, however wide the terminal is
_NEAR = 3
_DIGITS = str.maketrans("OIL", "011")  # letters that are read, and typed, for digits


@click.command("explain")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--all", "every", is_flag=True, help="Every page.")
@formats("text", "markdown", "json")
@lang_option
def command(codes: tuple[str, ...], every: bool, layout: str, say: Say) -> None:
    """Tell more of a finding: what it means, why, what to avoid and what to prefer. Without CODE: the list of all codes."""
    asked = manual.codes() if every else tuple(dict.fromkeys(map(_known, codes)))
    pages = [manual.page(code) for code in asked]
    match layout:
        case "json":
            print(json.dumps(_objects(pages, say), ensure_ascii=False, indent=2))
        case "markdown" if every:
            print(markdown.reference(say.lang))
        case "markdown":
            print("\n\n".join(markdown.told(page, say.lang) for page in pages) or markdown.contents(say.lang))
        case _ if pages:
            print("\n\n".join("\n".join(_lines(page, say)) for page in pages))
        case _:
            _list(say)


def _known(asked: str) -> str:
    """The code as it is written in findings: in capitals, without the brackets that stand around it there."""
    code = asked.strip().strip("[]").upper()
    if code in manual.codes():
        return code
    meant = re.sub("[0-9]+", lambda digits: digits[0].zfill(3), code[:8].translate(_DIGITS))  # `E15` for `E015`
    near = ", ".join(f"`{name}`" for name in get_close_matches(meant, manual.codes(), _NEAR))
    raise UsageError("manual-unknown", code=plain(asked, 40), near=near)


def _list(say: Say) -> None:
    out = stdout()
    for title, own in markdown.sections(say.lang):
        heading(title, out)
        columns([Column("")] * 2, [[code, manual.page(code).prose[say.lang].title] for code in own], out, "  ")
        print(file=out)
    click.echo(say("manual-one", code=manual.codes()[0]), err=True)


def _objects(pages: Sequence[Page], say: Say) -> list[dict[str, object]]:
    """The pages; where none is asked for, code and title of each."""
    if pages:
        return [_head(page, say) | _body(page, say) for page in pages]
    return [_head(manual.page(code), say) for code in manual.codes()]


def _head(page: Page, say: Say) -> dict[str, object]:
    severity = "error" if page.code.startswith("E") else "warning"
    return {"code": page.code, "severity": severity, "title": page.prose[say.lang].title}


def _body(page: Page, say: Say) -> dict[str, object]:
    prose = page.prose[say.lang]
    return {
        "message": sentence(page.code, say.lang),
        "what": prose.what,
        "why": prose.why,
        "avoid": dict(page.avoid) or prose.note,
        "prefer": dict(page.prefer),
    }


def _lines(page: Page, say: Say) -> Iterator[str]:
    """A page as text: headings, paragraphs, and examples with what `check` says to them."""
    prose = page.prose[say.lang]
    yield _styled(f"{page.code}: {prose.title}", bold=True)
    yield from _paragraph("what", prose.what, say)
    yield from _paragraph("why", prose.why, say)
    if page.avoid:
        yield from _heading("avoid", say, fg="red")
        yield from _listing(page.avoid)
        yield ""
    else:
        yield from _paragraph("avoid", prose.note, say, fg="red")
    yield from _indented(said(page, say.lang, color=has_colour(stdout())))
    yield from _heading("prefer", say, fg="green")
    yield from _listing(page.prefer)


def _heading(key: str, say: Say, fg: str | None = None) -> Iterator[str]:
    yield ""
    yield _styled(say(f"manual-{key}"), fg=fg, bold=True)


def _paragraph(key: str, text: str, say: Say, fg: str | None = None) -> Iterator[str]:
    yield from _heading(key, say, fg)
    width = min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns) if stdout().isatty() else _WIDTH
    yield from textwrap.wrap(text, max(width, 40), initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def _listing(files: Mapping[str, str]) -> Iterator[str]:
    for place, (name, text) in enumerate(files.items()):
        if files.keys() != {manual.EXAMPLE}:
            yield from [""] * bool(place)
            yield _styled(f"  {name}", dim=True)
        yield from _indented(text.strip())


def _indented(text: str) -> Iterator[str]:
    return (f"    {line}".rstrip() for line in text.splitlines())


def _styled(text: str, fg: str | None = None, *, bold: bool | None = None, dim: bool | None = None) -> str:
    return click.style(text, fg=fg, bold=bold, dim=dim) if has_colour(stdout()) else text
