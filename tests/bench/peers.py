"""Other engines, each given the same rules in its best form, made outside the clock.

A peer is a function from `Given` (a row, made ready) to points and the number of matches (None where the form gives points
only, which is generous to it). Peers are imported when asked for; `available` says which are installed.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from log import Row
from rulesets import Rule

Given = dict[str, Any]
Score = Callable[[Given], tuple[float, int | None]]


@dataclass(frozen=True)
class Peer:
    """`package` as pip knows it; `form` says in words what it is given."""

    key: str
    package: str
    form: str
    make: Callable[[list[Rule]], Score]


def available() -> list[Peer]:
    """The peers whose packages are installed."""
    return [peer for peer in PEERS if version_of(peer.package)]


def version_of(package: str) -> str | None:
    """The version that is installed, None where none is."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def given(rows: Iterable[Row]) -> list[Given]:
    """Rows with what peers want ready made: the row with its number of slashes, and the same as JSON bytes."""
    return [{"row": row | {"depth": row["path"].count("/")}, "raw": json.dumps(row).encode()} for row in rows]


# --- zen-engine (Rust): decision tables


def _table(rules: list[Rule]) -> dict[str, Any]:
    """Cells that ask for equality stand in columns of a field, which zen indexes; globs come last: only rows that the indexed
    columns kept are run. Functions of text, not `matches`, which costs far more."""
    columns = [("type", "type"), ("path", "path"), *((f, f) for f in ("device", "source", "country", "size", "duration"))]
    inputs = [{"id": name, "name": name, "field": field} for name, field in [*columns, ("glob", "path")]]
    outputs = [{"id": name, "name": name, "field": name} for name in ("points", "rule")]
    content = {"hitPolicy": "collect", "inputs": inputs, "outputs": outputs, "rules": [_cells(rule) for rule in rules]}
    nodes = [("in", "inputNode", {}), ("table", "decisionTableNode", content), ("out", "outputNode", {})]
    place = {"x": 0, "y": 0}
    return {
        "nodes": [{"id": i, "type": of, "name": i, "position": place, "content": inner} for i, of, inner in nodes],
        "edges": [
            {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "table"), ("table", "out"))
        ],
    }


def _cells(rule: Rule) -> dict[str, str]:
    a, b = json.dumps(rule.a), json.dumps(rule.b)
    row = {"_id": str(rule.number), "type": json.dumps(rule.type), "points": str(rule.points), "rule": str(rule.number)}
    match rule.kind:
        case "equal":
            row["path"] = a
        case "head":
            row["glob"] = f"startsWith($, {a})"
        case "tail":
            row["glob"] = f"endsWith($, {a})"
        case "middle":
            row["glob"] = f'startsWith($, {a}) and endsWith($, {b}) and len(split($, "/")) == {rule.depth + 1}'
    if rule.ask:
        row[rule.ask.field] = json.dumps(rule.ask.value) if isinstance(rule.ask.value, str) else f">= {rule.ask.value}"
    return row


def _collected(answer: Any) -> tuple[float, int]:
    found = answer["result"]
    return (sum(one["points"] for one in found), len(found)) if found else (0, 0)


def _by_type(rules: list[Rule]) -> dict[str, list[Rule]]:
    found = defaultdict(list)
    for rule in rules:
        found[rule.type].append(rule)
    return dict(found)


def _zen(tables: dict[str, list[Rule]]) -> Callable[[str, Any], Any]:
    """Static loader, shared runtime, tables compiled beforehand: the fastest form found in zen's own sources."""
    import zen

    content = {key: _table(rules) for key, rules in tables.items()}
    return zen.ZenEngine({"loader": {"type": "static", "content": content}}).evaluate


def zen_table(rules: list[Rule]) -> Score:
    """One table, the event as a dictionary."""
    evaluate = _zen({"all": rules})
    return lambda event: _collected(evaluate("all", event["row"]))


def zen_table_raw(rules: list[Rule]) -> Score:
    """One table, the event as JSON bytes: no Python value is converted."""
    evaluate = _zen({"all": rules})
    return lambda event: _collected(evaluate("all", event["raw"]))


def zen_tables(rules: list[Rule]) -> Score:
    """One table for each type of event."""
    tables = _by_type(rules)
    evaluate = _zen(tables)

    def score(event: Given) -> tuple[float, int]:
        row = event["row"]
        return _collected(evaluate(row["type"], row)) if row["type"] in tables else (0, 0)

    return score


def zen_sum(rules: list[Rule]) -> Score:
    """One expression for each type that adds up the points; which rules matched is not told."""
    import zen

    def expression(rules: list[Rule]) -> str:
        return "sum([" + ",".join(f"({_zen_condition(rule)} ? {rule.points} : 0)" for rule in rules) + "])"

    by_type = {of: zen.compile_expression(expression(some)).evaluate for of, some in _by_type(rules).items()}

    def score(event: Given) -> tuple[float, None]:
        row = event["row"]
        evaluate = by_type.get(row["type"])
        return (evaluate(row), None) if evaluate else (0, None)

    return score


