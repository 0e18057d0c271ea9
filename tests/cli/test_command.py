"""Exit codes, options, shapes and streams of the `punkty` command."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dsl.cli.show import Column, columns, has_colour, number, plain, signed, to_json

Punkty = Callable[..., Any]
SCORE = ("score", "rules", "events.jsonl")
WHY = ("why", "rules", "events.jsonl")
EVERY_VERB = pytest.mark.parametrize(
    "args", [SCORE, (*WHY, "--contact", "ada"), ("test", "rules"), ("check", "rules"), ("compile", "rules")]
)


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    "args, words",
    [
        ((), "Usage"),
        (("fly",), "No such command"),
        (("score", "rules"), "Missing argument"),
        (("score", "nowhere", "events.jsonl"), "nowhere"),
        (("score", "rules", "nowhere.jsonl"), "nowhere.jsonl: no such file"),
        ((*SCORE, "--plan", "ship"), "there is no plan `ship` (there is: shop)"),
        ((*SCORE, "--at", "yesterday"), "--at yesterday: neither an instant"),
        ((*SCORE, "--at", "2026-02-30"), "--at 2026-02-30: neither an instant"),
        ((*SCORE, "--at", "9999-12-31T23:00:00Z"), "too late for a calendar"),
        ((*SCORE, "--at", "2001-01-01"), "there is nobody to score"),
        ((*SCORE, "--contact", "adda"), "there is no contact `adda` in these events; did you mean `ada`?"),
        ((*SCORE, "--format", "parquet"), "parquet"),
        ((*SCORE, "--output", "nowhere/scores.txt"), "nowhere"),
        ((*WHY, "--contact", "zzzz"), "there is no contact `zzzz` in these events\n"),
        ((*WHY, "--contact", "bob", "--at", "2026-03-05"), "`bob` has no event up to then"),
        (("compile", "nowhere"), "nowhere"),
        (("check", "nowhere"), "nowhere"),
        (("test", "rules", "-k", "no such name"), "there is no test whose name has `no such name` in it"),
    ],
)
def test_what_cannot_be_done_is_exit_2(shop: Path, punkty: Punkty, args: tuple[str, ...], words: str) -> None:
    """Wrong use, unreadable input, nothing to work on: told on standard error, nothing on standard output."""
    ended = punkty(*args)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


@pytest.mark.parametrize(
    "args", [(*SCORE,), (*WHY, "--contact", "ada"), ("test", "rules"), ("check", "rules"), ("compile", "rules")]
)
def test_what_goes_well_is_exit_0(shop: Path, punkty: Punkty, args: tuple[str, ...]) -> None:
    """Every verb on a sound rulebook."""
    assert punkty(*args).code == 0


@pytest.mark.parametrize(
    "args", [(*SCORE,), (*WHY, "--contact", "ada"), ("test", "rules"), ("check", "rules"), ("compile", "rules")]
)
def test_errors_in_rules_are_exit_1(shop: Path, punkty: Punkty, args: tuple[str, ...]) -> None:
    """They are told with file and line by every verb that needs the rules; no score is made up."""
    with (shop / "rules" / "shop.punkty").open("a") as plan:
        plan.write("on pagee +5\n")
    ended = punkty(*args)
    told, silent = (ended.out, ended.err) if args[0] == "check" else (ended.err, ended.out)
    assert ended.code == 1
    assert "rules/shop.punkty:19:4" in told
    assert args[0] == "check" or silent == ""


def test_check_prints_json_of_the_contract(shop: Path, punkty: Punkty) -> None:
    """A list of findings with their places; an empty one where there is none."""
    assert json.loads(punkty("check", "rules", "--format", "json").out) == []
    (shop / "rules" / "shop.test.punkty").unlink()
    (shop / "rules" / "shop.punkty").write_text("on pagee +5\non fromm +1\n")
    found = json.loads(punkty("check", "rules", "rules/shop.punkty", "--format", "json").out)
    keys = ["file", "line", "column", "end_line", "end_column", "severity", "code", "message", "hint"]
    assert [list(one) for one in found] == [keys, keys]
    assert [(one["file"], one["line"]) for one in found] == [("rules/shop.punkty", 1), ("rules/shop.punkty", 2)]


@pytest.mark.parametrize("layout", ["text", "json", "github", "sarif"])
def test_check_has_every_format(shop: Path, punkty: Punkty, layout: str) -> None:
    """Each names the file as the reader can open it."""
    (shop / "rules" / "shop.punkty").write_text("on pagee +5\n")
    ended = punkty("check", "rules", "--format", layout)
    assert ended.code == 1
    assert "rules/shop.punkty" in ended.out


def test_check_speaks_the_language_asked_for(shop: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--lang`, else the locale."""
    (shop / "rules" / "shop.punkty").write_text("on pagee +5\n")
    english, polish = punkty("check", "rules", "--lang", "en"), punkty("check", "rules", "--lang", "pl")
    assert english.out != polish.out
    monkeypatch.setenv("LC_ALL", "pl_PL.UTF-8")
    assert punkty("check", "rules").out == polish.out


