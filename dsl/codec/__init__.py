"""The compiled rulebook as deterministic JSON and back, and the hash that is its version.

Knows the shapes of `dsl.program` (by their own type hints) and nothing of what they mean. Standard library only.

One rulebook has one text: keys sorted, no spaces, columns that hold nothing but the default left out, decimals as canonical
text, dates as ISO text. Each class has a table of its own, written by columns; equal values share a row, and wherever a value
is used stands its place in that table:

    {"format": 2, "Decay": {"days": [30], "kind": ["half"]}, "Rule": {"decay": [0, null], "points": ["5", "-2.5"], ...}, ...}

A condition is the place of its `Test`, or an object of one key: `{"Not": 3}`, `{"All": [3, 4]}`, `{"Within": 0}`. In a
literal, a number is `{"number": "2.5"}` and a date `{"date": "2026-11-30"}`.
"""

from __future__ import annotations

import hashlib
import json

from dsl import program
from dsl.codec.conditions import decimal_text
from dsl.codec.tables import Reader, Writer
from dsl.errors import ProgramError
from dsl.program import Rulebook

__all__ = ["decimal_text", "from_json", "to_json", "version"]

_PLACES = frozenset({"file", "line", "version"})  # what does not count for the version


def to_json(rulebook: Rulebook) -> str:
    """The rulebook's one JSON text (UTF-8 when stored; no line end)."""
    return _dump(rulebook, frozenset())


def version(rulebook: Rulebook) -> str:
    """SHA-256, in hex, of the same JSON without files, lines and the version itself."""
    return hashlib.sha256(_dump(rulebook, _PLACES).encode()).hexdigest()


def from_json(text: str | bytes) -> Rulebook:
    """The rulebook of a JSON text. ProgramError where it is none of the format `dsl.program.FORMAT`.

    Equal patterns, conditions and decays of it are one object.
    """
    try:
        raw = _parsed(text)
    except (ValueError, RecursionError) as error:
        raise ProgramError("this is no compiled rulebook: it is not JSON") from error
    if not isinstance(raw, dict) or "format" not in raw:
        raise ProgramError("this is no compiled rulebook: it is not an object that names its `format`")
    number = raw.pop("format")
    if type(number) is not int or number != program.FORMAT:
        raise ProgramError(f"this rulebook has another format than {program.FORMAT}: compile it again")
    return Reader(raw).rulebook()


def _parsed(text: str | bytes) -> object:
    """The JSON of UTF-8 text; ValueError or RecursionError where it is none, or holds what UTF-8 cannot (a lone surrogate)."""
    if isinstance(text, bytes):
        text = text.decode("utf-8-sig")
    raw = json.loads(text)
    (json.dumps(raw, ensure_ascii=False) if "\\u" in text else text).encode()
    return raw


def _dump(rulebook: Rulebook, leave_out: frozenset[str]) -> str:
    tables = Writer(leave_out).tables(rulebook)
    return json.dumps({"format": program.FORMAT, **tables}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
