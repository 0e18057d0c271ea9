"""The table of `punkty score`: for each plan the hottest contacts with their reasons, the funnel, the alerts.

Knows verdicts and how people read them. Holds the hottest contacts and the latest alerts, never everyone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import heappush, heappushpop
from typing import TextIO, TypeVar

from dsl.cli.show import Column, Say, columns, heading, local, number, plain, signed
from dsl.engine import Ledger, Raised
from dsl.identity import Key
from dsl.lab.history import History
from dsl.lab.score import Ask, Scored, score
from dsl.program import EXCLUDED, LEAD, Plan

_REASONS, _TENTH = 3, Decimal("0.1")
_LATEST = 5

Reasons = Mapping[tuple[Key, str], Sequence[tuple[str, Decimal]]]
"""By contact and plan: labels of rules with what they are worth together, the greatest first."""


@dataclass(order=True, frozen=True, slots=True)
class _Heat:
    """Orders contacts: those still open, a later stage, a higher score, then the name that comes first."""

    open: bool
    stage: int
    score: Decimal
    late_name: tuple[int, ...]
    scored: Scored = field(compare=False)


@dataclass(order=True, frozen=True, slots=True)
class _Told:
    at: int
    contact: str
    statement: int
    alert: Raised = field(compare=False)


@dataclass(slots=True)
class Summary:
    """Of one plan: everyone's stages, the hottest, alerts by channel, the latest of them."""

    stages: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    _hottest: list[_Heat] = field(default_factory=list)
    _latest: list[_Told] = field(default_factory=list)

    def take(self, scored: Scored, rank: int, top: int) -> None:
        """Counts one contact in; `rank` is the stage's place in the funnel."""
        verdict = scored.verdict
        self.stages[verdict.stage] += 1
        _keep(self._hottest, _Heat(not scored.ended, rank, verdict.score, tuple(-ord(c) for c in scored.contact), scored), top)
        for alert in verdict.alerts:
            self.channels[alert.channel] += 1
            _keep(self._latest, _Told(alert.at, scored.contact, alert.statement, alert), _LATEST)

    def hottest(self) -> list[Scored]:
        """Those still open first; by stage, then score, then name."""
        return [heat.scored for heat in sorted(self._hottest, reverse=True)]

    def latest(self) -> list[tuple[str, Raised]]:
        """The last alerts with their contacts, the newest first."""
        return [(told.contact, told.alert) for told in sorted(self._latest, reverse=True)]


Item = TypeVar("Item", _Heat, _Told)


def _keep(heap: list[Item], item: Item, most: int) -> None:
    """Keeps the `most` greatest."""
    if len(heap) < most:
        heappush(heap, item)
    elif most:
        heappushpop(heap, item)


def summarise(everyone: Iterable[Scored], plans: Sequence[Plan], top: int) -> dict[str, Summary]:
    """One summary for each plan, by name."""
    summaries = {plan.name: Summary() for plan in plans}
    ranks = {plan.name: {stage: place for place, stage in enumerate(funnel(plan))} for plan in plans}
    for scored in everyone:
        summaries[scored.plan].take(scored, ranks[scored.plan][scored.verdict.stage], top)
    return summaries


def funnel(plan: Plan) -> list[str]:
    """Every stage that a contact can be shown in, the coldest first."""
    return [EXCLUDED, LEAD, *(stage.name for stage in plan.stages)]


def reasons(history: History, asks: Sequence[Ask], summaries: Mapping[str, Summary]) -> Reasons:
    """Why the hottest are hot: their histories are folded once more, with a ledger."""
    found: dict[tuple[Key, str], Sequence[tuple[str, Decimal]]] = {}
    for ask in asks:
        hottest = {scored.key for scored in summaries[ask.plan.name].hottest()}
        if hottest:
            for scored in score(history, [ask], only=hottest, ledger=True):
                assert scored.verdict.ledger is not None
                if scored.verdict.stage != EXCLUDED:
                    found[scored.key, scored.plan] = _top(scored.verdict.ledger)
    return found


def _top(ledger: Ledger) -> Sequence[tuple[str, Decimal]]:
    worths: dict[str, Decimal] = {}
    for entry in ledger.entries:
        worths[entry.label] = worths.get(entry.label, Decimal(0)) + entry.worth
    ordered = sorted(worths.items(), key=lambda item: (-item[1], item[0]))
    return [(label, worth) for label, worth in ordered if worth > 0][:_REASONS]


def show(summaries: Mapping[str, Summary], why: Reasons, asks: Sequence[Ask], out: TextIO, say: Say) -> None:
    """One section for each plan."""
    for place, ask in enumerate(asks):
        print(end="\n" if place else "", file=out)
        _show(summaries[ask.plan.name], why, ask, out, say)


def _show(summary: Summary, why: Reasons, ask: Ask, out: TextIO, say: Say) -> None:
    plan = ask.plan
    title = f"{plan.name}: {plain(plan.title)}" if plan.title and plan.title != plan.name else plan.name
    heading(f"{title} ({say('cli-as-of', when=local(ask.at, plan.timezone), zone=plan.timezone)})", out)
    head = [
        Column(say("cli-contact")),
        Column(say("cli-plan")),
        Column(say("cli-score"), right=True),
        Column(say("cli-stage")),
        Column(say("cli-in-it-since")),
        Column(say("cli-reasons")),
    ]
    rows = [_row(scored, plan, why.get((scored.key, plan.name), ())) for scored in summary.hottest()]
    if rows:
        columns(head, rows, out)
    total = summary.stages.total()
    if total > len(rows):
        print(say("cli-more", count=total - len(rows)), file=out)
    print(file=out)
    stages = [[stage, str(summary.stages[stage])] for stage in reversed(funnel(plan)) if _counts(summary, stage)]
    heading(say("cli-funnel"), out)
    columns([Column(""), Column("", right=True)], stages, out, "  ")
    if plan.alerts:
        print(file=out)
        channels = ", ".join(f"{plain(name)} {count}" for name, count in sorted(summary.channels.items()))
        heading(f"{say('cli-alerts')}: {channels or say('cli-none')}", out)
        latest = [
            [local(alert.at, plan.timezone), plain(alert.channel), plain(contact), f"{alert.stage} {number(alert.score)}"]
            for contact, alert in summary.latest()
        ]
        if latest:
            columns([Column("")] * 4, latest, out, "  ")


def _counts(summary: Summary, stage: str) -> bool:
    """The funnel shows every stage, those who are kept out only where there are any."""
    return stage != EXCLUDED or summary.stages[stage] > 0


def _row(scored: Scored, plan: Plan, top: Sequence[tuple[str, Decimal]]) -> list[str]:
    verdict = scored.verdict
    return [
        plain(scored.contact, 60),
        plan.name,
        number(verdict.score),
        verdict.stage,
        "" if verdict.stage_since is None else local(verdict.stage_since, plan.timezone),
        ", ".join(f"{signed(worth.quantize(_TENTH))} {plain(label, 60)}" for label, worth in top),
    ]
