"""What to call a mistake: from the place where the grammar stopped to one finding in the language's own words.

Knows the order in which near misses are tried, each in a module of its kind beside this one, and the last resort: what was
expected and what was found. Terminals are named in `dsl.syntax.expected`, sentences stand in the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable

from dsl.syntax import amounts, compared, funnel, meant, misplaced, misspelt, pasted, phrases
from dsl.syntax.expected import expectations
from dsl.syntax.findings import Finding
from dsl.syntax.mistake import Mistake
from dsl.syntax.near import near_keyword, nearest
from dsl.syntax.outline import STATEMENTS
from dsl.words import BUILT_IN

_STARTS = {
    **dict.fromkeys(("if", "gdy", "kiedy", "jeśli", "jeżeli", "jezeli"), "when"),
    **dict.fromkeys(("na", "przy", "za", "upon"), "on"),
    **dict.fromkeys(("notify", "powiadom", "alarm"), "alert"),
    **dict.fromkeys(("import", "use", "dołącz"), "include"),
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
    start = _STARTS.get(word, "")
    if start == "when" and m.following in BUILT_IN:
        start = "on"
    near = f"on {m.found}" if m.following == "(" else start or nearest(word, STATEMENTS)
    return m.finding("E003", m.here(), start or None, found=_shown(m.found), near="" if part else near, part=part)


def _unexpected(m: Mistake) -> Finding:
    expected = "|".join(expectations(m.expected))
    if m.at_end:
        return m.finding("E002", m.span(m.end_before, m.end_before), expected=expected)
    return m.finding("E001", m.here(), expected=expected, found=_shown(m.found), near=near_keyword(m))


def _shown(found: str) -> str:
    """What was found; a sign that nobody sees by its number."""
    return found if found.isprintable() else f"U+{ord(found[0]):04X}"


_CHECKS: tuple[Callable[[Mistake], Finding | None], ...] = (
    misspelt.closed_by_another,
    misspelt.quote_inside,
    misspelt.typographic_quote,
    misspelt.typographic_minus,
    misspelt.unclosed_quote,
    misspelt.capitals,
    pasted.unseen,
    pasted.comment,
    pasted.foreign_signs,
    pasted.placeholder,
    _no_statement,
    misplaced.unclosed_bracket,
    amounts.before_points,
    misspelt.foreign_operator,
    amounts.digits_in_groups,
    amounts.decimal_comma,
    amounts.spaced_sign,
    compared.inexact,
    compared.threshold,
    amounts.unsigned_points,
    meant.path_alone,
    meant.no_channel,
    funnel.several_channels,
    funnel.shares_of_nothing,
    funnel.turned_capacity,
    meant.bracketed_pattern,
    meant.turned_absence,
    meant.misread_absence,
    meant.condition_as_event,
    compared.between,
    compared.in_words,
    compared.listed,
    amounts.share_of_nothing,
    misplaced.too_much,
    phrases.how_often,
    misplaced.count_after_points,
    misplaced.no_points,
    misplaced.limit_of_nothing,
    amounts.within_of_nothing,
    amounts.unknown_unit,
    amounts.stuck_number,
    amounts.other_date,
    amounts.other_time,
    amounts.other_period,
    amounts.twice,
    compared.either,
    phrases.for_a_comma,
    phrases.once_per,
    phrases.said_otherwise,
    phrases.other_value,
    meant.track_name,
    meant.joined_by_and,
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
    compared.no_comma,
    _unexpected,
)
