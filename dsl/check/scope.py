"""The names of one plan: what each word, `let`, place, group and stage stands for.

Knows declarations and their duplicates; not where names are used (that is `dsl.check.patterns` and the others).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dsl.check.book import Unit
from dsl.check.report import Report
from dsl.diagnostics import Source, Span
from dsl.places import position
from dsl.program import EXCLUDED, LEAD
from dsl.syntax import tree
from dsl.words import BUILT_IN, TAKEN, Word

BEHAVIOUR, PROFILE = "behaviour", "profile"
"""The groups of `on` and of `when` rules that stand in none."""

Declared = tree.EventDecl | tree.Let | tree.PlaceDecl | tree.StageDecl


@dataclass
class Scope:
    """The names of a plan.

    `broken` were declared by statements with errors: nobody knows as what. `declared` says where each name was first
    declared, `sizes` of how many alternatives each `let` consists (`dsl.check.lets`).
    """

    words: dict[str, Word] = field(default_factory=lambda: dict(BUILT_IN))
    lets: dict[str, tree.Let] = field(default_factory=dict)
    places: dict[str, tree.PlaceDecl] = field(default_factory=dict)
    stages: dict[str, tree.StageDecl] = field(default_factory=dict)
    groups: dict[str, tree.GroupHead | None] = field(default_factory=dict)
    channels: dict[str, tree.Name] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    declared: dict[tuple[type, str], Span] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def is_event(self, name: str) -> bool:
        """Whether it is a word or a `let`."""
        return name in self.words or name in self.lets

    def events(self) -> list[str]:
        """Every word and `let`, those of the rulebook first."""
        return [*self.lets, *(name for name in self.words if name not in BUILT_IN), *BUILT_IN]

    def copy(self) -> Scope:
        """A scope of its own with the same names."""
        return Scope(
            dict(self.words),
            dict(self.lets),
            dict(self.places),
            dict(self.stages),
            dict(self.groups),
            dict(self.channels),
            self.broken,
            dict(self.declared),
            dict(self.sizes),
        )


def word_of(declared: tree.EventDecl) -> Word:
    """The word that an `event` statement declares."""
    return Word(
        declared.name.text,
        "track",
        tuple(text.value for text in declared.tracks),
        tuple(path.parts for path in declared.named),
        declared.per.parts if declared.per else None,
    )


def scope_of(unit: Unit, sources: dict[str, Source], report: Report) -> Scope:
    """All names of a plan."""
    scope = Scope(broken=frozenset(name.text for name in unit.broken))
    add_names(scope, [p.statement for p in unit.placed], sources, report)
    for placed in unit.placed:
        match placed.statement:
            case tree.GroupHead() as head:
                _add_group(scope, head, report)
            case tree.OnRule():
                scope.groups.setdefault(placed.group or BEHAVIOUR)
            case tree.WhenRule():
                scope.groups.setdefault(placed.group or PROFILE)
            case tree.AlertDecl() as alert:
                scope.channels.setdefault(alert.channel.text, alert.channel)
    return scope


def add_names(scope: Scope, statements: Iterable[tree.Statement], sources: dict[str, Source], report: Report) -> None:
    """Adds what the statements declare, events before all else: nothing depends on the order of statements."""
    declared = [s for s in statements if isinstance(s, Declared)]
    for statement in sorted(declared, key=lambda s: not isinstance(s, tree.EventDecl)):
        name, span = statement.name.text, statement.name.span
        space = tree.EventDecl if isinstance(statement, tree.Let) else type(statement)
        first = scope.declared.setdefault((space, name), span)
        if first != span:
            report.add("E110", span, name=name, first=_place(first, sources))
            continue
        match statement:
            case tree.EventDecl() | tree.Let() if name in TAKEN:
                report.add("E111", span, name=name)
            case tree.EventDecl():
                scope.words[name] = word_of(statement)
            case tree.Let():
                if name in scope.words:
                    report.add("E112", span, name=name)
                else:
                    scope.lets[name] = statement
            case tree.PlaceDecl():
                scope.places[name] = statement
            case tree.StageDecl():
                scope.stages[name] = statement
    for name, stage in scope.stages.items():
        if name in (LEAD, EXCLUDED):
            report.add("E113", stage.name.span, name=name)
        elif scope.is_event(name):
            report.add("E114", stage.name.span, name=name)


def _add_group(scope: Scope, head: tree.GroupHead, report: Report) -> None:
    name = head.name.text
    if name == "score":
        report.add("E115", head.name.span, name=name)
    if head.settings and scope.groups.get(name) is not None:
        report.add("E116", head.name.span, name=name)
    elif head.settings:
        scope.groups[name] = head
    else:
        scope.groups.setdefault(name)


def _place(span: Span, sources: dict[str, Source]) -> str:
    line, _ = position(sources[span.file].text, span.start)
    return f"{span.file}:{line}"
