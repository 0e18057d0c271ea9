"""`punkty test`: runs the tests of rules (`*.test.punkty`, and those that stand in a plan)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import click

from dsl.cli.app import FINE, FOUND
from dsl.cli.shared import checked, formats, lang_option, rulebooks, whole
from dsl.cli.show import Column, Say, columns, heading, local, number, plain, stdout, to_json, utc
from dsl.cli.why import print_ledger
from dsl.errors import UsageError
from dsl.names import TESTS
from dsl.program import Plan
from dsl.testing.case import Case
from dsl.testing.run import Coverage, Miss, Outcome, coverage, run

_UNDER = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class _Results:
    """What was run, over all paths."""

    outcomes: tuple[Outcome, ...]
    coverages: tuple[Coverage, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if not outcome.passed)


@click.command("test")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-k", "name", metavar="NAME", help="Only tests whose name has this in it.")
@click.option("--coverage", "with_coverage", is_flag=True, help="Show which rules no test has seen give points.")
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="N", help="Fail where less than N% of a plan is covered.")
@formats("text", "json", "junit")
@lang_option
def command(
    paths: tuple[str, ...], name: str | None, with_coverage: bool, fail_under: float | None, layout: str, say: Say
) -> int:
    """Run the tests of rulebooks' folders (or of folders of them), plans' files, or test files. Default: this folder."""
    results = _run(rulebooks(paths), name, say)
    if not results.outcomes:
        raise UsageError("cli-no-tests-named", name=name) if name else UsageError("cli-no-tests")
    coverages = results.coverages if with_coverage else ()
    match layout:
        case "json":
            print(to_json(_object(results, coverages)))
        case "junit":
            print(_junit(results, say))
        case _:
            _print(results, coverages, say)
    under = [one for one in results.coverages if fail_under is not None and one.percent < Decimal(repr(fail_under))]
    for one in under:
        click.echo(say("cli-under", plan=one.plan, percent=_percent(one), wanted=f"{fail_under:g}"), err=True)
    return FOUND if results.failed or under else FINE


def _run(paths: Sequence[str], name: str | None, say: Say) -> _Results:
    outcomes: list[Outcome] = []
    coverages: list[Coverage] = []
    for path in paths:
        outcome, sources = checked(path)
        rulebook = whole(outcome, sources, say)
        cases = [case for case in outcome.tests if _is_meant(case, path, name)]
        ran = run(rulebook, cases)
        folder = Path(path) if Path(path).is_dir() else Path(path).parent
        outcomes += ran
        coverages += [_placed(one, folder) for one in coverage(rulebook, ran)]
    return _Results(tuple(outcomes), tuple(coverages))


def _placed(one: Coverage, folder: Path) -> Coverage:
    """With files as the reader can open them."""
    return replace(one, never=tuple(replace(rule, file=(folder / rule.file).as_posix()) for rule in one.never))


def _is_meant(case: Case, path: str, name: str | None) -> bool:
    if path.endswith(TESTS) and Path(case.file) != Path(path):
        return False
    return name is None or name.casefold() in case.name.casefold()


def _print(results: _Results, coverages: Sequence[Coverage], say: Say) -> None:
    out = stdout()
    for outcome in results.failed:
        _print_failure(outcome, say)
    count, failed = len(results.outcomes), len(results.failed)
    if coverages:
        _print_coverage(coverages, say)
    heading(say("cli-tests", count=count, passed=count - failed, failed=failed), out)


def _print_failure(outcome: Outcome, say: Say) -> None:
    """The timeline; below each `expect` that does not hold what was expected, what came, and the ledger behind it."""
    case, plan, out = outcome.case, outcome.plan, stdout()
    heading(f"{plain(case.file, 500)}:{case.line}: {say('cli-failed')}: {plain(case.name)}", out)
    for step in case.steps:
        misses = [miss for miss in outcome.misses if miss.at == step.at and _belongs(miss, step)]
        print(f"{'>' if misses else ' '} {local(step.at, plan.timezone)}  {plain(step.text)}", file=out)
        for miss in misses:
            rows = [[say("cli-expected"), plain(miss.expected.text)], [say("cli-came"), _came(miss, plan, say)]]
            columns([Column("")] * 2, rows, out, "    ")
        if misses:
            print(f"    {say('cli-ledger')}:", file=out)
            print_ledger(misses[0].verdict, plan, say, "      ")
    print(file=out)


def _belongs(miss: Miss, step: object) -> bool:
    return miss.expected in getattr(step, "claims", ())


def _came(miss: Miss, plan: Plan, say: Say) -> str:
    match miss.came:
        case Decimal():
            return number(miss.came)
        case int():
            return say("cli-times", count=miss.came)
        case str():
            return miss.came
        case ():
            return say("cli-no-alert")
        case alerts:
            return ", ".join(f"{plain(one.channel)} ({local(one.at, plan.timezone)})" for one in alerts)


def _print_coverage(coverages: Sequence[Coverage], say: Say) -> None:
    out = stdout()
    heading(say("cli-coverage"), out)
    head = [
        Column(say("cli-plan")),
        Column(say("cli-rules"), right=True),
        Column(say("cli-covered"), right=True),
        Column("%", right=True),
    ]
    rows = [[one.plan, str(one.rules), str(one.rules - len(one.never)), _percent(one)] for one in coverages]
    columns(head, rows, out, "  ")
    never = [rule for one in coverages for rule in one.never]
    if never:
        print(f"{say('cli-never')}:", file=out)
        columns([Column("")] * 2, [[f"{plain(r.file, 500)}:{r.line}", plain(r.label)] for r in never], out, "  ")
    print(file=out)


def _percent(one: Coverage) -> str:
    """With one decimal, cut and not rounded: 99.96% is not yet 100%."""
    return number(one.percent // _UNDER * _UNDER)


def _object(results: _Results, coverages: Sequence[Coverage]) -> dict[str, object]:
    failed = len(results.failed)
    report: dict[str, object] = {
        "tests": [_test(outcome) for outcome in results.outcomes],
        "passed": len(results.outcomes) - failed,
        "failed": failed,
    }
    if coverages:
        report["coverage"] = [
            {
                "plan": one.plan,
                "rules": one.rules,
                "covered": one.rules - len(one.never),
                "percent": Decimal(_percent(one)),
                "never": [{"file": rule.file, "line": rule.line, "rule": rule.label} for rule in one.never],
            }
            for one in coverages
        ]
    return report


def _test(outcome: Outcome) -> dict[str, object]:
    case = outcome.case
    return {
        "file": case.file,
        "line": case.line,
        "plan": case.plan,
        "name": case.name,
        "passed": outcome.passed,
        "failures": [
            {"line": miss.expected.line, "at": utc(miss.at), "expected": miss.expected.text, "came": _plain_came(miss)}
            for miss in outcome.misses
        ],
    }


def _plain_came(miss: Miss) -> object:
    """A number, a stage, a number of firings, or the alerts' channels and instants."""
    if isinstance(miss.came, tuple):
        return [{"at": utc(alert.at), "channel": alert.channel} for alert in miss.came]
    return miss.came


def _junit(results: _Results, say: Say) -> str:
    suites = ET.Element("testsuites", tests=str(len(results.outcomes)), failures=str(len(results.failed)))
    for file in dict.fromkeys(outcome.case.file for outcome in results.outcomes):
        inside = [outcome for outcome in results.outcomes if outcome.case.file == file]
        failures = sum(not outcome.passed for outcome in inside)
        suite = ET.SubElement(suites, "testsuite", name=plain(file, 500), tests=str(len(inside)), failures=str(failures))
        for outcome in inside:
            _junit_case(suite, outcome, say)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode")


def _junit_case(suite: ET.Element, outcome: Outcome, say: Say) -> None:
    case, plan = outcome.case, outcome.plan
    about = {"classname": case.plan, "name": plain(case.name, 500), "file": plain(case.file, 500), "line": str(case.line)}
    element = ET.SubElement(suite, "testcase", about)
    for miss in outcome.misses:
        told = f"{say('cli-expected')} {plain(miss.expected.text)}, {say('cli-came')} {_came(miss, plan, say)}"
        failure = ET.SubElement(element, "failure", message=told)
        failure.text = f"{plain(case.file, 500)}:{miss.expected.line}: {local(miss.at, plan.timezone)}"
