"""Compiled statements in the language's own words, with `let`s written out.

`Words(precise=True)` also says what is usually understood: which messages a word stands for, its subjects, where a value
is looked up, where a place lies. Knows the compiled form and how the language is written; nothing of differences.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dsl import program
from dsl.diagnostics import Span
from dsl.lab.diff import canon
from dsl.program import All, Any, Condition, Decay, EventPattern, Field, Not, Pattern, Rule, Within
from dsl.syntax import tree, write

_NOWHERE = Span("", 0, 0)
_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000
_NEGATED: dict[tree.Op, tree.Op] = {"=": "!=", "in": "not in", "known": "not known"}


Said = dict[str, str | None]
"""The parts of a statement by name; None where it has none."""


@dataclass(frozen=True, slots=True)
class Words:
    """Says compiled things. `precise`: with what is usually understood."""

    precise: bool = False

    def pattern(self, alternatives: Pattern) -> str:
        """`page("/a", "/b*") or form`; empty for none."""
        return " or ".join(map(self._event, alternatives))

    def condition(self, of: Condition) -> str:
        return write.condition(self._node(of))

    def trigger(self, rule: Rule) -> str:
        """A rule up to its points, or an alert's `on`, without the keyword."""
        a, b = self.pattern(rule.a), self.pattern(rule.b)
        within = duration(rule.within_ms)
        match rule.kind:
            case "each":
                return a
            case "count":
                return f"{a} {rule.times} times in {within}"
            case "then":
                return f"{a} then {b} in {within}"
            case "without":
                return f"{a} without {b} in {within}{self._tied(rule.tied)}"
            case "silence":
                return silence(a, within)
            case "when":
                return self.condition(rule.condition) if rule.condition else ""

    def scale(self, scale: program.Scale) -> str:
        fields = ", ".join(dict.fromkeys(map(self._path, scale.of)))
        return f"per {number(scale.step)} of {fields}"

    def raised(self, alert: program.Alert) -> str:
        """What an alert is raised on: the text between `on` and the cooldown."""
        a, b = (side if isinstance(side, str) else self.pattern(side) for side in (alert.a, alert.b))
        within = duration(alert.within_ms)
        if alert.kind == "without":
            return f"{a} without {b} in {within}{self._tied(alert.tied)}"
        return silence(a, within) if alert.kind == "silence" else a

    def _tied(self, tied: bool) -> str:
        return f" ({'tied' if tied else 'not tied'} by `per`)" if self.precise else ""

    def _event(self, one: EventPattern) -> str:
        texts = (*one.paths, *one.urls, *one.texts, *(one.names if one.word == "track" else ()))
        arguments = [text(each) for each in texts] + [self.condition(each) for each in one.filters]
        said = f"{one.word}({', '.join(arguments)})" if arguments else one.word
        return said + self._declared(one) if self.precise else said

    def _declared(self, one: EventPattern) -> str:
        """What the word stands for, as its declaration would say."""
        names = ", ".join(map(text, one.names)) or f"every {one.type}"
        named = f" named {', '.join(map(self._path, one.subject))}" if one.subject else ""
        per = f" per {self._path(one.per)}" if one.per else ""
        return f" [{'event' if one.type == 'track' else one.type} {one.word} = {names}{named}{per}]"

    def _path(self, field: Field) -> str:
        said = write.path(tree.Path(_NOWHERE, _parts(field)))
        several = self.precise and len(field.sources) > 1
        return f"{said} ({', '.join('.'.join(source) for source in field.sources)})" if several else said

    def _node(self, of: Condition) -> tree.Condition:
        match of:
            case Not(of=program.Test() as test) if (positive := self._test(test)).op in _NEGATED:
                return tree.Test(_NOWHERE, positive.path, _NEGATED[positive.op], positive.values, _NOWHERE)
            case Not():
                return tree.Not(_NOWHERE, self._node(of.of))
            case All():
                return tree.And(_NOWHERE, tuple(map(self._node, of.of)))
            case Any():
                return tree.Or(_NOWHERE, tuple(map(self._node, of.of)))
            case Within():
                where = f" ({number(of.lat)}, {number(of.lon)})" if self.precise else ""
                return tree.Within(_NOWHERE, tree.Number(_NOWHERE, of.km), tree.Name(_NOWHERE, of.place + where))
            case program.Test():
                return self._test(of)

    def _test(self, test: program.Test) -> tree.Test:
        op: tree.Op = "in" if test.op == "=" and len(test.values) > 1 else test.op
        parts = _parts(test.field)
        if self.precise and len(test.field.sources) > 1:
            parts = (" or ".join(".".join(source) for source in test.field.sources),)
        return tree.Test(_NOWHERE, tree.Path(_NOWHERE, parts), op, tuple(map(_literal, test.values)), _NOWHERE)


def duration(ms: int) -> str:
    """`30m`, `24h`, `7d`: a single day is written in hours, as people do."""
    if ms % _DAY_MS == 0 and ms != _DAY_MS:
        return f"{ms // _DAY_MS}d"
    return f"{ms // _HOUR_MS}h" if ms % _HOUR_MS == 0 else f"{ms // 60_000}m"


def number(amount: Decimal) -> str:
    """Without needless zeros."""
    return write.number(amount)


def text(value: str) -> str:
    """A string with its quotes."""
    return write.value(tree.Text(_NOWHERE, value))


def points(amount: Decimal) -> str:
    """With the sign that the language asks for."""
    return f"{'' if amount < 0 else '+'}{number(amount)}"


