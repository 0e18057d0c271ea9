"""What stands before the first event: loading a compiled rulebook, and compiling one from text."""

from __future__ import annotations

import json

import ours
import rulesets
from matching import MANY
from measure import medians, once
from report import Report
from settings import Settings

import dsl
from dsl import codec
from dsl.engine.prepared import Prepared


def load(settings: Settings, report: Report) -> None:
    """1,000 rules from their JSON, and made ready for folding."""
    text = codec.to_json(ours.rulebook_of(rulesets.make(MANY)))
    plan = codec.from_json(text).plans[0]
    taken = medians(
        {
            "json.loads of the text": once(lambda: json.loads(text)),
            "from_json: the rulebook, checked": once(lambda: codec.from_json(text)),
            "Prepared: its plan made ready for events": once(lambda: Prepared(plan)),
        },
        3 * settings.rounds,
    )
    report.title(f"Loading a compiled rulebook of {MANY:,} rules ({len(text) // 1000} kB)", ("ms", "x json.loads"))
    floor, loaded, prepared = taken.values()
    taken["both"] = loaded + prepared
    for name, each in taken.items():
        report.row(name, f"{each * 1e3:.2f}", f"{each / floor:.1f}")
    report.under(f"from_json of {MANY:,} rules", loaded * 1e3, 10)


def compile_rules(settings: Settings, report: Report) -> None:
    """1,000 rules from text to a rulebook."""
    text = rulesets.plan_text(rulesets.make(MANY))
    words = json.dumps(text.split())
    taken = medians(
        {
            "json.loads of its words": once(lambda: json.loads(words)),
            "parse, check and compile": once(lambda: dsl.compile({"bench.punkty": text})),
        },
        settings.rounds,
    )
    report.title(f"Compiling {MANY:,} rules ({len(text) // 1000} kB)", ("ms", "x json.loads"))
    floor, compiled = taken.values()
    for name, each in taken.items():
        report.row(name, f"{each * 1e3:.2f}", f"{each / floor:,.0f}")
    report.under(f"parse, check and compile {MANY:,} rules", compiled * 1e3, 1000)
