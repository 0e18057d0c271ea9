"""Laws of the semantic diff: what means the same is the same, what does not is told, and nothing else."""

from __future__ import annotations

import dataclasses
import random
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import Case, cases

import rules as shipped
from dsl import codec
from dsl.compiler import check_sources
from dsl.lab.diff.books import diff
from dsl.lab.diff.model import BookDiff, Change, PlanDiff
from dsl.lab.diff.written import Written
from dsl.program import (
    Alert,
    Arm,
    Cap,
    Capacity,
    Decay,
    EventPattern,
    Experiment,
    Field,
    Group,
    Plan,
    Rule,
    Rulebook,
    Scale,
    Stage,
)
from dsl.program import (
    Test as Compare,
)

NOTHING_WRITTEN = Written({})


def compared(old: Rulebook, new: Rulebook) -> BookDiff:
    return diff(old, new, NOTHING_WRITTEN, NOTHING_WRITTEN)


def of_texts(old: dict[str, str] | str, new: dict[str, str] | str) -> BookDiff:
    """The diff of rules as written; a single text is the plan `p`."""
    before, after = (check_sources({"p.punkty": side} if isinstance(side, str) else side) for side in (old, new))
    assert before.rulebook is not None, before.findings
    assert after.rulebook is not None, after.findings
    return diff(before.rulebook, after.rulebook, Written(before.sources), Written(after.sources))


def told(found: BookDiff) -> list[tuple[str, str, str, list[tuple[str, str | None, str | None]]]]:
    changes = [change for plan in found.plans for change in plan.changes] + list(found.changes)
    return [(c.what, c.how, c.name, [(p.name, p.old, p.new) for p in c.parts]) for c in changes]


def b2b() -> dict[str, str]:
    folder = Path(shipped.__file__).parent / "b2b"
    return {file.name: file.read_text("utf-8") for file in folder.glob("*.punkty") if ".test." not in file.name}


# --- what means the same


@given(cases())
def test_a_rulebook_does_not_differ_from_itself(case: Case) -> None:
    """Nothing is told, whatever the rules; also when it went through JSON."""
    book = Rulebook((case.plan,))
    for other in (book, codec.from_json(codec.to_json(book))):
        found = compared(book, other)
        assert told(found) == []
        assert found.same


@given(cases(), st.integers(0, 255))
def test_the_order_of_rules_alerts_and_groups_makes_no_difference(case: Case, seed: int) -> None:
    """They are shuffled; stages are not, for theirs is the order of the funnel."""
    chance = random.Random(seed)
    mixed = {
        name: tuple(chance.sample(getattr(case.plan, name), len(getattr(case.plan, name)))) for name in ("rules", "alerts")
    }
    assert told(compared(Rulebook((case.plan,)), Rulebook((dataclasses.replace(case.plan, **mixed),)))) == []


def _loose(text: str) -> str:
    """Other white space between words, a comment behind every line; strings, comments and names stay whole."""
    lines = (re.sub(r"  +", "   \t ", line) + "   # a comment" for line in text.splitlines())
    return "# new\n\n" + "\n\n".join(lines)


def _renamed(texts: dict[str, str]) -> dict[str, str]:
    return {name: re.sub(r"(?<!/)\bpricing\b", "price_list", text) for name, text in texts.items()}


def _inlined(texts: dict[str, str]) -> dict[str, str]:
    whole = '{page("/cennik*", "/pricing*")}'.strip("{}")
    inlined = {name: re.sub(r"\bpricing\b(?! *=)", whole, text) for name, text in texts.items()}
    return {name: re.sub(r"let pricing = .*", "", text) for name, text in inlined.items()}


def _reordered(texts: dict[str, str]) -> dict[str, str]:
    head, fit, rest = texts["b2b.punkty"].partition("when company.size >= 200")
    line, _, rest = rest.partition("\n")
    place = rest.index("place krakow")
    return texts | {"b2b.punkty": head + rest[:place] + fit + line + "\n" + rest[place:]}


@pytest.mark.parametrize(
    "rewrite",
    [lambda texts: {name: _loose(text) for name, text in texts.items()}, _renamed, _inlined, _reordered],
    ids=["layout and comments", "a let renamed", "a let inlined, its texts in another order", "a rule in another place"],
)
def test_another_way_of_writing_makes_no_difference(rewrite: Any) -> None:
    """Layout, comments, names of `let`s and the order of statements and texts change no score, so nothing is told."""
    texts = b2b()
    rewritten = rewrite(texts)
    assert rewritten != texts
    found = of_texts(texts, rewritten)
    assert (told(found), found.same) == ([], True)


