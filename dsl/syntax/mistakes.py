"""What to call a mistake: from the place where the grammar stopped to one finding in the language's own words.

Knows the order in which near misses are tried (`dsl.syntax.misspelt`, `dsl.syntax.misplaced`) and the last resort: what was
expected and what was found. Terminals are named in `dsl.syntax.expected`, sentences stand in the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable

from dsl.syntax import misplaced, misspelt
from dsl.syntax.expected import expectations
from dsl.syntax.findings import Finding
from dsl.syntax.mistake import Mistake
from dsl.syntax.outline import STATEMENTS

_STARTS = {
    **dict.fromkeys(("if", "gdy", "kiedy", "jeśli", "jeżeli", "jezeli"), "when"),
    **dict.fromkeys(("na", "przy", "za", "upon"), "on"),
    "etap": "stage",
    "grupa": "group",
    "miejsce": "place",
    "zdarzenie": "event",
    "pomiń": "ignore",
    "wyklucz": "exclude",
}
"""How people begin a statement, and how it begins here."""
_PARTS = frozenset(
    {"decay", "expire", "no", "max", "min", "once", "as", "from", "until", "while", "timezone", "score", "per", "at", "day"}
)


def explain(mistake: Mistake) -> Finding:
    """The finding for a mistake."""
    return next(finding for check in _CHECKS if (finding := check(mistake)) is not None)


def _no_statement(m: Mistake) -> Finding | None:
    if m.partial:
        return None
    word = m.found.casefold()
    part = m.found if word in _PARTS else ""
    near = f"on {m.found}" if m.following == "(" else _STARTS.get(word) or misplaced.nearest(word, STATEMENTS)
    return m.finding("E003", m.here(), found=_shown(m.found), near="" if part else near, part=part)


def _unexpected(m: Mistake) -> Finding:
    expected = "|".join(expectations(m.expected))
    if m.at_end:
        return m.finding("E002", m.span(m.end_before, m.end_before), expected=expected)
    return m.finding("E001", m.here(), expected=expected, found=_shown(m.found), near=misplaced.near_keyword(m))


def _shown(found: str) -> str:
    """What was found; a sign that nobody sees by its number."""
    return found if found.isprintable() else f"U+{ord(found[0]):04X}"


_CHECKS: tuple[Callable[[Mistake], Finding | None], ...] = (
    misspelt.quote_inside,
    misspelt.typographic_quote,
    misspelt.typographic_minus,
    misspelt.unclosed_quote,
    misspelt.capitals,
    _no_statement,
    misplaced.unclosed_bracket,
    misspelt.foreign_operator,
    misspelt.digits_in_groups,
    misspelt.decimal_comma,
    misspelt.spaced_sign,
    misplaced.unsigned_points,
    misplaced.too_much,
    misplaced.count_after_points,
    misplaced.no_points,
    misplaced.limit_of_nothing,
    misspelt.unknown_unit,
    misspelt.stuck_number,
    misspelt.other_date,
    misspelt.twice,
    misspelt.said_otherwise,
    misspelt.almost,
    misplaced.text_without_brackets,
    misplaced.empty_brackets,
    misplaced.misspelt_action,
    misplaced.absence_without_duration,
    misplaced.half_a_condition,
    misplaced.event_as_condition,
    misplaced.no_name,
    misplaced.missing,
    misplaced.reserved_name,
    misspelt.unquoted_text,
    _unexpected,
)
