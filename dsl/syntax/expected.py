"""What the grammar waits for, in the language's own words.

Knows the grammar's terminals, which of them belong together, and how keywords are written; the words for people are the
catalogue's `[terms]`.
"""

from __future__ import annotations

from dsl.syntax.outline import STATEMENTS

_STARTS = frozenset(f"_{word.upper()}" for word in STATEMENTS)
SUFFIXES = frozenset({"_ONCE", "_MAX", "_FROM", "_UNTIL", "_AS", "_WHILE", "_DECAY", "_EXPIRE", "_NO"})
VALUES = frozenset({"STRING", "NUMBER", "SIGNED", "TRUE", "FALSE", "DATE"})

# What is expected, in groups: (name in the catalogue, terminals that make the group, terminals that go without saying).
GROUPS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    ("expected-points", frozenset({"SIGNED", "_THEN"}), frozenset({"SIGNED"})),
    ("expected-value", VALUES, VALUES | {"NULL", "LSQB"}),
    ("expected-number", frozenset({"NUMBER", "SIGNED"}), frozenset({"NUMBER", "SIGNED"})),
    ("expected-points", frozenset({"SIGNED"}), frozenset({"SIGNED"})),
    ("expected-condition", frozenset({"NOT", "LPAR", "_WITHIN"}), frozenset({"NOT", "LPAR", "_WITHIN", "NAME"})),
    ("expected-comparison", frozenset({"EQUALS", "OP"}), frozenset({"EQUALS", "OP", "TEXT_OP", "_IN", "_IS", "NOT"})),
    ("expected-argument", frozenset({"STRING", "NAME"}), frozenset({"STRING", "NAME"})),
    ("expected-action", frozenset({"NAME", "_EXPECT"}), frozenset({"NAME", "NO_NAME", "_EXPECT", "_PROFILE"})),
    ("expected-event", frozenset({"NAME", "NO_NAME"}), frozenset({"NAME", "NO_NAME"})),
    ("expected-expectation", frozenset({"_RULE"}), frozenset({"_SCORE", "_GROUP", "_STAGE", "_ALERT", "_NO", "_RULE"})),
    ("expected-suffix", SUFFIXES, SUFFIXES | {"_PER"}),
    ("expected-decay", frozenset({"_DECAY", "_EXPIRE"}), frozenset({"_DECAY", "_EXPIRE", "_NO"})),
    ("expected-name", frozenset({"NAME"}), frozenset({"NAME"})),
    ("expected-text", frozenset({"STRING"}), frozenset({"STRING"})),
    ("expected-whole", frozenset({"NUMBER"}), frozenset({"NUMBER"})),
    ("expected-duration", frozenset({"DURATION"}), frozenset({"DURATION"})),
    ("expected-distance", frozenset({"DISTANCE"}), frozenset({"DISTANCE"})),
    ("expected-percent", frozenset({"PERCENT"}), frozenset({"PERCENT"})),
    ("expected-date", frozenset({"DATE"}), frozenset({"DATE"})),
    ("expected-time", frozenset({"TIME"}), frozenset({"TIME"})),
    ("expected-unit", frozenset({"UNIT"}), frozenset({"UNIT"})),
    ("expected-list", frozenset({"LSQB"}), frozenset({"LSQB"})),
)
SIGNS = {"LPAR": "(", "RPAR": ")", "LSQB": "[", "RSQB": "]", "COMMA": ",", "EQUALS": "="}
_SHOWN = 4  # more alternatives than that help nobody


def expectations(terminals: frozenset[str]) -> tuple[str, ...]:
    """What was expected: names of the catalogue's terms, or a keyword or sign in back quotes; the weightiest first."""
    left = set(terminals)
    names: list[str] = []
    for name, wanted, covered in GROUPS:
        if wanted <= left and name not in names:
            left -= covered
            names.append(name)
    over = left >= _STARTS
    left -= {"$END", "_OR_ON"} | (_STARTS if over else set())
    names += [f"`{keywords(terminal)[0]}`" for terminal in sorted(left)]
    return tuple(names[:_SHOWN]) + (("expected-statement",) if over else ())


def keywords(terminal: str) -> tuple[str, ...]:
    """How a terminal of keywords or signs is written."""
    if terminal in SIGNS:
        return (SIGNS[terminal],)
    if terminal == "TEXT_OP":
        return "matches", "contains"
    return (terminal.strip("_").lower().replace("_", " "),)
