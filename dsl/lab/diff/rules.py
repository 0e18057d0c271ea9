"""What differs between the rules of two plans.

Knows rules one by one and how a change that many share is told once: a group that was renamed, a decay that all of a
group's or a plan's rules had. (In the compiled form a decay is each rule's own, wherever it was written.)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dsl.lab.diff import canon
from dsl.lab.diff.model import Change, How, Pairs, Part
from dsl.lab.diff.pairs import Pairing, both
from dsl.lab.diff.words import Words, rule_parts
from dsl.lab.diff.written import Written
from dsl.program import Condition, Not, Plan, Rule, Test, Within

Parts = Mapping[str, str | None]
Differing = Mapping[tuple[int, int], Sequence[Part]]

PLAIN, PRECISE = Words(), Words(precise=True)
_SEVERAL = 2  # rules that share a change for it to be told once


@dataclass(frozen=True, slots=True)
class Two:
    """Two plans with their texts, and the name that the old plan's own file has in the new."""

    old: Plan
    new: Plan
    old_written: Written
    new_written: Written

    def file(self, old: str) -> str:
        """The file of an old rule, as it is called if the plan itself was renamed."""
        return f"{self.new.name}.punkty" if old == f"{self.old.name}.punkty" else old


@dataclass(frozen=True, slots=True)
class _Known:
    """A rule with what it is paired by: the file that it has in the new plan, numbers for equal triggers and rules."""

    rule: Rule
    file: str
    label: str
    group: str
    trigger: int
    whole: int


def pair_rules(two: Two) -> Pairs:
    """Which old rule is which new one: by all of it, label and trigger, label, trigger, else the nearest."""
    numbers: dict[Hashable, int] = {}
    old = [_known(rule, two.file(rule.file), numbers) for rule in two.old.rules]
    new = [_known(rule, rule.file, numbers) for rule in two.new.rules]
    old_named, new_named = two.old_written.label, two.new_written.label
    pairing = Pairing(old, new)
    pairing.by(lambda r: (r.label, r.file, r.whole))
    pairing.by(lambda r: (r.label, r.whole))
    pairing.by(lambda r: (old_named(r.rule), r.whole), lambda r: (new_named(r.rule), r.whole))
    pairing.by(lambda r: (r.label, r.group, r.trigger))
    pairing.by(lambda r: (r.label, r.trigger))
    pairing.by(lambda r: r.label)
    pairing.by(lambda r: r.whole)
    pairing.by(lambda r: (r.group, r.trigger))
    pairing.by(lambda r: r.trigger)
    pairing.nearest(lambda r: _features(r.rule))
    return pairing.pairs()


def _known(rule: Rule, file: str, numbers: dict[Hashable, int]) -> _Known:
    trigger = canon.trigger(rule)
    whole = (rule.group, trigger, frozenset(canon.suffix_parts(rule)))
    first = numbers.setdefault(trigger, len(numbers))
    return _Known(rule, file, rule.label, rule.group, first, numbers.setdefault(whole, len(numbers)))


def rule_changes(two: Two, pairs: Pairs) -> tuple[list[Part], dict[str, list[Part]], list[Change]]:
    """What many rules of the plan share, what those of a group share (by its new name), and what is left of each."""
    differing = {(old, new): _parts(two, two.old.rules[old], two.new.rules[new]) for old, new in both(pairs)}
    of_plan, of_groups = shared_parts(two, differing)
    changes: list[Change] = []
    for old, new in pairs:
        if old is None and new is not None:
            said = two.new_written.rule(two.new.rules[new])
            changes.append(Change("rule", "added", two.new.rules[new].label, None, said))
        elif new is None and old is not None:
            said = two.old_written.rule(two.old.rules[old])
            changes.append(Change("rule", "removed", two.old.rules[old].label, said))
        elif old is not None and new is not None:
            told = (*of_plan, *of_groups[two.new.rules[new].group])
            parts = [part for part in differing[old, new] if not any(_is_same(part, one) for one in told)]
            changes.extend(_change(two, two.old.rules[old], two.new.rules[new], parts))
    return of_plan, of_groups, changes


def _change(two: Two, old: Rule, new: Rule, parts: Sequence[Part]) -> Iterator[Change]:
    is_moved = two.file(old.file) != new.file
    if not parts and not is_moved:
        return
    names = {part.name for part in parts}
    how: How = "moved" if not names else "relabelled" if names == {"label"} else "changed"
    file = [Part("file", two.file(old.file), new.file)] if is_moved else []
    said = two.old_written.rule(old), two.new_written.rule(new)
    yield Change("rule", how, new.label, *said, (*parts, *file))


