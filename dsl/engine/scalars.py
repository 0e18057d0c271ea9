"""Single values of messages and profiles: what is known, what is a number, a text, a date (language.md section 3, Values).

Knows nothing of events, fields or comparisons. What is of another kind is None, never an exception.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from dsl.engine.calendar import zone
from dsl.engine.canonical import number_text
from dsl.engine.text import fold_text
from dsl.errors import EventError

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_LONGEST_NUMBER = 64


def known(value: object) -> bool:
    """Neither missing nor null, a blank text or an empty list."""
    if isinstance(value, str):
        return bool(value) and not value.isspace()
    return value is not None and value != []


def number_of(value: object) -> Decimal | None:
    """A number, or plain-number text, as an exact decimal; None for anything else."""
    match value:
        case bool():
            return None
        case int():
            return Decimal(value)
        case float():
            return Decimal(repr(value)) if isfinite(value) else None
        case str() if len(value) <= _LONGEST_NUMBER and _NUMBER.fullmatch(trimmed := value.strip()):
            return Decimal(trimmed)
    return None


def text_of(value: object) -> str | None:
    """The folded text of a text, number (shortest JSON form) or boolean; None for anything else."""
    match value:
        case str():
            return fold_text(value)
        case bool():
            return "true" if value else "false"
        case int() | float():
            try:
                return number_text(value)
            except EventError:
                return None
    return None


def date_of(value: object, timezone: str) -> date | None:
    """The date of ISO text: of an instant its local one. None for anything else."""
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER:
        return None
    text = value.strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone(timezone)).date()
    except (ValueError, OverflowError):
        return None


def scalars(value: Any) -> list[Any]:
    """The members of a list (of lists), or the value itself."""
    if not isinstance(value, list):
        return [value]
    return [scalar for member in value for scalar in scalars(member)]
