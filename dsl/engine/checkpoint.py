"""A fold cut at an instant: its state as JSON, from which a later fold goes on without reading what came before.

A checkpoint is good for the plan it was made with and for events later than its instant. Whoever keeps it drops it when
an event arrives below it, when the contact's keys change, or when the rules do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from dsl.engine.state import State
from dsl.errors import CheckpointError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of one contact under one plan once everything up to `at` (milliseconds, included) was taken in.

    `plan` is the digest of the plan's meaning; `state` is JSON.
    """

    at: int
    plan: str
    state: str

    def to_json(self) -> str:
        """Deterministic text: the same state gives the same text."""
        head = _dump({"format": FORMAT, "at": self.at, "plan": self.plan, "sum": _sum(self.at, self.plan, self.state)})
        return f'{head[:-1]},"state":{self.state}}}'

    @classmethod
    def from_json(cls, text: str | bytes) -> Checkpoint:
        """The checkpoint of `to_json`. CheckpointError for anything else."""
        try:
            plain: dict[str, Any] = json.loads(text)
            if plain["format"] != FORMAT:
                raise CheckpointError(f"a checkpoint of format {plain['format']} cannot be read, only of format {FORMAT}")
            at, digest, state = plain["at"], plain["plan"], _dump(plain["state"])
            if not isinstance(at, int) or not isinstance(digest, str) or plain["sum"] != _sum(at, digest, state):
                raise CheckpointError("this checkpoint is damaged")
            return cls(at, digest, state)
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
            raise CheckpointError("this is not a checkpoint") from error

    @classmethod
    def of(cls, at: int, plan: str, state: State) -> Checkpoint:
        """The checkpoint of a state."""
        return cls(at, plan, _dump(state.to_plain()))

    def restore(self, plan: str) -> State:
        """The state, for a fold with the same plan. CheckpointError where it was made with another one."""
        if plan != self.plan:
            raise CheckpointError("this checkpoint was made with other rules")
        try:
            return State.from_plain(json.loads(self.state))
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
            raise CheckpointError("this is not a checkpoint") from error


def _sum(at: int, plan: str, state: str) -> str:
    """By which damage shows: a state is trusted as a whole and not looked at piece by piece."""
    return blake2b(f"{at}|{plan}|{state}".encode(), digest_size=16).hexdigest()


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
