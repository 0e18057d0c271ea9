"""What is read from an event log, and what is said of lines that are no event."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from dsl.errors import InputError
from dsl.lab import log
from dsl.lab.log import BadLine, BadLines, events, locate

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Write = Callable[..., str]

GOOD = b'{"type": "page", "messageId": "%s", "userId": "ada", "timestamp": "2026-03-01T10:00:00Z"}\n'
ONE, TWO, THREE = GOOD % b"m1", GOOD % b"m2", GOOD % b"m3"


def ids(file: str, bad: BadLines | None = None) -> list[str]:
    return [event.message_id for event in events(locate([file]), bad or BadLines(0))]


def spoilt(file: str) -> tuple[list[str], list[tuple[int, str]]]:
    """The ids that were read, and the bad lines with their reasons."""
    bad = BadLines(100)
    found = ids(file, bad)
    return found, [(line.line, line.reason) for line in bad.first]


def changed(**fields: Any) -> bytes:
    message = {"type": "page", "messageId": "m2", "userId": "ada", "timestamp": "2026-03-01T10:00:00Z", **fields}
    return json.dumps({name: value for name, value in message.items() if value is not None}).encode() + b"\n"


@pytest.mark.parametrize(
    "line, reason",
    [
        (b'{"type": "page", "userId"\n', "it is not JSON"),
        (b"\xff\xfe\x00\x01 binary \x00\n", "it is not UTF-8"),
        (b'"text"\n', "it is not a JSON object"),
        (b"[1, 2]\n", "it is not a JSON object"),
        (changed(userId=None), "it has no userId, anonymousId or e-mail"),
        (changed(userId="undefined"), "it has no userId, anonymousId or e-mail"),
        (
            changed(timestamp=None),
            "it has no usable time (timestamp, originalTimestamp or receivedAt, ISO 8601, from the year 2000)",
        ),
        (
            changed(timestamp="the day before yesterday"),
            "it has no usable time (timestamp, originalTimestamp or receivedAt, ISO 8601, from the year 2000)",
        ),
        (
            changed(timestamp="1970-01-01T00:00:00Z"),
            "it has no usable time (timestamp, originalTimestamp or receivedAt, ISO 8601, from the year 2000)",
        ),
        (changed(type="banana"), "its type is not one of alias, group, identify, page, screen, track"),
        (b'{"type": "page", "userId": "a", "value": NaN}\n', "it has a number that is not finite"),
        (b'{"type": "page", "userId": "a", "value": -Infinity}\n', "it has a number that is not finite"),
        (b'{"type": "page", "userId": "a", "value": 1e999}\n', "it has a number that is not finite"),
        (b'{"type": "page", "userId": "a", "value": ' + b"9" * 5000 + b"}\n", "it has a number that is too large"),
        (changed(properties={"name": "\ud800"}), "it has text that is not Unicode (a lone surrogate)"),
        (b'{"a": ' + b"[" * 10_000 + b"]" * 10_000 + b"}\n", "it is nested over 64 levels deep"),
        (changed(properties=json.loads("[" * 70 + "]" * 70)), "it is nested over 64 levels deep"),
        (changed(properties={"text": "x" * 10_000_000}), "it is longer than 1 MiB"),
    ],
    ids=lambda value: value[:30].decode("latin-1").strip() if isinstance(value, bytes) else "",
)
def test_a_bad_line_costs_no_other(write: Write, line: bytes, reason: str) -> None:
    """What is no event is told with its line and the reason; the lines around it are read."""
    assert spoilt(write(ONE + line + THREE)) == (["m1", "m3"], [(2, reason)])


def test_a_long_line_at_the_end_is_told_too(write: Write) -> None:
    """A line that is too long needs no line end to be noticed."""
    assert spoilt(write(ONE + b"x" * (3 << 20))) == (["m1"], [(2, "it is longer than 1 MiB")])


def test_a_line_of_exactly_one_mebibyte_is_read(write: Write) -> None:
    """The bound counts the line without its end; one byte more is too long."""
    room = log.LINE - len(changed(properties={"text": ""})) + 1
    assert ids(write(changed(properties={"text": "x" * room}))) == ["m2"]
    assert spoilt(write(changed(properties={"text": "x" * (room + 1)})))[1] == [(1, "it is longer than 1 MiB")]


def test_a_line_of_any_length_is_never_held(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader asks for no more than the bound at a time, however long the line goes on."""

    class Endless:
        asked: ClassVar[list[int]] = []

        def readline(self, size: int) -> bytes:
            self.asked.append(size)
            return [b"x" * size, ONE][len(self.asked) >= 50] if len(self.asked) <= 51 else b""

    monkeypatch.setattr(log, "_unpacked", lambda *_: Endless())
    bad = BadLines(1)
    assert ids(write(b""), bad) == ["m1"]
    assert [line.reason for line in bad.first] == ["it is longer than 1 MiB"]
    assert max(Endless.asked) == log.LINE + 1


def test_blank_lines_and_a_byte_order_mark_are_nothing(write: Write) -> None:
    """They are skipped without a word; line ends may be those of Windows; the last line needs none."""
    assert ids(write(b"\xef\xbb\xbf" + ONE.replace(b"\n", b"\r\n") + b"\n  \n" + TWO.rstrip())) == ["m1", "m2"]


