"""How files of rules are called: plans, what they include, tests. Knows names and nothing of what is in a file."""

from __future__ import annotations

RULES, TESTS = ".punkty", ".test.punkty"


def is_plan(name: str) -> bool:
    """Whether a file right in a rulebook's folder is a plan of its own: no tests, not hidden, not there to be included."""
    return name.endswith(RULES) and not name.endswith(TESTS) and name[0] not in "_." and "/" not in name


def plan_of(name: str) -> str:
    """The plan that a file of tests belongs to; of any other file its own name."""
    return name.removesuffix(TESTS) + RULES if name.endswith(TESTS) else name