def test_compile_gives_the_same_bytes_every_time(shop: Path, punkty: Punkty) -> None:
    """To a file or to standard output; comments and layout change only lines, not the version."""
    assert punkty("compile", "rules", "-o", "one.json").code == 0
    assert (shop / "one.json").read_text() == punkty("compile", "rules").out
    assert not list(shop.glob("*.part"))
    first = json.loads((shop / "one.json").read_text())
    (shop / "rules" / "shop.punkty").write_text("# a comment\n\n" + (shop / "rules" / "shop.punkty").read_text())
    second = json.loads(punkty("compile", "rules").out)
    assert first["Rulebook"]["version"] == second["Rulebook"]["version"]
    assert first != second


def test_scores_have_the_shape_of_the_contract(two_plans: Path, punkty: Punkty) -> None:
    """The keys in their order; whole numbers as such; sorted by contact, then plan; JSON the same as JSON Lines."""
    lines = rows(punkty(*SCORE, "--format", "jsonl").out)
    assert all(list(row) == ["contact", "plan", "score", "stage", "groups", "as_of"] for row in lines)
    assert [(row["contact"], row["plan"]) for row in lines] == sorted((row["contact"], row["plan"]) for row in lines)
    ada = next(row for row in lines if (row["contact"], row["plan"]) == ("ada", "shop"))
    assert ada == {
        "contact": "ada",
        "plan": "shop",
        "score": 70,
        "stage": "Hot",
        "groups": {"engagement": 60, "fit": 10},
        "as_of": "2026-03-20T09:15:30.250Z",
    }
    assert isinstance(ada["score"], int)
    assert json.loads(punkty(*SCORE, "--format", "json").out) == lines


def test_csv_holds_the_same_and_no_formula(two_plans: Path, punkty: Punkty) -> None:
    """A spreadsheet sees the same scores; a contact's name cannot become a formula in it."""
    lines = rows(punkty(*SCORE, "--format", "jsonl").out)
    sheet = list(csv.DictReader(io.StringIO(punkty(*SCORE, "--format", "csv").out)))
    assert [(row["contact"].removeprefix("'"), row["plan"], Decimal(row["score"])) for row in sheet] == [
        (row["contact"], row["plan"], Decimal(str(row["score"]))) for row in lines
    ]
    assert [row["contact"] for row in sheet if row["contact"].endswith("cmd()")] == ["'=cmd()", "'=cmd()"]


def test_the_ledger_adds_up_to_the_score(two_plans: Path, punkty: Punkty) -> None:
    """For every contact and plan the worths and adjustments sum exactly to what `score` says."""
    exact: Any = {"parse_float": Decimal, "parse_int": Decimal}
    scores = [json.loads(line, **exact) for line in punkty(*SCORE, "--format", "jsonl").out.splitlines()]
    for row in scores:
        told = json.loads(punkty(*WHY, "--contact", row["contact"], "--plan", row["plan"], "--format", "json").out, **exact)
        assert list(told) == ["contact", "plan", "score", "stage", "as_of", "entries", "adjustments"]
        assert sum((entry["worth"] for entry in (*told["entries"], *told["adjustments"])), Decimal(0)) == row["score"]
        assert (told["score"], told["stage"], told["as_of"]) == (row["score"], row["stage"], row["as_of"])
        keys = ["at", "rule", "file", "line", "group", "points", "worth", "event"]
        assert all(list(entry) == keys for entry in told["entries"])


