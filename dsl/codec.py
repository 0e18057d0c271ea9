"""The compiled rulebook as deterministic JSON and back, and the hash that is its version.

Knows the shapes of `dsl.program` (by their own type hints) and nothing of what they mean. Standard library only.

One rulebook has one text: keys sorted, no spaces, defaults left out, decimals as canonical text, dates as ISO text. A class
that is one of several (`Condition`) is an object of one key, its name: `{"Not": {"of": ...}}`. In a literal, a number is
`{"number": "2.5"}` and a date `{"date": "2026-11-30"}`. Each `Field` stands once, in the table `fields`, and is its place
there wherever it is used.
"""

from __future__ import annotations

import hashlib
import json
import re
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache, reduce
from operator import or_
from typing import Any, Literal

from dsl import program
from dsl.errors import ProgramError
from dsl.program import Field, Rulebook

_DEPTH = 100  # conditions within conditions
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,63})(?:\.[0-9]{0,63}[1-9])?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLACES = frozenset({"file", "line", "version"})  # what does not count for the version


def to_json(rulebook: Rulebook) -> str:
    """The rulebook's one JSON text (UTF-8 when stored; no line end)."""
    return _dump(rulebook, frozenset())


def version(rulebook: Rulebook) -> str:
    """SHA-256, in hex, of the same JSON without files, lines and the version itself."""
    return hashlib.sha256(_dump(rulebook, _PLACES).encode()).hexdigest()


def from_json(text: str | bytes) -> Rulebook:
    """The rulebook of a JSON text. ProgramError where it is none of the format `dsl.program.FORMAT`."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProgramError("this is no compiled rulebook: it is not JSON") from error
    if not isinstance(raw, dict) or "format" not in raw:
        raise ProgramError("this is no compiled rulebook: it is not an object that names its `format`")
    if type(raw["format"]) is not int or raw["format"] != program.FORMAT:
        raise ProgramError(f"this rulebook has another format than {program.FORMAT}: compile it again")
    unknown = sorted(raw.keys() - {"format", "fields", "rulebook"})
    if unknown:
        raise _bad(f"it has an unknown part `{unknown[0]}`")
    reader = _Reader()
    reader.fields = [reader.field(f) for f in _list(raw.get("fields"))]
    rulebook = _codec(Rulebook).decode(raw.get("rulebook"), reader)
    assert isinstance(rulebook, Rulebook)
    return rulebook


def decimal_text(number: Decimal) -> str:
    """A decimal without exponent, without zeros at its end, never "-0"."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _dump(rulebook: Rulebook, leave_out: frozenset[str]) -> str:
    writer = _Writer(leave_out, {})
    body = _codec(Rulebook).encode(rulebook, writer)
    table = [[f.text, *f.sources] for f in writer.fields]
    whole = {"format": program.FORMAT, "fields": table, "rulebook": body}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class _Writer:
    leave_out: frozenset[str]
    fields: dict[Field, int]

    def place(self, field: Field) -> int:
        """The field's place in the table, where it is put when first met."""
        return self.fields.setdefault(field, len(self.fields))


class _Reader:
    """What decoding needs to remember: the table of fields, and how deep it is."""

    def __init__(self) -> None:
        self.fields: list[Field] = []
        self.depth = 0

    def field(self, raw: object) -> Field:
        items = _list(raw)
        if not items:
            raise _bad("a field has no name")
        sources = tuple(tuple(_text(part) for part in _list(source)) for source in items[1:])
        if not sources or not all(sources):
            raise _bad("a field has no source")
        return Field(_text(items[0]), sources)


@dataclass(frozen=True, slots=True)
class _Codec:
    encode: Callable[[Any, _Writer], Any]
    decode: Callable[[Any, _Reader], Any]


def _bad(what: str) -> ProgramError:
    return ProgramError(f"this is no compiled rulebook of format {program.FORMAT}: {what}")


def _list(raw: object) -> list[Any]:
    if type(raw) is not list:
        raise _bad(f"{_name(raw)} stands where a list should")
    return raw


def _text(raw: object) -> str:
    if type(raw) is not str:
        raise _bad(f"{_name(raw)} stands where a text should")
    return raw


def _name(raw: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(raw), "a number")


@lru_cache(maxsize=4096)
def _decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text) or text == "-0":
        raise _bad(f"`{text[:40]}` is no decimal number in canonical form")
    return Decimal(text)


