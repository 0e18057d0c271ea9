"""`punkty fmt`: one canonical layout for every file of rules."""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from dataclasses import dataclass, field

import click

from dsl import report
from dsl.cli.app import FINE, FOUND, UNUSABLE
from dsl.cli.shared import lang_option
from dsl.cli.show import Say, has_colour, plain
from dsl.diagnostics import Diagnostic
from dsl.errors import UsageError
from dsl.formatter import Formatted, formatted, mended
from dsl.formatter.files import Text, places, read, read_stream, write
from dsl.messages import diagnose

_LONGEST = 100_000  # characters of a line that a terminal is given
_LONG_NAME = 500
_COLOURS = {"+": "\033[32m", "-": "\033[31m", "@": "\033[36m"}


@click.command("fmt")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a file is not in its layout.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--fix", is_flag=True, help="Apply the safe fixes of findings first.")
@lang_option
def command(paths: tuple[str, ...], check: bool, diff: bool, fix: bool, say: Say) -> int:
    """Lay rules out in the one canonical way: files, folders, or - for standard input. Default: this folder.

    Comments stay where they are, and a file is written only if it provably says the same as before. A file with syntax
    errors is left alone.
    """
    if "-" in paths and len(paths) > 1:
        raise UsageError("use-stdin-alone")
    texts = iter([read_stream(sys.stdin.buffer, "<stdin>")]) if "-" in paths else map(read, places(paths))
    work = _Work(say, check, diff)
    for text in mended(texts) if fix else texts:
        work.settle(text)
    return work.end()


@dataclass
class _Work:
    """What was asked for, and what has become of the files so far."""

    say: Say
    check: bool
    diff: bool
    ends: Counter[str] = field(default_factory=Counter)

    @property
    def looks_only(self) -> bool:
        """Whether nothing is to be written."""
        return self.check or self.diff

    def settle(self, text: Text) -> None:
        """Lays one file out and sees to it that the result gets where it belongs."""
        result = Formatted(None) if text.trouble else formatted(text.source)
        findings = [diagnose(text.source, f.span, f.code, f.words, f.fix) for f in result.findings]
        self._findings(text, [text.trouble] if text.trouble else findings)
        if result.doubt:
            self._tell(text, "fmt-doubt", why=f"doubt-{result.doubt}")
        if text.fixed:
            self._tell(text, "fmt-fixed", count=text.fixed)
        if result.text is None:
            self.ends["left"] += 1
        # fixes stand even where other mistakes are left
        new = text.source.text if result.text is None and text.fixed else result.text
        if new is not None and self._put(text, new) and result.text is not None:
            is_new = new != text.raw
            self.ends["changed" if is_new else "same"] += 1
            if is_new and (text.place or self.looks_only):
                self._tell(text, "fmt-would-change" if self.looks_only else "fmt-changed")

    def _put(self, text: Text, new: str) -> bool:
        """Writes the new text, or shows the difference. False where it could not be written."""
        if self.diff:
            _print_difference(text, new)
        if self.looks_only:
            return True
        if text.place is None:
            sys.stdout.write(new)
        elif new != text.raw:
            try:
                write(text.place, new)
            except OSError as error:
                self.ends["unwritten"] += 1
                self._tell(text, "fmt-not-written", why=error.strerror or error)
                return False
        return True

    def end(self) -> int:
        """The last word, and the exit code."""
        key = "fmt-summary-check" if self.looks_only else "fmt-summary"
        click.echo(self.say(key, **{name: self.ends[name] for name in ("changed", "same", "left")}), err=True)
        if self.ends["unwritten"]:
            return UNUSABLE
        return FOUND if self.ends["left"] or (self.check and self.ends["changed"]) else FINE

    def _tell(self, text: Text, key: str, **words: object) -> None:
        click.echo(f"{plain(text.source.file, _LONG_NAME)}: {self.say(key, **words)}", err=True)

    def _findings(self, text: Text, findings: list[Diagnostic]) -> None:
        if findings:
            sources = {text.source.file: text.source}
            click.echo(report.text(findings, sources, self.say.lang, color=has_colour(sys.stderr)), err=True)


def _print_difference(text: Text, new: str) -> None:
    """As `diff -u` shows it. On a terminal in colours, and without anything that it would obey."""
    old_lines, new_lines = _lines(text.raw), _lines(new)
    name = plain(text.source.file, _LONG_NAME)
    for found in difflib.unified_diff(old_lines, new_lines, name, name, lineterm=""):
        for line in found.split("\n"):
            print(_painted(line) if sys.stdout.isatty() else line)


def _painted(line: str) -> str:
    colour = _COLOURS.get(line[:1], "") if has_colour(sys.stdout) else ""
    return f"{colour}{plain(line, _LONGEST)}\033[0m" if colour else plain(line, _LONGEST)


def _lines(text: str) -> list[str]:
    """Lines without their ends; the last says so where it has none."""
    lines = text.split("\n")
    last = lines.pop()
    return [*lines, f"{last}\n\\ No newline at end of file"] if last else lines
