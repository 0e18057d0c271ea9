"""Runs compiled tests of rules through the real engine, and says which rules they have covered.

Knows cases, folds and verdicts; nothing of files, nor of how a failure is told. Experiments are left out: every plan
raises its own alerts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Context, Decimal

from dsl.engine import Event, Raised, Verdict, fold
from dsl.program import Plan, Rule, Rulebook
from dsl.testing.case import (
    AlertRaised,
    Case,
    Claim,
    Expect,
    Expected,
    GroupIs,
    NoAlert,
    RuleFired,
    ScoreIs,
    Send,
    StageIs,
)

Came = Decimal | int | str | tuple[Raised, ...]
"""What came instead: a score or subtotal, a number of firings, a stage, the alerts since the `expect` before."""

_CENT, _ROUNDING = Decimal("0.01"), Context(prec=100, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Miss:
    """A claim that does not hold at `at`, what came instead, and the verdict (with its ledger) that led there."""

    expected: Expected
    at: int
    came: Came
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one test of `plan` went. `earned`: places in the plan of the rules that gave points at some time in it."""

    case: Case
    plan: Plan
    misses: tuple[Miss, ...]
    earned: frozenset[int]

    @property
    def passed(self) -> bool:
        """Whether every claim held."""
        return not self.misses


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which rules of a plan no test has seen giving points."""

    plan: str
    rules: int
    never: tuple[Rule, ...]

    @property
    def percent(self) -> Decimal:
        """The share of rules that gave points, 0 to 100; of a plan without rules all of them."""
        return Decimal(100) * (self.rules - len(self.never)) / self.rules if self.rules else Decimal(100)


def run(rulebook: Rulebook, cases: Iterable[Case]) -> tuple[Outcome, ...]:
    """The outcome of each test, in the same order. KeyError for a test of a plan that is not there."""
    plans = {plan.name: replace(plan, arm=None) for plan in rulebook.plans}
    return tuple(run_case(plans[case.plan], case) for case in cases)


def run_case(plan: Plan, case: Case) -> Outcome:
    """Folds at every `expect`, and at every other instant at which a rule's points can be seen."""
    events = [Event.from_message(step.message) for step in case.steps if isinstance(step, Send)]
    verdicts = {at: fold(plan, [e for e in events if e.at <= at], at, ledger=True) for at in _instants(plan, case)}
    misses: list[Miss] = []
    before: int | None = None
    for step in case.steps:
        if isinstance(step, Expect):
            misses += _misses(step, verdicts[step.at], before)
            before = step.at
    ledgers = [verdict.ledger for verdict in verdicts.values() if verdict.ledger]
    earned = frozenset(entry.rule for ledger in ledgers for entry in ledger.entries if entry.points)
    return Outcome(case, plan, tuple(misses), earned)


def coverage(rulebook: Rulebook, outcomes: Sequence[Outcome]) -> tuple[Coverage, ...]:
    """For each plan of the rulebook, what the tests that were run have covered."""
    earned: dict[str, set[int]] = {plan.name: set() for plan in rulebook.plans}
    for outcome in outcomes:
        earned[outcome.case.plan] |= outcome.earned
    return tuple(
        Coverage(
            plan=plan.name,
            rules=len(plan.rules),
            never=tuple(rule for place, rule in enumerate(plan.rules) if place not in earned[plan.name]),
        )
        for plan in rulebook.plans
    )


def _instants(plan: Plan, case: Case) -> list[int]:
    """Every step's, and where resets wipe the ledger, the millisecond before it too: what a deadline earned in between."""
    steps = {step.at for step in case.steps}
    return sorted(steps | {at - 1 for at in steps}) if plan.resets else sorted(steps)


def _misses(step: Expect, verdict: Verdict, before: int | None) -> list[Miss]:
    alerts = tuple(alert for alert in verdict.alerts if before is None or alert.at > before)
    found = ((expected, *_judge(expected.claim, verdict, alerts)) for expected in step.claims)
    return [Miss(expected, step.at, came, verdict) for expected, holds, came in found if not holds]


def _judge(claim: Claim, verdict: Verdict, alerts: tuple[Raised, ...]) -> tuple[bool, Came]:
    """Whether a claim holds, and what came."""
    match claim:
        case ScoreIs(value):
            return _same(verdict.score, value), verdict.score
        case GroupIs(name, value):
            return _same(verdict.groups[name], value), verdict.groups[name]
        case StageIs(name):
            return verdict.stage == name, verdict.stage
        case AlertRaised(channel):
            return any(alert.channel == channel for alert in alerts), alerts
        case NoAlert():
            return not alerts, alerts
        case RuleFired(label, times):
            fired = _fired(verdict, label)
            return fired == times, fired


def _same(came: Decimal, expected: Decimal) -> bool:
    return came.quantize(_CENT, context=_ROUNDING) == expected.quantize(_CENT, context=_ROUNDING)


def _fired(verdict: Verdict, label: str) -> int:
    """Firings of that label that earned points; a `when` rule that holds counts as one."""
    assert verdict.ledger is not None
    return sum(entry.label == label and entry.points != 0 for entry in verdict.ledger.entries)
