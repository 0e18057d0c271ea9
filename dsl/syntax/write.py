"""Tree to text: the one canonical way to write a trigger, a pattern, a condition or a value.

Reading what was written gives the same tree (spans apart). Knows nothing of layout in lines, comments or statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from dsl.syntax import tree
from dsl.syntax.parser import grammar

_RESERVED = frozenset({"on", "when", "and", "or", "not", "in", "is"})


def default_label(rule: tree.OnRule | tree.WhenRule) -> str:
    """What a rule without `as` is called: its own text up to the points."""
    return f"when {condition(rule.condition)}" if isinstance(rule, tree.WhenRule) else f"on {trigger(rule.trigger)}"


def trigger(node: tree.Trigger) -> str:
    match node:
        case tree.Each():
            return pattern(node.pattern)
        case tree.Count():
            return f"{pattern(node.pattern)} {value(node.times)} times in {duration(node.within)}"
        case tree.Then():
            return f"{pattern(node.a)} then {pattern(node.b)} in {duration(node.within)}"
        case tree.Without():
            return f"{pattern(node.a)} without {pattern(node.b)} in {duration(node.within)}"
        case tree.Absence():
            first = "" if node.a is None else f"{pattern(node.a)}, "
            return f"{node.name.text}({first}{duration(node.within)})"


def pattern(node: tree.Pattern) -> str:
    return " or ".join(event(part) for part in node.of)


def event(node: tree.EventRef) -> str:
    arguments = [value(text) for text in node.texts] + [condition(test) for test in node.filters]
    return f"{node.word.text}({', '.join(arguments)})" if arguments else node.word.text


def condition(node: tree.Condition) -> str:
    """A condition with no more brackets than its nesting needs."""
    match node:
        case tree.Or():
            return " or ".join(_inside(part, tree.Or) for part in node.of)
        case tree.And():
            return " and ".join(_inside(part, tree.Or, tree.And) for part in node.of)
        case tree.Not():
            return f"not {_inside(node.of, tree.Or, tree.And)}"
        case tree.Within():
            return f"within {value(node.km)}km of {node.place.text}"
        case tree.Test(op="known" | "not known"):
            return f"{path(node.path)} is {node.op}"
        case tree.Test(op="in" | "not in"):
            return f"{path(node.path)} {node.op} {_listed(node.values)}"
        case tree.Test():
            several = len(node.values) > 1
            return f"{path(node.path)} {node.op} {_listed(node.values) if several else value(node.values[0])}"


def _inside(node: tree.Condition, *bracketed: type[tree.Or | tree.And]) -> str:
    return f"({condition(node)})" if isinstance(node, bracketed) else condition(node)


def path(node: tree.Path) -> str:
    """A dotted path; what is no name, or a reserved word, in back quotes."""
    return ".".join(part if _is_name(part) else f"`{part}`" for part in node.parts)


@lru_cache(maxsize=4096)
def _is_name(part: str) -> bool:
    if part.isascii():
        return part.isidentifier() and part not in _RESERVED
    return part.isidentifier() and _lexer_name().fullmatch(part) is not None


@lru_cache(maxsize=1)
def _lexer_name() -> re.Pattern[str]:
    return re.compile(grammar().get_terminal("NAME").pattern.to_regexp())


def value(node: tree.Value | tree.Null | tree.ListLit) -> str:
    match node:
        case tree.Text():
            escaped = node.value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
        case tree.Number():
            return number(node.value)
        case tree.Bool():
            return "true" if node.value else "false"
        case tree.DateLit():
            return node.value.isoformat()
        case tree.Null():
            return "null"
        case tree.ListLit():
            return _listed(node.items)


def _listed(values: Iterable[tree.Value]) -> str:
    return f"[{', '.join(value(item) for item in values)}]"


def number(amount: Decimal) -> str:
    """The shortest plain decimals: `2.5`, `100`, `-3`."""
    text = f"{amount:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def duration(node: tree.Duration) -> str:
    return f"{node.amount}{node.unit}"
