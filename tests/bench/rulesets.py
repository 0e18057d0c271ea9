"""Rules to measure with: 70 % on page views; most name one path, some its head, tail or middle, a few any path; most ask one
attribute besides. An event matches 0.15, 0.7, 4.6 and 10.5 of 10, 100, 1,000 and 10,000 rules.

`matches` is the reference that every engine has to agree with before it is timed; `plan_text` is the same rules in Punkty's
own language.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from log import Row
from universe import COUNTRIES, DEVICES, SOURCES, TYPES, Weighted, campaigns, pages, zipf

Kind = Literal["equal", "head", "tail", "middle", "any"]
_ANY_MOST = 60
_BUSY = 30  # the first rules that a marketer writes name the busy pages


@dataclass(frozen=True)
class Ask:
    """What an attribute has to be: equal to a text, or at least a number."""

    field: str
    value: str | int

    @property
    def text(self) -> str:
        """The filter in the language."""
        return f'{self.field} = "{self.value}"' if isinstance(self.value, str) else f"{self.field} >= {self.value}"


@dataclass(frozen=True)
class Rule:
    """Points for events of one type whose path is `a` (equal), begins with `a` (head), ends with `a` (tail), or is `a`, one
    part, and `b` (middle)."""

    number: int
    type: str
    kind: Kind
    a: str
    b: str
    ask: Ask | None
    points: int

    @property
    def depth(self) -> int:
        """Slashes in the paths that a rule of kind `middle` matches."""
        return (self.a + self.b).count("/")

    def matches(self, row: Row) -> bool:
        """Whether the row earns the points."""
        if row["type"] != self.type or not self._fits(row["path"]):
            return False
        if self.ask is None:
            return True
        value = row[self.ask.field]
        return bool(value == self.ask.value if isinstance(self.ask.value, str) else value >= self.ask.value)

    def _fits(self, path: str) -> bool:
        match self.kind:
            case "equal":
                return path == self.a
            case "head":
                return path.startswith(self.a)
            case "tail":
                return path.endswith(self.a)
            case "middle":
                inner = path[len(self.a) : len(path) - len(self.b)]
                whole = len(path) >= len(self.a) + len(self.b)
                return whole and path.startswith(self.a) and path.endswith(self.b) and "/" not in inner
        return True

    @property
    def statement(self) -> str:
        """The rule in the language. A `*` would cross slashes, but sections of the site are of one depth throughout."""
        globs = {"equal": self.a, "head": f"{self.a}*", "tail": f"*{self.a}", "middle": f"{self.a}*{self.b}", "any": ""}
        glob = globs[self.kind]
        inside = ", ".join(part for part in (f'"{glob}"' if glob else "", self.ask.text if self.ask else "") if part)
        word = "page" if self.type == "page" else _word(self.type)
        return f'on {word}({inside}) {self.points:+d} as "rule {self.number}"'


def make(count: int, seed: int = 76) -> list[Rule]:
    """That many rules, no two alike; of a longer list the beginning."""
    rnd = random.Random(seed)
    drawn = _Drawn()
    found: list[Rule] = []
    seen: set[tuple[object, ...]] = set()
    anys = 0
    while len(found) < count:
        kind, of, a, b, ask = drawn.rule(rnd, busy=len(found) < _BUSY)
        if (of, kind, a, b, ask) in seen or (kind == "any" and anys >= _ANY_MOST):
            continue
        seen.add((of, kind, a, b, ask))
        anys += kind == "any"
        found.append(Rule(len(found), of, kind, a, b, ask, rnd.choice((-10, -5, 1, 2, 3, 5, 10, 15, 20))))
    return found


def plan_text(rules: list[Rule]) -> str:
    """A plan with these rules, a decay and two stages."""
    words = [f'event {_word(of)} = "{name}" named path' for of, name in TYPES.items() if name]
    head = ['plan "bench" timezone "Europe/Warsaw"', *words, "group engagement max 100000 decay half every 30d"]
    stages = ["stage MQL at 40", "stage SQL at 100 until below 80"]
    return "\n".join([*head, *(rule.statement for rule in rules), *stages]) + "\n"


def _word(of: str) -> str:
    return of.replace(".", "_") if "." in of else f"{of}_path"


class _Drawn:
    """What rules are drawn from."""

    def __init__(self) -> None:
        self._pages, self._busy = zipf(pages(), 0.8), zipf(pages(), 1.5)
        self._others = {of: zipf(campaigns(of), 0.8) for of in TYPES if of != "page"}
        self._devices = Weighted(DEVICES, (0.4, 0.4, 0.2))
        self._countries = zipf(COUNTRIES, 0.8)

    def rule(self, rnd: random.Random, *, busy: bool) -> tuple[Kind, str, str, str, Ask | None]:
        """Kind, type, `a`, `b` and what is asked."""
        page = rnd.random() < 0.7
        of = "page" if page else rnd.choice(list(self._others))
        k = rnd.random()
        path = ((self._busy if busy else self._pages) if page else self._others[of]).draw(rnd)
        parts = path.strip("/").split("/")
        if k < 0.60 or len(parts) < 2:
            return "equal", of, path, "", self._ask(rnd, 0.45)
        if k < 0.78:
            head = "/" + "/".join(parts[: max(1, rnd.randrange(1, len(parts)))]) + "/"
            return "head", of, head, "", self._ask(rnd, 1 if head.count("/") <= 2 else 0.6)
        if k < 0.86:
            return "tail", of, "/" + parts[-1], "", self._ask(rnd, 0.5)
        if k < 0.97 and len(parts) >= 3:
            cut = rnd.randrange(1, len(parts) - 1)
            head, tail = "/" + "/".join(parts[:cut]) + "/", "/" + "/".join(parts[cut + 1 :])
            return "middle", of, head, tail, self._ask(rnd, 0.5)
        return "any", of, "", "", self._ask(rnd, 1)

    def _ask(self, rnd: random.Random, share: float) -> Ask | None:
        if rnd.random() >= share:
            return None
        k = rnd.random()
        if k < 0.2:
            return Ask("device", self._devices.draw(rnd))
        if k < 0.45:
            return Ask("source", rnd.choice(SOURCES))
        if k < 0.7:
            return Ask("country", self._countries.draw(rnd))
        if k < 0.85:
            return Ask("size", rnd.choice((10, 50, 200, 500, 1000)))
        return Ask("duration", rnd.choice((10, 30, 60, 120, 300)))
