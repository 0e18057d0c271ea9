"""What the tests of the command line share: a small rulebook and log in an empty folder, and a way to run `punkty`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from dsl.cli import run

GOLDEN = Path(__file__).parent / "golden"

PLAN = """\
plan "Little shop"
  timezone "Europe/Warsaw"

group engagement max 60
  decay half every 30d

on page("/")                  +5   once as "Came by"
on add_to_cart               +30
on checkout                  +50   as "Went to the till"
on add_to_cart without checkout in 24h -30 as "Left the cart"

group fit
when country in ["PL", "CZ"]  +10  as "Our country"

stage Warm at 40
stage Hot at 60
alert sales on Hot at most once per 30d
exclude when email matches "*@shop.test"
"""

OTHER = """\
on checkout +1
"""

TESTS = """\
test "a left cart costs what it earned"
  day 1 09:00  profile country = "PL"
  day 1 10:00  add_to_cart("Boots")
  day 2 09:59  expect score 39.31, stage Lead
  day 2 10:00  expect score 9.31

test "the till is hot"
  day 1 10:00  add_to_cart("Boots")
  day 1 10:05  checkout
  day 1 10:06  expect group engagement 60, stage Hot, alert sales
  day 1 10:07  expect no alert
"""

WRONG = """\
test "a left cart costs nothing"
  day 1 09:00  profile country = "PL"
  day 1 10:00  add_to_cart("Boots")
  day 1 10:01  expect score 40, stage Hot, rule "Came by" 1 times
  day 2 10:00  expect alert sales, group fit 10
test "something comes of nothing"
  day 1  expect score 1
"""


def _events() -> list[dict[str, object]]:
    def event(number: int, user: str, day: int, **more: object) -> dict[str, object]:
        return {"messageId": f"m{number}", "userId": user, "timestamp": f"2026-03-{day:02d}T09:15:30.250Z", **more}

    cart = {"type": "track", "event": "Product Added", "properties": {"name": "Boots"}}
    till = {"type": "track", "event": "Checkout Started"}
    return [
        event(1, "ada", 1, type="page", properties={"path": "/"}, anonymousId="a-17"),
        event(2, "ada", 2, **cart),
        event(3, "ada", 2, **till),
        event(4, "ada", 3, type="identify", traits={"country": "PL", "email": "Ada@x.test"}),
        event(5, "bob", 10, **cart),
        event(6, "boss", 11, **till),
        event(7, "boss", 11, type="identify", traits={"email": "boss@shop.test"}),
        event(8, "żaneta [b]x[/b] \x1b[31m", 12, type="page", properties={"path": "/"}),
        event(9, "=cmd()", 12, type="page", properties={"path": "/"}),
        event(10, "ada", 20, **till),
    ]


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


Punkty = Callable[..., Ended]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `rules/` and `events.jsonl`, which is the working directory; English, no terminal."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "shop.punkty").write_text(PLAN)
    (tmp_path / "rules" / "shop.test.punkty").write_text(TESTS)
    (tmp_path / "events.jsonl").write_text("".join(json.dumps(event) + "\n" for event in _events()))
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")
    return tmp_path


@pytest.fixture
def two_plans(shop: Path) -> Path:
    """The same with a second plan."""
    (shop / "rules" / "other.punkty").write_text(OTHER)
    return shop


@pytest.fixture
def wrong(shop: Path) -> Path:
    """The same with tests that fail."""
    (shop / "rules" / "shop.test.punkty").write_text(WRONG)
    return shop


@pytest.fixture
def punkty(capsys: pytest.CaptureFixture[str]) -> Punkty:
    """Runs one command line in this process."""

    def command(*args: str) -> Ended:
        capsys.readouterr()
        code = run(args)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return command


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Holds a text to the file of that name; PUNKTY_UPDATE=1 writes the file instead, but never in CI."""

    def hold(name: str, text: str) -> None:
        file = GOLDEN / name
        if os.environ.get("PUNKTY_UPDATE") == "1" and not os.environ.get("CI"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        assert text == file.read_text(encoding="utf-8")

    return hold
