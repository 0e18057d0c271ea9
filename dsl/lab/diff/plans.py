"""What differs between two plans apart from their rules: settings, groups, stages, alerts, resets, what is left out.

Knows one kind of statement at a time; what many rules share is given.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from dsl.lab.diff import canon, words
from dsl.lab.diff.model import Change, Pairs, Part, PlanDiff, Said, What
from dsl.lab.diff.pairs import Pairing
from dsl.lab.diff.rules import PLAIN, PRECISE, Two, pair_rules, parts_of, rule_changes
from dsl.program import LEAD, Alert, Condition, Group, Pattern, Plan, Stage

_UNWRITTEN = frozenset({"behaviour", "profile"})
"""The groups of rules that stand before any."""

Members = Mapping[Hashable, tuple[str, str]]
"""Parts that count without order, by key: in words, and precisely."""


def diff_plans(two: Two) -> PlanDiff:
    """All that differs, in about the order in which a plan is written."""
    old, new = two.old, two.new
    pairs = pair_rules(two)
    of_plan, of_groups, rules = rule_changes(two, pairs)
    alerts, alert_changes = _alerts(two)
    changes = (
        *_settings(two, of_plan),
        *members("ignore", "ignore", alternatives(old.ignores), alternatives(new.ignores)),
        *members("exclude", "exclude when", _conditions(old.excludes), _conditions(new.excludes)),
        *_groups(old.groups, new.groups, of_groups),
        *rules,
        *_stages(two),
        *alert_changes,
        *members("reset", "reset on", alternatives(old.resets), alternatives(new.resets)),
    )
    return PlanDiff(new.name, old, new, changes, pairs, alerts)


def members(what: What, keyword: str, old: Members, new: Members) -> Iterator[Change]:
    """What came and went where many statements or one say the same. Where words do not tell the two apart: precisely."""
    gone = [said for key, said in old.items() if key not in new]
    come = [said for key, said in new.items() if key not in old]
    alike = {plain for plain, _ in gone} & {plain for plain, _ in come}
    for plain, precise in gone:
        text = precise if plain in alike else plain
        yield Change(what, "removed", text, Said(f"{keyword} {text}"))
    for plain, precise in come:
        text = precise if plain in alike else plain
        yield Change(what, "added", text, None, Said(f"{keyword} {text}"))


def alternatives(of: Pattern) -> Members:
    """Each alternative of a pattern."""
    return {canon.pattern((one,)): (PLAIN.pattern((one,)), PRECISE.pattern((one,))) for one in of}


def _conditions(of: Sequence[Condition]) -> Members:
    return {canon.condition(one): (PLAIN.condition(one), PRECISE.condition(one)) for one in of}


def _settings(two: Two, shared: Iterable[Part]) -> Iterator[Change]:
    """The plan's own settings, what all its rules share, and the order of its stages."""
    old, new = two.old, two.new
    said = [
        ("name", old.name, new.name),
        ("title", _title(old), _title(new)),
        ("timezone", old.timezone, new.timezone),
        ("score", _range(old), _range(new)),
        ("stages", _order(old, new), _order(new, old)),
    ]
    parts = [Part(name, before, after) for name, before, after in said if before != after]
    if parts := [*parts, *shared]:
        yield Change("plan", "changed", new.name, parts=tuple(parts))


def _title(plan: Plan) -> str | None:
    return plan.title if plan.title != plan.name else None


def _range(plan: Plan) -> str | None:
    """`score from 0 to 100`."""
    low, high = (None if end is None else words.number(end) for end in (plan.score_from, plan.score_to))
    ends = words.joined(low and f"from {low}", high and f"to {high}")
    return f"score {ends}" if ends else None


def _order(plan: Plan, other: Plan) -> str:
    """The stages that both plans have, in the order of one."""
    there = {stage.name for stage in other.stages}
    return ", ".join(stage.name for stage in plan.stages if stage.name in there)


def _groups(old: Sequence[Group], new: Sequence[Group], shared: Mapping[str, Sequence[Part]]) -> Iterator[Change]:
    renamed = {part.old: part.new for parts in shared.values() for part in parts if part.name == "group"}
    pairing = Pairing(old, new)
    pairing.by(lambda g: renamed.get(f"group {g.name}", f"group {g.name}"), lambda g: f"group {g.name}")
    for before, after in pairing.of_both():
        if before and after:
            old_said, new_said = words.group_parts(before), words.group_parts(after)
            clips = (Part(name, old_said[name], new_said[name]) for name in old_said if old_said[name] != new_said[name])
            if parts := (*shared.get(after.name, ()), *clips):
                yield Change("group", "changed", after.name, parts=parts)
        elif before and _counts(before):
            yield Change("group", "removed", before.name, Said(words.group_text(before)))
        elif after and _counts(after):
            yield Change("group", "added", after.name, None, Said(words.group_text(after)))


def _counts(group: Group) -> bool:
    """A group that nobody wrote and that clips nothing comes and goes with its rules."""
    return group.name not in _UNWRITTEN or group.max is not None or group.min is not None


def _stages(two: Two) -> Iterator[Change]:
    pairing = Pairing(two.old.stages, two.new.stages)
    pairing.by(lambda stage: stage.name)
    pairing.by(lambda stage: tuple(canon.stage_parts(stage)))
    for old, new in pairing.of_both():
        if old and new:
            parts = _stage_parts(old, new)
            if old.name != new.name:
                parts.append(Part("name", old.name, new.name))
            if parts:
                said = two.old_written.stage(old), two.new_written.stage(new)
                yield Change("stage", "changed", new.name, *said, tuple(parts))
        elif old:
            yield Change("stage", "removed", old.name, two.old_written.stage(old))
        elif new:
            place = Part("after", None, _before(new, two.new.stages))
            yield Change("stage", "added", new.name, None, two.new_written.stage(new), (place,))


def _stage_parts(old: Stage, new: Stage) -> list[Part]:
    keys = dict(canon.stage_parts(old)), dict(canon.stage_parts(new))
    return parts_of(*keys, lambda w: (words.stage_parts(old, w), words.stage_parts(new, w)))


def _before(stage: Stage, stages: Sequence[Stage]) -> str:
    return next((before.name for before, after in pairwise(stages) if after is stage), LEAD)


def _alerts(two: Two) -> tuple[Pairs, list[Change]]:
    pairing = Pairing(two.old.alerts, two.new.alerts)
    for names in (("channel", "on", "at most once"), ("channel", "on"), ("on",), ("channel",)):
        pairing.by(partial(_alert_key, names))
    changes = []
    for old, new in pairing.of_both():
        if old and new:
            parts = _alert_parts(old, new)
            if parts:
                said = two.old_written.alert(old), two.new_written.alert(new)
                changes.append(Change("alert", "changed", new.channel, *said, tuple(parts)))
        elif old:
            changes.append(Change("alert", "removed", old.channel, two.old_written.alert(old)))
        elif new:
            changes.append(Change("alert", "added", new.channel, None, two.new_written.alert(new)))
    return pairing.pairs(), changes


def _alert_key(names: Sequence[str], alert: Alert) -> Hashable:
    parts = canon.alert_parts(alert)
    return tuple(parts[name] for name in names)


def _alert_parts(old: Alert, new: Alert) -> list[Part]:
    return parts_of(
        canon.alert_parts(old), canon.alert_parts(new), lambda w: (words.alert_parts(old, w), words.alert_parts(new, w))
    )
