"""JSON in the one form of RFC 8785 (JCS): the same value gives the same text everywhere.

Knows JSON values only. Numbers are IEEE doubles written as ECMAScript writes them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from math import isfinite

from dsl.errors import EventError

_EXACT = 1 << 53


def canonical(value: object) -> str:
    """The RFC 8785 text of a JSON value. EventError where it has none (NaN, a number past a double, a lone surrogate)."""
    parts: list[str] = []
    _write(value, parts.append)
    text = "".join(parts)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise EventError("it has text that is not Unicode (a lone surrogate)") from None
    return text


def number_text(number: int | float) -> str:
    """A finite number as ECMAScript writes it: the shortest digits that read back the same, `5.0` as `5`."""
    if isinstance(number, int):
        if -_EXACT <= number <= _EXACT:
            return str(number)
        try:
            number = float(number)
        except OverflowError:
            raise EventError("it has a number that is too large") from None
    if not isfinite(number):
        raise EventError("it has a number that is not finite")
    if number == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    assert isinstance(exponent, int)
    text, count = "".join(map(str, digits)), len(digits)
    point = count + exponent  # 0.<text> times ten to this power
    if count <= point <= 21:
        body = text + "0" * (point - count)
    elif 0 < point <= 21:
        body = f"{text[:point]}.{text[point:]}"
    elif -6 < point <= 0:
        body = f"0.{'0' * -point}{text}"
    else:
        body = f"{text[0]}{'.' if count > 1 else ''}{text[1:]}e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return f"-{body}" if sign else body


def _write(value: object, out: Callable[[str], None]) -> None:
    match value:
        case str():
            out(_quoted(value))
        case None:
            out("null")
        case bool():
            out("true" if value else "false")
        case int() | float():
            out(number_text(value))
        case dict():
            out("{")
            for place, key in enumerate(sorted(value, key=_utf16)):
                out(("," if place else "") + _quoted(key) + ":")
                _write(value[key], out)
            out("}")
        case list() | tuple():
            out("[")
            for place, item in enumerate(value):
                out("," if place else "")
                _write(item, out)
            out("]")
        case _:
            raise EventError(f"it has a value that is no JSON ({type(value).__name__})")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _utf16(key: object) -> bytes:
    if not isinstance(key, str):
        raise EventError("it has a name that is no text")
    return key.encode("utf-16-be", "surrogatepass")

