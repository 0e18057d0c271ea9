"""All plans of a rulebook: checked one by one, then together, compiled if nothing is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, TypeVar

from dsl import codec, program
from dsl.check.book import Book, Placed, Unit
from dsl.check.compiled import Compiled
from dsl.check.files import Files, start_of
from dsl.check.lets import check_lets
from dsl.check.lints import lint_channels, lint_plan
from dsl.check.near import near
from dsl.check.plan import check_plan, check_statement
from dsl.check.report import Report
from dsl.check.rulebook import check_capacities, check_experiments
from dsl.check.scope import Scope, add_names, scope_of
from dsl.check.tests import check_test
from dsl.compiler.plan import PlanCompiler
from dsl.compiler.tests import TestCompiler
from dsl.diagnostics import Diagnostic, Source
from dsl.program import Pattern, Rulebook
from dsl.syntax import tree
from dsl.testing.case import Case

S = TypeVar("S")


@dataclass(frozen=True, eq=False)
class Checked:
    """What became of a rulebook's files.

    `rulebook` is None if any finding is an error; then there are no `tests` either. `sources` are the files that were
    read, by name; `plans` the names of all plans, broken ones too.
    """

    rulebook: Rulebook | None
    tests: tuple[Case, ...]
    findings: tuple[Diagnostic, ...]
    sources: dict[str, Source]
    plans: tuple[str, ...]


@dataclass
class _Plan:
    """A plan on its way: its statements, its names, and those statements in which nothing is wrong."""

    unit: Unit
    scope: Scope
    fine: list[Placed]
    whole: bool
    compiled: Compiled | None = None


@dataclass(frozen=True)
class _Test:
    """A test, the plan that it is of, and the names that it may use."""

    node: tree.TestDecl
    plan: str
    scope: Scope


def check_files(files: Files) -> Checked:
    """Checks and compiles everything in `files`."""
    report = Report()
    book = Book(files, report)
    plan_units, test_units = book.units()
    plans = {unit.name: _plan(unit, book.sources, report) for unit in plan_units}
    experiments = _once(plans.values(), tree.ExperimentDecl)
    capacities = _once(plans.values(), tree.CapacityDecl)
    check_experiments(experiments, list(plans), report)
    check_capacities(capacities, [plan.scope for plan in plans.values()], report)

    compilers = {name: PlanCompiler(p.unit, p.fine, p.scope, book.sources) for name, p in plans.items()}
    arms = _arms(experiments) if not report.errors() else {}
    for name, plan in plans.items():
        plan.compiled = compilers[name].compile(arms.get(name))
        lint_plan(plan.compiled, plan.whole, report)
    lint_channels([a.channel for a in _once(plans.values(), tree.AlertDecl)], report)
    tests = _tests(plans, test_units, book, report)
    findings = report.diagnostics(book.sources)
    if report.errors() or not plans:
        return Checked(None, (), findings, book.sources, tuple(plans))

    rulebook = Rulebook(
        plans=tuple(plan.compiled.plan for plan in plans.values() if plan.compiled),
        experiments=tuple(_experiment(e) for e in experiments),
        capacities=tuple(program.Capacity(int(c.amount.value), c.stage.text, c.unit.value) for c in capacities),
        won=_outcome("won", compilers.values()),
        lost=_outcome("lost", compilers.values()),
    )
    rulebook = replace(rulebook, version=codec.version(rulebook))
    cases = tuple(
        TestCompiler(test.plan, rulebook.plan(test.plan).timezone, book.sources).compile(test.node, test.scope)
        for test in tests
    )
    return Checked(rulebook, cases, findings, book.sources, tuple(plans))


def _plan(unit: Unit, sources: dict[str, Source], report: Report) -> _Plan:
    if not unit.name.isidentifier():
        report.add("W306", start_of(unit.file), name=unit.name)
    with report.watch() as outcome:
        scope = scope_of(unit, sources, report)
        fine = check_plan(unit, scope, report)
    syntax_fine = not any(report.has_errors_in(file) for file in unit.files)
    return _Plan(unit, scope, fine, outcome.fine and syntax_fine)


def _once(plans: Iterable[_Plan], kind: type[S]) -> list[S]:
    """Statements that count once for the rulebook, however many plans include their file."""
    found = (p.statement for plan in plans for p in plan.unit.placed)
    return list({_place(s): s for s in found if isinstance(s, kind)}.values())


def _place(statement: tree.Statement) -> tuple[str, int]:
    return statement.span.file, statement.span.start


# --- experiments and outcomes


def _experiment(node: tree.ExperimentDecl) -> program.Experiment:
    return program.Experiment(node.name.value, tuple((s.plan.text, _basis_points(s)) for s in node.shares))


def _basis_points(share: tree.Share) -> int:
    return int(share.percent.value * Decimal(100))


def _arms(experiments: Iterable[tree.ExperimentDecl]) -> dict[str, program.Arm]:
    """Which buckets of which experiment are a plan's."""
    arms = {}
    for node in experiments:
        start = 0
        for share in node.shares:
            end = start + _basis_points(share)
            arms[share.plan.text] = program.Arm(node.name.value, start, end)
            start = end
    return arms


