"""From the grammar's rules to the syntax tree: one method per rule, named after it, that gets the rule's children.

Knows the grammar's rules; words and numbers are `dsl.syntax.lexemes`' affair. The nodes are made while the parser reads,
without a parse tree in between, which would cost time and memory. No token is left out, so that a node's span runs from
its first child to its last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from lark import Token
from lark.grammar import Rule

from dsl.diagnostics import Source
from dsl.syntax import tree
from dsl.syntax.build.cases import Cases
from dsl.syntax.build.conditions import MAX_DEPTH, Conditions
from dsl.syntax.build.rules import Rules
from dsl.syntax.build.statements import Statements
from dsl.syntax.lexemes import TOKENS

__all__ = ["MAX_DEPTH", "Builder"]


class _Callbacks(dict[Rule, Callable[[list[Any]], Any]]):
    """Made when first asked for: most files use few of the grammar's rules, and Lark is slow to compare their names."""

    def __init__(self, make: Callable[[Rule], Callable[[list[Any]], Any]]) -> None:
        super().__init__()
        self._make = make

    def __bool__(self) -> bool:
        return True  # Lark takes an empty mapping for "make nothing"

    def __missing__(self, rule: Rule) -> Callable[[list[Any]], Any]:
        made = self[rule] = self._make(rule)
        return made


class Builder(Statements, Cases):
    """Builds the statements of one file while the parser reads it; what is wrong with its words goes to `findings`.

    `callbacks` maps the grammar's rules to what is made of them. Complete statements gather in `statements`.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.statements: list[tree.Statement] = []
        self.lost: list[int] = []
        """Where statements begin that nest too deep to be kept."""
        self.callbacks = _Callbacks(self._callback)

    def abandon(self) -> None:
        """Forget what was noted of a statement that came to nothing."""
        self._forget()

    def _callback(self, rule: Rule) -> Callable[[list[Any]], Any]:
        """What the parser calls when it has the children of `rule` together: tokens, nodes, lists of inlined rules."""
        name = rule.origin.name
        if name == "_statements":
            return self._statements
        if name in ("_steps", "start", "resume"):
            return _nothing  # steps behind a mistake in their test are read for their own mistakes only
        if name.startswith("_"):
            return self._flat
        if rule.options.expand1 and len(rule.expansion) == 1:
            return _only
        method = _RULES[name].__get__(self)
        if name == "path":
            return cast(Callable[[list[Any]], Any], method)
        flat = self._flat
        return lambda children: method(flat(children))

    def _flat(self, children: list[Any]) -> list[Any]:
        """The children with values for tokens, and those of inlined rules in line."""
        # Repetitions are left-recursive: a list that comes first is gone on with, or long ones would take square time.
        parts: list[Any] = children.pop(0) if type(children[0]) is list else []
        for child in children:
            if type(child) is list:
                parts += child
            elif type(child) is Token and child.type in TOKENS:
                parts.append(TOKENS[child.type](self, child))
            else:
                parts.append(child)
        return parts

    def _statements(self, children: list[Any]) -> list[Any]:
        """A statement is complete."""
        statement = children[-1]
        if self._too_deep is None:
            self.statements.append(statement)
        else:
            self._report("E031", self._too_deep, depth=str(MAX_DEPTH))
            self.lost.append(statement.span.start)
        self._forget()
        return []


def _nothing(_children: list[Any]) -> list[Any]:
    return []


def _only(children: list[Any]) -> Any:
    return children[0]


_RULES: Mapping[str, Callable[[Builder, list[Any]], Any]] = {
    name: getattr(Builder, name)
    for part in (Conditions, Rules, Statements, Cases)
    for name in vars(part)
    if not name.startswith("_")
}
