"""The rule language's pages: every example is checked and run, nothing of the language is left out, both languages agree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from pages import LANGS, Block, Page, Table, code_only, codes, hold, page, rulebooks

import dsl
from dsl.compiler import check_sources
from dsl.diagnostics import Source
from dsl.engine import Event, fold
from dsl.formatter import formatted
from dsl.identity import key_of, link_of, resolve
from dsl.syntax import parse, tree
from dsl.testing.run import run
from dsl.words import BUILT_IN

PAGES = {lang: page(f"language.{lang}.md") for lang in LANGS}
RULEBOOKS = {place: files for one in PAGES.values() for place, files in rulebooks(one)}
WRONG = {block.place: block for one in PAGES.values() for block in one.blocks if block.words[:1] == ("wrong",)}
TABLES = {table.place: table for one in PAGES.values() for table in one.tables}
FRAMED = {place: table for place, table in TABLES.items() if table.mark == "in"}
WORTHS = {place: table for place, table in TABLES.items() if table.mark == "worth"}
WORDS = {place: table for place, table in TABLES.items() if table.mark == "words"}
DAY = 24 * 60 * 60 * 1000


@pytest.mark.parametrize("place", RULEBOOKS)
def test_an_example_is_good_and_its_tests_pass(place: str) -> None:
    """The checker finds nothing, and what the example claims of itself is so."""
    checked = check_sources(RULEBOOKS[place])
    assert [f"{finding.line}: {finding.code} {finding.message}" for finding in checked.findings] == []
    assert checked.rulebook is not None
    misses = [miss for outcome in run(checked.rulebook, checked.tests) for miss in outcome.misses]
    assert [f"{miss.expected.line}: {miss.expected.text}, but it is {miss.came}" for miss in misses] == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_examples_are_laid_out_as_fmt_does(lang: str) -> None:
    """Whoever copies an example and formats it keeps what was copied. PUNKTY_UPDATE=1 lays the page out instead."""
    hold(PAGES[lang], PAGES[lang].with_rules(lambda text: formatted(Source("example.punkty", text)).text or text))


@pytest.mark.parametrize("place", WRONG)
def test_a_wrong_example_is_wrong_as_said(place: str) -> None:
    """The checker finds what the page says it finds, and nothing else."""
    findings = check_sources({"example.punkty": WRONG[place].text}).findings
    assert tuple(finding.code for finding in findings) == WRONG[place].words[1:]


@pytest.mark.parametrize("place", FRAMED)
def test_what_a_table_tells_to_write_can_be_written(place: str) -> None:
    """Each row's first piece of code, set into the table's frame, has no error."""
    table = FRAMED[place]
    for row in table.rows:
        (piece, *_) = codes(row[0])
        findings = check_sources({"example.punkty": table.frame.replace("{}", piece)}).findings
        assert [f"{piece}: {one.message}" for one in findings if one.severity == "error"] == []


@pytest.mark.parametrize("place", WORTHS)
def test_the_table_of_worths_is_right(place: str) -> None:
    """To the last digit: the points fade as the table says, day by day."""
    days = [int(re.sub(r"\D", "", title)) for title in WORTHS[place].head[1:]]
    assert days == [1, 7, 30, 60]
    for suffix, *worths in WORTHS[place].rows:
        plan = dsl.compile({"t.punkty": WORTHS[place].frame.replace("{}", codes(suffix)[0])}).plan("t")
        at = int(datetime(2026, 1, 5, 10, tzinfo=UTC).timestamp() * 1000)
        event = Event.from_message({"type": "page", "userId": "u", "messageId": "m", "timestamp": "2026-01-05T10:00:00Z"})
        came = [fold(plan, [event], at + day * DAY).score for day in days]
        assert came == [Decimal(worth.replace(",", ".")) for worth in worths], suffix


@pytest.mark.parametrize("place", WORDS)
def test_the_table_of_words_is_the_languages(place: str) -> None:
    """Every built-in word, with the names it stands for, what its text is compared with, and what ties it."""
    rows = {codes(word)[0]: rest for word, *rest in WORDS[place].rows}
    assert sorted(rows) == sorted(BUILT_IN)
    for name, (_, tracks, subject, per) in rows.items():
        word = BUILT_IN[name]
        if word.type == "track" and name != "track":
            assert tuple(codes(tracks)) == word.tracks
            assert tuple((path,) for path in codes(subject)) == word.subject
            assert tuple(codes(per)) == (word.per or ()), name


@pytest.mark.parametrize("lang", LANGS)
def test_the_events_shown_are_one_contact(lang: str) -> None:
    """The lines of the log can be read, and they belong together as the page says."""
    (block,) = (block for block in PAGES[lang].blocks if block.kind == "json")
    events = [Event.from_message(json.loads(line)) for line in block.text.splitlines()]
    people = resolve(link for event in events if (link := link_of(event)) is not None)
    assert {people.contact_of(key_of(event)).name for event in events} == {"u1"}


@pytest.mark.parametrize("lang", LANGS)
def test_there_are_examples_of_every_kind(lang: str) -> None:
    """The tests above run something."""
    tables = PAGES[lang].tables
    kinds = [table.mark for table in tables]
    assert {table.place for table in tables} <= set(TABLES)
    assert len({table.place for table in tables}) == len(tables)
    assert len(list(rulebooks(PAGES[lang]))) >= 30
    assert kinds.count("in") >= 5
    assert kinds.count("worth") == kinds.count("words") == 1


def keywords() -> set[str]:
    """Every word that the grammar calls a keyword or an operator, from its terminals."""
    grammar = resources.files("dsl").joinpath("grammar.lark").read_text(encoding="utf-8")
    plain = re.findall(r"^_?[A-Z_]+(?:\.\d)?: /(\w+?)(?:s\?)?\\b", grammar, re.MULTILINE)
    either = re.findall(r"^[A-Z_]+: /\(\?:([\w|]+)\)\\b/", grammar, re.MULTILINE)
    return {*plain, *(word for words in either for word in words.split("|"))}


def test_the_keywords_are_read_from_the_grammar() -> None:
    """The test below asks for something."""
    assert {"on", "when", "time", "until", "within", "contains", "matches", "month", "or"} <= keywords()
    assert len(keywords()) > 60


@pytest.mark.parametrize("lang", LANGS)
def test_every_keyword_stands_in_an_example(lang: str) -> None:
    """A construct that the page does not show does not exist for its readers."""
    shown = " ".join([text for _, files in rulebooks(PAGES[lang]) for text in map(code_only, files.values())])
    assert sorted(word for word in keywords() if not re.search(rf"\b{word}s?\b", shown)) == []


def constructs(node: object) -> Iterator[str]:
    """The kinds of nodes in a tree, and of comparisons and of fading."""
    if isinstance(node, tuple):
        for part in node:
            yield from constructs(part)
    elif is_dataclass(node):
        yield type(node).__name__
        for field in fields(node):
            value = getattr(node, field.name)
            yield from [value] if field.name in ("op", "kind") else constructs(value)


@pytest.mark.parametrize("lang", LANGS)
def test_every_construct_stands_in_an_example(lang: str) -> None:
    """The language's trees have no kind of node that no example has."""
    texts = [text for _, files in rulebooks(PAGES[lang]) for text in files.values()]
    shown = {what for text in texts for what in constructs(parse(Source("example.punkty", text))[0])}
    kinds = {name for name, kind in vars(tree).items() if isinstance(kind, type) and issubclass(kind, tree.Node)} - {"Node"}
    assert sorted({*kinds, *get_args(tree.Op), *get_args(get_type_hints(tree.Decay)["kind"])} - shown) == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_keyword_is_in_the_index(lang: str) -> None:
    """The last chapter leads from each keyword to its chapter."""
    index = set(codes(PAGES[lang].prose.rpartition("\n## ")[2]))
    assert sorted(word for word in keywords() if not {word, word + "s"} & index) == []


