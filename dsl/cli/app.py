"""The verbs under one roof, and how the command ends: quietly, with an exit code, never with a traceback.

Knows names of verbs, not what they do.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from dsl.errors import InputError, PunktyError
from dsl.messages import language

VERBS = (
    "check",
    "fmt",
    "test",
    "compile",
    "score",
    "why",
    "simulate",
    "new",
    "explain",
    "diff",
)
FINE, FOUND, UNUSABLE = 0, 1, 2
LANG = "dsl.cli.lang"
"""Where a context keeps the language that was asked for."""
_INTERRUPTED, _PIPE_CLOSED = 130, 141  # as a shell counts a process that the signal has ended


class _Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        verb: click.Command = import_module(f"dsl.cli.{cmd_name}").command
        return verb


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="punkty", message="%(prog)s %(version)s")
def verbs() -> None:
    """Punkty: lead scoring as code. Rules in git, a score that can be traced to a rule, a line and an event."""


def run(args: Sequence[str]) -> int:
    """Carries out one command line; the exit code."""
    try:
        # not click's own `main`: it ends a closed pipe with the exit code of findings
        with verbs.make_context("punkty", list(args)) as context:
            return _invoked(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except BrokenPipeError:
        # what is still in the buffer has nowhere to go; without this Python complains about it at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED


def _invoked(context: click.Context) -> int:
    try:
        code = verbs.invoke(context)
        sys.stdout.flush()
        return code if isinstance(code, int) else FINE
    except BrokenPipeError:
        raise
    except OSError as error:
        trouble: PunktyError = _of_the_machine(error)
    except PunktyError as error:
        trouble = error
    said = trouble.said(context.meta.get(LANG) or language(None, os.environ))
    click.echo("punkty: " + "".join(c if c.isprintable() else " " for c in said), err=True)
    return UNUSABLE


def _of_the_machine(error: OSError) -> InputError:
    why = error.strerror or error
    if error.filename is None:
        return InputError("use-cannot-stream", why=why)
    return InputError("use-cannot", path=error.filename, why=why)


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    sys.exit(run(sys.argv[1:]))
