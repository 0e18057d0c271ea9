"""What a statement becomes, and where its pieces stand."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dsl.diagnostics import Source, Span
from dsl.syntax import parse, tree

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.punkty"))
AT = Span("", 0, 0)


def one(text: str) -> Any:
    file, found = parse(Source("x", text))
    assert found == ()
    (statement,) = file.statements
    return statement


def nodes(part: object) -> Iterator[tree.Node]:
    """Every node at and below a part of the tree."""
    if isinstance(part, tuple):
        for item in part:
            yield from nodes(item)
    elif isinstance(part, tree.Node):
        yield part
        for field in dataclasses.fields(part):
            yield from nodes(getattr(part, field.name))


def name(text: str) -> tree.Name:
    return tree.Name(AT, text)


def number(text: str) -> tree.Number:
    return tree.Number(AT, Decimal(text))


def ref(word: str, *texts: str) -> tree.EventRef:
    return tree.EventRef(AT, name(word), tuple(tree.Text(AT, text) for text in texts), (), None)


def pattern(*refs: tree.EventRef) -> tree.Pattern:
    return tree.Pattern(AT, refs)


def test(path: str, op: Any, *values: Any) -> tree.Test:
    return tree.Test(AT, tree.Path(AT, tuple(path.split("."))), op, values, AT)


test.__test__ = False  # type: ignore[attr-defined]  # a builder, named after the node


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_span_is_exactly_the_text_of_its_node(path: Path) -> None:
    """A span begins and ends with a character of its own, and lies within the span of the node around it."""
    text = path.read_text(encoding="utf-8")
    file, _ = parse(Source(path.name, text))
    for statement in file.statements:
        for node in nodes(statement):
            own = text[node.span.start : node.span.end]
            assert own == own.strip() != ""
            assert statement.span.start <= node.span.start < node.span.end <= statement.span.end
            match node:
                case tree.Name():
                    assert own == node.text
                case tree.Number():
                    assert own.startswith(node.source)
                case tree.Text():
                    assert own[0] == own[-1] == '"'
                case tree.EventRef(brackets=Span() as brackets):
                    assert text[brackets.start] + text[brackets.end - 1] == "()"
                case tree.Test():
                    assert text[node.op_span.start : node.op_span.end].split()[-1] == node.op.split()[-1]
                case tree.Absence():
                    assert text[node.word.span.start : node.word.span.end] == node.word.text
                case tree.OnRule() | tree.WhenRule():
                    assert (node.head.start, node.head.end) == (node.span.start, node.points.span.end)


def test_a_bracketed_condition_has_its_brackets_in_its_span() -> None:
    """So that what is underlined is what was written."""
    rule = one("when not ( a = 1 or b = 2 ) and c = 3 +1")
    assert [rule.condition.of[0].span.start, rule.condition.of[0].of.span.start] == [5, 9]


def test_trees_are_equal_when_they_say_the_same() -> None:
    """Layout, comments, brackets without effect and the way a number is typed leave no trace."""
    left = one('on page("/a")   +2.50 # why\n once')
    right = one('on page(\n"/a" ) +2.5 once')
    assert left == right
    assert hash(left) == hash(right)
    assert one("when (((a = 1))) and b = 2 +1") == one("when a = 1 and b = 2 +1")
    assert one("when a = 1 and (b = 2 and c = 3) +1") != one("when a = 1 and b = 2 and c = 3 +1")


def test_and_binds_tighter_than_or_and_not_tightest() -> None:
    """As everywhere."""
    a, b, c = (test(x, "=", number("1")) for x in "abc")
    assert one("when not a = 1 and b = 1 or c = 1 +1").condition == tree.Or(AT, (tree.And(AT, (tree.Not(AT, a), b)), c))
    assert one("when a = 1 or b = 1 and not not c = 1 +1").condition == tree.Or(
        AT, (a, tree.And(AT, (b, tree.Not(AT, tree.Not(AT, c)))))
    )


@pytest.mark.parametrize(
    "text, op, values",
    [
        ("a = 1", "=", ["1"]),
        ("a != -1.5", "!=", ["-1.5"]),
        ("a<1", "<", ["1"]),
        ("a <= 1", "<=", ["1"]),
        ("a > +1", ">", ["1"]),
        ("a>=1", ">=", ["1"]),
        ("a in [1, 2]", "in", ["1", "2"]),
        ("a not in [1]", "not in", ["1"]),
        ("a matches 1", "matches", ["1"]),
        ("a contains [1,2]", "contains", ["1", "2"]),
        ("a is known", "known", []),
        ("a is not known", "not known", []),
    ],
)
def test_every_operator(text: str, op: str, values: list[str]) -> None:
    """Operators are told apart, whatever the spaces around them."""
    assert one(f"when {text} +1").condition == test("a", op, *map(number, values))


def test_every_kind_of_value() -> None:
    """Texts lose their escapes; booleans and dates are no texts."""
    values = one(r'when a in ["x \"y\" \\", "", 1.50, true, false, 2026-11-30] +1').condition.values
    assert values == (
        tree.Text(AT, 'x "y" \\'),
        tree.Text(AT, ""),
        number("1.5"),
        tree.Bool(AT, True),
        tree.Bool(AT, False),
        tree.DateLit(AT, date(2026, 11, 30)),
    )


def test_no_with_a_duration_is_an_absence_and_without_one_a_word() -> None:
    """`no_show` may be declared; then `no_show` and `no_show("x")` are events, `no_show(24h)` is silence of `show`."""
    day = tree.Duration(AT, 24, "h")
    assert one("on no_show +1").trigger == tree.Each(AT, pattern(ref("no_show")))
    assert one('on no_show("x") +1').trigger == tree.Each(AT, pattern(ref("no_show", "x")))
    assert one("on no_show(24h) +1").trigger == tree.Absence(AT, name("no_show"), None, day)
    silence = one('on no_no_show # a comment (here)\n (no_show("x") or no_come, 24 hours) +1').trigger
    assert silence == tree.Absence(AT, name("no_no_show"), pattern(ref("no_show", "x"), ref("no_come")), day)
    assert silence.word == name("no_show")


@pytest.mark.parametrize(
    "written, amount, unit, ms",
    [
        ("1m", 1, "m", 60_000),
        ("90 minutes", 90, "m", 5_400_000),
        ("24h", 24, "h", 86_400_000),
        ("1 hour", 1, "h", 3_600_000),
        ("7 days", 7, "d", 604_800_000),
        ("1day", 1, "d", 86_400_000),
        ("2w", 2, "w", 1_209_600_000),
        ("1 week", 1, "w", 604_800_000),
        ("007d", 7, "d", 604_800_000),
    ],
)
def test_durations(written: str, amount: int, unit: str, ms: int) -> None:
    """A number and its unit may touch; units may be written out."""
    duration = one(f"on page 2 times in {written} +1").trigger.within
    assert (duration.amount, duration.unit, duration.ms) == (amount, unit, ms)


def test_until_below_may_stand_before_or_on() -> None:
    """Both orders say the same."""
    before = one("stage S when score > 3 until below 2 or on page for 3d until lost")
    behind = one("stage S when score > 3 or on page for 3d until lost until below 2")
    assert before == behind
    assert before.keep == number("2")
    assert before.on == tree.Held(AT, pattern(ref("page")), tree.Duration(AT, 3, "d"), pattern(ref("lost")))


def test_or_goes_on_with_the_condition_unless_on_follows() -> None:
    """`or on` begins the conversion event, across lines and comments too."""
    stage = one("stage S when a = 1 or b = 2 or # now\n# the event\n on page or screen")
    assert stage.when == tree.Or(AT, (test("a", "=", number("1")), test("b", "=", number("2"))))
    assert stage.on == tree.Held(AT, pattern(ref("page"), ref("screen")), None, None)


def test_a_decay_at_the_margin_is_marked() -> None:
    """The checker warns that it looks like the group's."""
    (margin,) = one("on page +1\ndecay half every 3d").suffixes
    (indented,) = one("on page +1\n  decay half every 3d").suffixes
    assert (margin.starts_line, indented.starts_line) == (True, False)
    assert margin == indented


def test_suffixes_keep_their_order() -> None:
    """As written; the order in which they work is not the syntax' affair."""
    kinds = [type(suffix).__name__ for suffix in one('on page +1 as "x" once once each max 2 times no decay').suffixes]
    assert kinds == ["Label", "Once", "OnceEach", "Cap", "Decay"]


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    """Files from any editor."""
    plain = "group g\n  max 3\non page +1 # x\non page +2"
    expected = parse(Source("x", plain))[0].statements
    for text in (plain.replace("\n", "\r\n"), "\ufeff" + plain, plain.replace("# x\n", "").replace("\n", " ")):
        file, found = parse(Source("x", text))
        assert (file.statements, found) == (expected, ())


def test_a_file_of_nothing_is_a_file() -> None:
    """Empty, blank, or comments only."""
    for text in ("", "  \n\n", "# nothing", "# nothing\n"):
        assert parse(Source("x", text)) == (tree.File(Source("x", text), ()), ())
