"""A compiled rulebook survives its JSON."""

from __future__ import annotations

import dataclasses
from typing import Any

from hypothesis import given
from strategies import Case, cases

from dsl import codec
from dsl.program import Plan, Rulebook


@given(cases())
def test_a_rulebook_survives_its_json(case: Case) -> None:
    """Read back, every part is what it was, and written again it is the same text."""
    text = codec.to_json(Rulebook((case.plan,)))
    again = codec.from_json(text)
    assert [parts(plan) for plan in again.plans] == [parts(case.plan)]
    assert codec.to_json(again) == text


def parts(plan: Plan) -> dict[str, Any]:
    return {field.name: getattr(plan, field.name) for field in dataclasses.fields(plan)}