@pytest.mark.parametrize("name", ["ada", "Ada@X.test", "a-17"])
def test_a_contact_goes_by_any_key(shop: Path, punkty: Punkty, name: str) -> None:
    """userId, e-mail address in any case, anonymousId."""
    assert punkty(*WHY, "--contact", name).out == punkty(*WHY, "--contact", "ada").out
    (row,) = rows(punkty(*SCORE, "--contact", name, "--format", "jsonl").out)
    assert row["contact"] == "ada"


def test_a_date_is_its_last_moment_in_the_plans_timezone(two_plans: Path, punkty: Punkty) -> None:
    """Each plan has its own midnight; an instant is the same for all."""
    by_date = rows(punkty(*SCORE, "--contact", "ada", "--format", "jsonl", "--at", "2026-03-28").out)
    assert [row["as_of"] for row in by_date] == ["2026-03-28T23:59:59.999Z", "2026-03-28T22:59:59.999Z"]
    exactly = rows(punkty(*SCORE, "--contact", "ada", "--format", "jsonl", "--at", "2026-03-28T10:00:00+02:00").out)
    assert [row["as_of"] for row in exactly] == ["2026-03-28T08:00:00.000Z"] * 2


def test_one_plan_may_be_given_by_its_file(two_plans: Path, punkty: Punkty) -> None:
    """RULES may be a plan's file, or a folder with `--plan`."""
    by_file = punkty("score", "rules/shop.punkty", "events.jsonl", "--format", "jsonl").out
    assert {row["plan"] for row in rows(by_file)} == {"shop"}
    assert punkty(*SCORE, "--plan", "shop", "--format", "jsonl").out == by_file


def test_a_result_may_go_to_a_file(shop: Path, punkty: Punkty) -> None:
    """The file holds what standard output would have shown."""
    shown = punkty(*SCORE).out
    ended = punkty(*SCORE, "-o", "scores.txt")
    assert (ended.code, ended.out, (shop / "scores.txt").read_text()) == (0, "", shown)


def test_the_table_shows_as_many_as_asked_for(shop: Path, punkty: Punkty) -> None:
    """And says how many more there are: nobody is left out silently."""
    assert "and 4 more" in punkty(*SCORE, "--top", "1").out
    assert "and 5 more" in punkty(*SCORE, "--top", "0").out
    assert "more" not in punkty(*SCORE, "--top", "5").out


