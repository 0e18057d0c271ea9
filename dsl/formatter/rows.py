"""From statements to rows: what stands on a line of its own, in pieces between which a long line may be broken.

A statement is one row; the settings of `plan` and some of `group`, and the steps of a test, are rows below their head's.
Knows how each statement is written; nothing of columns, blank lines or comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dsl.syntax import tree, write
from dsl.syntax.write import Piece, begun, listed

Kind = Literal["statement", "setting", "rule", "step"]
INDENT = 2
WIDTH = 120
"""How long a line may be, without the comment behind it."""
CLAUSES = 88
"""A stage that is longer is read clause by clause, each on a line of its own."""
_CLAUSE = -1  # the depth of a piece before which a broken line is broken in any case


@dataclass(frozen=True, slots=True)
class Row:
    """A line, or some if it is too long; `start` and `end` are offsets in the source.

    opens     a section begins here, which stands behind a blank line
    tight     no blank line may stand before it
    holds     what follows may belong to it, and is indented then
    points    of a rule: which piece its points are
    suffixes  of a rule: which pieces its suffixes begin with
    label     of a rule: which of the suffixes is `as`
    day, time of a step: what stands in columns before its pieces
    """

    kind: Kind
    start: int
    end: int
    pieces: list[Piece]
    width: int = WIDTH
    indent: int = 0
    opens: bool = False
    tight: bool = False
    holds: bool = False
    points: int = 0
    suffixes: tuple[int, ...] = ()
    label: int | None = None
    day: str = ""
    time: str = ""


def rows(statements: Iterable[tree.Statement]) -> Iterator[Row]:
    """The rows of a file, in the order of the source."""
    for statement in statements:
        match statement:
            case tree.OnRule() | tree.WhenRule():
                yield _rule(statement)
            case tree.PlanHead():
                yield from _plan(statement)
            case tree.GroupHead():
                yield from _group(statement)
            case tree.TestDecl():
                yield from _test(statement)
            case tree.StageDecl():
                yield _whole(statement, _stage(statement), CLAUSES)
            case _:
                yield _whole(statement, _statement(statement))


def _whole(node: tree.Node, pieces: list[Piece], width: int = WIDTH) -> Row:
    return Row("statement", node.span.start, node.span.end, pieces, width)


# --- rules


def _rule(rule: tree.OnRule | tree.WhenRule) -> Row:
    pieces = write.head(rule)
    points = len(pieces)
    pieces.append(Piece(write.points(rule.points), rule.points.span.start))
    suffixes: list[int] = []
    label = None
    for suffix in rule.suffixes:
        if label is None and isinstance(suffix, tree.Label):
            label = len(suffixes)
        suffixes.append(len(pieces))
        pieces += _suffix(suffix)
    return Row("rule", rule.span.start, rule.span.end, pieces, points=points, suffixes=tuple(suffixes), label=label)


def _suffix(suffix: tree.Suffix) -> list[Piece]:
    match suffix:
        case tree.While():
            return begun("while ", write.condition_pieces(suffix.condition, 1), suffix, gap=2)
        case tree.Decay():
            text = write.decay(suffix)
        case tree.Cap():
            text = write.cap(suffix)
        case tree.Once():
            text = "once"
        case tree.OnceEach():
            text = "once each"
        case tree.FromDate():
            text = f"from {write.value(suffix.date)}"
        case tree.UntilDate():
            text = f"until {write.value(suffix.date)}"
        case tree.Label():
            text = f"as {write.value(suffix.text)}"
    return [Piece(text, suffix.span.start, 0, 2)]


# --- plans, groups, tests


def _plan(plan: tree.PlanHead) -> Iterator[Row]:
    title = Piece(f"plan {write.value(plan.title)}", plan.span.start)
    yield Row("statement", plan.span.start, plan.title.span.end, [title], holds=True)
    yield from map(_setting, plan.settings)


def _group(group: tree.GroupHead) -> Iterator[Row]:
    """Clips stand behind the name, from the first decay on each setting has a line of its own."""
    behind = 0
    while behind < len(group.settings) and isinstance(group.settings[behind], tree.Clip):
        behind += 1
    named = Piece(f"group {group.name.text}", group.span.start)
    pieces = [named, *(Piece(_said(clip), clip.span.start) for clip in group.settings[:behind])]
    end = group.settings[behind - 1].span.end if behind else group.name.span.end
    yield Row("statement", group.span.start, end, pieces, opens=True, holds=True)
    yield from map(_setting, group.settings[behind:])


def _setting(setting: tree.Timezone | tree.ScoreRange | tree.Clip | tree.Decay) -> Row:
    piece = Piece(_said(setting), setting.span.start)
    return Row("setting", setting.span.start, setting.span.end, [piece], indent=INDENT, tight=True, holds=True)


def _said(setting: tree.Timezone | tree.ScoreRange | tree.Clip | tree.Decay) -> str:
    match setting:
        case tree.Timezone():
            return f"timezone {write.value(setting.name)}"
        case tree.ScoreRange():
            return f"score from {write.value(setting.low)} to {write.value(setting.high)}"
        case tree.Clip():
            return f"{setting.kind} {write.value(setting.amount)}"
        case tree.Decay():
            return write.decay(setting)


def _test(test: tree.TestDecl) -> Iterator[Row]:
    title, last = f"test {write.value(test.title)}", test.plan or test.title
    if test.plan is not None:
        title += f" of {test.plan.text}"
    yield Row("statement", test.span.start, last.span.end, [Piece(title, test.span.start)], opens=True, holds=True)
    for place, step in enumerate(test.steps):
        yield _step(step, tight=place == 0)


def _step(step: tree.Step, tight: bool) -> Row:
    day = f"day {write.value(step.day)}" + ("" if step.date is None else f" on {write.value(step.date)}")
    time = "" if step.time is None else f"{step.time.minutes // 60:02d}:{step.time.minutes % 60:02d}"
    pieces = _action(step.action)
    # what stands in columns before the action is one piece with it
    pieces[0] = pieces[0]._replace(start=step.span.start)
    return Row("step", step.span.start, step.span.end, pieces, indent=INDENT, tight=tight, holds=True, day=day, time=time)


def _action(action: tree.EventRef | tree.Profile | tree.Expect) -> list[Piece]:
    match action:
        case tree.EventRef():
            return write.event_pieces(action)
        case tree.Profile():
            return begun("profile ", listed([_assigned(setting) for setting in action.settings]), action)
        case tree.Expect():
            expected = [[Piece(_expected(item), item.span.start)] for item in action.items]
            return begun("expect ", listed(expected), action)


def _assigned(setting: tree.Setting) -> list[Piece]:
    opening = f"{write.path(setting.path)} = "
    if isinstance(setting.value, tree.ListLit) and setting.value.items:
        items = [[Piece(write.value(item), item.span.start, 1)] for item in setting.value.items]
        return write.ended(begun(f"{opening}[", listed(items), setting), "]")
    return [Piece(opening + write.value(setting.value), setting.span.start)]


def _expected(item: tree.Expectation) -> str:
    match item:
        case tree.ExpectScore():
            return f"score {write.value(item.value)}"
        case tree.ExpectGroup():
            return f"group {item.name.text} {write.value(item.value)}"
        case tree.ExpectStage():
            return f"stage {item.name.text}"
        case tree.ExpectAlert():
            return f"alert {item.channel.text}"
        case tree.ExpectNoAlert():
            return "no alert"
        case tree.ExpectRule():
            return f"rule {write.value(item.label)} {write.value(item.times)} {write.times(item.times)}"


# --- stages and all others


def _stage(stage: tree.StageDecl) -> list[Piece]:
    opening = f"stage {stage.name.text}"
    pieces: list[Piece] = []
    if stage.at is not None:
        pieces = [Piece(f"{opening} at {write.value(stage.at)}", stage.span.start)]
    elif stage.when is not None:
        pieces = begun(f"{opening} when ", write.condition_pieces(stage.when, 1), stage)
    if stage.on is not None and pieces:
        pieces += begun("or on ", _held(stage.on), stage.on, _CLAUSE)
    elif stage.on is not None:
        pieces = begun(f"{opening} on ", _held(stage.on), stage)
    if stage.keep is not None:
        pieces.append(Piece(f"until below {write.value(stage.keep)}", stage.keep.span.start, _CLAUSE))
    return pieces


def _held(held: tree.Held) -> list[Piece]:
    pieces = write.pattern_pieces(held.pattern, 1)
    if held.hold is not None:
        pieces.append(Piece(f"for {write.duration(held.hold)}", held.hold.span.start))
    if held.until is not None:
        pieces += begun("until ", write.pattern_pieces(held.until, 1), held.until)
    return pieces


def _statement(node: tree.Statement) -> list[Piece]:
    match node:
        case tree.Include():
            text = f"include {write.value(node.path)}"
        case tree.PlaceDecl():
            text = f"place {node.name.text} = {write.value(node.lat)}, {write.value(node.lon)}"
        case tree.CapacityDecl():
            text = f"capacity {write.value(node.amount)} {node.stage.text} per {node.unit.value}"
        case tree.Let():
            return begun(f"let {node.name.text} = ", write.pattern_pieces(node.pattern), node)
        case tree.Reset():
            return begun("reset on ", write.pattern_pieces(node.pattern), node)
        case tree.Ignore():
            return begun("ignore ", write.pattern_pieces(node.pattern), node)
        case tree.OutcomeDecl():
            return begun(f"outcome {node.kind} ", write.pattern_pieces(node.pattern), node)
        case tree.Exclude():
            return begun("exclude when ", write.condition_pieces(node.condition), node)
        case tree.EventDecl():
            return _event(node)
        case tree.AlertDecl():
            return _alert(node)
        case tree.ExperimentDecl():
            shares = listed([[Piece(f"{write.value(s.percent)}% {s.plan.text}", s.span.start)] for s in node.shares])
            return begun(f"experiment {write.value(node.name)} ", shares, node)
        case _:
            raise AssertionError(f"a statement of another kind: {node!r}")
    return [Piece(text, node.span.start)]


def _event(node: tree.EventDecl) -> list[Piece]:
    pieces = begun(f"event {node.name.text} = ", listed([[Piece(write.value(t), t.span.start, 1)] for t in node.tracks]), node)
    if node.named:
        paths = [[Piece(write.path(path), path.span.start, 1)] for path in node.named]
        pieces += begun("named ", listed(paths), node.named[0])
    if node.per is not None:
        pieces.append(Piece(f"per {write.path(node.per)}", node.per.span.start))
    return pieces


def _alert(node: tree.AlertDecl) -> list[Piece]:
    pieces = begun(f"alert {node.channel.text} on ", write.trigger_pieces(node.trigger), node)
    if node.cooldown is not None:
        per = node.cooldown.value if isinstance(node.cooldown, tree.Unit) else write.duration(node.cooldown)
        pieces.append(Piece(f"at most once per {per}", node.cooldown.span.start))
    return pieces
