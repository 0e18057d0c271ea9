"""The state of a fold between two instants: plain values only, so that a checkpoint can keep and restore it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dsl.engine.funnel import LEAD
from dsl.engine.limits import Spent
from dsl.engine.profile import Profile
from dsl.engine.standing import Standing

Key = str | None


class Clock(NamedTuple):
    """An absence that waits: it fires at `deadline` unless ended. `points` as they would fire, in ten-thousandths."""

    deadline: int
    message_id: str
    subject: str | None
    points: int


class Firing(NamedTuple):
    """A firing that earned points (ten-thousandths), for the ledger. `day` is its local date."""

    at: int
    message_id: str
    rule: int
    points: int
    day: int


@dataclass(slots=True)
class State:
    """Everything that the past has left. `at` is the latest instant that was evaluated, None before the first.

    matches  count rules: the times of the matches since the last firing
    lasts    `then` rules: the time of the last A that no B has followed
    clocks   absences of rules (phase 2) and alerts (phase 4), by (phase, number), then by what ties
    held     stages: the time of the latest match of `on` that no `until` has followed
    before   the stage that entering is judged by; `kept` the one that `until below` may keep
    raised   alerts: when each statement was last raised
    """

    at: int | None = None
    profile: Profile = field(default_factory=Profile)
    standing: Standing = field(default_factory=Standing)
    matches: dict[int, list[int]] = field(default_factory=dict)
    lasts: dict[int, int] = field(default_factory=dict)
    clocks: dict[tuple[int, int], dict[Key, Clock]] = field(default_factory=dict)
    spent: dict[int, Spent] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)
    before: int = LEAD
    kept: int = LEAD
    excluded: bool = False
    since: int | None = None
    raised: dict[int, int] = field(default_factory=dict)
    firings: list[Firing] | None = None

    def to_plain(self) -> dict[str, Any]:
        """The state as JSON values."""
        return {
            "at": self.at,
            "profile": {
                "traits": self.profile.traits,
                "keys": [self.profile.aliased, self.profile.user_id, self.profile.email, self.profile.anonymous_id],
            },
            "live": [
                [*key, [[points, list(lines.items())] for points, lines in sizes.items()]]
                for key, sizes in self.standing.live.items()
            ],
            "fixed": [[*key, points] for key, points in self.standing.fixed.items()],
            "matches": list(self.matches.items()),
            "lasts": list(self.lasts.items()),
            "clocks": [
                [*owner, [[key, *clock] for key, clock in clocks.items()]] for owner, clocks in self.clocks.items() if clocks
            ],
            "spent": [
                [
                    rule,
                    spent.fired,
                    sorted(spent.subjects, key=lambda subject: (subject is not None, subject or "")),
                    [[place, list(used.items())] for place, used in spent.used.items()],
                ]
                for rule, spent in self.spent.items()
            ],
            "held": list(self.held.items()),
            "stage": [self.before, self.kept, self.excluded, self.since],
            "raised": list(self.raised.items()),
            "firings": self.firings,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> State:
        """The state of `to_plain`; KeyError, TypeError or ValueError for anything else."""
        before, kept, excluded, since = plain["stage"]
        return cls(
            at=plain["at"],
            profile=Profile(plain["profile"]["traits"], *plain["profile"]["keys"]),
            standing=Standing(
                {
                    (group, decay, condition): {points: dict(lines) for points, lines in sizes}
                    for group, decay, condition, sizes in plain["live"]
                },
                {(group, condition): points for group, condition, points in plain["fixed"]},
            ),
            matches={rule: list(times) for rule, times in plain["matches"]},
            lasts=dict(plain["lasts"]),
            clocks={
                (phase, number): {key: Clock(*clock) for key, *clock in clocks}
                for phase, number, clocks in plain["clocks"]
            },
            spent={
                rule: Spent(fired, set(subjects), {place: dict(map(tuple, used)) for place, used in caps})
                for rule, fired, subjects, caps in plain["spent"]
            },
            held=dict(plain["held"]),
            before=before,
            kept=kept,
            excluded=excluded,
            since=since,
            raised=dict(plain["raised"]),
            firings=None if plain["firings"] is None else [Firing(*firing) for firing in plain["firings"]],
        )
