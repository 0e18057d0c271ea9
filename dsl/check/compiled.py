"""A compiled plan beside the statements that it came from: what the lints look at, for meaning and for places."""

from __future__ import annotations

from dataclasses import dataclass

from dsl import program
from dsl.syntax import tree

RuleNode = tree.OnRule | tree.WhenRule


@dataclass(frozen=True)
class Compiled:
    """`rules` and `stages` are the statements of the plan's rules and stages, in the same order."""

    plan: program.Plan
    rules: tuple[RuleNode, ...]
    stages: tuple[tree.StageDecl, ...]
    groups: tuple[tree.GroupHead, ...]