@pytest.mark.parametrize(
    "old, new",
    [
        ('on page("/a", "/b") +1', 'on page("/b", "/A/") +1.0'),
        ("on page or screen +1", "on screen or page +1"),
        ('on purchase(value > 1, sku = "x") +1', 'on purchase(sku = "X", value > 1) +1'),
        ("when a = 1 and (b = 2 and c = 3) +1", "when c = 3 and b = 2 and a = 1 +1"),
        ("when a in [1, 2] +1", "when a in [2, 1, 2] +1"),
        ("when not a != 1 +1", "when a = 1 +1"),
        ("on page without form in 24h +1", "on no_form(page, 1d) +1"),
        ("stage A at 40", "stage A when score >= 40"),
        ("ignore page ignore screen", "ignore screen or page"),
        ("group g decay half every 30d on page +1", "group g on page +1 decay half every 30 days"),
        ('event a = "X" on a +1', 'event b = "X" on b +1'),
        ("place a = 1, 2 when within 1km of a +1", "place b = 1, 2 when within 1km of b +1"),
    ],
)
def test_two_ways_to_say_one_thing(old: str, new: str) -> None:
    """Equal in meaning, other in words."""
    found = of_texts(old, new)
    assert (told(found), found.same) == ([], True)


def test_texts_in_another_order_do_count_where_the_first_subject_decides() -> None:
    """`once each` goes by the subject of the first alternative that matches."""
    assert not of_texts("on page or any +1 once each", "on any or page +1 once each").same


# --- what does not


VALUE = Field("value", (("properties", "value"),))
WIDE = Field("value", (("properties", "value"), ("properties", "revenue")))
PAGE = (EventPattern("page", "page", (), (Field("path", (("path",),)),), paths=("/a",)),)
FORM = (EventPattern("form", "track", ("form submitted",), (Field("form", (("properties", "form"),)),)),)
RICH = Compare(VALUE, ">=", (Decimal(100),))
RULE = Rule(
    kind="count",
    label="Often there",
    file="p.punkty",
    line=3,
    group="g",
    points=Decimal(5),
    a=PAGE,
    b=FORM,
    times=2,
    within_ms=86_400_000,
    tied=False,
    condition=RICH,
    scale=Scale(Decimal(10), (VALUE,)),
    since=date(2026, 1, 1),
    until=date(2026, 2, 1),
    once=False,
    once_each=False,
    caps=(Cap("day", "times", Decimal(2)),),
    decay=Decay("half", 30),
    provided=RICH,
)
STAGE = Stage("MQL", "p.punkty", 9, RICH, on=PAGE, hold_ms=86_400_000, until=FORM, keep=Decimal(3))
ALERT = Alert("without", "sales", "alert sales", "p.punkty", 10, PAGE, FORM, 3_600_000, False, 86_400_000)
GROUP = Group("g", Decimal(50), Decimal(-5))
PLAN = Plan("p", "P", "UTC", (GROUP,), (RULE,), (STAGE,), (ALERT,), PAGE, FORM, (RICH,), Decimal(0), Decimal(100))
BOOK = Rulebook((PLAN,), (Experiment("e", (("p", 5000), ("q", 5000))),), (Capacity(4, "MQL", "week"),), PAGE, FORM)

OTHERS: dict[str, dict[str, Any]] = {
    "Rule": {
        "kind": "then",
        "label": "Seldom there",
        "file": "_more.punkty",
        "group": "h",
        "points": Decimal(6),
        "a": FORM,
        "b": PAGE,
        "times": 3,
        "within_ms": 7_200_000,
        "tied": True,
        "condition": Compare(VALUE, ">=", (Decimal(101),)),
        "scale": Scale(Decimal(10), (WIDE,)),
        "since": None,
        "until": date(2026, 2, 2),
        "once": True,
        "once_each": True,
        "caps": (Cap("week", "times", Decimal(2)),),
        "decay": Decay("percent", 30, Decimal(5)),
        "provided": None,
    },
    "Stage": {
        "name": "SQL",
        "condition": None,
        "on": FORM,
        "hold_ms": None,
        "until": (),
        "keep": Decimal(4),
    },
    "Alert": {
        "kind": "silence",
        "channel": "boss",
        "a": "MQL",
        "b": "MQL",
        "within_ms": 60_000,
        "tied": True,
        "cooldown_ms": None,
    },
    "Group": {"name": "h", "max": None, "min": Decimal(-6)},
    "Plan": {
        "name": "q",
        "title": "Q",
        "timezone": "Europe/Warsaw",
        "groups": (),
        "rules": (),
        "stages": (),
        "alerts": (),
        "resets": (),
        "ignores": PAGE,
        "excludes": (),
        "score_from": None,
        "score_to": Decimal(99),
    },
    "EventPattern": {
        "type": "screen",
        "names": ("x",),
        "subject": (Field("url", (("properties", "url"),)),),
        "texts": ("x",),
        "paths": ("/a", "/b"),
        "urls": ("http://x",),
        "filters": (RICH,),
        "per": VALUE,
    },
    "Rulebook": {
        "experiments": (Experiment("e", (("q", 5000), ("p", 5000))),),
        "capacities": (Capacity(5, "MQL", "week"),),
        "won": FORM,
        "lost": (),
    },
}
UNFELT = {
    "Rule": {"line"},
    "Stage": {"file", "line"},
    "Alert": {"file", "line", "text"},
    "Group": set(),
    "Plan": {"arm"},  # follows from the experiment
    "EventPattern": {"word"},
    "Rulebook": {"plans", "version"},
}
"""What a score cannot feel, and is told elsewhere or not at all."""
WHOLES = {"Rule": RULE, "Stage": STAGE, "Alert": ALERT, "Group": GROUP, "Plan": PLAN, "EventPattern": PAGE[0], "Rulebook": BOOK}