def essence(block: Block) -> tuple[str, ...]:
    """What has to be the same in every language."""
    return (block.kind, *block.words, code_only(block.text) if block.kind == "punkty" else "")


def first_codes(table: Table) -> list[list[str]]:
    """The code in the first column; labels and texts for people do not count."""
    return [[code_only(code) for code in codes(row[0])] for row in table.rows]


def test_both_languages_have_the_same_chapters_and_examples() -> None:
    """Whoever reads one of the two misses nothing."""
    english, polish = PAGES["en"], PAGES["pl"]
    assert [level for level, _ in english.headings] == [level for level, _ in polish.headings]
    assert [essence(block) for block in english.blocks] == [essence(block) for block in polish.blocks]
    assert [(t.mark, code_only(t.frame), first_codes(t)) for t in english.tables] == [
        (t.mark, code_only(t.frame), first_codes(t)) for t in polish.tables
    ]


def test_the_comparison_of_languages_sees_a_difference() -> None:
    """Labels and comments may differ, numbers may not."""
    assert code_only('on page("a") +1 as "One" # x') == code_only('on page("a")  +1\n as "Jeden"')
    assert code_only('on page("a") +1') != code_only('on page("b") +1')
    assert code_only('on page("a # b") +1') == 'on page("a # b") +1'


def test_blocks_know_where_they_stand() -> None:
    """Place, heading and words of a block; a heading within a block is none."""
    text = "# One\n\n```punkty wrong E011\n# no heading\non page 1\n```\n\n## Two\n\n```punkty a.punkty\non page +1\n```\n"
    first, second = Page(Path("x.md"), text).blocks
    assert (first.place, first.heading, first.words) == ("x.md:3", "One", ("wrong", "E011"))
    assert (second.place, second.heading, second.words) == ("x.md:10", "Two", ("a.punkty",))
