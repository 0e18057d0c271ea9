"""`punkty simulate`: a log for whoever has none yet; the same for the same options, and refused in plain words."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import dsl.cli.simulate as verb
import rules
from dsl.cli import run
from dsl.lab.log import BadLines, events
from dsl.lab.simulate import Scenario, simulate
from dsl.messages import LANGS, catalogue

Punkty = Any
SMALL = ("--contacts", "12", "--days", "7", "--seed", "3", "--start", "2025-01-06", "--kind", "vod")


def _small() -> bytes:
    return b"".join(simulate(Scenario(3, 12, 7, date(2025, 1, 6), "vod")))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to write to; English."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")
    return tmp_path


@pytest.mark.parametrize("name", ["log.jsonl", "log.jsonl.gz", "log.jsonl.zst"])
def test_the_log_is_packed_as_its_name_says(punkty: Punkty, folder: Path, name: str) -> None:
    """And holds what the options ask for; whatever the packing, `punkty score` reads it."""
    ended = punkty("simulate", "-o", name, *SMALL)
    assert (ended.code, ended.out) == (0, "")
    lines = _small().splitlines()
    assert ended.err == f"messages: {len(lines)}, visitors: 12, file: {name}\n"
    read = list(events([name], BadLines(0)))
    assert [event.message_id for event in read] == [json.loads(line)["messageId"] for line in lines]
    assert [file.name for file in folder.iterdir()] == [name]


def test_the_same_options_give_the_same_file(punkty: Punkty, folder: Path) -> None:
    """Byte for byte; another seed gives another."""
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        assert punkty("simulate", "-o", name, *SMALL).code == 0
    assert punkty("simulate", "-o", "c.jsonl.gz", *SMALL, "--seed", "8").code == 0
    first, again, other = ((folder / name).read_bytes() for name in ("a.jsonl.gz", "b.jsonl.gz", "c.jsonl.gz"))
    assert first == again != other


def test_a_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Nothing but the log stands there, so that it can be piped on."""
    assert run(["simulate", "-o", "-", *SMALL]) == 0
    assert capfdbinary.readouterr() == (_small(), b"")


def test_without_options_it_writes_the_bundled_log(punkty: Punkty, folder: Path) -> None:
    """What README shows can be made by anybody."""
    assert punkty("simulate", "-o", "demo.jsonl").code == 0
    bundled = Path(rules.__file__).parent / "demo.jsonl.gz"
    assert (folder / "demo.jsonl").read_bytes() == gzip.decompress(bundled.read_bytes())


def test_in_polish(punkty: Punkty) -> None:
    """What it says when it is done."""
    assert punkty("simulate", "-o", "log.jsonl", *SMALL, "--lang", "pl").err.startswith("wiadomości: ")


@pytest.mark.parametrize(
    "options, told",
    [
        ((), "Missing option"),
        (("-o", "x", "--contacts", "0"), "--contacts"),
        (("-o", "x", "--contacts", "many"), "--contacts"),
        (("-o", "x", "--days", "99999"), "--days"),
        (("-o", "x", "--seed", "-1"), "--seed"),
        (("-o", "x", "--start", "1970-01-01"), "between 2000-01-01 and 2099-12-31"),
        (("-o", "x", "--start", "2100-01-01"), "between 2000-01-01 and 2099-12-31"),
        (("-o", "x", "--start", "yesterday"), "--start"),
        (("-o", "x", "--kind", "opera"), "opera"),
        (("-o", "no/such/folder/x"), "No such file or directory"),
        (("-o", "."), "Is a directory"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    punkty: Punkty, folder: Path, options: tuple[str, ...], told: str
) -> None:
    """Wrong use ends with 2, one sentence, and no file."""
    ended = punkty("simulate", *options)
    assert ended.code == 2
    assert told in ended.err
    assert "Traceback" not in ended.err
    assert list(folder.iterdir()) == []


def test_what_breaks_off_leaves_no_file(punkty: Punkty, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that is not whole would be taken for one that is."""

    def full(*_: object, **__: object) -> Any:
        yield b"{}\n"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(verb, "simulate", full)
    ended = punkty("simulate", "-o", "log.jsonl.gz", *SMALL)
    assert ended.code == 2
    assert "No space left on device" in ended.err
    assert list(folder.iterdir()) == []


def test_a_device_stays_one(punkty: Punkty) -> None:
    """Whoever writes to /dev/null wants no file in its place."""
    assert punkty("simulate", "-o", "/dev/null", *SMALL).code == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("planted", ["say who they are", "read", "carts", "won and lost", "crawlers", "twice, late"])
def test_the_help_names_what_is_planted(punkty: Punkty, planted: str) -> None:
    """Whoever looks for something in the log knows that it is there."""
    assert planted in " ".join(punkty("simulate", "--help").out.split())


def test_its_sentences_exist_in_every_language() -> None:
    """With the same blanks, and each is said."""
    books = [catalogue(lang).entries.items() for lang in LANGS]
    own = [{key: entry.blanks() for key, entry in book if key.startswith("simulate-")} for book in books]
    assert own == [own[0]] * len(LANGS)
    source = Path(verb.__file__).read_text(encoding="utf-8")
    assert own[0]
    assert all(f'"{key}"' in source for key in own[0])