@pytest.mark.parametrize("name", ["events.jsonl.gz", "events.jsonl.zst", "events.jsonl", "events"])
@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress, bytes])
def test_packing_is_told_from_the_content(write: Write, name: str, pack: Callable[[bytes], bytes]) -> None:
    """Whatever the name says, gzip, zstd and plain text are read for what they are."""
    assert ids(write(pack(ONE + TWO), name)) == ["m1", "m2"]


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_several_packed_pieces_are_one_file(write: Write, pack: Callable[[bytes], bytes]) -> None:
    """Packed logs may be joined with `cat`."""
    assert ids(write(pack(ONE) + pack(TWO), "x.gz")) == ["m1", "m2"]


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_of_a_file_that_breaks_off_what_was_read_counts(write: Write, pack: Callable[[bytes], bytes]) -> None:
    """A truncated file is a bad line at the place where it ends."""
    whole = b"".join(GOOD % f"m{number:05d}{'x' * (number % 7)}".encode() for number in range(20_000))
    found, bad = spoilt(write(pack(whole)[:-20], "x.gz"))
    assert found[:2] == ["m00000", "m00001x"]
    assert len(found) > 10_000
    assert [reason for _, reason in bad][-1] == "the file breaks off: its packing has no end"
    assert bad[-1][0] == len(found) + len(bad)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_a_damaged_file_is_a_bad_line(write: Write, pack: Callable[[bytes], bytes]) -> None:
    """Damage inside a packed file is told with its place."""
    data = bytearray(pack(b"".join(GOOD % f"{number * 7919 % 100_003}".encode() for number in range(20_000))))
    data[len(data) // 2 : len(data) // 2 + 64] = bytes(range(64))
    _, bad = spoilt(write(bytes(data), "x.gz"))
    assert bad[-1][1] == "the file cannot be read from here on: its packing is damaged"


@pytest.mark.parametrize(
    "content, words",
    [
        (b'[\n{"type": "page"}\n]\n', "one JSON text, not JSON Lines"),
        (b'[{"type": "page"}, {"type": "page"}]\n', "one JSON text, not JSON Lines"),
        (b'{\n  "type": "page"\n}\n', "one JSON text, not JSON Lines"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (b"PK\x03\x04\x14", "a zip archive"),
        (b"BZh91AY", "packed with bzip2"),
        (b"\xfd7zXZ\x00", "packed with xz"),
        ('{"type": "page"}'.encode("utf-16"), "UTF-16"),
    ],
)
def test_what_is_no_event_log_at_all_is_said_at_once(write: Write, content: bytes, words: str) -> None:
    """A file of another kind is one clear error and not a thousand bad lines."""
    with pytest.raises(InputError, match=words) as error:
        ids(write(content))
    assert "events.jsonl" in str(error.value)


def test_past_the_limit_bad_lines_are_an_error(write: Write) -> None:
    """As many as allowed are put up with; one more ends it, and says where."""
    file = write(ONE + b"x\n" * 3)
    assert ids(file, BadLines(3)) == ["m1"]
    with pytest.raises(InputError, match=r"more than 2 bad lines .*events\.jsonl:4: it is not JSON"):
        ids(file, BadLines(2))


def test_all_bad_lines_are_counted_by_reason_and_the_first_kept() -> None:
    """However many there are, memory holds five of them and the counts."""
    bad = BadLines(1000)
    for number in range(900):
        bad.add(BadLine("x", number, f"reason {number % 3}"))
    assert (bad.count, len(bad.first), bad.reasons) == (900, 5, {f"reason {n}": 300 for n in range(3)})


def test_files_globs_and_folders_are_located_once_each(write: Write, tmp_path: Path) -> None:
    """A folder stands for the logs in it and below, a glob for what it matches, in a fixed order, none twice."""
    names = ["b.jsonl", "a.jsonl.gz", "deep/c.ndjson", "deep/d.jsonl.zst", "notes.txt"]
    for name in names:
        write(ONE, name)
    here = [str(tmp_path / name) for name in ("a.jsonl.gz", "b.jsonl", "deep/c.ndjson", "deep/d.jsonl.zst")]
    assert list(locate([str(tmp_path)])) == here
    assert list(locate([str(tmp_path / "*.jsonl*")])) == here[:2]
    assert list(locate([here[1], str(tmp_path), "-", str(tmp_path / "**" / "*.ndjson")])) == [here[1], here[0], *here[2:], "-"]


def test_a_file_named_like_a_glob_is_that_file(write: Write) -> None:
    """Brackets in a file's name need no quoting."""
    assert ids(write(ONE, "log[1].jsonl")) == ["m1"]


@pytest.mark.parametrize("name", ["nowhere.jsonl", "*.nothing", "empty"])
def test_nothing_to_read_is_an_error(tmp_path: Path, name: str) -> None:
    """A file that is not there, a glob without a match, a folder without a log: each is named."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=name.replace("*", r"\*")):
        locate([str(tmp_path / name)])


def test_standard_input_is_read_as_any_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` may be packed too, and its bad lines have a place."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(gzip.compress(ONE + b"x\n" + TWO)))))
    bad = BadLines(9)
    assert ids("-", bad) == ["m1", "m2"]
    assert [str(line) for line in bad.first] == ["<stdin>:2: it is not JSON"]


def test_progress_adds_up_to_the_size_of_the_files(write: Write) -> None:
    """What is reported as read is in the end all bytes as they lie on the disk."""
    files = locate([write(gzip.compress(ONE * 5000), "a.gz"), write(TWO * 5000, "b.jsonl")])
    told: list[int] = []
    assert sum(1 for _ in log.lines(files, told.append)) == 10_000
    assert sum(told) == log.size(files) == sum(Path(file).stat().st_size for file in files)
    assert len(told) > 4


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_named_pipe_is_read_as_any_file(tmp_path: Path) -> None:
    """So that `punkty score rules <(...)` works in a shell that has it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=[ONE * 3_000])
    writer.start()
    assert len(ids(str(pipe))) == 3_000
    writer.join()