def _book(part: Any) -> Rulebook:
    """The rulebook with one of its parts exchanged."""
    if isinstance(part, Rulebook):
        return part
    if isinstance(part, EventPattern):
        part = dataclasses.replace(RULE, a=(part,))
    plan = part if isinstance(part, Plan) else dataclasses.replace(PLAN, **{f"{type(part).__name__.casefold()}s": (part,)})
    return dataclasses.replace(BOOK, plans=(plan,))


@pytest.mark.parametrize("kind, name", [(kind, name) for kind, others in OTHERS.items() for name in others])
def test_every_part_of_every_statement_shows(kind: str, name: str) -> None:
    """Whatever part is another one, a change is told, and its words are not the same on both sides."""
    whole = WHOLES[kind]
    other = dataclasses.replace(whole, **{name: OTHERS[kind][name]})
    found = compared(BOOK, _book(other))
    assert told(found)
    assert found.same == ((kind, name) == ("Rule", "file"))
    for change in [c for plan in found.plans for c in plan.changes] + list(found.changes):
        assert change.how in ("added", "removed") or change.parts
        assert all(part.old != part.new for part in change.parts)


def test_no_part_has_been_forgotten() -> None:
    """The tables above name every field of the compiled form."""
    for kind, whole in WHOLES.items():
        assert {field.name for field in dataclasses.fields(whole)} == OTHERS[kind].keys() | UNFELT[kind]


@given(cases(), cases())
def test_any_two_rulebooks_can_be_compared(one: Case, other: Case) -> None:
    """Nothing is raised; every rule and alert stands in one pair; the other way round what came is what went."""
    before, after = (Rulebook((case.plan,)) for case in (one, other))
    there, back = compared(before, after), compared(after, before)
    assert there.same == back.same
    (plan,) = there.plans
    for pairs, old, new in ((plan.rules, one.plan.rules, other.plan.rules), (plan.alerts, one.plan.alerts, other.plan.alerts)):
        assert sorted(place for place, _ in pairs if place is not None) == list(range(len(old)))
        assert sorted(place for _, place in pairs if place is not None) == list(range(len(new)))
    assert len(one.plan.rules) - _count(plan, "removed") == len(other.plan.rules) - _count(plan, "added")


def _count(plan: PlanDiff, how: str) -> int:
    return sum(change.what == "rule" and change.how == how for change in plan.changes)


# --- how it is told


def only(found: BookDiff) -> Change:
    (change,) = [change for plan in found.plans for change in plan.changes]
    return change


