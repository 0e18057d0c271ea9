"""Which kind of value a type hint of `dsl.program` asks for."""

from __future__ import annotations

import types
import typing
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache, reduce
from operator import or_
from typing import Any, Literal

from dsl import program
from dsl.codec.conditions import Conditions, Literals, date_of, decimal_of, decimal_text
from dsl.codec.kinds import Choice, Either, Fixed, Kind, Many, Plain, Row, Spelt

_SCALARS: dict[Any, Kind] = {
    str: Plain(str, "a text"),
    int: Plain(int, "a whole number"),
    bool: Plain(bool, "true or false"),
    Decimal: Spelt(decimal_text, decimal_of),
    date: Spelt(date.isoformat, date_of),
}


@cache
def kind_of(hint: Any) -> Kind:
    """The kind of a type hint."""
    if hint in _SCALARS:
        return _SCALARS[hint]
    if is_dataclass(hint):
        assert isinstance(hint, type)
        return Row(hint)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return Choice(frozenset(args), ", ".join(args))
    if origin is tuple:
        return Many(kind_of(args[0])) if args[-1] is Ellipsis else Fixed(tuple(map(kind_of, args)))
    assert origin in (typing.Union, types.UnionType), hint
    if type(None) in args:
        return Either(type(None), kind_of(reduce(or_, (a for a in args if a is not type(None)))))
    if hint == program.Value:
        return Literals()
    if hint == program.Condition:
        return Conditions()
    return Either(str, kind_of(next(a for a in args if a is not str)))
