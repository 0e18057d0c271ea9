"""The rulebooks that ship are examples to learn from: without findings, tested to the last rule, explained, and at work."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dsl
import rules
from dsl.cli.app import run
from dsl.lab.demo.households import STAND
from dsl.program import Plan

HOME = Path(rules.__file__).parent
RULEBOOKS = sorted(folder for folder in HOME.iterdir() if any(folder.glob("*.punkty")))
FILES = sorted(file for folder in RULEBOOKS for file in folder.glob("*.punkty") if not file.name.endswith(".test.punkty"))
DEMO = HOME / "demo.jsonl.gz"

_STATEMENT = re.compile(r"(?=^[a-z]+\b)", re.MULTILINE)
_TEST_NAME = re.compile(r'^test "(.*)"', re.MULTILINE)


def _name(path: Path) -> str:
    return path.name


def _plans() -> Iterator[Plan]:
    for folder in RULEBOOKS:
        yield from dsl.load(folder).plans


Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """What each rulebook makes of the bundled log."""
    rows = {}
    for folder in RULEBOOKS:
        file = tmp_path_factory.mktemp("demo") / "scores.jsonl"
        assert run(["score", str(folder), str(DEMO), "--format", "jsonl", "-o", str(file)]) == 0
        rows[folder.name] = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return rows


def test_the_rulebooks_are_found() -> None:
    """The other tests look at something."""
    assert [folder.name for folder in RULEBOOKS] == ["b2b", "b2b_conversion", "fmcg", "shop", "vod"]


@pytest.mark.parametrize("folder", RULEBOOKS, ids=_name)
def test_a_shipped_rulebook_has_no_findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not even a warning."""
    code = run(["check", str(folder), "--format", "json"])
    assert json.loads(capsys.readouterr().out) == []
    assert code == 0


@pytest.mark.parametrize("folder", RULEBOOKS, ids=_name)
def test_a_shipped_rulebook_is_laid_out_as_fmt_would(folder: Path) -> None:
    """Whoever copies it and saves it with the formatter sees no change but their own."""
    assert run(["fmt", "--check", str(folder)]) == 0


