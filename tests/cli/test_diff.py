"""`punkty diff`: its pages in both languages, its exit codes, and texts that would break a page."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt  # a dependency of rich
from markdown_it.token import Token

import dsl.cli
from dsl.cli import diff_looks
from dsl.messages import LANGS, catalogue

Punkty = Callable[..., Any]
HOSTILE = 'x | y ``` `@team` <b>*z*</b> [a](http://evil.test) <!-- #1 \\\\| www.evil.test'

CHANGES = [
    ('timezone "Europe/Warsaw"', 'timezone "Europe/Prague"\n  score from 0 to 100'),
    ("max 60", "max 80"),
    ('+5   once as "Came by"', '+5   once as "Was here"'),
    ("+30\n", "+35 max 2 times per day\n"),
    ('on checkout                  +50   as "Went to the till"\n', ""),
    ('["PL", "CZ"]', '["PL", "CZ", "SK"]'),
    ("stage Warm at 40", "stage Warm at 30 until below 20\nstage Hotter at 50"),
    ("at most once per 30d", "at most once per week"),
    ('exclude when email matches "*@shop.test"', 'ignore page("/jobs")\nwhen vip = true +7'),
]


@pytest.fixture
def edited(shop: Path) -> Path:
    """The shop with a copy of its rules in `new`, of which every kind of statement was edited."""
    shutil.copytree(shop / "rules", shop / "new")
    (shop / "new" / "shop.test.punkty").unlink()
    plan = shop / "new" / "shop.punkty"
    text = plan.read_text()
    for old, new in CHANGES:
        assert old in text
        text = text.replace(old, new)
    plan.write_text(text + "capacity 4 Hot per week\n")
    return shop


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("layout, suffix", [("text", "txt"), ("markdown", "md")])
def test_what_people_read(
    edited: Path, punkty: Punkty, golden: Callable[[str, str], None], layout: str, suffix: str, lang: str
) -> None:
    """The rules' changes, and what they do to the contacts of the log."""
    ended = punkty("diff", "rules", "new", "events.jsonl", "--format", layout, "--lang", lang)
    assert (ended.code, ended.err) == (0, "")
    golden(f"diff-{layout}.{lang}.{suffix}", ended.out)


def test_what_machines_read(edited: Path, punkty: Punkty, golden: Callable[[str, str], None]) -> None:
    """One JSON object, of the shape that `dsl.lab.diff.shape` documents."""
    ended = punkty("diff", "rules", "new", "events.jsonl", "--format", "json")
    golden("diff.json", json.dumps(json.loads(ended.out), ensure_ascii=False, indent=1) + "\n")


def test_without_events_only_rules_are_compared(edited: Path, punkty: Punkty) -> None:
    """No effect is told, in no format."""
    assert json.loads(punkty("diff", "rules", "new", "--format", "json").out)["effects"] is None
    assert "funnel" not in punkty("diff", "rules", "new").out


def test_the_same_rules_are_the_same(shop: Path, punkty: Punkty) -> None:
    """In a word; with a log, which is read but not scored."""
    assert punkty("diff", "rules", "rules").out == "Change of rules rules → rules\nboth mean the same\n"
    found = json.loads(punkty("diff", "rules", "rules/shop.punkty", "events.jsonl", "--format", "json").out)
    assert (found["same"], found["effects"]) == (True, [])


@pytest.mark.parametrize("args, code", [((), 0), (("--exit-code",), 1), (("events.jsonl", "--exit-code"), 1)])
def test_differences_are_exit_1_only_where_asked(edited: Path, punkty: Punkty, args: tuple[str, ...], code: int) -> None:
    """As with git: a diff that worked is a success."""
    assert punkty("diff", "rules", "new", *args).code == code
    assert punkty("diff", "rules", "rules", *args).code == 0