def _parts(two: Two, old: Rule, new: Rule) -> list[Part]:
    """The parts that differ; of another kind of trigger only the whole of it."""
    olds = dict([*canon.trigger_parts(old), *canon.suffix_parts(old), ("group", old.group)])
    news = dict([*canon.trigger_parts(new), *canon.suffix_parts(new), ("group", new.group)])
    if old.kind != new.kind:
        for name, _ in canon.trigger_parts(old)[1:]:
            del olds[name], news[name]
    elif old.a and canon.pattern(old.a) != canon.pattern(new.a):
        news["tied"] = olds["tied"]  # follows from the words
    found = parts_of(olds, news, lambda words: (rule_parts(old, words), rule_parts(new, words)))
    if old.label != new.label and (two.old_written.is_labelled(old) or two.new_written.is_labelled(new)):
        found.append(Part("label", old.label, new.label))
    return found


def parts_of(
    olds: Mapping[str, Hashable], news: Mapping[str, Hashable], said: Callable[[Words], tuple[Parts, Parts]]
) -> list[Part]:
    """The parts whose keys differ, in words; where those are the same, in precise ones."""
    names = [name for name in dict.fromkeys([*olds, *news]) if olds.get(name) != news.get(name)]
    if not names:
        return []
    (old, new), found = said(PLAIN), []
    for name in names:
        part = Part(name, old.get(name), new.get(name))
        if part.old == part.new:
            precisely = said(PRECISE)
            part = Part(name, precisely[0].get(name), precisely[1].get(name))
        found.append(part)
    return found


def shared_parts(two: Two, differing: Differing) -> tuple[list[Part], dict[str, list[Part]]]:
    """What is told once: of the plan, and by name of its (new) groups."""
    members: dict[str, list[tuple[int, int]]] = {}
    for pair in differing:
        members.setdefault(two.new.rules[pair[1]].group, []).append(pair)
    of_groups = {name: _renamed(two, name, pairs) for name, pairs in members.items()}
    of_plan = _decay(two, list(differing), differing)
    if of_plan and len({two.new.rules[new].group for _, new in _with(of_plan[0], differing)}) > 1:
        return of_plan, of_groups
    for name, pairs in members.items():
        of_groups[name] += _decay(two, pairs, differing)
    return [], of_groups


def _decay(two: Two, pairs: Sequence[tuple[int, int]], differing: Differing) -> list[Part]:
    """The one change of decay that all rules with the old decay share."""
    found = {part for pair in pairs for part in differing[pair] if part.name == "decay"}
    if len(found) != 1:
        return []
    part = found.pop()
    had = [two.old.rules[old] for old, _ in pairs]
    affected = sum(rule.kind != "when" and rule_parts(rule, PLAIN)["decay"] == part.old for rule in had)
    changed = len(_with(part, {pair: differing[pair] for pair in pairs}))
    return [replace(part, rules=changed)] if changed == affected >= _SEVERAL else []


def _with(part: Part, differing: Differing) -> list[tuple[int, int]]:
    return [pair for pair, parts in differing.items() if any(_is_same(part, one) for one in parts)]


def _is_same(part: Part, other: Part) -> bool:
    return (part.name, part.old, part.new) == (other.name, other.old, other.new)


def _renamed(two: Two, name: str, pairs: Sequence[tuple[int, int]]) -> list[Part]:
    """The group's name, where all rules of one old group went to this new one."""
    before = {two.old.rules[old].group for old, _ in pairs}
    if len(before) != 1 or name in {group.name for group in two.old.groups}:
        return []
    (old_name,) = before
    gone = old_name not in {group.name for group in two.new.groups}
    return [Part("group", f"group {old_name}", f"group {name}", len(pairs))] if gone else []


def _features(rule: Rule) -> frozenset[Hashable]:
    """What tells a rule from others: its words and texts, fields and values, points, group and label."""
    parts = rule_parts(rule, PLAIN)
    whole = (parts["points"], parts["group"], parts["scale"], parts["decay"], rule.kind)
    events = (leaf for one in (*rule.a, *rule.b) for leaf in (one.word, *one.names, *one.paths, *one.urls, *one.texts))
    conditions = [rule.condition, rule.provided, *(each for one in (*rule.a, *rule.b) for each in one.filters)]
    leaves = (leaf for one in conditions if one is not None for leaf in _leaves(one))
    said = rule.label.casefold().split() if not rule.label.startswith(("on ", "when ")) else ()
    return frozenset(each for each in (*whole, *events, *leaves, *said) if each is not None)


def _leaves(condition: Condition) -> Iterator[Hashable]:
    match condition:
        case Test():
            yield condition.field.text
            yield from map(canon.value, condition.values)
        case Within():
            yield condition.place
        case Not():
            yield from _leaves(condition.of)
        case _:
            for part in condition.of:
                yield from _leaves(part)
