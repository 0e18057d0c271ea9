"""`punkty compile`: a rulebook as deterministic JSON."""

from __future__ import annotations

import click

from dsl.cli.shared import lang_option, output, output_option, sound
from dsl.cli.show import Say
from dsl.codec import to_json


@click.command("compile")
@click.argument("rules", metavar="RULES")
@output_option
@lang_option
def command(rules: str, path: str | None, say: Say) -> None:
    """Compile RULES (a rulebook's folder, or a plan's file) to JSON: the same rules give the same bytes."""
    text = to_json(sound(rules, say))
    with output(path) as out:
        out.write(text + "\n")
