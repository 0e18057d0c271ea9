"""What `punkty diff` tells people, as blocks: headings, lines, changes, tables. How they look is in `diff_looks`.

Knows differences, effects and sentences; nothing of terminals or Markdown. What users wrote (rules, names) is `Own`, so
that whoever shows it can see to it that it stays text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dsl.cli.show import Column, Say, local, number, signed
from dsl.lab.diff.effect import EDGES, Alerts, Effect, Seen
from dsl.lab.diff.model import BookDiff, Change, Part, Said
from dsl.lab.diff.sides import Side
from dsl.program import EXCLUDED

_CAUSES = 3
_TENTH = Decimal("0.1")
_MARKS = {"added": "+", "removed": "-", "changed": "~", "relabelled": "~", "moved": ">"}
ARROW = " → "


class Own(str):
    """Text that a user wrote."""

    __slots__ = ()


Pieces = tuple[str, ...]
"""A sentence in pieces, some of them `Own`."""


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Line:
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Item:
    """One change: its mark, what it is of, the parts, and the statement as it was and is, with its places."""

    mark: str
    title: Pieces
    parts: tuple[Pieces, ...]
    old: tuple[Own, Own] | None
    new: tuple[Own, Own] | None


@dataclass(frozen=True, slots=True)
class Items:
    """Changes that belong together."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`title` says what it shows."""

    title: str
    head: tuple[Column, ...]
    rows: tuple[tuple[str | Pieces, ...], ...]


Block = Heading | Line | Items | Table