@pytest.mark.parametrize(
    "old, new, parts",
    [
        ('on page +5 as "A"', 'on page +7 as "A"', [("points", "+5", "+7")]),
        ("on page +5", "on page +5 once", [("once", None, "once")]),
        (
            "on page 2 times in 7d +5",
            "on page 3 times in 24h +5",
            [("times", "2 times", "3 times"), ("window", "in 7d", "in 24h")],
        ),
        ('on form("a") +5', 'on form("a", "b") +5', [("pattern", 'form("a")', 'form("a", "b")')]),
        ("on form +5", "on form(a != 1) +5", [("pattern", "form", "form(a != 1)")]),
        (
            "on page +5 max 1 time per day",
            "on page +5 max 2 times per day",
            [("max times per day", "max 1 time per day", "max 2 times per day")],
        ),
        ("on page +5 max 9 points", "on page +5", [("max points", "max 9 points", None)]),
        ("on form +1 per 10 of a", "on form +1 per 20 of a", [("scale", "per 10 of a", "per 20 of a")]),
        ("on page +5 while a = 1", "on page +5 while a = 2", [("while", "while a = 1", "while a = 2")]),
        ("on page +5", "on page 2 times in 7d +5", [("trigger", "on page", "on page 2 times in 7d")]),
        ('when a = 1 +5 as "A"', 'when a in [1, 2] +5 as "A"', [("condition", "a = 1", "a in [1, 2]")]),
        ("on page +5 from 2026-01-01", "on page +5 from 2026-02-01", [("from", "from 2026-01-01", "from 2026-02-01")]),
        ("on page +5 decay over 9d", "on page +5 expire after 9d", [("decay", "decay over 9d", "expire after 9d")]),
        (
            "stage A at 40",
            "stage A at 50 until below 45",
            [("condition", "at 40", "at 50"), ("until below", None, "until below 45")],
        ),
        (
            "stage A on page for 7d",
            "stage A on page for 8d until form",
            [("for", "for 7d", "for 8d"), ("until", None, "until form")],
        ),
        ("stage A at 1 stage B at 2", "stage B at 2 stage A at 1", [("stages", "A, B", "B, A")]),
        (
            'plan "X"',
            'plan "X" timezone "Europe/Warsaw" score from 0 to 9',
            [("timezone", "UTC", "Europe/Warsaw"), ("score", None, "score from 0 to 9")],
        ),
        ("on page +5 max 9 points per day", "on page +5", [("max points per day", "max 9 points per day", None)]),
        ("alert a on no_form(4h)", "alert a on no_form(5h)", [("on", "on no_form(4h)", "on no_form(5h)")]),
        ("group g max 5", "group g max 6 min 1", [("max", "max 5", "max 6"), ("min", None, "min 1")]),
        ("alert a on page", "alert a on page at most once per day", [("at most once", None, "at most once per 24h")]),
        (
            "alert a on no_form(page, 4h)",
            "alert a on no_form(page, 5h)",
            [("on", "on page without form in 4h", "on page without form in 5h")],
        ),
    ],
)
def test_a_change_is_told_by_its_parts(old: str, new: str, parts: list[tuple[str, str | None, str | None]]) -> None:
    """Old and new, in the language's own words."""
    change = only(of_texts(old, new))
    assert (change.how, [(part.name, part.old, part.new) for part in change.parts]) == ("changed", parts)


def test_a_rule_is_told_as_written_with_its_places() -> None:
    """Its text on one line without comments, its file and line on both sides."""
    old = '# rules\non page("/a  b")   # why\n  +5  as "A"\n'
    change = only(of_texts(old, 'on page("/a  b") +6 as "A"'))
    assert change.old is not None
    assert change.new is not None
    assert (change.old.text, change.old.file, change.old.line) == ('on page("/a  b") +5 as "A"', "p.punkty", 2)
    assert (change.new.text, change.new.line) == ('on page("/a  b") +6 as "A"', 1)


def test_a_rule_with_another_label_is_only_relabelled() -> None:
    """That is all that is said of it; its points are the same."""
    assert told(of_texts('on page +5 as "A"', 'on page +5 as "B"')) == [("rule", "relabelled", "B", [("label", "A", "B")])]


def test_a_rule_in_another_file_is_only_moved() -> None:
    """It is said, and is no difference."""
    found = of_texts(
        {"p.punkty": 'include "_x.punkty" on page +5', "_x.punkty": ""},
        {"p.punkty": 'include "_x.punkty"', "_x.punkty": "on page +5"},
    )
    assert told(found) == [("rule", "moved", "on page", [("file", "p.punkty", "_x.punkty")])]
    assert found.same


def test_a_let_that_means_something_else_changes_the_rules_that_use_it() -> None:
    """The rule reads as before, so what it stands for is told."""
    found = of_texts('let a = page("/a") on a +5', 'let a = page("/b") on a +5')
    assert told(found) == [("rule", "changed", "on a", [("pattern", 'page("/a")', 'page("/b")')])]


def test_a_word_that_is_declared_otherwise_changes_the_rules_that_use_it() -> None:
    """The pattern reads as before, so the declaration is told."""
    found = of_texts('event a = "X" on a +5', 'event a = "X", "Y" on a +5')
    assert told(found) == [("rule", "changed", "on a", [("pattern", 'a [event a = "x"]', 'a [event a = "x", "y"]')])]


