"""Reads event logs: JSON Lines, plain or compressed (gzip, zstd), from files, globs, folders or standard input (`-`).

Knows files, bytes and lines, and what makes a line bad. Knows nothing of identity or scores. Never holds more than one
line, and of a line never more than `LINE` bytes. Nothing is dropped silently: every line is an event, blank, or counted
in `BadLines` with its place and its reason; past a limit that is an `InputError`.
"""

from __future__ import annotations

import glob
import gzip
import json
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, Protocol

from dsl.engine.event import MAX_DEPTH, Event
from dsl.errors import EventError, InputError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LINE = 1 << 20
"""The most bytes that a line may have; a longer one is a bad line."""
SHOWN = 5
"""How many bad lines are kept with their places; all are counted by reason."""
STDIN = "-"
SUFFIXES = tuple(f"{name}{packed}" for name in (".jsonl", ".ndjson") for packed in ("", ".gz", ".zst"))
"""What is looked for in a folder."""

_TICK = 1024  # lines between two reports of progress
_BOM = b"\xef\xbb\xbf"
_FOREIGN: Mapping[bytes, str] = {
    b"PAR1": "a Parquet file, which this version does not read: export it as JSON Lines",
    b"PK\x03\x04": "a zip archive: unpack it first",
    b"BZh": "packed with bzip2: unpack it, or pack it with gzip or zstd",
    b"\xfd7zXZ": "packed with xz: unpack it, or pack it with gzip or zstd",
    b"\xff\xfe": "UTF-16 text: save it as UTF-8",
    b"\xfe\xff": "UTF-16 text: save it as UTF-8",
}

Seen = Callable[[int], None]
"""Told how many more bytes of the files (as they lie on the disk) have been read."""


class _Stream(Protocol):
    def readline(self, size: int = -1, /) -> bytes: ...
    def close(self) -> None: ...


class Line(NamedTuple):
    """One line that is not blank. `number` counts from 1. `text` is its bytes, or the reason why they were not read."""

    file: str
    number: int
    text: bytes | str


@dataclass(frozen=True, slots=True)
class BadLine:
    """One line that is no event; of a file that breaks off, the line where it does."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class BadLines:
    """Counts bad lines: the first few with their places, all by reason. Over `limit` of them is an InputError."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.first: list[BadLine] = []
        self.reasons: Counter[str] = Counter()

    @property
    def count(self) -> int:
        """How many there were."""
        return self.reasons.total()

    def add(self, bad: BadLine) -> None:
        """Counts one more."""
        if len(self.first) < SHOWN:
            self.first.append(bad)
        self.reasons[bad.reason] += 1
        if self.count > self.limit:
            raise InputError("use-too-many-bad", most=self.limit, file=bad.file, line=bad.line, reason=bad.reason)


def locate(names: Sequence[str]) -> tuple[str, ...]:
    """The files that files, globs and folders stand for, each once, in a fixed order; `-` stays. InputError for none.

    A name of a file that exists is that file, even if it looks like a glob.
    """
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(_located(name)))
    return tuple(found)


def size(files: Sequence[str]) -> int | None:
    """Bytes in all files together; None where standard input is among them."""
    return None if STDIN in files else sum(Path(file).stat().st_size for file in files)


def events(files: Sequence[str], bad: BadLines) -> Iterator[Event]:
    """Every event of the files, in their order; repeats too. InputError past the limit of `bad`, and as `lines`."""
    for line in lines(files):
        try:
            yield event(line)
        except EventError as error:
            bad.add(BadLine(line.file, line.number, error.reason))


def lines(files: Sequence[str], seen: Seen = lambda _: None) -> Iterator[Line]:
    """Every line of the files that is not blank. InputError for a file that is no event log at all."""
    for file in files:
        yield from _lines(file, seen)


def event(line: Line) -> Event:
    """The event in a line. EventError where there is none."""
    if isinstance(line.text, str):
        raise EventError(line.text)
    return Event.from_message(message(line.text))