@dataclass(frozen=True)
class Pages:
    """Two rulebooks and what is to be told of them."""

    diff: BookDiff
    old: Side
    new: Side
    effects: Sequence[Effect] | None
    say: Say

    def title(self) -> Pieces:
        return (self.say("diff-title"), " ", Own(self.old.name), ARROW, Own(self.new.name))

    def summary(self) -> Iterator[Line]:
        """What is the matter, in a few lines: for each plan its changes by number, then what they do."""
        say = self.say
        if self.diff.same:
            yield Line((say("diff-same"),))
        for plan in self.diff.plans:
            if plan.how in ("added", "removed"):
                yield Line((say(f"diff-plan-{plan.how}"), " ", Own(plan.name)))
            elif plan.changes:
                yield Line((say("cli-plan"), " ", Own(plan.name), ": ", self._counts(plan.changes)))
        if self.diff.changes:
            yield Line((say("diff-rulebook"), ": ", self._counts(self.diff.changes)))
        for effect in self.effects or ():
            yield Line(self._gist(effect))
        if self.effects == []:
            yield Line((say("diff-no-effect"),))

    def changes(self) -> Iterator[Block]:
        """Every change of every plan."""
        for plan in self.diff.plans:
            if plan.changes:
                yield Heading(2, (self.say("cli-plan"), " ", Own(plan.name)))
                yield Items(self._counts(plan.changes), tuple(map(self._item, plan.changes)))
        if self.diff.changes:
            yield Heading(2, (self.say("diff-rulebook"),))
            yield Items(self._counts(self.diff.changes), tuple(map(self._item, self.diff.changes)))

    def felt(self) -> Iterator[Block]:
        """What the changes do to the contacts of the log."""
        for effect in self.effects or ():
            when = self.say("cli-as-of", when=local(effect.at, effect.timezone), zone=effect.timezone)
            yield Heading(2, (self.say("cli-plan"), " ", Own(effect.plan.name), f": {self.say('diff-contacts')} ({when})"))
            if not effect.any:
                yield Line((self.say("diff-nobody-moves", count=effect.contacts),))
                continue
            yield self._funnel(effect)
            yield from filter(_has_rows, (self._moves(effect), self._distribution(effect), self._movers(effect)))
            yield from filter(_has_rows, (self._alerts(effect), self._told(effect)))

    # --- the rules

    def _counts(self, changes: Sequence[Change]) -> str:
        """`rules: 1 added, 2 changed; stages: 1 changed`."""
        counted = Counter((change.what, change.how) for change in changes)
        kinds = dict.fromkeys(what for what, _ in counted)
        return "; ".join(
            self.say("diff-kind", kind=f"diff {what}s")
            + ": "
            + ", ".join(self.say(f"diff-{how}", count=count) for (kind, how), count in counted.items() if kind == what)
            for what in kinds
        )

    def _item(self, change: Change) -> Item:
        title: Pieces = (self.say("diff-kind", kind=f"diff {change.what}"), " ", Own(change.name))
        if change.how in ("relabelled", "moved"):
            title = (*title, ": ", self.say(f"diff-only-{change.how}"))
        is_told = bool(change.parts) and not any(said and said.file for said in (change.old, change.new))
        old, new = (None, None) if is_told else (_said(change.old), _said(change.new))
        return Item(_MARKS[change.how], title, tuple(map(self._part, change.parts)), old, new)

    def _part(self, part: Part) -> Pieces:
        name = self.say("diff-kind", kind=f"diff part {part.name}")
        if part.old is None and part.name == "after":
            return (name, " ", Own(part.new or ""))
        sides = [self.say("diff-none") if side is None else Own(side) for side in (part.old, part.new)]
        several = " " + self.say("diff-of-rules", count=part.rules) if part.rules else ""
        return (name, ": ", sides[0], ARROW, sides[1], several)

    # --- the contacts

    def _gist(self, effect: Effect) -> Pieces:
        """One line: the stages that grow or shrink, how many scores move, the alerts."""
        stages: list[str] = []
        for stage in reversed(effect.funnel):
            before, after = effect.before[stage], effect.after[stage]
            if before != after or effect.entered(stage):
                stages += [Own(stage), f" {before}{ARROW}{after}", ", "]
        scores = self.say("diff-scores", up=effect.up, down=effect.down, all=effect.contacts)
        gained, lost = sum(a.gained for a in effect.alerts), sum(a.lost for a in effect.alerts)
        alerts = f"; {self.say('diff-alerts', gained=gained, lost=lost)}" if gained or lost else ""
        moved = (*stages[:-1], "; ") if stages else ()
        return (self.say("cli-plan"), " ", Own(effect.plan.name), ": ", *moved, scores + alerts)

    def _funnel(self, effect: Effect) -> Table:
        say = self.say
        head = ("cli-stage", "diff-before", "diff-after", "diff-change", "diff-entered", "diff-left")
        shown = [s for s in reversed(effect.funnel) if s != EXCLUDED or effect.before[s] or effect.after[s]]
        rows = tuple(
            (
                Own(stage),
                str(effect.before[stage]),
                str(effect.after[stage]),
                _signed(effect.after[stage] - effect.before[stage]),
                str(effect.entered(stage)),
                str(effect.left(stage)),
            )
            for stage in shown
        )
        return Table(say("cli-funnel"), self._head(head), rows)

    def _moves(self, effect: Effect) -> Table:
        """Who goes from where to where, the hottest first."""
        rows: list[tuple[str | Pieces, ...]] = []
        for (before, after), move in effect.ordered_moves():
            first: tuple[str | Pieces, ...] = ((Own(before), ARROW, Own(after)), str(move.count))
            for seen in move.hottest.first():
                rows.append((*first, Own(seen.contact), number(seen.before), number(seen.after)))
                first = "", ""
            if first[1]:
                rows.append((*first, "", "", ""))
        head = ("diff-move", "diff-count", "cli-contact", "diff-before", "diff-after")
        return Table(self.say("diff-moves"), self._head(head, ("diff-count", "diff-before", "diff-after")), tuple(rows))

    def _distribution(self, effect: Effect) -> Table:
        rows = []
        for place, (low, high) in enumerate(zip((Decimal(0), *EDGES), (*EDGES, None), strict=True)):
            key = "diff-over" if high is None else "diff-between" if low else "diff-up-to"
            up, down = effect.distribution[1, place], effect.distribution[-1, place]
            if up or down:
                rows.append((self.say(key, low=number(low), high=number(high or low)), str(up), str(down)))
        return Table(self.say("diff-distribution"), self._head(("diff-by", "diff-up", "diff-down")), tuple(rows))

    def _movers(self, effect: Effect) -> Table:
        head = ("cli-contact", "diff-before", "diff-after", "diff-change", "cli-stage", "diff-because")
        rows = tuple(self._mover(effect, seen) for seen in effect.movers.first())
        return Table(self.say("diff-movers"), self._head(head, ("diff-before", "diff-after", "diff-change")), rows)

    def _mover(self, effect: Effect, seen: Seen) -> tuple[str | Pieces, ...]:
        stage = (Own(seen.stage_before), ARROW, Own(seen.stage_after))
        because: list[str] = []
        for cause in effect.causes.get(seen.key, [])[:_CAUSES]:
            worth = (cause.after - cause.before).quantize(_TENTH)
            because += [", " if because else "", f"{signed(worth)} ", Own(cause.name)]
        return (
            Own(seen.contact),
            number(seen.before),
            number(seen.after),
            signed(seen.change),
            stage if seen.stage_before != seen.stage_after else stage[0],
            tuple(because),
        )

    def _alerts(self, effect: Effect) -> Table:
        head = ("diff-alert", "diff-before", "diff-after", "diff-gained", "diff-lost", "diff-shifted")
        rows = tuple(
            (Own(a.text), str(a.before), str(a.after), str(a.gained), str(a.lost), str(a.moved))
            for a in effect.alerts
            if a.gained or a.lost or a.moved
        )
        return Table(self.say("cli-alerts"), self._head(head), rows)

    def _told(self, effect: Effect) -> Table:
        """Whose alerts they are."""
        rows = [row for alerts in effect.alerts for row in self._whose(alerts, effect.timezone)]
        head = self._head(("", "diff-channel", "cli-contact", "cli-when"), ())
        return Table(self.say("diff-whose-alerts"), head, tuple(rows))

    def _whose(self, alerts: Alerts, timezone: str) -> Iterator[tuple[str | Pieces, ...]]:
        for mark, told in (("+", alerts.gained_by), ("-", alerts.lost_by)):
            for contact, at in told.first():
                yield mark, Own(alerts.channel), Own(contact), local(at, timezone)

    def _head(self, keys: Sequence[str], right: Sequence[str] | None = None) -> tuple[Column, ...]:
        """Columns of numbers stand to the right: all but the first, unless it is said which."""
        numbers = keys[1:] if right is None else right
        return tuple(Column(self.say(key) if key else "", key in numbers) for key in keys)


def _said(said: Said | None) -> tuple[Own, Own] | None:
    """A statement and its place."""
    return None if said is None else (Own(said.text), Own(f"{said.file}:{said.line}" if said.line else ""))


def _has_rows(table: Table) -> bool:
    return bool(table.rows)


def _signed(count: int) -> str:
    return f"+{count}" if count > 0 else str(count)