def test_order_repetition_and_files_change_nothing(shop: Path, punkty: Punkty) -> None:
    """The same log shuffled, doubled, packed, and spread over a folder gives the same bytes."""
    lines = (shop / "events.jsonl").read_bytes().splitlines(keepends=True)
    random.Random(3).shuffle(lines)
    (shop / "log").mkdir()
    (shop / "log" / "a.jsonl").write_bytes(b"".join(lines))
    (shop / "log" / "b.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[:5])))
    for layout in ("table", "jsonl"):
        assert punkty("score", "rules", "log", "--format", layout).out == punkty(*SCORE, "--format", layout).out


def test_events_come_from_standard_input_too(shop: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is standard input."""
    with (shop / "events.jsonl").open() as events:
        monkeypatch.setattr("sys.stdin", events)
        assert punkty("score", "rules", "-").out == punkty(*SCORE).out


def test_too_many_bad_lines_are_exit_2(shop: Path, punkty: Punkty) -> None:
    """`--max-bad` is the most that are put up with; the first are told either way."""
    with (shop / "events.jsonl").open("a") as log:
        log.write("x\n" * 3)
    assert punkty(*SCORE, "--max-bad", "3").code == 0
    ended = punkty(*SCORE, "--max-bad", "2")
    assert (ended.code, ended.out) == (2, "")
    assert "events.jsonl:11: it is not JSON" in ended.err
    assert "more than 2 bad lines (--max-bad); the last is events.jsonl:13" in ended.err


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 500, b"not\njson\n"])
def test_a_file_without_an_event_is_exit_2(shop: Path, punkty: Punkty, content: bytes) -> None:
    """Empty, binary, or something else: there is nothing to work on."""
    (shop / "events.jsonl").write_bytes(content)
    ended = punkty(*SCORE)
    assert (ended.code, ended.out) == (2, "")
    assert "no event in events.jsonl" in ended.err


def test_an_empty_folder_is_exit_2(shop: Path, punkty: Punkty) -> None:
    """As rules, as tests, or as events."""
    (shop / "empty").mkdir()
    for args in (("score", "rules", "empty"), ("score", "empty", "events.jsonl"), ("check", "empty"), ("test", "empty")):
        ended = punkty(*args)
        assert (ended.code, ended.out) == (2, "")
        assert "empty" in ended.err


def test_a_rulebook_without_tests_is_exit_2(shop: Path, punkty: Punkty) -> None:
    """Nothing was found to work on: no silent success."""
    (shop / "rules" / "shop.test.punkty").unlink()
    ended = punkty("test", "rules")
    assert (ended.code, ended.err) == (2, "punkty: there is no test to run\n")


def test_tests_can_be_chosen_by_name_and_by_file(two_plans: Path, punkty: Punkty) -> None:
    """`-k` takes a part of the name in any case; a test file runs its own."""
    (two_plans / "rules" / "other.test.punkty").write_text(
        'test "Counts checkouts"\n  day 1 checkout\n  day 1 expect score 1\n'
    )
    ran = json.loads(punkty("test", "rules", "--format", "json", "-k", "TILL").out)
    assert [test["name"] for test in ran["tests"]] == ["the till is hot"]
    ran = json.loads(punkty("test", "rules/other.test.punkty", "--format", "json").out)
    assert [test["name"] for test in ran["tests"]] == ["Counts checkouts"]
    assert punkty("test", "rules").out == "tests: 3, passed: 3, failed: 0\n"


@pytest.mark.parametrize("least, code", [("80", 0), ("80.1", 1), ("0", 0)])
def test_too_little_coverage_is_exit_1(shop: Path, punkty: Punkty, least: str, code: int) -> None:
    """`--fail-under` is the least share, in percent, of each plan's rules; four of five are covered here."""
    assert punkty("test", "rules", "--fail-under", least).code == code


def test_version_and_help_say_what_there_is(punkty: Punkty) -> None:
    """`--version` names the version, `--help` every verb; each verb has a help of its own."""
    assert re.fullmatch(r"punkty \d+\.\d+\.\d+\S*\n", punkty("--version").out)
    shown = punkty("--help").out
    for verb in ("check", "test", "compile", "score", "why"):
        assert f"\n  {verb} " in shown
        ended = punkty(verb, "--help")
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.startswith(f"Usage: punkty {verb}")


def test_a_closed_pipe_ends_quietly(shop: Path) -> None:
    """`punkty score … | head -1` prints one line and no complaint."""
    many = ({"type": "page", "userId": f"u{n}", "timestamp": "2026-03-01T10:00:00Z"} for n in range(3_000))
    (shop / "events.jsonl").write_text("".join(json.dumps(event) + "\n" for event in many))
    command = [sys.executable, "-m", "dsl.cli", *SCORE, "--format", "jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith(b'{"contact": "u0"')
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_standard_output_is_utf_8_whatever_the_locale(shop: Path) -> None:
    """Names with any letters come out whole, also where the locale knows none of them."""
    command = [sys.executable, "-m", "dsl.cli", *SCORE]
    done = subprocess.run(
        command, capture_output=True, check=True, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    )
    assert "żaneta" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(
    "value, text",
    [
        ("30", "30"),
        ("30.0000", "30"),
        ("2.5000", "2.5"),
        ("-0.0000", "0"),
        ("1E+2", "100"),
        ("-0.0625", "-0.0625"),
        ("0.1", "0.1"),
    ],
)
def test_numbers_are_exact_and_short(value: str, text: str) -> None:
    """As people write them; with a sign where one is wanted; JSON has the same digits however many."""
    assert number(Decimal(value)) == text
    assert signed(Decimal(value)) == (f"+{text}" if Decimal(value) > 0 else text)
    assert to_json({"n": [Decimal(value), Decimal("12345678901234567890.1234"), None, "ą"]}) == (
        f'{{"n": [{text}, 12345678901234567890.1234, null, "ą"]}}'
    )


def test_a_terminal_obeys_nobody_elses_text() -> None:
    """Control characters, line ends and very long names are made harmless."""
    assert plain("a\x1b[31m\r\nb\u202e\tc") == "a\N{REPLACEMENT CHARACTER}[31m  b\N{REPLACEMENT CHARACTER} c"
    assert plain("x" * 1000, 10) == "x" * 9 + "…"


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("width", [20, 30, 40, 60, 80, 200])
def test_a_narrow_terminal_costs_no_letter(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """Cells are folded and none is cut; where there is no room to fold them, the lines are those of a file."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    head = [Column("contact"), Column("before", right=True), Column("after", right=True), Column("why")]
    row = ["ada.lovelace@example.com", "1287.25", "1064.5", "Left-the-cart-behind-twice"]
    terminal, file = Terminal(), io.StringIO()
    columns(head, [row], terminal)
    columns(head, [row], file)
    shown = terminal.getvalue()
    if shown != file.getvalue():
        lines = re.sub(r"\x1b\[\d*m", "", shown).splitlines()
        assert max(map(len, lines)) <= width
        assert all(cell in lines[2] for cell in row[1:3])  # a number stays in one piece
        assert sorted("".join("".join(lines[2:]).split())) == sorted("".join(row))
    assert (shown == file.getvalue()) == (width < 40)


def test_a_table_on_a_terminal_is_drawn_and_takes_names_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rich draws it; what looks like Rich's markup in somebody's name stays text; no cell is cut off."""
    monkeypatch.setenv("COLUMNS", "40")
    out = Terminal()
    columns([Column("who"), Column("score", right=True)], [["[red]x[/red]", "1"], ["long " * 20, "-12.5"]], out)
    drawn = out.getvalue()
    assert "[red]x[/red]" in drawn
    assert drawn.count("long") == 20
    assert "─" in drawn


def test_a_table_in_a_pipe_is_plain_and_aligned() -> None:
    """Wide letters count as the two cells that they take."""
    out = io.StringIO()
    columns([Column("a"), Column("n", right=True)], [["日本", "1"], ["żółć", "20"]], out, "  ")
    assert out.getvalue() == "  a      n\n  日本   1\n  żółć  20\n"


def test_long_work_shows_a_bar_on_a_terminal_only(shop: Path, punkty: Punkty, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes to standard error and changes nothing of the data."""
    quiet = punkty(*SCORE)
    assert quiet.err == ""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert punkty(*SCORE).out == quiet.out
    assert "reading" in terminal.getvalue()


@pytest.mark.parametrize("environment, wanted", [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_is_for_terminals_that_want_it(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], wanted: bool
) -> None:
    """Never in a pipe; on a terminal unless NO_COLOR or a dumb one."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert has_colour(Terminal()) is wanted
    assert has_colour(io.StringIO()) is False


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
def test_an_interrupt_ends_quietly(shop: Path) -> None:
    """Ctrl-C while events are awaited: no traceback, the exit code of an interrupted command."""
    command = [sys.executable, "-c", "print('up', flush=True); from dsl.cli import main; main()", "score", "rules", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"up\n"
        line = b'{"type": "page", "userId": "u", "timestamp": "2026-03-01T10:00:00Z"}\n'
        process.stdin.write(line * 20_000)  # more than a pipe holds: once it is taken, the command is reading
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        process.stdin.close()
        assert process.stderr.read() == b""
    assert process.returncode == 130


def test_a_folder_of_rulebooks_stands_for_all_of_them(shop: Path, punkty: Punkty) -> None:
    """`check` and `test` look below a folder that holds no plan itself; hidden folders are left out."""
    for place in ("books/two", "books/.hidden"):
        (shop / place).mkdir(parents=True)
        (shop / place / "two.punkty").write_text('on page("/x") 5\n')
    (shop / "rules").rename(shop / "books" / "one")
    found = json.loads(punkty("check", "books", "--format", "json").out)
    assert {finding["file"] for finding in found} == {"books/two/two.punkty"}
    (shop / "books" / "two" / "two.punkty").write_text('on page("/x") +5\n')
    assert punkty("check", "books").code == 0
    assert "passed: 2" in punkty("test", "books").out
