"""From the grammar's rules to the syntax tree: one method per rule, named after it, that gets the rule's children.

Knows the grammar's rules; words and numbers are `dsl.syntax.lexemes`' affair. The nodes are made while the parser reads,
without a parse tree in between, which would cost time and memory. No token is left out, so that a node's span runs from
its first child to its last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, cast

from lark import Token
from lark.grammar import Rule

from dsl.diagnostics import Source, Span
from dsl.syntax import tree
from dsl.syntax.lexemes import POINT_DECIMALS, TOKENS, Lexemes, start_of

MAX_DEPTH = 100
"""How deep conditions may nest."""


class _Bag(NamedTuple):
    """What a rule hands to the rule above it where the tree has no node of its own."""

    span: Span
    kind: str
    items: tuple[Any, ...]


class Builder(Lexemes):
    """Builds the statements of one file while the parser reads it; what is wrong with its words goes to `findings`.

    `callbacks` maps the grammar's rules to what is made of them. Complete statements gather in `statements`.
    """

    def __init__(self, source: Source, rules: Iterable[Rule]) -> None:
        super().__init__(source)
        self.statements: list[tree.Statement] = []
        self.lost: list[int] = []
        """Where statements begin that nest too deep to be kept."""
        self.callbacks = {rule: self._callback(rule) for rule in rules}
        self._depths: dict[int, int] = {}
        self._too_deep: Span | None = None

    def abandon(self) -> None:
        """Forget what was noted of a statement that came to nothing."""
        self._depths.clear()
        self._too_deep = None

    def _callback(self, rule: Rule) -> Callable[[list[Any]], Any]:
        """What the parser calls when it has the children of `rule` together: tokens, nodes, lists of inlined rules."""
        name = rule.origin.name
        if name == "_statements":
            return self._statements
        if name in ("_steps", "start", "resume"):
            return _nothing  # steps behind a mistake in their test are read for their own mistakes only
        if name.startswith("_"):
            return self._flat
        if rule.options.expand1 and len(rule.expansion) == 1:
            return _only
        method = _RULES[name].__get__(self)
        if name == "path":
            return cast(Callable[[list[Any]], Any], method)
        flat = self._flat
        return lambda children: method(flat(children))

    def _flat(self, children: list[Any]) -> list[Any]:
        """The children with values for tokens, and those of inlined rules in line."""
        # Repetitions are left-recursive: a list that comes first is gone on with, or long ones would take square time.
        parts: list[Any] = children.pop(0) if type(children[0]) is list else []
        for child in children:
            if type(child) is list:
                parts += child
            elif type(child) is Token and child.type in TOKENS:
                parts.append(TOKENS[child.type](self, child))
            else:
                parts.append(child)
        return parts

    def _statements(self, children: list[Any]) -> list[Any]:
        """A statement is complete."""
        statement = children[-1]
        if self._too_deep is None:
            self.statements.append(statement)
        else:
            self._report("E031", self._too_deep, depth=str(MAX_DEPTH))
            self.lost.append(statement.span.start)
        self.abandon()
        return []

    def _nested(self, node: tree.Condition, *inner: tree.Condition) -> tree.Condition:
        """A condition around others, if it does not nest too deep; else one of them, and the statement is given up."""
        depth = 1 + max(self._depths.get(id(part), 0) for part in inner)
        if depth > MAX_DEPTH:
            self._too_deep = self._too_deep or node.span
            return inner[0]
        self._depths[id(node)] = depth
        return node

    # --- statements

    def include(self, c: list[Any]) -> tree.Include:
        return tree.Include(self._span(c), c[1])

    def plan(self, c: list[Any]) -> tree.PlanHead:
        return tree.PlanHead(self._span(c), c[1], tuple(c[2:]))

    def timezone(self, c: list[Any]) -> tree.Timezone:
        return tree.Timezone(self._span(c), c[1])

    def score_range(self, c: list[Any]) -> tree.ScoreRange:
        return tree.ScoreRange(self._span(c), c[2], c[4])

    def group(self, c: list[Any]) -> tree.GroupHead:
        return tree.GroupHead(self._span(c), c[1], tuple(c[2:]))

    def clip(self, c: list[Any]) -> tree.Clip:
        return tree.Clip(self._span(c), "max" if c[0] == "max" else "min", c[1])

    def let(self, c: list[Any]) -> tree.Let:
        return tree.Let(self._span(c), c[1], c[3])

    def event(self, c: list[Any]) -> tree.EventDecl:
        bags = {part.kind: part.items for part in c if isinstance(part, _Bag)}
        per = c[-1] if isinstance(c[-1], tree.Path) else None
        return tree.EventDecl(self._span(c), c[1], bags["tracks"], bags.get("named", ()), per)

    def tracks(self, c: list[Any]) -> _Bag:
        return _Bag(self._span(c), "tracks", tuple(c[::2]))

    def named(self, c: list[Any]) -> _Bag:
        return _Bag(self._span(c), "named", tuple(c[1::2]))

    def place(self, c: list[Any]) -> tree.PlaceDecl:
        return tree.PlaceDecl(self._span(c), c[1], c[3], c[5])

    def on_rule(self, c: list[Any]) -> tree.OnRule:
        return tree.OnRule(self._span(c), c[1], c[2], tuple(c[3:]))

    def when_rule(self, c: list[Any]) -> tree.WhenRule:
        return tree.WhenRule(self._span(c), c[1], c[2], tuple(c[3:]))

    def stage(self, c: list[Any]) -> tree.StageDecl:
        bags = [part for part in c if isinstance(part, _Bag)]
        given = {bag.kind: bag.items[0] for bag in reversed(bags)}
        for second in [bag for bag in bags if bag.kind == "keep"][1:]:
            self._report("E036", second.span)
        held = next((part for part in c if isinstance(part, tree.Held)), None)
        return tree.StageDecl(self._span(c), c[1], given.get("at"), given.get("when"), held, given.get("keep"))

    def at(self, c: list[Any]) -> _Bag:
        return _Bag(self._span(c), "at", (c[1],))

    def on_condition(self, c: list[Any]) -> _Bag:
        return _Bag(self._span(c), "when", (c[1],))

    def keep(self, c: list[Any]) -> _Bag:
        return _Bag(self._span(c), "keep", (c[1],))

    def held(self, c: list[Any]) -> tree.Held:
        hold = next((part for part in c if isinstance(part, tree.Duration)), None)
        until = c[-1] if len(c) > 1 and isinstance(c[-1], tree.Pattern) else None
        return tree.Held(self._span(c), c[0], hold, until)

    def alert(self, c: list[Any]) -> tree.AlertDecl:
        cooldown = c[-1] if len(c) > 4 else None
        if isinstance(cooldown, tree.Unit) and cooldown.value == "month":
            self._report("E043", cooldown.span)
            cooldown = tree.Duration(cooldown.span, 30, "d")
        return tree.AlertDecl(self._span(c), c[1], c[3], cooldown)

    def experiment(self, c: list[Any]) -> tree.ExperimentDecl:
        return tree.ExperimentDecl(self._span(c), c[1], tuple(c[2::2]))

    def share(self, c: list[Any]) -> tree.Share:
        return tree.Share(self._span(c), c[0], c[1])

    def reset(self, c: list[Any]) -> tree.Reset:
        return tree.Reset(self._span(c), c[2])

    def ignore(self, c: list[Any]) -> tree.Ignore:
        return tree.Ignore(self._span(c), c[1])

    def exclude(self, c: list[Any]) -> tree.Exclude:
        return tree.Exclude(self._span(c), c[2])

    def capacity(self, c: list[Any]) -> tree.CapacityDecl:
        return tree.CapacityDecl(self._span(c), self._whole(c[1]), c[2], c[4])

    def outcome(self, c: list[Any]) -> tree.OutcomeDecl:
        return tree.OutcomeDecl(self._span(c), "won" if c[1] == "won" else "lost", c[2])

    # --- triggers and patterns

    def each(self, c: list[Any]) -> tree.Each:
        return tree.Each(self._span(c), c[0])

    def count(self, c: list[Any]) -> tree.Count:
        return tree.Count(self._span(c), c[0], self._whole(c[1]), c[4])

    def then(self, c: list[Any]) -> tree.Then:
        return tree.Then(self._span(c), c[0], c[2], c[4])

    def without(self, c: list[Any]) -> tree.Without:
        return tree.Without(self._span(c), c[0], c[2], c[4])

    def absence(self, c: list[Any]) -> tree.Absence:
        return tree.Absence(self._span(c), c[0], c[2] if len(c) > 4 else None, c[-2])

    def pattern(self, c: list[Any]) -> tree.Pattern:
        return tree.Pattern(self._span(c), tuple(c[::2]))

    def ref(self, c: list[Any]) -> tree.EventRef:
        if len(c) == 1:
            return tree.EventRef(c[0].span, c[0], (), (), None)
        texts = tuple(part for part in c[1].items if isinstance(part, tree.Text))
        filters = tuple(part for part in c[1].items if isinstance(part, tree.Test))
        return tree.EventRef(self._span(c), c[0], texts, filters, c[1].span)

    def arguments(self, c: list[Any]) -> _Bag:
        return _Bag(self._span(c), "arguments", tuple(c[1::2]))

    # --- points and suffixes

    def points(self, c: list[Any]) -> tree.Points:
        amount = c[0]
        if len(amount.source.partition(".")[2]) > POINT_DECIMALS:
            self._report("E029", amount.span, points=amount.source)
            amount = tree.Number(amount.span, round(amount.value, POINT_DECIMALS), amount.source)
        return tree.Points(self._span(c), amount, c[1] if len(c) > 1 else None)

    def scale(self, c: list[Any]) -> tree.Scale:
        return tree.Scale(self._span(c), c[1], c[3])

    def once(self, c: list[Any]) -> tree.Once:
        return tree.Once(self._span(c))

    def once_each(self, c: list[Any]) -> tree.OnceEach:
        return tree.OnceEach(self._span(c))

    def cap(self, c: list[Any]) -> tree.Cap:
        unit = c[-1] if isinstance(c[-1], tree.Unit) else None
        if c[2] == "points":
            return tree.Cap(self._span(c), "points", c[1], unit)
        return tree.Cap(self._span(c), "times", self._whole(c[1]), unit)

    def since(self, c: list[Any]) -> tree.FromDate:
        return tree.FromDate(self._span(c), c[1])

    def until(self, c: list[Any]) -> tree.UntilDate:
        return tree.UntilDate(self._span(c), c[1])

    def label(self, c: list[Any]) -> tree.Label:
        return tree.Label(self._span(c), c[1])

    def provided(self, c: list[Any]) -> tree.While:
        return tree.While(self._span(c), c[1])

    def _decay(self, kind: Any, c: list[Any], every: tree.Duration | None, percent: tree.Number | None) -> tree.Decay:
        start = start_of(c[0])
        starts_line = start == 0 or self.source.text[start - 1] in "\n\r"
        return tree.Decay(self._span(c), kind, every, percent, starts_line)

    def half(self, c: list[Any]) -> tree.Decay:
        return self._decay("half", c, c[3], None)

    def percent(self, c: list[Any]) -> tree.Decay:
        return self._decay("percent", c, c[3], c[1])

    def over(self, c: list[Any]) -> tree.Decay:
        return self._decay("over", c, c[2], None)

    def expire(self, c: list[Any]) -> tree.Decay:
        return self._decay("expire", c, c[2], None)

    def no_decay(self, c: list[Any]) -> tree.Decay:
        return self._decay("none", c, None, None)

    # --- conditions

    def any_of(self, c: list[Any]) -> tree.Condition:
        return self._nested(tree.Or(self._span(c), tuple(c[::2])), *c[::2])

    def all_of(self, c: list[Any]) -> tree.Condition:
        return self._nested(tree.And(self._span(c), tuple(c[::2])), *c[::2])

    def bracketed(self, c: list[Any]) -> Any:
        wider = replace(c[1], span=self._span(c))
        self._depths[id(wider)] = self._depths.get(id(c[1]), 0)
        return wider

    def negated(self, c: list[Any]) -> tree.Condition:
        return self._nested(tree.Not(self._span(c), c[1]), c[1])

    def within(self, c: list[Any]) -> tree.Within:
        return tree.Within(self._span(c), c[1], c[3])

    def compare(self, c: list[Any]) -> tree.Test:
        return tree.Test(self._span(c), c[0], cast(tree.Op, str(c[1])), (c[2],), self._at(c[1]))

    def one_of(self, c: list[Any]) -> tree.Test:
        op: tree.Op = "in" if len(c) == 3 else "not in"
        return self._listed(c, op)

    def text_test(self, c: list[Any]) -> tree.Test:
        return self._listed(c, cast(tree.Op, str(c[1]))) if isinstance(c[2], _Bag) else self.compare(c)

    def _listed(self, c: list[Any], op: tree.Op) -> tree.Test:
        return tree.Test(self._span(c), c[0], op, c[-1].items, self._span(c[1:-1]))

    def known(self, c: list[Any]) -> tree.Test:
        op: tree.Op = "known" if len(c) == 3 else "not known"
        return tree.Test(self._span(c), c[0], op, (), self._span(c[1:]))

    def values(self, c: list[Any]) -> _Bag:
        return _Bag(self._span(c), "values", tuple(c[1:-1:2]))

    def path(self, c: list[Any]) -> tree.Path:
        return tree.Path(self._at(c[0]), self._parts(c[0]))

    # --- tests

    def test(self, c: list[Any]) -> tree.TestDecl:
        plan = next((part for part in c if isinstance(part, tree.Name)), None)
        steps = tuple(part for part in c if isinstance(part, tree.Step))
        return tree.TestDecl(self._span(c), c[1], plan, steps)

    def step(self, c: list[Any]) -> tree.Step:
        day = next((part for part in c if isinstance(part, tree.DateLit)), None)
        time = next((part for part in c if isinstance(part, tree.Time)), None)
        return tree.Step(self._span(c), self._whole(c[1]), day, time, c[-1])

    sent = ref
    data = arguments

    def sending(self, c: list[Any]) -> tree.Test:
        return self.compare(c)

    def profile(self, c: list[Any]) -> tree.Profile:
        return tree.Profile(self._span(c), tuple(c[1::2]))

    def setting(self, c: list[Any]) -> tree.Setting:
        return tree.Setting(self._span(c), c[0], c[2])

    def any_list(self, c: list[Any]) -> tree.ListLit:
        return tree.ListLit(self._span(c), tuple(c[1:-1:2]))

    def expect(self, c: list[Any]) -> tree.Expect:
        return tree.Expect(self._span(c), tuple(c[1::2]))

    def expect_score(self, c: list[Any]) -> tree.ExpectScore:
        return tree.ExpectScore(self._span(c), c[1])

    def expect_group(self, c: list[Any]) -> tree.ExpectGroup:
        return tree.ExpectGroup(self._span(c), c[1], c[2])

    def expect_stage(self, c: list[Any]) -> tree.ExpectStage:
        return tree.ExpectStage(self._span(c), c[1])

    def expect_alert(self, c: list[Any]) -> tree.ExpectAlert:
        return tree.ExpectAlert(self._span(c), c[1])

    def expect_no_alert(self, c: list[Any]) -> tree.ExpectNoAlert:
        return tree.ExpectNoAlert(self._span(c))

    def expect_rule(self, c: list[Any]) -> tree.ExpectRule:
        return tree.ExpectRule(self._span(c), c[1], self._whole(c[2]))


def _nothing(_children: list[Any]) -> list[Any]:
    return []


def _only(children: list[Any]) -> Any:
    return children[0]


_RULES: Mapping[str, Callable[[Builder, list[Any]], Any]] = {
    name: method for name, method in vars(Builder).items() if not name.startswith("_") and name != "abandon"
}