def decay(of: Decay) -> str:
    match of.kind:
        case "half":
            return f"decay half every {of.days}d"
        case "percent":
            return f"decay {number(of.percent)}% every {of.days}d"
        case "over":
            return f"decay over {of.days}d"
        case "expire":
            return f"expire after {of.days}d"


def cap(of: program.Cap) -> str:
    """`max 2 times per week`."""
    noun = "time" if of.kind == "times" and of.amount == 1 else of.kind
    return f"max {number(of.amount)} {noun}" + ("" if of.unit == "ever" else f" per {of.unit}")


def silence(pattern: str, within: str) -> str:
    """`no_page(30d)`; of what is no bare word, as the language cannot quite write it."""
    return f"no_{pattern}({within})" if pattern.isidentifier() else f"no ({pattern}) in {within}"


def joined(*parts: str | None) -> str:
    """What there is of some parts, with spaces between them."""
    return " ".join(part for part in parts if part)


def rule_parts(rule: Rule, words: Words) -> Said:
    """Each part of a rule that `canon` tells apart, None where there is none."""
    said: Said = {
        "trigger": f"{'when' if rule.kind == 'when' else 'on'} {words.trigger(rule)}",
        "pattern": words.pattern(rule.a) or None,
        "second pattern": words.pattern(rule.b) or None,
        "times": f"{rule.times} times" if rule.kind == "count" else None,
        "window": f"in {duration(rule.within_ms)}" if rule.within_ms else None,
        "tied": "tied by `per`" if rule.tied else None,
        "condition": words.condition(rule.condition) if rule.condition else None,
        "points": points(rule.points),
        "scale": words.scale(rule.scale) if rule.scale else None,
        "from": f"from {rule.since.isoformat()}" if rule.since else None,
        "until": f"until {rule.until.isoformat()}" if rule.until else None,
        "once": "once" if rule.once else None,
        "once each": "once each" if rule.once_each else None,
        "decay": decay(rule.decay) if rule.decay else None,
        "while": f"while {words.condition(rule.provided)}" if rule.provided else None,
        "group": f"group {rule.group}",
        "label": rule.label,
    }
    return said | {canon.cap_name(limit.kind, limit.unit): cap(limit) for limit in rule.caps}


def rule_text(rule: Rule, *, labelled: bool) -> str:
    """The whole rule; `labelled`: its label is not just its own text."""
    parts = rule_parts(rule, Words())
    caps = (cap(one) for one in rule.caps)
    names = ("trigger", "points", "scale", "from", "until", "once", "once each")
    label = f"as {text(rule.label)}" if labelled else None
    return joined(*(parts[name] for name in names), *caps, parts["decay"], parts["while"], label)


def stage_parts(stage: program.Stage, words: Words) -> Said:
    """Each part of a stage that `canon` tells apart."""
    return {
        "condition": _threshold(stage.condition, words) if stage.condition else None,
        "on": f"on {words.pattern(stage.on)}" if stage.on else None,
        "for": f"for {duration(stage.hold_ms)}" if stage.hold_ms is not None else None,
        "until": f"until {words.pattern(stage.until)}" if stage.until else None,
        "until below": f"until below {number(stage.keep)}" if stage.keep is not None else None,
    }


def stage_text(stage: program.Stage) -> str:
    parts = stage_parts(stage, Words())
    between = "or" if parts["condition"] and parts["on"] else None
    names = ("on", "for", "until", "until below")
    return joined("stage", stage.name, parts["condition"], between, *(parts[name] for name in names))


def group_parts(group: program.Group) -> Said:
    """`max` and `min`."""
    clips = {"max": group.max, "min": group.min}
    return {name: None if clip is None else f"{name} {number(clip)}" for name, clip in clips.items()}


def group_text(group: program.Group) -> str:
    return joined("group", group.name, *group_parts(group).values())


def alert_parts(alert: program.Alert, words: Words) -> Said:
    """Each part of an alert that `canon` tells apart."""
    return {"channel": f"alert {alert.channel}", "on": f"on {words.raised(alert)}", "at most once": cooldown(alert)}


def alert_text(alert: program.Alert) -> str:
    return joined("alert", alert.channel, "on", Words().raised(alert), cooldown(alert))


def cooldown(alert: program.Alert) -> str | None:
    return None if alert.cooldown_ms is None else f"at most once per {duration(alert.cooldown_ms)}"


def shares(experiment: program.Experiment) -> str:
    """`50% a, 50% b`."""
    return ", ".join(f"{number(Decimal(points) / 100)}% {plan}" for plan, points in experiment.shares)


def _threshold(of: Condition, words: Words) -> str:
    match of:
        case program.Test(field=Field(sources=(("score",),)), op=">=", values=(Decimal() as least,)):
            return f"at {number(least)}"
    return f"when {words.condition(of)}"


def _parts(field: Field) -> tuple[str, ...]:
    match field.sources[0]:
        case ("profile" | "properties" | "group", *rest) if rest:
            return tuple(rest)
        case ("context", *_) if len(field.sources) == 1:
            return field.sources[0]
        case ("score",):
            return ("score",)
    return (field.text,)


def _literal(value: program.Value) -> tree.Value:
    match value:
        case bool():
            return tree.Bool(_NOWHERE, value)
        case Decimal():
            return tree.Number(_NOWHERE, value)
        case date():
            return tree.DateLit(_NOWHERE, value)
        case str():
            return tree.Text(_NOWHERE, value)
