"""Plays a page as its reader would: writes the files, makes the changes, runs the commands, and tells what they print.

    ```punkty leads.punkty     a file that the reader writes (any kind of block that ends in a file's name)
    ```diff leads.punkty       a change that the reader makes: `-` and `+` lines, with as many others as it takes to find them
    ```console                 `$ command` lines, each with what it prints below it, standard error too
    $ punkty check leads.punkty
    ```

Knows files, changes and commands; nothing of what a page says. `punkty` runs in this process, and only `ALLOWED` besides.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

from dsl.cli.app import run

ALLOWED = frozenset(("cat", "cp", "git", "ls", "mkdir"))
LOCALES = {"en": "C.UTF-8", "pl": "pl_PL.UTF-8"}
NOBODY = {
    "GIT_AUTHOR_NAME": "Anna",
    "GIT_AUTHOR_EMAIL": "anna@example.com",
    "GIT_COMMITTER_NAME": "Anna",
    "GIT_COMMITTER_EMAIL": "anna@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_DATE": "2026-07-01T12:00:00Z",
    "GIT_COMMITTER_DATE": "2026-07-01T12:00:00Z",
}
"""Who commits in an example, and when: the same on every machine."""

_FENCE = re.compile(r"^(```(\w+)(?: ([^\n`]+))?\n)(.*?)^```$", re.MULTILINE | re.DOTALL)


class ChangeError(Exception):
    """A change that does not fit the text it is for."""


def environment(lang: str) -> Mapping[str, str]:
    """What a page in that language is played with."""
    return {**NOBODY, **dict.fromkeys(("LC_ALL", "LC_MESSAGES", "LANG"), LOCALES[lang])}


def played(text: str) -> str:
    """The page with what its commands print, in the working directory, which changes along. ChangeError as `changed`."""
    return _FENCE.sub(_block, text)


def _block(fence: re.Match[str]) -> str:
    head, kind, words, body = fence.groups()
    match kind, (words or "").split():
        case "console", []:
            body = "".join(f"$ {command}\n{_ended(printed(command))}" for command, _ in commands(body))
        case "diff", [name]:
            file = Path(name)
            file.write_text(changed(file.read_text(encoding="utf-8"), body), encoding="utf-8")
        case _, [name] if "." in name:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(body, encoding="utf-8")
    return f"{head}{body}```"


def commands(body: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what is shown below it."""
    _, *parts = re.split(r"^\$ (.*)\n", body, flags=re.MULTILINE)
    return list(zip(parts[::2], parts[1::2], strict=True))


def printed(command: str) -> str:
    """What a command prints, standard error too, as on a terminal that is as wide as it takes."""
    words = shlex.split(command)
    if words[0] == "cd":
        os.chdir(words[1])
        return ""
    if words[0] == "punkty":
        with io.StringIO() as both, contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
            run(words[1:])
            return both.getvalue()
    if words[0] not in ALLOWED:
        raise ValueError(f"a page may not run `{words[0]}`")
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=True)
    return done.stdout


def changed(text: str, change: str) -> str:
    """The text after a change: its lines without `+` lines are found, once, and give way to those without `-` lines.

    ChangeError where they stand nowhere, or in several places.
    """
    lines = change.splitlines(keepends=True)
    before = "".join(line[1:] or "\n" for line in lines if line[0] != "+")
    after = "".join(line[1:] or "\n" for line in lines if line[0] != "-")
    if (found := f"\n{text}".count(f"\n{before}")) != 1:
        raise ChangeError(f"these lines stand there {found} times, not once:\n{before}")
    return f"\n{text}".replace(f"\n{before}", f"\n{after}")[1:]


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else f"{text}\n"
