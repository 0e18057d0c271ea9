"""`punkty new`: a rulebook of one's own, made from one that ships."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

import click

from dsl.cli.shared import lang_option
from dsl.cli.show import Column, Say, columns, plain, stdout
from dsl.compiler import check_sources
from dsl.errors import UsageError
from dsl.presets import MINIMAL, Preset, adapted, place, presets

_LONGEST_TITLE = 100
_SHOWN = 4  # names of files that are in the way


@click.command("new")
@click.argument("preset", required=False)
@click.argument("folder", required=False)
@click.option("--name", "title", metavar="TITLE", help="The plan's title, such as your company's name.")
@click.option("--timezone", metavar="ZONE", help="Where days begin and end, such as Europe/Warsaw.")
@lang_option
def command(preset: str | None, folder: str | None, title: str | None, timezone: str | None, say: Say) -> None:
    """Make a rulebook of your own in a new FOLDER (default: the preset's name). Without PRESET: the list of all presets."""
    if preset is None:
        _list(say)
        return
    chosen = _chosen(preset)
    target = folder if folder is not None else chosen.name
    _check_title(title)
    _check_target(target)
    files = adapted(chosen.files, title, timezone)
    _check_rules(files)
    try:
        place(files, Path(target))
    except OSError as error:
        raise UsageError("new-cannot", folder=target, why=error.strerror or error) from error
    _tell(target, files, say)


def _list(say: Say) -> None:
    columns([Column("")] * 2, [[preset.name, plain(preset.about)] for preset in presets().values()], stdout())
    click.echo(say("new-how", preset=MINIMAL), err=True)


def _chosen(name: str) -> Preset:
    there = presets()
    if name not in there:
        near = get_close_matches(name[:40], there, 1)
        raise UsageError("new-no-preset", preset=name, near="".join(near), there=", ".join(there))
    return there[name]


def _check_title(title: str | None) -> None:
    if title is not None and not (title.strip() and title.isprintable() and len(title) <= _LONGEST_TITLE):
        raise UsageError("new-title", most=_LONGEST_TITLE)


def _check_target(target: str) -> None:
    """UsageError for a name that no terminal should be given, and for a place that is taken."""
    if not target.strip() or not target.isprintable() or any(part.startswith("-") for part in Path(target).parts):
        raise UsageError("new-folder", folder=target)
    if os.path.lexists(target):
        inside = _contents(Path(target))
        raise UsageError("new-taken-by" if inside else "new-taken", folder=target, inside=inside)


def _contents(path: Path) -> str:
    """What lies in a folder that is in the way: `b2b.punkty, b2b.test.punkty, …`."""
    try:
        names = sorted(plain(entry.name) for entry in os.scandir(path)) if path.is_dir() else []
    except OSError:
        names = []
    more = ", …" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _check_rules(files: Mapping[str, str]) -> None:
    """UsageError for what the checker finds: as presets are sound, it is about what the user has put in."""
    findings = check_sources(files).findings
    if findings:
        raise UsageError(findings[0].code, **dict(findings[0].words))


def _tell(folder: str, files: Mapping[str, str], say: Say) -> None:
    """The files on standard output; on standard error what to try with them."""
    for name in files:
        print((Path(folder) / name).as_posix())
    there = shlex.quote(folder)
    steps = {
        f"punkty check {there}": say("new-check"),
        f"punkty test {there} --coverage": say("new-test"),
        f"punkty score {there} events.jsonl": say("new-score"),
    }
    width = max(map(len, steps))
    click.echo(f"\n{say('new-next')}:", err=True)
    for step, why in steps.items():
        click.echo(f"  {step:<{width}}  # {why}", err=True)
