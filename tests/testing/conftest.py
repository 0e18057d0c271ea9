"""What the tests of the runner share: a rulebook from text, and its tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dsl.compiler import check_sources
from dsl.program import Rulebook
from dsl.testing.case import Case

Made = Callable[..., tuple[Rulebook, tuple[Case, ...]]]


@pytest.fixture
def made() -> Made:
    """Compiles a plan and the tests of it, all texts; a second plan where one is given."""

    def compiled(plan: str, tests: str, **others: str) -> tuple[Rulebook, tuple[Case, ...]]:
        texts = {"p.punkty": plan, "p.test.punkty": tests, **{f"{name}.punkty": text for name, text in others.items()}}
        checked = check_sources(texts)
        assert checked.rulebook is not None, [str(finding) for finding in checked.findings]
        return checked.rulebook, checked.tests

    return compiled