def test_a_moved_rule_is_told_and_is_no_difference(shop: Path, punkty: Punkty) -> None:
    """Its label and points are as before."""
    (shop / "a").mkdir()
    (shop / "b").mkdir()
    (shop / "a" / "p.punkty").write_text('include "_x.punkty"\non page +5\n')
    (shop / "a" / "_x.punkty").write_text("")
    (shop / "b" / "p.punkty").write_text('include "_x.punkty"\n')
    (shop / "b" / "_x.punkty").write_text("on page +5\n")
    ended = punkty("diff", "a", "b", "--exit-code")
    assert ended.code == 0
    assert "> rule on page: only moved to another file" in ended.out
    assert "file: p.punkty → _x.punkty" in ended.out


@pytest.mark.parametrize("lang, words", [("en", "the old rules (`rules`) have errors"), ("pl", "w starych regułach (`rules`)")])
def test_old_rules_with_errors_are_unusable(edited: Path, punkty: Punkty, lang: str, words: str) -> None:
    """The findings are told with their places, and then what follows from them."""
    (edited / "rules" / "shop.punkty").write_text("on pagee +5\n")
    ended = punkty("diff", "rules", "new", "--lang", lang)
    assert (ended.code, ended.out) == (2, "")
    assert "rules/shop.punkty:1:4" in ended.err
    assert words in ended.err


@pytest.mark.parametrize(
    "args, words",
    [
        (("rules",), "Missing argument"),
        (("rules", "nowhere/at/all"), "there is no file or folder `nowhere/at/all`"),
        (("rules", "new", "nowhere.jsonl"), "nowhere.jsonl: no such file"),
        (("rules", "new", "--at", "2026-03-05"), "name an event log too"),
        (("rules", "new", "events.jsonl", "--at", "2001-01-01"), "there is nobody to score"),
        (("rules", "new", "events.jsonl", "--at", "never"), "neither an instant"),
        (("rules", "new", "--format", "html"), "html"),
    ],
)
def test_what_cannot_be_done_is_exit_2(edited: Path, punkty: Punkty, args: tuple[str, ...], words: str) -> None:
    """Told on standard error, nothing on standard output."""
    ended = punkty("diff", *args)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_a_file_is_written_where_asked(edited: Path, punkty: Punkty) -> None:
    """And nothing on standard output."""
    shown = punkty("diff", "rules", "new", "--format", "markdown").out
    assert punkty("diff", "rules", "new", "--format", "markdown", "-o", "comment.md").out == ""
    assert (edited / "comment.md").read_text() == shown


def test_earlier_instants_leave_later_events_out(edited: Path, punkty: Punkty) -> None:
    """`--at` is a date of the new plan's clocks."""
    found = json.loads(punkty("diff", "rules", "new", "events.jsonl", "--at", "2026-03-02", "--format", "json").out)
    (effect,) = found["effects"]
    assert (effect["contacts"], effect["as_of"]) == (1, "2026-03-02T22:59:59.999Z")


def test_top_bounds_every_list(edited: Path, punkty: Punkty) -> None:
    """Counts stay those of everyone."""
    every, none = (
        json.loads(punkty("diff", "rules", "new", "events.jsonl", "--top", top, "--format", "json").out)["effects"][0]
        for top in ("10", "0")
    )
    assert none["movers"] == []
    assert [move["contacts"] for move in none["moves"]] == [[] for _ in every["moves"]]
    assert [move["count"] for move in none["moves"]] == [move["count"] for move in every["moves"]]
    assert punkty("diff", "rules", "new", "events.jsonl", "--top", "0").code == 0


# --- Markdown


def rendered(text: str) -> list[Token]:
    """As GitHub reads it: tables, raw HTML let through."""
    return MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or ()]


