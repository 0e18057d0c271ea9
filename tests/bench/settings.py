"""How much a run measures."""

from __future__ import annotations

from dataclasses import dataclass

from peers import Peer


@dataclass(frozen=True)
class Settings:
    """`events` in the log, of which the first `warm` are scored before the clock starts; `rules` is how many, in turn."""

    rules: tuple[int, ...]
    rounds: int
    events: int
    warm: int
    peers: tuple[Peer, ...]