def _zen_condition(rule: Rule) -> str:
    a, b = json.dumps(rule.a), json.dumps(rule.b)
    parts = {
        "equal": [f"path == {a}"],
        "head": [f"startsWith(path, {a})"],
        "tail": [f"endsWith(path, {a})"],
        "middle": [f"startsWith(path, {a})", f"endsWith(path, {b})", f"depth == {rule.depth}"],
        "any": [],
    }[rule.kind]
    if rule.ask:
        parts = [*parts, f"{rule.ask.field} {_operator(rule)} {json.dumps(rule.ask.value)}"]
    return " and ".join(parts)


def _operator(rule: Rule) -> str:
    assert rule.ask
    return "==" if isinstance(rule.ask.value, str) else ">="


# --- datalogic-py (Rust): JsonLogic


def _logic(rule: Rule, *, with_type: bool) -> dict[str, Any]:
    path = {"var": "path"}
    head, tail = {"starts_with": [path, rule.a]}, {"ends_with": [path, rule.a]}
    parts: list[dict[str, Any]] = {
        "equal": [{"==": [path, rule.a]}],
        "head": [head],
        "tail": [tail],
        "middle": [head, {"ends_with": [path, rule.b]}, {"==": [{"var": "depth"}, rule.depth]}],
        "any": [],
    }[rule.kind]
    if with_type:
        parts = [{"==": [{"var": "type"}, rule.type]}, *parts]
    if rule.ask:
        parts = [*parts, {_operator(rule): [{"var": rule.ask.field}, rule.ask.value]}]
    return {"and": parts} if len(parts) > 1 else parts[0]


def datalogic_sum(rules: list[Rule]) -> Score:
    """One expression for each type that adds up the points; which rules matched is not told."""
    import datalogic_py as datalogic

    engine = datalogic.Engine()
    evaluate, handle = engine.session().evaluate_int, datalogic.DataHandle
    by_type = {
        of: engine.compile({"+": [{"if": [_logic(rule, with_type=False), rule.points, 0]} for rule in some]})
        for of, some in _by_type(rules).items()
    }

    def score(event: Given) -> tuple[float, None]:
        row = event["row"]
        logic = by_type.get(row["type"])
        return (evaluate(logic, handle(row)), None) if logic else (0, None)

    return score


def datalogic_many(rules: list[Rule]) -> Score:
    """A logic for each rule, all evaluated in one call."""
    import datalogic_py as datalogic

    engine = datalogic.Engine()
    evaluate, handle = engine.session().evaluate_many, datalogic.DataHandle
    logics = [engine.compile(_logic(rule, with_type=True)) for rule in rules]
    points = [rule.points for rule in rules]

    def score(event: Given) -> tuple[float, int]:
        found = [p for truth, p in zip(evaluate(logics, handle(event["row"])), points, strict=True) if truth == "true"]
        return sum(found), len(found)

    return score


# --- rule-engine (Python)


def rule_engine(rules: list[Rule]) -> Score:
    """A rule for each rule, compiled beforehand, asked one by one."""
    import rule_engine as engine

    compiled = [(engine.Rule(_rule_engine_text(rule)).matches, rule.points) for rule in rules]

    def score(event: Given) -> tuple[float, int]:
        row = event["row"]
        found = [points for matches, points in compiled if matches(row)]
        return sum(found), len(found)

    return score


def _rule_engine_text(rule: Rule) -> str:
    parts = [f'type == "{rule.type}"']
    match rule.kind:
        case "equal":
            parts.append(f'path == "{rule.a}"')
        case "head":
            parts.append(f'path.starts_with("{rule.a}")')
        case "tail":
            parts.append(f'path.ends_with("{rule.a}")')
        case "middle":
            pattern = f"^{re.escape(rule.a)}[^/]*{re.escape(rule.b)}$".replace("\\", "\\\\")
            parts.append(f'path =~ "{pattern}"')
    if rule.ask:
        parts.append(f"{rule.ask.field} {_operator(rule)} {json.dumps(rule.ask.value)}")
    return " and ".join(parts)


PEERS = [
    Peer("zen table", "zen-engine", "decision table, collect, static loader, indexed columns; the event as a dict", zen_table),
    Peer("zen table raw", "zen-engine", "the same, the event as JSON bytes", zen_table_raw),
    Peer("zen tables by type", "zen-engine", "the same as the first, but a table for each type of event", zen_tables),
    Peer("zen sum", "zen-engine", "one compiled sum for each type: points only, no rules", zen_sum),
    Peer("datalogic sum", "datalogic-py", "one compiled sum for each type: points only, no rules", datalogic_sum),
    Peer("datalogic many", "datalogic-py", "a compiled logic for each rule, all evaluated in one call", datalogic_many),
    Peer("rule-engine", "rule-engine", "a compiled rule for each rule, asked one by one", rule_engine),
]