@lru_cache(maxsize=4096)
def _date(text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _bad(f"`{text[:40]}` is no date")


@cache
def _codec(hint: Any) -> _Codec:
    """How values of a type hint of `dsl.program` are written and read."""
    if hint in _SCALARS:
        return _SCALARS[hint]
    if hint is Field:
        return _Codec(lambda value, writer: writer.place(value), _field_at)
    if is_dataclass(hint):
        return _object(hint)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return _literal(args)
    if origin is tuple:
        return _many(args[0]) if args[-1] is Ellipsis else _fixed(args)
    assert origin in (typing.Union, types.UnionType), hint
    if type(None) in args:
        return _optional(reduce(or_, (a for a in args if a is not type(None))))
    if hint == program.Value:
        return _Codec(_encode_value, _decode_value)
    if hint == program.Condition:
        return _tagged(args)
    return _text_or(next(a for a in args if a is not str))


def _plain(kind: type, name: str) -> _Codec:
    def decode(raw: object, _: _Reader) -> object:
        if type(raw) is not kind:
            raise _bad(f"{_name(raw)} stands where {name} should")
        return raw

    return _Codec(lambda value, _: value, decode)


_SCALARS: dict[Any, _Codec] = {
    str: _plain(str, "a text"),
    int: _plain(int, "a whole number"),
    bool: _plain(bool, "true or false"),
    Decimal: _Codec(lambda value, _: decimal_text(value), lambda raw, _: _decimal(_text(raw))),
    date: _Codec(lambda value, _: value.isoformat(), lambda raw, _: _date(_text(raw))),
}


def _field_at(raw: object, reader: _Reader) -> Field:
    if type(raw) is not int or not 0 <= raw < len(reader.fields):
        raise _bad("a field is not in the table of fields")
    return reader.fields[raw]


def _object(cls: Any) -> _Codec:
    hints = typing.get_type_hints(cls)
    defaults = {f.name: f.default for f in fields(cls)}
    required = frozenset(name for name, default in defaults.items() if default is MISSING)
    codecs: dict[str, _Codec] = {}
    decoders: dict[str, Callable[[Any, _Reader], Any]] = {}

    def link() -> None:
        """Done when first needed, not before: conditions hold conditions."""
        codecs.update((name, _codec(hints[name])) for name in defaults)
        decoders.update((name, codec.decode) for name, codec in codecs.items())

    def encode(value: Any, writer: _Writer) -> dict[str, Any]:
        if not codecs:
            link()
        out = {}
        for name, default in defaults.items():
            part = getattr(value, name)
            if name not in writer.leave_out and (default is MISSING or part != default):
                out[name] = codecs[name].encode(part, writer)
        return out

    def decode(raw: object, reader: _Reader) -> Any:
        if type(raw) is not dict:
            raise _bad(f"{_name(raw)} stands where an object should")
        if not decoders:
            link()
        if not raw.keys() >= required:
            raise _bad(f"a {cls.__name__.lower()} lacks its `{sorted(required - raw.keys())[0]}`")
        try:
            return cls(**{name: decoders[name](part, reader) for name, part in raw.items()})
        except KeyError as error:
            raise _bad(f"a {cls.__name__.lower()} has an unknown part `{str(error.args[0])[:40]}`") from error

    return _Codec(encode, decode)


def _literal(choices: tuple[Any, ...]) -> _Codec:
    allowed = frozenset(choices)

    def decode(raw: object, _: _Reader) -> object:
        if type(raw) is not str or raw not in allowed:
            raise _bad(f"{_name(raw)} stands where one of {', '.join(choices)} should")
        return raw

    return _Codec(lambda value, _: value, decode)


def _many(hint: Any) -> _Codec:
    item = _codec(hint)
    read = item.decode

    def encode(value: tuple[Any, ...], writer: _Writer) -> list[Any]:
        return [item.encode(part, writer) for part in value]

    def decode(raw: object, reader: _Reader) -> tuple[Any, ...]:
        return tuple([read(part, reader) for part in _list(raw)])

    return _Codec(encode, decode)


def _fixed(hints: tuple[Any, ...]) -> _Codec:
    items = [_codec(hint) for hint in hints]

    def encode(value: tuple[Any, ...], writer: _Writer) -> list[Any]:
        return [item.encode(part, writer) for item, part in zip(items, value, strict=True)]

    def decode(raw: object, reader: _Reader) -> tuple[Any, ...]:
        if len(_list(raw)) != len(items):
            raise _bad(f"a list should have {len(items)} parts")
        return tuple(item.decode(part, reader) for item, part in zip(items, _list(raw), strict=True))

    return _Codec(encode, decode)


def _optional(hint: Any) -> _Codec:
    inner = _codec(hint)
    return _Codec(
        lambda value, writer: None if value is None else inner.encode(value, writer),
        lambda raw, reader: None if raw is None else inner.decode(raw, reader),
    )


def _text_or(hint: Any) -> _Codec:
    inner = _codec(hint)
    return _Codec(
        lambda value, writer: value if isinstance(value, str) else inner.encode(value, writer),
        lambda raw, reader: raw if type(raw) is str else inner.decode(raw, reader),
    )


def _tagged(classes: tuple[Any, ...]) -> _Codec:
    by_name = {cls.__name__: _codec(cls) for cls in classes}

    def encode(value: Any, writer: _Writer) -> dict[str, Any]:
        return {type(value).__name__: by_name[type(value).__name__].encode(value, writer)}

    def decode(raw: object, reader: _Reader) -> Any:
        if type(raw) is not dict or len(raw) != 1 or (name := next(iter(raw))) not in by_name:
            raise _bad(f"{_name(raw)} stands where a condition should")
        if reader.depth >= _DEPTH:
            raise _bad(f"conditions are nested more than {_DEPTH} deep")
        reader.depth += 1
        found = by_name[name].decode(raw[name], reader)
        reader.depth -= 1
        return found

    return _Codec(encode, decode)


def _encode_value(value: object, _: _Writer) -> object:
    if isinstance(value, Decimal):
        return {"number": decimal_text(value)}
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _decode_value(raw: object, _: _Reader) -> object:
    if type(raw) is str or type(raw) is bool:
        return raw
    if type(raw) is dict and len(raw) == 1:
        if "number" in raw:
            return _decimal(_text(raw["number"]))
        if "date" in raw:
            return _date(_text(raw["date"]))
    raise _bad(f"{_name(raw)} stands where a literal should")
