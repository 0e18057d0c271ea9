"""What a command says when it cannot do what was asked: in the language asked for, whatever went wrong."""

from __future__ import annotations

import ast
import json
import os
import pickle
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import dsl
from dsl import codec, program
from dsl.compiler import check_sources
from dsl.errors import CatalogueError, CheckpointError, EventError, InputError, PunktyError, RulesError, UsageError
from dsl.lab.log import _FOREIGN
from dsl.messages import LANGS, catalogue

Punkty = Callable[..., Any]
SCORE = ("score", "rules", "events.jsonl")
FROM_ELSEWHERE = {"dsl/errors.py", "dsl/lab/diff/git.py", "dsl/cli/new.py"}
"""Where an error takes its key from another error, or from a finding."""


def raised() -> Iterator[tuple[str, ast.expr, set[str]]]:
    """File, key and words of every error that is said in the catalogue's sentences."""
    home = Path(dsl.__file__).parent
    for path in sorted(home.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("UsageError", "InputError"):
                yield path.relative_to(home.parent).as_posix(), node.args[0], {word.arg or "" for word in node.keywords}


def keys(key: ast.expr) -> list[str]:
    """The key that stands there, or the two of which one is chosen."""
    found = [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]
    return [part.value for part in found if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def test_every_error_is_a_sentence_in_every_language() -> None:
    """No text stands in the code itself; what a message leaves blank is filled in where the error is raised."""
    for file, key, words in raised():
        assert keys(key) or file in FROM_ELSEWHERE, f"{file}:{key.lineno}"
        for name in keys(key):
            for lang in LANGS:
                entry = catalogue(lang).entries[name]
                assert {blank for blank in entry.blanks() if f"{{{blank}" in entry.message} <= words, name


def test_no_sentence_about_wrong_use_is_forgotten() -> None:
    """Each is said somewhere."""
    said = {name for _, key, _ in raised() for name in keys(key)}
    assert {name for name in catalogue("en").entries if name.startswith("use-")} <= said


@pytest.fixture
def place(shop: Path) -> Path:
    """The shop, in a git repository, with every kind of file that is not what it should be."""
    (shop / "empty").mkdir()
    (shop / "notes.txt").write_text("hello")
    (shop / "none.jsonl").write_text("")
    (shop / "bad.jsonl").write_text("no\nevent\nhere\n")
    (shop / "one.json").write_text("[\n{}\n]")
    (shop / "log.parquet").write_bytes(b"PAR1....")
    (shop / "loop").symlink_to("loop")
    (shop / "other.json").write_text(json.dumps({"format": program.FORMAT + 1}))
    (shop / "list.json").write_text("[]")
    (shop / "rules.json").write_text(codec.to_json(dsl.load("rules")))
    for command in (["init", "-q"], ["add", "rules"], ["commit", "-q", "-m", "rules"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@x.test", *command], check=True)
    return shop


TROUBLES = [
    # paths
    ("check", "nowhere"), ("check", "notes.txt"), ("check", "empty"), ("check", "no\0where"), ("check", "n" * 300),
    ("check", ""), ("test", ""), ("compile", ""), ("score", "", "events.jsonl"), ("compile", "rules", "-o", ""),
    ("why", "", "events.jsonl", "--contact", "ada"), ("simulate", "-o", ""), ("simulate", "-o", "loop"),
    ("simulate", "-o", "a\0b"),
    ("test", "nowhere"), ("compile", "nowhere"), ("fmt", "nowhere"), ("fmt", "notes.txt"), ("fmt", "empty"), ("fmt", "-", "x"),
    ("score", "nowhere", "events.jsonl"), ("diff", "rules", "notes.txt"),
    ("compile", "rules", "-o", "nowhere/x.json"), ("compile", "rules", "-o", "notes.txt/x.json"),
    ("simulate", "-o", "nowhere/x.jsonl"), ("simulate", "-o", "x.jsonl", "--start", "1999-01-01"),
    ("new", "shopp", "x"), ("new", "shop", "rules"), ("new", "shop", "empty"), ("new", "shop", "a\nb"),
    ("new", "shop", "notes.txt/x"), ("new", "shop", "x", "--name", " "), ("new", "shop", "x", "--timezone", "Mars"),
    # plans, tests, contacts, instants, codes
    (*SCORE, "--plan", "ship"), ("test", "rules", "-k", "zzz"), ("explain", "E999"), ("explain", "banana"),
    (*SCORE, "--contact", "adda"), ("why", "rules", "events.jsonl", "--contact", "zzzz"),
    ("why", "rules", "events.jsonl", "--contact", "bob", "--at", "2026-03-05"),
    (*SCORE, "--at", "yesterday"), (*SCORE, "--at", "9999-12-31T23:00:00Z"), (*SCORE, "--at", "2001-01-01"),
    # logs
    ("score", "rules", "nowhere.jsonl"), ("score", "rules", "empty"), ("score", "rules", "none.jsonl"),
    ("score", "rules", "one.json"), ("score", "rules", "log.parquet"), ("score", "rules", "loop"),
    ("score", "rules", "bad.jsonl", "--max-bad", "1"),
    # two sides
    ("diff", "nowhere", "rules"), ("diff", "nowhere", "other"), ("diff", "HEAD", "rules.json"), ("diff", "HEAD:../x", "rules"),
    ("diff", "HEAD:none", "rules"), ("diff", "--", "-x", "rules"), ("diff", "HEAD:rules/none.txt", "rules"),
    ("diff", "HEAD:rules", "list.json"), ("diff", "rules", "other.json"), ("diff", "rules", "rules", "--at", "2026-01-01"),
    ("diff", "HEAD", "empty"),
]  # fmt: skip


@pytest.mark.parametrize("args", TROUBLES, ids=lambda args: " ".join(args)[:50].replace("\0", "").replace("\n", ""))
def test_every_trouble_is_told_in_the_language_asked_for(
    place: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    """Exit code 2, nothing on standard output, another sentence in each language; the locale counts as `--lang` does."""
    verb, rest = args[0], args[1:]
    english, polish = (punkty(verb, "--lang", lang, *rest) for lang in LANGS)
    assert (english.code, english.out) == (polish.code, polish.out) == (2, "")
    assert english.err != polish.err
    assert english.err.splitlines()[-1].startswith("punkty: ")
    assert not any(word in english.err + polish.err for word in ("Traceback", ".part"))
    monkeypatch.setenv("LC_ALL", "pl_PL.UTF-8")
    assert punkty(*args).err == polish.err


def test_the_language_of_one_command_is_not_that_of_the_next(shop: Path, punkty: Punkty) -> None:
    """Nothing is kept between two command lines."""
    assert "nie ma" in punkty("check", "nowhere", "--lang", "pl").err
    assert "there is no" in punkty("check", "nowhere").err


def test_polish_has_words_for_what_is_said_as_a_term() -> None:
    """Whatever a log is instead of one."""
    assert set(_FOREIGN.values()) <= set(catalogue("pl").terms)


@pytest.mark.parametrize(
    "error",
    [
        UsageError("use-no-such-plan", name="a", there="b, c"),
        InputError("use-within", path="a", why=InputError("use-no-plan")),
        EventError("it is not JSON"),
        CheckpointError("this checkpoint is damaged"),
        RulesError(check_sources({"a.punkty": "on page 5"}).findings),
    ],
)
def test_an_error_says_the_same_after_a_journey(error: PunktyError) -> None:
    """Worker processes hand their errors on."""
    there = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(there) is type(error)
    assert [there.said(lang) for lang in LANGS] == [error.said(lang) for lang in LANGS]
    assert str(there) == str(error) == error.said("en")


def test_an_error_within_an_error_speaks_the_same_language() -> None:
    """A path and what is wrong there."""
    error = CatalogueError("use-within", path="HEAD:x", why=InputError("use-no-plan"))
    assert error.said("pl") == "`HEAD:x`: nie ma planu: plan to plik o nazwie NAZWA.punkty"


def test_a_long_path_is_told_in_full() -> None:
    """Nothing of it is cut that one would need to find the file."""
    path = "/".join(["folder"] * 30)
    assert path in str(InputError("use-no-path", path=path))


@pytest.mark.parametrize("args", [("compile", "rules"), (*SCORE, "--format", "csv"), ("diff", "rules", "rules")])
def test_what_goes_into_a_pipe_leaves_it_a_pipe(shop: Path, punkty: Punkty, args: tuple[str, ...]) -> None:
    """A pipe or a device with a name is written to and never replaced by a file."""
    os.mkfifo("pipe")
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(Path("pipe").read_text(encoding="utf-8")), daemon=True)
    reader.start()
    assert punkty(*args, "-o", "pipe").code == 0
    reader.join(10)
    assert heard == [punkty(*args).out]
    assert stat.S_ISFIFO(Path("pipe").stat().st_mode)
    assert not list(shop.glob("*.part"))


@pytest.mark.parametrize("folder", ["rules", "."])
@pytest.mark.parametrize("verb", [("check",), ("test",), ("compile",), ("score", "events.jsonl")])
def test_an_empty_path_does_not_mean_this_folder(shop: Path, punkty: Punkty, folder: str, verb: tuple[str, ...]) -> None:
    """As an unset variable of a script would have it; also where there are rules here."""
    os.chdir(folder)
    ended = punkty(verb[0], "", *verb[1:])
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "punkty: there is no file or folder ``\n"


def test_a_link_is_written_through(shop: Path, punkty: Punkty) -> None:
    """What it leads to is written, whether it is there yet or not; the link stays, and so does the file's mode."""
    Path("there.json").write_text("old")
    Path("there.json").chmod(0o600)
    for name in ("there.json", "new.json"):
        Path(f"link-{name}").symlink_to(name)
        assert punkty("compile", "rules", "-o", f"link-{name}").code == 0
        assert Path(f"link-{name}").is_symlink()
        assert Path(name).read_text(encoding="utf-8") == punkty("compile", "rules").out
    assert stat.S_IMODE(Path("there.json").stat().st_mode) == 0o600


def test_output_costs_no_file_beside_it(shop: Path, punkty: Punkty) -> None:
    """Whatever that is called; and nothing else is left behind."""
    Path("rules.json.part").write_text("mine")
    before = set(shop.iterdir())
    assert punkty("compile", "rules", "-o", "rules.json").code == 0
    assert Path("rules.json.part").read_text() == "mine"
    assert set(shop.iterdir()) - before == {shop / "rules.json"}


def test_standard_output_may_be_named_as_a_file(shop: Path, punkty: Punkty) -> None:
    """A link of the machine to a pipe that has no name of its own."""
    command = [sys.executable, "-m", "dsl.cli", "compile", "rules", "-o", "/dev/stdout"]
    ended = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == punkty("compile", "rules").out
