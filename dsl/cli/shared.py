"""What the verbs share: options, reading rules and logs, instants, where data goes.

Knows paths, options and streams; nothing of how a result is told.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any, TextIO, TypeVar

import click

from dsl import report
from dsl.cli.app import FOUND, LANG
from dsl.cli.show import Say, has_colour, plain
from dsl.compiler import Checked, check_folder
from dsl.diagnostics import Diagnostic, Source
from dsl.engine.calendar import LAST_INSTANT, Calendar
from dsl.engine.event import instant_of
from dsl.errors import UsageError
from dsl.lab.history import History, gather
from dsl.lab.log import BadLines, locate, size
from dsl.lab.score import Ask
from dsl.messages import LANGS, language
from dsl.names import TESTS, is_plan, plan_of
from dsl.program import Plan, Rulebook

MAX_BAD = 100
"""How many bad lines of an event log are put up with, unless `--max-bad` says otherwise."""
_DEEP = 4  # folders below one another that are looked through for rulebooks

F = TypeVar("F", bound=Callable[..., Any])


def formats(*names: str) -> Callable[[F], F]:
    """The option `--format`; the first is what people read."""
    return click.option(
        "--format", "layout", type=click.Choice(names), default=names[0], show_default=True, help="How the result is written."
    )


def _say(ctx: click.Context, _param: click.Parameter, value: str | None) -> Say:
    lang = language(value, os.environ)
    ctx.meta[LANG] = lang  # also for the errors that end the command
    return Say(lang)


lang_option = click.option(
    "--lang",
    "say",
    type=click.Choice(LANGS),
    callback=_say,
    is_eager=True,  # so that whatever else is wrong is told in it
    help="Language of the texts; default: the locale's.",
)
output_option = click.option(
    "-o", "--output", "path", type=click.Path(dir_okay=False), help="Write to this file instead of standard output."
)
at_option = click.option(
    "--at", metavar="TIME", help="An instant or a date (its last moment in the plan's timezone); default: the last event's."
)
max_bad_option = click.option(
    "--max-bad", type=click.IntRange(0), default=MAX_BAD, show_default=True, help="Most bad lines that are put up with."
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=lambda: min(os.cpu_count() or 1, 8),
    help="Processes that share large logs; default: one for each core.",
)


def rulebooks(paths: Sequence[str]) -> list[str]:
    """Each path; for a folder that holds no plan itself, the folders below it that do (hidden ones are left out)."""
    found: list[str] = []
    for path in paths or (".",):
        place = _named(path)
        if place.is_dir() and not _holds_a_plan(place):
            found += [str(below) for below in _folders(place, _DEEP) if _holds_a_plan(below)] or [path]
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _named(path: str) -> Path:
    """The path as such. UsageError for an empty one, which would be this folder: in a script it is a variable not set."""
    if not path:
        raise UsageError("use-no-path", path=path)
    return Path(path)


def _folders(place: Path, deep: int) -> Iterator[Path]:
    """The folders below one, in order of their names, not through links."""
    for below in sorted(place.iterdir()) if deep else ():
        if below.is_dir() and not below.is_symlink() and not below.name.startswith("."):
            yield below
            yield from _folders(below, deep - 1)


def _holds_a_plan(place: Path) -> bool:
    return any(is_plan(file.name) for file in place.iterdir() if file.is_file())


def checked(path: str) -> tuple[Checked, dict[str, Source]]:
    """What the checker says of a rulebook's folder or one plan's file; names of files as the reader can open them."""
    place = _named(path)
    if place.name.endswith(TESTS) and place.is_file():
        place = place.with_name(plan_of(place.name))
    outcome = check_folder(place)
    folder = place if place.is_dir() else place.parent
    findings = tuple(_within(folder, finding) for finding in outcome.findings)
    tests = tuple(replace(case, file=_shown(folder, case.file)) for case in outcome.tests)
    sources = {_shown(folder, name): replace(source, file=_shown(folder, name)) for name, source in outcome.sources.items()}
    return replace(outcome, findings=findings, tests=tests), sources


def _shown(folder: Path, file: str) -> str:
    return (folder / file).as_posix()


def _within(folder: Path, finding: Diagnostic) -> Diagnostic:
    fix = finding.fix and replace(finding.fix, span=replace(finding.fix.span, file=_shown(folder, finding.fix.span.file)))
    return replace(finding, file=_shown(folder, finding.file), fix=fix)


def sound(path: str, say: Say) -> Rulebook:
    """The rulebook at a path. Where it has errors, that is the end."""
    return whole(*checked(path), say)


def whole(outcome: Checked, sources: dict[str, Source], say: Say) -> Rulebook:
    """The rulebook that was checked. Where it has errors they are told on standard error, and that is the end."""
    if outcome.rulebook is None:
        click.echo(report.text(outcome.findings, sources, say.lang, color=has_colour(sys.stderr)), err=True)
        raise click.exceptions.Exit(FOUND)
    return outcome.rulebook


def chosen(rulebook: Rulebook, names: Sequence[str]) -> tuple[Plan, ...]:
    """The plans asked for, all where none is; in the order of the rulebook. UsageError for a name that it does not have."""
    there = [plan.name for plan in rulebook.plans]
    for name in names:
        if name not in there:
            raise UsageError("use-no-such-plan", name=name, there=", ".join(there))
    return tuple(plan for plan in rulebook.plans if not names or plan.name in names)


def asked(rulebook: Rulebook, plans: Sequence[Plan], at: str | None, last: int) -> tuple[Ask, ...]:
    """Each plan with its instant: that of `--at`, else that of the last event."""
    won, lost = rulebook.won, rulebook.lost
    return tuple(Ask(plan, last if at is None else instant(at, plan.timezone), won, lost) for plan in plans)


def instant(text: str, timezone: str) -> int:
    """Milliseconds since 1970 of an instant; of a date its last millisecond there. UsageError for anything else."""
    try:
        day = date.fromisoformat(text.strip()) if len(text.strip()) == len("2026-11-02") else None
        at = instant_of(text) if day is None else Calendar(timezone).midnight((day + timedelta(days=1)).toordinal()) - 1
    except (ValueError, OverflowError):
        at = None
    if at is None:
        raise UsageError("use-at", text=text)
    if at > LAST_INSTANT:
        raise UsageError("use-at-late", text=text)
    return at


@contextmanager
def read(names: Sequence[str], max_bad: int, jobs: int, say: Say, only: str | None = None) -> Iterator[History]:
    """The event logs, sorted out, with a progress bar on a terminal; bad lines are told on standard error."""
    files, bad = locate(names), BadLines(max_bad)
    with ExitStack() as until_used:
        try:
            with progress(say("cli-reading"), size(files)) as seen:
                history = until_used.enter_context(gather(files, bad, only=only, jobs=jobs, seen=seen))
        finally:
            _tell_bad(bad, say)
        yield history


def known(contact: str, history: History) -> None:
    """UsageError, with names that are near, for a contact who is not in the log."""
    if history.contact(contact) is None:
        near = ", ".join(f"`{plain(name)}`" for name in history.near(contact))
        raise UsageError("cli-no-contact", contact=contact, near=near)


def _tell_bad(bad: BadLines, say: Say) -> None:
    """The first bad lines with their places, the rest by reason."""
    for line in bad.first:
        click.echo(f"{plain(line.file, 500)}:{line.line}: {say('cli-reason', reason=line.reason)}", err=True)
    if bad.count > len(bad.first):
        reasons = ", ".join(f"{say('cli-reason', reason=reason)}: {count}" for reason, count in bad.reasons.most_common())
        click.echo(f"{say('cli-bad-lines', count=bad.count)} ({reasons})", err=True)


@contextmanager
def progress(label: str, total: int | None, *, shown: bool = True) -> Iterator[Callable[[int], None]]:
    """A bar on standard error where that is a terminal. Gives what is to be called with each step that was made."""
    if not (shown and sys.stderr.isatty()):
        yield lambda _: None
        return
    from rich.console import Console  # as in `dsl.cli.show`
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    looks = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*looks, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda steps: bar.advance(task, steps)


@contextmanager
def output(path: str | None) -> Iterator[TextIO]:
    """Where data goes: the file, else standard output. The file is there only if all went well."""
    if path is None:
        yield sys.stdout
        return
    with placed(path) as place, place.open("w", encoding="utf-8", newline="\n") as file:
        yield file


@contextmanager
def placed(path: str) -> Iterator[Path]:
    """Where to write what is to be at a path: aside, and moved there if all goes well; into a pipe or device itself."""
    place = _behind_links(path)
    aside = place.parent / f".punkty-{token_hex(8)}.part"
    try:
        if Path(path).exists() and not Path(path).is_file():  # asked of the link: the pipe that it leads to may have no name
            yield Path(path)
            return
        aside.touch(exist_ok=False)
        yield aside
        if place.exists():
            aside.chmod(place.stat().st_mode & 0o7777)
        aside.replace(place)
    except OSError as error:
        if error.filename in (str(aside), str(place)):
            error.filename = path  # what is told names the file that was asked for
        raise
    finally:
        with suppress(OSError):
            aside.unlink()


def _behind_links(path: str) -> Path:
    """The file itself, which need not be there yet. UsageError for an empty path, OSError for one that no file can have."""
    try:
        place = Path(os.path.realpath(_named(path)))
    except ValueError as error:  # a null byte
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path) from error
    if place.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
    return place
