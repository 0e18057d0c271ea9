"""A rulebook under a title and in a timezone of one's own: both are put in where the plan says them, all else stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dsl.diagnostics import Source, Span
from dsl.names import is_plan
from dsl.syntax import parse, tree, write


def adapted(files: Mapping[str, str], title: str | None, timezone: str | None) -> dict[str, str]:
    """The files with each plan's title and timezone replaced; None leaves them as they are.

    Of several plans each keeps its own title behind the new one. A plan without a `plan` statement stays as it is.
    """
    several = sum(map(is_plan, files)) > 1
    return {name: _plan(name, text, title, timezone, several) if is_plan(name) else text for name, text in files.items()}


def _plan(name: str, text: str, title: str | None, timezone: str | None, several: bool) -> str:
    file, _ = parse(Source(name, text))
    heads = (statement for statement in file.statements if isinstance(statement, tree.PlanHead))
    edits = [edit for head in heads for edit in _edits(head, title, timezone, several)]
    for span, new in sorted(edits, key=lambda edit: edit[0].start, reverse=True):  # from the end: no edit moves the next
        text = text[: span.start] + new + text[span.end :]
    return text


def _edits(head: tree.PlanHead, title: str | None, timezone: str | None, several: bool) -> Iterator[tuple[Span, str]]:
    """What to write where."""
    if title is not None:
        yield head.title.span, _quoted(head.title, f"{title}: {head.title.value}" if several else title)
    if timezone is not None:
        quoted, behind = _quoted(head.title, timezone), replace(head.title.span, start=head.title.span.end)
        said = (setting.name.span for setting in head.settings if isinstance(setting, tree.Timezone))
        yield next(((span, quoted) for span in said), (behind, f"\n  timezone {quoted}"))


def _quoted(old: tree.Text, value: str) -> str:
    return write.value(replace(old, value=value))
