"""What looks unintended in rules that are otherwise right: warnings about single rules and channels.

Looks at each rule both as it was written (for places) and as it was compiled (for meaning).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from dsl import program
from dsl.check.compiled import Compiled
from dsl.check.contradictions import lint_conjunctions, lint_together
from dsl.check.limits import lint_limits
from dsl.check.near import distance, near
from dsl.check.report import Report
from dsl.check.same import meaning
from dsl.check.stages import lint_groups, lint_stages
from dsl.engine.text import fold_text, glob_matches
from dsl.program import EventPattern, Pattern
from dsl.syntax import tree
from dsl.syntax.meant import LOSSES
from dsl.words import BUILT_IN

_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")
MAX_CHANNELS = 200  # each is compared with each
GOOD_SIGNS = frozenset({"purchase", "subscription", "renewal"})


def lint_plan(compiled: Compiled, whole: bool, report: Report) -> None:
    """Every warning about one plan; those about what adds up only if the plan is `whole` (no statement is left out)."""
    for node, rule in zip(compiled.rules, compiled.plan.rules, strict=True):
        _contradictions(node, report)
        if not rule.points:
            report.add("W106", node.points.amount.span)
        if isinstance(node, tree.OnRule):
            lint_limits(node, rule, report)
            _sign(node, rule, report)
            _decay(node, report)
            _ignored(node, rule, compiled.plan.ignores, report)
    for stage in compiled.stages:
        if stage.when is not None:
            lint_conjunctions(stage.when, report)
            _groups_misspelt(stage.when, compiled.plan, report)
    if whole:
        _twice(compiled, report)
        lint_groups(compiled, report)
        lint_stages(compiled, report)


def lint_channels(channels: Sequence[tree.Name], report: Report) -> None:
    """A channel that is named once, and nearly like another, is probably misspelt."""
    times = Counter(channel.text for channel in channels)
    if len(times) > MAX_CHANNELS:
        return
    order = list(times)
    for channel in channels:
        # of two that are both named once, the later one is blamed
        before = set(order[: order.index(channel.text)])
        others = [name for name in order if name != channel.text and (times[name] > 1 or name in before)]
        close = near(channel.text, (name for name in others if not _apart(name, channel.text)))
        if times[channel.text] == 1 and close:
            report.add("W304", channel.span, name=channel.text, near=close)


def _apart(a: str, b: str) -> bool:
    """Whether names differ on purpose, by numbers or by a whole part: `team1` and `team2`, `sales_pl` and `sales_de`."""
    ours, theirs = _PARTS.findall(a.casefold()), _PARTS.findall(b.casefold())
    pairs = [(x, y) for x, y in zip(ours, theirs, strict=False) if x != y]
    if len(ours) != len(theirs) or len(ours) < 2 or len(pairs) != 1:
        return False
    ((x, y),) = pairs
    return x.isdigit() or y.isdigit() or distance(x, y) * 2 >= max(len(x), len(y))


def _groups_misspelt(condition: tree.Condition, plan: program.Plan, report: Report) -> None:
    """What is no group is a trait; where it is nearly a group, that is probably not meant."""
    groups = {"score", *(group.name for group in plan.groups)}
    for leaf in tree.tests(condition):
        if isinstance(leaf, tree.Test) and len(leaf.path.parts) == 1 and leaf.path.parts[0] not in groups:
            close = near(leaf.path.parts[0], sorted(groups))
            if close:
                report.add("W204", leaf.path.span, name=leaf.path.parts[0], near=close)


def _twice(compiled: Compiled, report: Report) -> None:
    seen: dict[Hashable, program.Rule] = {}
    for node, rule in zip(compiled.rules, compiled.plan.rules, strict=True):
        first = seen.setdefault(meaning(rule), rule)
        if first is not rule:
            report.add("W101", node.head, first=f"{first.file}:{first.line}")


def _contradictions(node: tree.OnRule | tree.WhenRule, report: Report) -> None:
    if isinstance(node, tree.WhenRule):
        lint_conjunctions(node.condition, report)
        return
    for ref in _refs(node.trigger):
        lint_together(ref.filters, report)
    for suffix in node.suffixes:
        if isinstance(suffix, tree.While):
            lint_conjunctions(suffix.condition, report)


def _refs(trigger: tree.Trigger) -> Iterable[tree.EventRef]:
    match trigger:
        case tree.Each() | tree.Count():
            return trigger.pattern.of
        case tree.Then() | tree.Without():
            return (*trigger.a.of, *trigger.b.of)
        case tree.Absence():
            return trigger.a.of if trigger.a else ()


def _sign(node: tree.OnRule, rule: program.Rule, report: Report) -> None:
    if rule.kind not in ("each", "count", "then"):
        return
    pattern = rule.b if rule.kind == "then" else rule.a
    unwelcome = all(_is_one_of(one, LOSSES) for one in pattern)
    welcome = all(_is_one_of(one, GOOD_SIGNS) for one in pattern)
    if (rule.points > 0 and unwelcome) or (rule.points < 0 and welcome):
        word = pattern[0].names[0] if pattern[0].word == "track" else pattern[0].word
        bought = word if rule.points < 0 and word in BUILT_IN else ""
        report.add("W303", node.points.amount.span, points=node.points.amount.source, word=word, bought=bought)


def _is_one_of(one: EventPattern, words: frozenset[str]) -> bool:
    """Whether a pattern speaks of one of some built-in words, by its name or by those of its tracks."""
    tracks = {fold_text(track) for word in words for track in BUILT_IN[word].tracks}
    return one.word in words or (bool(one.names) and set(one.names) <= tracks)


def _decay(node: tree.OnRule, report: Report) -> None:
    for suffix in node.suffixes:
        if isinstance(suffix, tree.Decay) and suffix.starts_line:
            report.add("W305", suffix.span)


def _ignored(node: tree.OnRule, rule: program.Rule, ignores: Pattern, report: Report) -> None:
    """A rule whose events the plan ignores. (An absence of B is not: an ignored B never comes.)"""
    sides = (rule.a, rule.b) if rule.kind == "then" else (rule.a,)
    for side in sides:
        if all(any(_covers(ignore, one) for ignore in ignores) for one in side):
            report.add("W104", node.trigger.span)
            return


def _covers(ignore: EventPattern, one: EventPattern) -> bool:
    """Whether whatever matches `one` matches `ignore`, as far as that is plain to see."""
    if ignore.filters or ignore.type not in ("any", one.type):
        return False
    if ignore.names and not (one.names and set(one.names) <= set(ignore.names)):
        return False
    wanted = (one.paths, one.urls, one.texts)
    if not (ignore.paths or ignore.urls or ignore.texts):
        return True
    globs = (ignore.paths, ignore.urls, ignore.texts)
    same_subject = ignore.type == one.type and ignore.subject == one.subject
    # a glob that matches a pattern's own letters matches all that the pattern does: its `*` takes the pattern's `*`
    return (
        same_subject
        and any(wanted)
        and all(
            any(glob_matches(glob, text) for glob in kind) for kind, texts in zip(globs, wanted, strict=True) for text in texts
        )
    )