@pytest.mark.parametrize("folder", RULEBOOKS, ids=_name)
def test_its_tests_pass_and_exercise_every_rule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each rule gives points in some test."""
    code = run(["test", str(folder), "--coverage", "--fail-under", "100"])
    shown = capsys.readouterr()
    assert code == 0, shown.out + shown.err


@pytest.mark.parametrize("folder", RULEBOOKS, ids=_name)
def test_the_name_of_each_test_is_a_sentence(folder: Path) -> None:
    """A promise that a marketer can read aloud, made once."""
    names = [name for file in folder.glob("*.punkty") for name in _TEST_NAME.findall(file.read_text(encoding="utf-8"))]
    assert len(names) == len(set(names)) > 10
    assert all(len(name.split()) >= 5 for name in names)


def _unexplained(text: str) -> list[str]:
    """Rules, stages and alerts with no comment beside them, above them in their paragraph, or above their group."""
    found, group_explained = [], False
    for paragraph in re.split(r"\n\s*\n", text):
        explained = False
        for statement in _STATEMENT.split(re.sub(r"^#", "\0#", paragraph, flags=re.MULTILINE)):
            beside = "#" in statement.split("\0")[0]
            keyword = statement.split(" ", 1)[0]
            if keyword == "group":
                group_explained = explained or beside
            by_group = group_explained and keyword in ("on", "when")
            if keyword in ("on", "when", "stage", "alert") and not (explained or beside or by_group):
                found.append(statement.strip())
            explained = explained or "\0" in statement
    return found


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_every_rule_is_explained(file: Path) -> None:
    """Somebody who is no programmer learns why each number is what it is."""
    assert _unexplained(file.read_text(encoding="utf-8")) == []


def test_a_rule_without_a_comment_would_be_found() -> None:
    """The law above can fail."""
    text = "group a\n\non page +1\non form +2  # asks\n\n# why\ngroup b\n\non open +3\n\nstage X at 1\n\n# why\nstage Y at 2\n"
    assert _unexplained(text) == ["on page +1", "stage X at 1"]


def test_every_rule_has_a_label_for_people() -> None:
    """Sales reads the reasons, and `when company.size >= 200` is no sentence."""
    for plan in _plans():
        labels = [rule.label for rule in plan.rules]
        assert len(labels) == len(set(labels))
        assert not any(label.startswith(("on ", "when ")) or label[0].islower() for label in labels)


def test_the_demo_has_a_funnel_of_leads(demo: dict[str, Rows]) -> None:
    """Many look, some tens are marketing's, a handful sales', a few have bought; staff and rivals are left out."""
    stages = Counter(row["stage"] for row in demo["b2b"])
    assert stages["Lead"] > stages["MQL"] > stages["SQL"]
    assert 20 <= stages["MQL"] <= 90
    assert 3 <= stages["SQL"] <= 15
    assert stages["Opportunity"] > 0
    assert stages["Customer"] > 0
    assert stages["Excluded"] > 5


def test_the_demo_has_a_funnel_of_shoppers(demo: dict[str, Rows]) -> None:
    """Some are interested, fewer are ready to buy, and some have bought."""
    stages = Counter(row["stage"] for row in demo["shop"])
    assert stages["Lead"] > stages["Interested"] > 0
    assert stages["Ready"] > 0
    assert stages["Buyer"] > 10
    assert stages["Regular"] > 0


def _stages(rows: Rows, plan: str) -> Counter[str]:
    return Counter(row["stage"] for row in rows if row["plan"] == plan)


def test_the_demo_has_a_funnel_of_viewers(demo: dict[str, Rows]) -> None:
    """Some are curious, some try, some pay, and a few of these are fans."""
    stages = _stages(demo["vod"], "vod")
    assert stages["Lead"] > stages["Subscriber"] > stages["Fan"] > 2
    assert stages["Curious"] > 2
    assert stages["Trying"] > 2
    assert stages["Excluded"] > 5


def test_the_demo_has_a_funnel_of_households(demo: dict[str, Rows]) -> None:
    """Many are members, some are regulars, and some have gold."""
    stages = _stages(demo["fmcg"], "fmcg")
    assert stages["Lead"] > stages["Member"] > stages["Regular"] > 5
    assert stages["Curious"] > 5
    assert stages["Gold"] > 5


def test_a_tablet_at_a_stand_joins_nobody(demo: dict[str, Rows]) -> None:
    """Everyone who signed up on it has a score of their own."""
    messages = [json.loads(line) for line in gzip.decompress(DEMO.read_bytes()).splitlines()]
    people = {m["userId"] for m in messages if m["type"] == "identify" and m["anonymousId"] == STAND}
    assert len(people) > 5
    assert people <= {row["contact"] for row in demo["fmcg"]}


def test_the_champion_of_the_experiment_is_the_shipped_plan(demo: dict[str, Rows]) -> None:
    """`b2b_conversion` holds a copy of `b2b`, for a rulebook is one folder: letter for letter, with its tests."""
    shipped = sorted((HOME / "b2b").iterdir())
    assert len(shipped) == 3
    for file in shipped:
        assert (HOME / "b2b_conversion" / file.name).read_bytes() == file.read_bytes()
    assert [row for row in demo["b2b_conversion"] if row["plan"] == "b2b"] == demo["b2b"]


def test_both_plans_of_the_experiment_score_everybody_on_the_same_stages(demo: dict[str, Rows]) -> None:
    """They can be compared: the same people, the same funnel, the same leads left out, different SQLs."""
    rulebook = dsl.load(HOME / "b2b_conversion")
    champion, challenger = rulebook.plan("b2b"), rulebook.plan("b2b_conversion")
    assert [stage.name for stage in champion.stages] == [stage.name for stage in challenger.stages]
    rows = demo["b2b_conversion"]
    plans = (champion.name, challenger.name)
    by_plan = {plan: {row["contact"]: row["stage"] for row in rows if row["plan"] == plan} for plan in plans}
    assert by_plan["b2b"].keys() == by_plan["b2b_conversion"].keys()
    for stage in ("Excluded", "Opportunity", "Customer"):
        in_it = [{contact for contact, its in by_plan[plan].items() if its == stage} for plan in by_plan]
        assert in_it[0] == in_it[1] != set()
    assert by_plan["b2b"] != by_plan["b2b_conversion"]
    (experiment,) = rulebook.experiments
    assert experiment.shares == (("b2b", 5000), ("b2b_conversion", 5000))


def test_crawlers_are_nobody_in_the_demo(demo: dict[str, Rows]) -> None:
    """They sent a contact form and read the whole price list, and have no score."""
    messages = [json.loads(line) for line in gzip.decompress(DEMO.read_bytes()).splitlines()]
    crawlers = {message["anonymousId"] for message in messages if message.get("context", {}).get("bot")}
    assert {device[0] for device in crawlers} == {"a", "v", "f"}
    for rows in demo.values():
        assert not crawlers & {row["contact"] for row in rows}
