"""Tree to text: the one canonical way to write a trigger, a pattern, a condition, points, a suffix or a value.

Reading what was written gives the same tree (spans apart). A trigger, a pattern, a condition comes as one text, or as the
`Piece`s of it between which a line may be broken. Knows nothing of layout in lines, comments or statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from dsl.syntax import tree
from dsl.syntax.parser import grammar

_RESERVED = frozenset({"on", "when", "and", "or", "not", "in", "is"})


class Piece(NamedTuple):
    """Some words that stay on one line, with the brackets and commas that cling to them.

    `start` is the offset of what was read. A line may begin with any piece, rather with one of less `depth`; on one line
    `gap` blanks stand before it.
    """

    text: str
    start: int
    depth: int = 0
    gap: int = 1


def joined(pieces: Sequence[Piece]) -> str:
    """The pieces on one line."""
    if len(pieces) == 1:
        return pieces[0].text
    return pieces[0].text + "".join(" " * piece.gap + piece.text for piece in pieces[1:])


def default_label(rule: tree.OnRule | tree.WhenRule) -> str:
    """What a rule without `as` is called: its own text up to the points."""
    return joined(head(rule))


def trigger(node: tree.Trigger) -> str:
    return joined(trigger_pieces(node))


def pattern(node: tree.Pattern) -> str:
    return joined(pattern_pieces(node))


def event(node: tree.EventRef) -> str:
    return joined(event_pieces(node))


def condition(node: tree.Condition) -> str:
    """A condition with no more brackets than its nesting needs."""
    return joined(condition_pieces(node))


# --- pieces


def head(rule: tree.OnRule | tree.WhenRule) -> list[Piece]:
    """A rule up to its points."""
    if isinstance(rule, tree.WhenRule):
        return begun("when ", condition_pieces(rule.condition), rule)
    return begun("on ", trigger_pieces(rule.trigger), rule)


def trigger_pieces(node: tree.Trigger) -> list[Piece]:
    match node:
        case tree.Each():
            return pattern_pieces(node.pattern)
        case tree.Count():
            often = f"{value(node.times)} times in {duration(node.within)}"
            return [*pattern_pieces(node.pattern, 1), Piece(often, node.times.span.start)]
        case tree.Then():
            return _followed(node, "then ")
        case tree.Without():
            return _followed(node, "without ")
        case tree.Absence():
            within = [Piece(duration(node.within), node.within.span.start, 1)]
            arguments = listed([pattern_pieces(node.a, 2), within] if node.a else [within])
            return ended(begun(f"{node.name.text}(", arguments, node), ")")


def _followed(node: tree.Then | tree.Without, word: str) -> list[Piece]:
    within = Piece(f"in {duration(node.within)}", node.within.span.start, 1)
    return [*pattern_pieces(node.a, 1), *begun(word, pattern_pieces(node.b, 2), node.b), within]


def pattern_pieces(node: tree.Pattern, depth: int = 0) -> list[Piece]:
    return _alternatives("or ", [event_pieces(part, depth + 1) for part in node.of], depth)


def event_pieces(node: tree.EventRef, depth: int = 0) -> list[Piece]:
    """Texts before filters."""
    texts = [[Piece(value(text), text.span.start, depth + 1)] for text in node.texts]
    arguments = listed([*texts, *(_test(test, depth + 1) for test in node.filters)])
    if not arguments:
        return [Piece(node.word.text, node.span.start, depth)]
    return ended(begun(f"{node.word.text}(", arguments, node, depth), ")")


def condition_pieces(node: tree.Condition, depth: int = 0) -> list[Piece]:
    match node:
        case tree.Or():
            return _alternatives("or ", [_inside(part, depth + 1, tree.Or) for part in node.of], depth)
        case tree.And():
            return _alternatives("and ", [_inside(part, depth + 1, tree.Or, tree.And) for part in node.of], depth)
        case tree.Not():
            return begun("not ", _inside(node.of, depth, tree.Or, tree.And), node, depth)
        case tree.Within():
            return [Piece(f"within {value(node.km)}km of {node.place.text}", node.span.start, depth)]
        case tree.Test():
            return _test(node, depth)


def _inside(node: tree.Condition, depth: int, *bracketed: type[tree.Or | tree.And]) -> list[Piece]:
    pieces = condition_pieces(node, depth)
    return ended(begun("(", pieces, node, depth), ")") if isinstance(node, bracketed) else pieces


def _alternatives(word: str, parts: list[list[Piece]], depth: int) -> list[Piece]:
    pieces = parts[0]
    for part in parts[1:]:
        pieces.append(Piece(word + part[0].text, part[0].start, depth))
        pieces += part[1:]
    return pieces


def _test(node: tree.Test, depth: int) -> list[Piece]:
    if node.op in ("known", "not known"):
        return [Piece(f"{path(node.path)} is {node.op}", node.span.start, depth)]
    opening = f"{path(node.path)} {node.op} "
    if node.op in ("in", "not in") or len(node.values) > 1:
        values = [[Piece(value(item), item.span.start, depth + 1)] for item in node.values]
        return ended(begun(f"{opening}[", listed(values), node, depth), "]")
    return [Piece(opening + value(node.values[0]), node.span.start, depth)]


def listed(parts: Sequence[list[Piece]]) -> list[Piece]:
    """With commas between."""
    last = len(parts) - 1
    return [piece for place, part in enumerate(parts) for piece in (ended(part, ",") if place < last else part)]


def begun(opening: str, pieces: Sequence[Piece], node: tree.Node, depth: int = 0, gap: int = 1) -> list[Piece]:
    """The pieces of `node` with something in front that clings to the first."""
    return [Piece(opening + pieces[0].text, node.span.start, depth, gap), *pieces[1:]]


def ended(pieces: Sequence[Piece], ending: str) -> list[Piece]:
    """The pieces with something that clings to the last."""
    return [*pieces[:-1], pieces[-1]._replace(text=pieces[-1].text + ending)]


# --- points and suffixes


def points(node: tree.Points) -> str:
    """With their sign, and what they scale by."""
    amount = number(node.amount.value)
    signed = amount if amount.startswith("-") else f"+{amount}"
    return signed if node.scale is None else f"{signed} per {value(node.scale.step)} of {path(node.scale.of)}"


def cap(node: tree.Cap) -> str:
    what = "points" if node.kind == "points" else times(node.amount)
    return f"max {value(node.amount)} {what}" + ("" if node.unit is None else f" per {node.unit.value}")


def times(amount: tree.Number) -> str:
    """The word behind a number of times."""
    return "time" if amount.value == 1 else "times"


def decay(node: tree.Decay) -> str:
    every = "" if node.every is None else duration(node.every)
    percent = "" if node.percent is None else value(node.percent)
    return {
        "half": f"decay half every {every}",
        "percent": f"decay {percent}% every {every}",
        "over": f"decay over {every}",
        "expire": f"expire after {every}",
        "none": "no decay",
    }[node.kind]


# --- names and values


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
