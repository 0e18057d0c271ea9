"""A plan made ready for folding: what can be worked out once for all contacts.

Numbers the conditions on traits, the decays and the groups; hooks patterns to the rules, stages and alerts that wait for
them. Nothing here changes while contacts are folded, caches apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from dsl import program
from dsl.engine.calendar import Calendar
from dsl.engine.decay import UNIT, Fading
from dsl.engine.event import Event
from dsl.engine.funnel import Funnel, Scores
from dsl.engine.limits import Limits
from dsl.engine.match import Matcher
from dsl.engine.scalars import number_of, scalars
from dsl.engine.standing import FOR_EVER, NO_CONDITION, Held
from dsl.engine.subjects import subject_of, tie_of
from dsl.engine.values import compile_condition, event_values, profile_values

IGNORE, RESET, RULE, STAGE, ALERT = range(5)
"""The phases of an event: which hooks are served first."""
B, A = range(2)
"""The roles of a pattern: what ends is served before what begins."""

_BUCKETS = 10_000
_MOST_POINTS = 10**15 * UNIT
"""A firing scaled to this size is a mistake or an attack, and none at all."""


class Shot:
    """An `on` rule made ready: how a match becomes points."""

    __slots__ = (
        "_amounts", "_step", "condition", "decay", "group", "kind", "limits", "number", "pair", "points", "rule", "slot",
        "subject", "tie",
    )

    def __init__(self, number: int, rule: program.Rule, group: int, decay: int, condition: int) -> None:
        self.number, self.rule, self.kind = number, rule, rule.kind
        self.group, self.decay, self.condition = group, decay, condition
        self.points = int(rule.points * UNIT)
        self.pair, self.slot = (group, decay), -1
        self.limits = Limits.of(rule)
        last = rule.b if rule.kind == "then" else rule.a
        self.subject = subject_of(last) if rule.once_each else None
        self.tie = (tie_of(rule.a), tie_of(rule.b)) if rule.tied else None
        self._amounts = [event_values(field) for field in rule.scale.of] if rule.scale else []
        self._step = rule.scale.step if rule.scale else None

    @property
    def is_plain(self) -> bool:
        """Whether every match earns the same points, which fade, whatever came before and whatever the profile."""
        counted = self.kind != "each" or self.limits is not None or self._step is not None
        return not counted and self.decay >= 0 and self.condition == NO_CONDITION

    def size(self, event: Event, alternative: int) -> int:
        """The points of a match before limits, in ten-thousandths: 0 where there is nothing to scale by."""
        if self._step is None:
            return self.points
        for value in self._amounts[alternative](event):
            for scalar in scalars(value):
                if (number := number_of(scalar)) is not None:
                    points = self.points * max(0, _steps(number, self._step))
                    return points if abs(points) < _MOST_POINTS else 0
        return 0


class Act(NamedTuple):
    """What a hook stands for: of what phase, owner and role, as which alternative; of a rule, the rule."""

    phase: int
    owner: int
    role: int
    place: int
    shot: Shot | None


class Watch:
    """An alert made ready."""

    __slots__ = ("alert", "stage_a", "stage_b", "tie")

    def __init__(self, alert: program.Alert, stages: Mapping[str, int]) -> None:
        self.alert = alert
        self.stage_a = stages[alert.a] if isinstance(alert.a, str) else None
        self.stage_b = stages[alert.b] if isinstance(alert.b, str) else None
        tied = alert.tied and not isinstance(alert.a, str) and not isinstance(alert.b, str)
        self.tie = (tie_of(_pattern(alert.a)), tie_of(_pattern(alert.b))) if tied else None


class Prepared:
    """Everything about a plan that does not depend on a contact."""

    def __init__(self, plan: program.Plan) -> None:
        self.plan = plan
        self.calendar = Calendar(plan.timezone)
        self.scores = Scores(plan)
        self._conditions: list[Callable[[Mapping[str, Any]], bool]] = []
        self.funnel = Funnel(plan, self._file)
        self.excludes = [self._file(condition) for condition in plan.excludes]
        self.decays: list[Fading] = []
        self._decay_numbers: dict[program.Decay | None, int] = {None: -1}
        self._pairs: dict[tuple[int, int], tuple[int, int]] = {}
        self._slots: dict[tuple[int, int, int], int] = {}
        self.held: list[Held] = []
        self.shots: list[Shot | None] = []
        groups = {group.name: place for place, group in enumerate(plan.groups)}
        for number, rule in enumerate(plan.rules):
            self._prepare(number, rule, groups[rule.group])
        stages = {stage.name: place for place, stage in enumerate(plan.stages)}
        self.watches = [Watch(alert, stages) for alert in plan.alerts]
        self.stage_watches = [w for w in self.watches if w.stage_a is not None or w.stage_b is not None]
        self.matcher = Matcher(self._hooks(), plan.timezone, first=(IGNORE, RESET))
        self.acts = [self._act(*hook) for hook in self.matcher.all]
        self.plain = [act.shot if act.shot is not None and act.shot.is_plain else None for act in self.acts]
        self.reads_traits = bool(self._conditions)
        self.reads_profile = self.reads_traits or plan.arm is not None

    def truths(self, traits: Mapping[str, Any]) -> list[bool]:
        """Which of the conditions on traits hold."""
        return [holds(traits) for holds in self._conditions]

    def assigned(self, name: str) -> bool:
        """Whether this plan's alerts are the ones that a contact of that name gets."""
        arm = self.plan.arm
        if arm is None:
            return True
        if not name:
            return False
        digest = blake2b(f"{arm.experiment}|{name}".encode(), digest_size=8).digest()
        return arm.start <= int.from_bytes(digest, "big") % _BUCKETS < arm.end

    @property
    def digest(self) -> str:
        """A hash of the plan's meaning, by which a checkpoint knows its rules."""
        return _digest(self.plan)

    def _file(self, condition: program.Condition) -> int:
        self._conditions.append(compile_condition(condition, profile_values, self.plan.timezone))
        return len(self._conditions) - 1

    def _prepare(self, number: int, rule: program.Rule, group: int) -> None:
        if rule.kind == "when":
            assert rule.condition is not None
            since = rule.since.toordinal() if rule.since else 0
            until = rule.until.toordinal() if rule.until else FOR_EVER
            self.held.append(Held(number, group, int(rule.points * UNIT), self._file(rule.condition), since, until))
            self.shots.append(None)
            return
        if rule.decay is not None and rule.decay not in self._decay_numbers:
            self._decay_numbers[rule.decay] = len(self.decays)
            self.decays.append(Fading(rule.decay))
        decay = self._decay_numbers[rule.decay]
        condition = NO_CONDITION if rule.provided is None else self._file(rule.provided)
        shot = Shot(number, rule, group, decay, condition)
        shot.pair = self._pairs.setdefault(shot.pair, shot.pair)
        shot.slot = self._slots.setdefault((*shot.pair, shot.points), len(self._slots))
        self.shots.append(shot)

    def _act(self, phase: int, owner: int, role: int, place: int) -> Act:
        shot = self.shots[owner] if phase == RULE else None
        return Act(phase, owner, role, place, shot)

    def _hooks(self) -> list[tuple[program.Pattern, tuple[int, int, int]]]:
        plan = self.plan
        hooks = [(plan.ignores, (IGNORE, 0, A)), (plan.resets, (RESET, 0, A))]
        for owner, rule in enumerate(plan.rules):
            hooks += [(rule.a, (RULE, owner, A)), (() if _restarts(rule) else rule.b, (RULE, owner, B))]
        for owner, stage in enumerate(plan.stages):
            hooks += [(stage.on, (STAGE, owner, A)), (stage.until, (STAGE, owner, B))]
        for owner, alert in enumerate(plan.alerts):
            hooks += [(_pattern(alert.a), (ALERT, owner, A)), (_pattern(alert.b), (ALERT, owner, B))]
        return [hook for hook in hooks if hook[0]]


def _steps(number: Decimal, step: Decimal) -> int:
    """How many full steps a number has; in integers, since a `Decimal` quotient is bound to a precision."""
    (top, bottom), (step_top, step_bottom) = number.as_integer_ratio(), step.as_integer_ratio()
    return (top * step_bottom) // (bottom * step_top)


def _restarts(rule: program.Rule) -> bool:
    """Whether each B is an A: it need not end what it starts afresh. (By text: to Python 1 and true are equal.)"""
    return rule.kind not in ("each", "count", "then", "when") and not rule.tied and repr(rule.a) == repr(rule.b)


def _pattern(given: program.Pattern | str) -> program.Pattern:
    return () if isinstance(given, str) else given


@lru_cache(maxsize=64)
def prepare(plan: program.Plan) -> Prepared:
    """The plan made ready, kept for the plans used last."""
    return Prepared(plan)


@lru_cache(maxsize=64)
def _digest(plan: program.Plan) -> str:
    from dsl.codec import version  # the only use of the codec, and a rare one

    return version(program.Rulebook((plan,)))
