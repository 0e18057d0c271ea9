"""What the benches measure on: rules that mean the same to every engine, a log of known shape, reports that can be read."""

from __future__ import annotations

import random
from collections import Counter
from itertools import islice
from pathlib import Path

import log
import matching
import ours
import peers
import pytest
import report
import rulesets
import universe

from dsl.engine.prepared import Prepared


@pytest.mark.parametrize("count", [100, 300])
def test_every_engine_agrees_with_the_reference(count: int) -> None:
    """Points and matching rules are those of the reference, on the log and on paths that nobody has seen."""
    rules = rulesets.make(count)
    score = ours.scorer(Prepared(ours.rulebook_of(rules).plans[0]))
    others = {peer.key: peer.make(rules) for peer in peers.available()}
    rows = list(islice(log.rows(20_000), 400))
    assert matching.agree(rules, score, others, rows) > 0
    assert matching.agree(rules, score, others, list(log.unseen(rows, "n"))) > 0


def test_an_engine_that_differs_ends_the_run() -> None:
    """What is not the same is not compared."""
    rules = rulesets.make(100)
    rows = list(islice(log.rows(20_000), 400))
    with pytest.raises(SystemExit, match="differs from the reference"):
        matching.agree(rules, lambda _: (0, ()), {}, rows)


def test_rules_are_of_every_kind() -> None:
    """Of a longer list the shorter is the beginning; each kind and each sort of question occurs."""
    rules = rulesets.make(300)
    assert rules[:100] == rulesets.make(100)
    assert {rule.kind for rule in rules} == {"equal", "head", "tail", "middle", "any"}
    assert {type(rule.ask.value) for rule in rules if rule.ask} == {str, int}


def test_the_log_is_what_marketing_logs_are() -> None:
    """In order of time, mostly page views, opens and clicks of mails that were sent, the same at every run."""
    rows = list(log.rows(5000))
    assert rows == list(log.rows(5000))
    assert len(rows) == 5000
    assert [row["ts"] for row in rows] == sorted(row["ts"] for row in rows)
    kinds = Counter(row["type"] for row in rows)
    assert set(kinds) <= set(universe.TYPES)
    assert 0.55 < kinds["page"] / 5000 < 0.65
    sent = {row["mid"]: row["ts"] for row in rows if row["type"] == "email.sent"}
    assert all(sent[row["mid"]] <= row["ts"] for row in rows if row["type"] in ("email.open", "email.click"))


def test_unseen_paths_are_unseen() -> None:
    """No path comes twice, and none is of the log."""
    rows = list(islice(log.rows(20_000), 500))
    paths = [row["path"] for row in log.unseen(rows, "n")]
    assert len(set(paths)) == 500
    assert not set(paths) & {row["path"] for row in rows}


def test_long_tails_are_long_tails() -> None:
    """The first value is drawn most, the tenth ten times less at exponent one."""
    rnd, values = random.Random(1), universe.zipf(range(100), 1.0)
    drawn = Counter(values.draw(rnd) for _ in range(20_000))
    assert 7 < drawn[0] / drawn[9] < 14
    assert drawn.most_common(1)[0][0] == 0


def test_a_goal_is_reached_or_missed(capsys: pytest.CaptureFixture[str]) -> None:
    """The word follows the figure."""
    made = report.Report()
    made.at_least("faster", 4.0, 4)
    made.at_most("no slower", 3.01, 3)
    made.under("soon", 9.99, 10)
    words = [line.split()[-1] for line in capsys.readouterr().out.splitlines()]
    assert words == ["reached", "missed", "reached"]


def test_results_are_written_between_the_marks(tmp_path: Path) -> None:
    """What stands around them stays; a document without marks is refused."""
    document = tmp_path / "performance.md"
    document.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", encoding="utf-8")
    made = report.Report()
    made.title("Matching", ("us an event",))
    made.row("Punkty", "1.61")
    made.write(document)
    text = document.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "| Punkty | 1.61 |" in text
    assert "old" not in text
    document.write_text("nothing", encoding="utf-8")
    with pytest.raises(SystemExit, match="has no lines"):
        made.write(document)
