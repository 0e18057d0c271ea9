"""What counts once for the whole rulebook: experiments and capacities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from dsl.check.near import near
from dsl.check.report import Report
from dsl.check.scope import Scope
from dsl.program import EXCLUDED, LEAD
from dsl.syntax import tree


def check_experiments(experiments: Iterable[tree.ExperimentDecl], plans: list[str], report: Report) -> None:
    """Plans that exist, each in one experiment at most, with shares that add up."""
    names: set[str] = set()
    taken: set[str] = set()
    for experiment in experiments:
        if experiment.name.value in names:
            report.add("E121", experiment.name.span, name=experiment.name.value)
        names.add(experiment.name.value)
        for share in experiment.shares:
            name = share.plan.text
            if name not in plans:
                report.add("E104", share.plan.span, name=name, near=near(name, plans))
            elif name in taken:
                report.add("E122", share.plan.span, name=name)
            taken.add(name)
        _shares(experiment, report)


def _shares(experiment: tree.ExperimentDecl, report: Report) -> None:
    for share in experiment.shares:
        if (share.percent.value * 100) % 1:
            report.add("E215", share.percent.span, most="2")
    total = sum((share.percent.value for share in experiment.shares), Decimal(0))
    if total != 100:
        span = experiment.shares[0].span.to(experiment.shares[-1].span)
        report.add("E216", span, total=f"{total:f}")


def check_capacities(capacities: Iterable[tree.CapacityDecl], scopes: Sequence[Scope], report: Report) -> None:
    """Stages that some plan has, each once per unit, and a number of contacts."""
    stages = [name for scope in scopes for name in scope.stages]
    broken = frozenset().union(*(scope.broken for scope in scopes))
    seen: set[tuple[str, str]] = set()
    for capacity in capacities:
        if capacity.stage.text not in broken:
            _stage(capacity.stage, stages, report)
        if capacity.amount.value <= 0:
            report.add("E221", capacity.amount.span)
        key = (capacity.stage.text, capacity.unit.value)
        if key in seen:
            report.add("E125", capacity.stage.span, name=key[0], unit=key[1])
        seen.add(key)


def _stage(name: tree.Name, stages: list[str], report: Report) -> None:
    if name.text in (LEAD, EXCLUDED):
        report.add("E120", name.span, name=name.text)
    elif name.text not in stages:
        report.add("E102", name.span, name=name.text, near=near(name.text, stages))
