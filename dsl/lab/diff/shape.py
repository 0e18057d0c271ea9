"""A diff as plain values, for JSON. The shape is stable: keys are added, none is renamed or taken away under one `format`.

    {
      "format": 1,
      "old": {"name", "version"}, "new": {"name", "version"},       as called by the user; the rulebook's hash
      "same": true | false,                                         no score, stage, alert or ledger can tell the two apart
      "changes": [CHANGE],                                          experiments, capacities, outcomes
      "plans": [{"plan", "how": "added" | "removed" | "changed" | "same", "changes": [CHANGE]}],
      "effects": null | [EFFECT]                                    null: no events were given; one for each changed plan
    }

    CHANGE  {"what": "plan" | "group" | "rule" | "stage" | "alert" | "reset" | "ignore" | "exclude" | "experiment"
                     | "capacity" | "outcome",
             "how": "added" | "removed" | "changed" | "relabelled" | "moved", "name",
             "old": null | {"text", "file", "line"}, "new": likewise,    file and line null where they are not known
             "parts": [{"part", "old": null | text, "new": likewise, "rules"}]}    rules: of so many at once (0: of this one)

    EFFECT  {"plan", "as_of", "contacts",
             "funnel": [{"stage", "before", "after", "entered", "left"}],          the coldest first
             "moves": [{"from", "to", "count", "contacts": [{"contact", "before", "after"}]}],    the hottest, up to --top
             "scores": {"up", "down", "same", "sum", "distribution": [{"over", "to": null | N, "up", "down"}]},
             "movers": [{"contact", "before", "after", "stage_before", "stage_after",
                         "because": [{"what", "is_rule", "before", "after"}]}],    sums to the move exactly
             "alerts": [{"channel", "alert", "before", "after", "gained", "lost", "moved",
                         "gained_by": [{"contact", "at"}], "lost_by": likewise}]}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dsl.lab.diff.effect import EDGES, Alerts, Best, Effect, Seen
from dsl.lab.diff.model import BookDiff, Change, PlanDiff, Said
from dsl.lab.diff.sides import Side

FORMAT = 1

Utc = Callable[[int], str]
"""How an instant is written."""


def shape(diff: BookDiff, old: Side, new: Side, effects: Sequence[Effect] | None, utc: Utc) -> dict[str, Any]:
    """The whole of it."""
    return {
        "format": FORMAT,
        "old": _side(old),
        "new": _side(new),
        "same": diff.same,
        "changes": _changes(diff.changes),
        "plans": [_plan(plan) for plan in diff.plans],
        "effects": None if effects is None else [_effect(effect, utc) for effect in effects],
    }


def _side(side: Side) -> dict[str, Any]:
    return {"name": side.name, "version": side.rulebook.version if side.rulebook else None}


def _plan(plan: PlanDiff) -> dict[str, Any]:
    return {"plan": plan.name, "how": plan.how, "changes": _changes(plan.changes)}


def _changes(changes: Iterable[Change]) -> list[dict[str, Any]]:
    return [
        {
            "what": change.what,
            "how": change.how,
            "name": change.name,
            "old": _said(change.old),
            "new": _said(change.new),
            "parts": [{"part": p.name, "old": p.old, "new": p.new, "rules": p.rules} for p in change.parts],
        }
        for change in changes
    ]


def _said(said: Said | None) -> dict[str, Any] | None:
    return None if said is None else {"text": said.text, "file": said.file or None, "line": said.line or None}


def _effect(effect: Effect, utc: Utc) -> dict[str, Any]:
    return {
        "plan": effect.plan.name,
        "as_of": utc(effect.at),
        "contacts": effect.contacts,
        "funnel": [
            {
                "stage": stage,
                "before": effect.before[stage],
                "after": effect.after[stage],
                "entered": effect.entered(stage),
                "left": effect.left(stage),
            }
            for stage in effect.funnel
        ],
        "moves": [
            {"from": before, "to": after, "count": move.count, "contacts": [_score(seen) for seen in move.hottest.first()]}
            for (before, after), move in effect.ordered_moves()
        ],
        "scores": {
            "up": effect.up,
            "down": effect.down,
            "same": effect.contacts - effect.up - effect.down,
            "sum": effect.total,
            "distribution": [
                {"over": low, "to": high, "up": effect.distribution[1, place], "down": effect.distribution[-1, place]}
                for place, (low, high) in enumerate(zip((0, *EDGES), (*EDGES, None), strict=True))
            ],
        },
        "movers": [_mover(effect, seen) for seen in effect.movers.first()],
        "alerts": [_alerts(alerts, utc) for alerts in effect.alerts],
    }


def _score(seen: Seen) -> dict[str, Any]:
    return {"contact": seen.contact, "before": seen.before, "after": seen.after}


def _mover(effect: Effect, seen: Seen) -> dict[str, Any]:
    because = [
        {"what": cause.name, "is_rule": cause.is_rule, "before": cause.before, "after": cause.after}
        for cause in effect.causes.get(seen.key, ())
    ]
    return _score(seen) | {"stage_before": seen.stage_before, "stage_after": seen.stage_after, "because": because}


def _alerts(alerts: Alerts, utc: Utc) -> dict[str, Any]:
    return {
        "channel": alerts.channel,
        "alert": alerts.text,
        "before": alerts.before,
        "after": alerts.after,
        "gained": alerts.gained,
        "lost": alerts.lost,
        "moved": alerts.moved,
        "gained_by": _told(alerts.gained_by, utc),
        "lost_by": _told(alerts.lost_by, utc),
    }


def _told(told: Best[tuple[str, int]], utc: Utc) -> list[dict[str, str]]:
    return [{"contact": contact, "at": utc(at)} for contact, at in told.first()]
