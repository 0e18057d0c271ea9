"""Statements as their author wrote them, by file and line.

Knows texts and the syntax tree. A file is parsed when it is first asked about: most of a rulebook never is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dsl.diagnostics import Source
from dsl.lab.diff import words
from dsl.lab.diff.model import Said
from dsl.places import position
from dsl.program import Alert, Rule, Stage
from dsl.syntax import parse, tree

_LAYOUT = re.compile(r"(\"[^\"\\\n]*(?:\\[^\n][^\"\\\n]*)*\"|`[^`\n]*`)|(?:\s|#[^\n]*)+")
_OWN_TEXT = ("on ", "when ")

Statement = tree.OnRule | tree.WhenRule | tree.StageDecl | tree.AlertDecl
_KINDS = tree.OnRule | tree.WhenRule | tree.StageDecl | tree.AlertDecl


@dataclass
class Written:
    """The texts of one side; none where it came compiled. `prefix` goes before a file's name so that people find it."""

    sources: Mapping[str, Source]
    prefix: str = ""
    _found: dict[str, dict[int, list[Statement]]] = field(default_factory=dict)

    def rule(self, rule: Rule) -> Said:
        """The rule's statement."""
        fallback = words.rule_text(rule, labelled=self.is_labelled(rule))
        return self._said(rule.file, rule.line, self._rule(rule), fallback)

    def stage(self, stage: Stage) -> Said:
        there = (node for node in self._at(stage.file, stage.line) if isinstance(node, tree.StageDecl))
        node = next((node for node in there if node.name.text == stage.name), None)
        return self._said(stage.file, stage.line, node, words.stage_text(stage))

    def alert(self, alert: Alert) -> Said:
        there = [node for node in self._at(alert.file, alert.line) if isinstance(node, tree.AlertDecl)]
        node = there[0] if len(there) == 1 else None
        return self._said(alert.file, alert.line, node, words.alert_text(alert))

    def is_labelled(self, rule: Rule) -> bool:
        """Whether somebody named the rule; else its label is its own text, which says nothing new when it changes.

        Where there is no text, a label that begins as rules do is taken for the rule's own.
        """
        node = self._rule(rule)
        if node is None:
            return not rule.label.startswith(_OWN_TEXT)
        return any(isinstance(suffix, tree.Label) and suffix.text.value for suffix in node.suffixes)

    def label(self, rule: Rule) -> str | None:
        """The rule's label where somebody gave it one."""
        return rule.label if self.is_labelled(rule) else None

    def _rule(self, rule: Rule) -> tree.OnRule | tree.WhenRule | None:
        rules = [node for node in self._at(rule.file, rule.line) if isinstance(node, tree.OnRule | tree.WhenRule)]
        return next((node for node in rules if len(rules) == 1 or _may_be(node, rule)), None)

    def _said(self, file: str, line: int, node: Statement | None, fallback: str) -> Said:
        text = fallback if node is None else _flat(self.sources[file].text[node.span.start : node.span.end])
        return Said(text, self.prefix + file, line)

    def _at(self, file: str, line: int) -> list[Statement]:
        if file not in self.sources:
            return []
        if file not in self._found:
            self._found[file] = _by_line(self.sources[file])
        return self._found[file].get(line, [])


def _by_line(source: Source) -> dict[int, list[Statement]]:
    found: dict[int, list[Statement]] = {}
    for node in parse(source)[0].statements:
        if isinstance(node, _KINDS):
            found.setdefault(position(source.text, node.span.start)[0], []).append(node)
    return found


def _may_be(node: tree.OnRule | tree.WhenRule, rule: Rule) -> bool:
    """Of several rules on one line: the one with the points and the kind, which is near enough for showing it."""
    return node.points.amount.value == rule.points and isinstance(node, tree.WhenRule) == (rule.kind == "when")


def _flat(text: str) -> str:
    """On one line and without comments; strings stay as they are."""
    return _LAYOUT.sub(lambda match: match[1] or " ", text).strip()