def message(data: bytes) -> dict[str, Any]:
    """The JSON object in a line's bytes. EventError for anything else."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise EventError("it is not UTF-8") from None
    try:
        value = _decode(text)
    except RecursionError:
        raise EventError(f"it is nested over {MAX_DEPTH} levels deep") from None
    except json.JSONDecodeError:
        raise EventError("it is not JSON") from None
    except ValueError:  # Python refuses to read whole numbers of thousands of digits
        raise EventError("it has a number that is too large") from None
    if not isinstance(value, dict):
        raise EventError("it is not a JSON object")
    if ("\\ud" in text or "\\uD" in text) and _has_lone_surrogate(value):  # the cheap look spares most lines the walk
        raise EventError("it has text that is not Unicode (a lone surrogate)")
    return value


def _refuse(_: str) -> NoReturn:
    raise EventError("it has a number that is not finite")


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _refuse(text)


_decode = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite).decode


def _has_lone_surrogate(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    except RecursionError:  # the event itself says that it is too deep
        return False
    return False


def _located(name: str) -> list[str]:
    if name == STDIN:
        return [STDIN]
    path = Path(name)
    if path.is_dir():
        inside = sorted(str(file) for file in path.rglob("*") if file.name.endswith(SUFFIXES) and file.is_file())
        if not inside:
            raise InputError("use-no-log-there", path=name, names=", ".join(SUFFIXES))
        return inside
    if path.exists():
        return [name]
    matched = sorted(match for match in glob.glob(name, recursive=True) if not Path(match).is_dir())  # noqa: PTH207
    if not matched:
        raise InputError("use-no-log", path=name)
    return matched


def _lines(file: str, seen: Seen) -> Iterator[Line]:
    """Lines of one file. Where its packing is broken, what could be read before counts, and the place is a bad line."""
    if file == STDIN:
        if sys.stdin is None:
            raise InputError("use-no-stdin")
        yield from _numbered("<stdin>", sys.stdin.buffer, lambda: None)
        return
    try:
        with Path(file).open("rb") as raw:
            told = 0

            def tick() -> None:
                nonlocal told
                if raw.seekable():  # a pipe with a name has no place to tell
                    seen(raw.tell() - told)
                    told = raw.tell()

            yield from _numbered(file, raw, tick)
            tick()
    except OSError as error:
        raise InputError("use-cannot", path=file, why=error.strerror or error) from None


def _numbered(file: str, raw: Any, tick: Callable[[], None]) -> Iterator[Line]:
    number = 0
    try:
        stream = _unpacked(file, raw)
        while line := stream.readline(LINE + 1):
            number += 1
            if number % _TICK == 0:
                tick()
            if number == 1:
                line = _first(file, line)
            if len(line) > LINE and not line.endswith(b"\n"):
                _skip_rest(stream)
                yield Line(file, number, "it is longer than 1 MiB")
            elif line and not line.isspace():
                yield Line(file, number, line)
    except EOFError:
        yield Line(file, number + 1, "the file breaks off: its packing has no end")
    except (zlib.error, gzip.BadGzipFile, zstd.ZstdError):
        yield Line(file, number + 1, "the file cannot be read from here on: its packing is damaged")


def _skip_rest(stream: _Stream) -> None:
    while (more := stream.readline(LINE)) and not more.endswith(b"\n"):
        pass


def _unpacked(file: str, raw: Any) -> _Stream:
    """The stream that gives lines. The first byte decides: neither gzip's nor zstd's can begin a line of JSON."""
    head: bytes = raw.peek(8)[:8]
    foreign = next((what for magic, what in _FOREIGN.items() if head.startswith(magic)), None)
    if foreign:
        raise InputError("use-cannot", path=file, why=foreign)
    if head[:1] == b"\x1f":
        return gzip.GzipFile(fileobj=raw, mode="rb")
    if head[:1] == b"\x28" or (file.endswith(".zst") and b"\x50" <= head[:1] < b"\x60"):  # or a frame to be skipped
        return zstd.ZstdFile(raw)
    stream: _Stream = raw
    return stream


def _first(file: str, line: bytes) -> bytes:
    """The first line without a byte order mark. InputError where the file is one JSON text and not JSON Lines."""
    line = line.removeprefix(_BOM)
    start = b"".join(line[:64].split())
    if start in (b"{", b"[") or start.startswith((b"[{", b"[[")):
        raise InputError("use-one-json", path=file)
    return line