def test_texts_of_users_cannot_break_a_comment(shop: Path, punkty: Punkty) -> None:
    """Whatever stands in a label, pattern or name: the table keeps its cells, and nothing becomes a tag, link or mention."""
    quoted = HOSTILE.replace('"', '\\"')
    for folder, points in (("a", "+5"), ("b", "+6")):
        (shop / folder).mkdir()
        more = f'on track("{quoted}") +1\n' if folder == "b" else ""
        rules = f'on page {points} as "{quoted}"\non form("{quoted}", "{points}") +1\nstage S at 6\n'
        (shop / folder / "p.punkty").write_text(rules + more)
    event = {"type": "page", "messageId": "1", "userId": HOSTILE, "timestamp": "2026-03-01T00:00:00Z"}
    (shop / "log.jsonl").write_text(json.dumps(event) + "\n")
    text = punkty("diff", "a", "b", "log.jsonl", "--format", "markdown").out
    tokens = rendered(text)
    kinds = {token.type for token in inline(tokens)}
    assert kinds <= {"text", "code_inline", "strong_open", "strong_close", "html_inline", "softbreak"}
    assert {token.content for token in inline(tokens) if token.type == "html_inline"} <= {"<br>"}
    assert [token.content for token in tokens if token.type == "html_block"] == []
    cells = _cells_by_row(tokens)
    assert cells
    assert all(len({len(row) for row in table}) == 1 for table in cells)
    plain = "".join(token.content for token in inline(tokens) if token.type == "text")
    assert not re.search("@|http|www|#", plain)
    assert any(HOSTILE.split(" [")[0] in token.content for token in inline(tokens) if token.type == "code_inline")


def _cells_by_row(tokens: list[Token]) -> list[list[list[Token]]]:
    tables: list[list[list[Token]]] = []
    for token in tokens:
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type in ("td_open", "th_open"):
            tables[-1][-1].append(token)
    return tables


def test_a_long_comment_is_folded_and_fits(shop: Path, punkty: Punkty) -> None:
    """Hundreds of changes: the summary first, the list behind a fold, what does not fit is counted; GitHub takes it."""
    for folder, points in (("a", 1), ("b", 2)):
        (shop / folder).mkdir()
        rules = (f'on page("/{"x" * 90}/{number}") +{points}\n' for number in range(600))
        (shop / folder / "p.punkty").write_text("".join(rules))
    text = punkty("diff", "a", "b", "--format", "markdown").out
    assert len(text) <= diff_looks.COMMENT
    assert text.splitlines()[2] == "- plan `p`: rules: 600 changed"
    assert text.count("<details>") == text.count("</details>") == 1
    (table,) = _cells_by_row(rendered(text))
    shown = len(table) - 1
    assert 0 < shown < 600
    assert f"and {600 - shown} more" in text


def test_a_comment_that_cannot_fit_is_cut_between_lines(shop: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so at its end."""
    monkeypatch.setattr(diff_looks, "COMMENT", 100)
    (shop / "new.punkty").write_text("on page +1\nstage S at 5\nalert a on S\n")
    text = punkty("diff", "rules", "new.punkty", "--format", "markdown").out
    assert text.endswith("\n\nThe rest does not fit into a comment.\n")
    assert text.startswith("### Change of rules")


def test_text_has_nothing_that_a_terminal_obeys(edited: Path, punkty: Punkty) -> None:
    """Names of contacts with escape sequences are shown without them."""
    plan = edited / "new" / "shop.punkty"
    plan.write_text(plan.read_text().replace("+5   once", "+9   once"))
    out = punkty("diff", "rules", "new", "events.jsonl", "--at", "2026-03-13").out
    assert "\x1b" not in out
    assert "żaneta" in out


# --- sentences


def test_every_sentence_is_there_in_every_language() -> None:
    """The same keys with the same blanks, and terms; each key is said somewhere."""
    keys = [
        {code: entry.blanks() for code, entry in catalogue(lang).entries.items() if code.startswith("diff-")} for lang in LANGS
    ]
    assert keys == [keys[0]] * len(LANGS)
    terms = [{term for term in catalogue(lang).terms if term.startswith("diff ")} for lang in LANGS]
    assert terms == [terms[0]] * len(LANGS)
    text = "".join(file.read_text() for file in Path(dsl.cli.__file__).parent.glob("diff*.py"))
    made = {f"diff-{how}" for how in ("added", "removed", "changed", "relabelled", "moved")}
    made |= {"diff-plan-added", "diff-plan-removed", "diff-only-relabelled", "diff-only-moved"}
    assert set(keys[0]) == made | set(re.findall(r"\b(diff-[a-z-]+)['\"]", text))