def test_a_decay_of_a_group_is_told_once() -> None:
    """Of the group with the number of its rules, not of each of them; a rule with a decay of its own is left out."""
    rules = "on page +1 on form +2 on screen +3 no decay"
    found = of_texts(f"group g decay half every 30d {rules}", f"group g decay over 9d {rules}")
    change = only(found)
    assert (change.what, change.name) == ("group", "g")
    assert [(part.name, part.old, part.new, part.rules) for part in change.parts] == [
        ("decay", "decay half every 30d", "decay over 9d", 2)
    ]


def test_a_decay_of_the_plan_is_told_once() -> None:
    """Where the rules of several groups had it."""
    rules = "on page +1 group g on form +2"
    found = of_texts(f'plan "P" decay half every 30d {rules}', f'plan "P" decay half every 9d {rules}')
    assert told(found) == [("plan", "changed", "p", [("decay", "decay half every 30d", "decay half every 9d")])]


def test_a_renamed_group_is_one_change() -> None:
    """Its rules are not told one by one."""
    found = of_texts("group g max 5 on page +1 on form +2", "group h max 5 on page +1 on form +2")
    assert told(found) == [("group", "changed", "h", [("group", "group g", "group h")])]


def test_near_rules_are_one_that_was_changed() -> None:
    """Without a label and with another trigger: those that share most of their words."""
    old = 'on page("/a") +5 on page("/b") +6 when country = "PL" +10'
    new = 'on page("/b") +6 when country in ["PL", "CZ"] +10 on form("x") +40'
    assert [(what, how, name) for what, how, name, _ in told(of_texts(old, new))] == [
        ("rule", "removed", 'on page("/a")'),
        ("rule", "changed", 'when country in ["PL", "CZ"]'),
        ("rule", "added", 'on form("x")'),
    ]


def test_plans_come_go_and_are_renamed() -> None:
    """A plan whose rules are mostly the same is that plan under another name."""
    rules = "on page +1 on form +2 on screen +3"
    found = of_texts({"a.punkty": rules, "b.punkty": "on login +1"}, {"c.punkty": rules, "d.punkty": "on signup +9"})
    assert sorted((plan.name, plan.how) for plan in found.plans) == [("b", "removed"), ("c", "changed"), ("d", "added")]
    assert told(found) == [("plan", "changed", "c", [("name", "a", "c")])]


def test_what_counts_for_the_rulebook_is_told_apart() -> None:
    """Experiments, capacities, outcomes."""
    old = {
        "a.punkty": 'stage S at 1 experiment "e" 50% a, 50% b capacity 4 S per week outcome won purchase',
        "b.punkty": "on page +1",
    }
    new = {
        "a.punkty": 'stage S at 1 experiment "e" 20% a, 80% b capacity 5 S per week outcome won form',
        "b.punkty": "on page +1",
    }
    found = of_texts(old, new)
    assert [(change.what, change.how, change.name) for change in found.changes] == [
        ("experiment", "changed", "e"),
        ("capacity", "changed", "S per week"),
        ("outcome", "removed", "purchase"),
        ("outcome", "added", "form"),
    ]


def test_a_large_rulebook_is_compared_rule_by_rule() -> None:
    """Thousands of rules of which every one was changed a little are still the same rules."""
    count = 3_000
    old = Plan("p", "p", "UTC", rules=tuple(_page_rule(i, f"/p/{i}") for i in range(count)))
    new = Plan("p", "p", "UTC", rules=tuple(_page_rule(i, f"/p/{i}", f"/q/{i}") for i in reversed(range(count))))
    found = compared(Rulebook((old,)), Rulebook((new,)))
    assert {change.how for change in found.plans[0].changes} == {"changed"}
    assert [pair for pair in found.plans[0].rules if pair[0] != count - 1 - (pair[1] or 0)] == []


def _page_rule(number: int, *paths: str) -> Rule:
    pattern = (dataclasses.replace(PAGE[0], paths=paths),)
    return Rule(
        "each", f"on page({', '.join(paths)})", "p.punkty", number + 1, "behaviour", Decimal(number % 90 + 1), a=pattern
    )


def test_one_and_true_are_two_values() -> None:
    """Python takes them for equal."""
    assert not of_texts("when vip = 1 +5", "when vip = true +5").same


def test_an_arm_of_an_experiment_is_felt() -> None:
    """Alerts come from another plan then, though the plan itself is the same."""
    old, new = (dataclasses.replace(PLAN, arm=Arm("e", 0, end)) for end in (5000, 2000))
    (plan,) = compared(Rulebook((old,)), Rulebook((new,))).plans
    assert (plan.how, plan.is_felt) == ("same", True)