def _outcome(kind: Literal["won", "lost"], compilers: Iterable[PlanCompiler]) -> Pattern:
    """What the rulebook says, else what the plans mean by the word."""
    compilers = list(compilers)
    said = dict.fromkeys(one for compiler in compilers for one in compiler.outcome(kind))
    return tuple(said or dict.fromkeys(one for compiler in compilers for one in compiler.word(kind)))


# --- tests


def _tests(plans: dict[str, _Plan], units: list[Unit], book: Book, report: Report) -> list[_Test]:
    """Every test with its plan; what is wrong with them goes to the report."""
    found = [_test(node, name, plans, {}, report) for name, plan in plans.items() for node in _tests_in(plan.unit)]
    for unit in units:
        scopes = _test_file(unit, plans, book.sources, report)
        found += [_test(node, unit.name, plans, scopes, report) for node in _tests_in(unit)]
    known = [test for test in found if test is not None]
    for test in known:
        plan = plans[test.plan]
        labels = {r.label for r in plan.compiled.plan.rules} if plan.whole and plan.compiled else None
        check_test(test.node, test.scope, labels, report)
    return known


def _tests_in(unit: Unit) -> list[tree.TestDecl]:
    return [p.statement for p in unit.placed if isinstance(p.statement, tree.TestDecl)]


def _test(node: tree.TestDecl, plan: str, plans: dict[str, _Plan], scopes: dict[str, Scope], report: Report) -> _Test | None:
    name, span = (node.plan.text, node.plan.span) if node.plan else (plan, node.title.span)
    if name not in plans:
        report.add("E104", span, name=name, near=near(name, plans))
        return None
    return _Test(node, name, scopes.get(name, plans[name].scope))


_IN_TESTS = (tree.TestDecl, tree.EventDecl, tree.Let, tree.PlaceDecl)


def _test_file(unit: Unit, plans: dict[str, _Plan], sources: dict[str, Source], report: Report) -> dict[str, Scope]:
    """The scopes of plans with the words that a file of tests adds for itself; the plans are left as they are."""
    own = []
    for placed in unit.placed:
        if not isinstance(placed.statement, _IN_TESTS):
            report.add("E310", placed.statement.span, name=unit.file)
        elif not isinstance(placed.statement, tree.TestDecl):
            own.append(placed.statement)
    scopes = {}
    asked = {test.plan.text for test in _tests_in(unit) if test.plan}
    for name in sorted({unit.name, *asked} & plans.keys()):
        plan = plans[name]
        scope = scopes[name] = plan.scope.copy()
        scope.broken |= {broken.text for broken in unit.broken}
        news = [s for s in own if s.span.file not in plan.unit.files]
        add_names(scope, news, sources, report)
        check_lets(scope, report)
        for statement in news:
            check_statement(statement, scope, report)
    return scopes
