"""The version of a rulebook: the same for the same rules, another for others, whatever the files look like."""

from __future__ import annotations

import pytest

import dsl
from dsl import codec

RULES = """
plan "B2B" timezone "Europe/Warsaw"
group engagement max 150 decay half every 30d
on page("/blog/*", "/cennik") +10 max 30 points per week as "blog"
on email without open in 24h -5 as "unread"
when company.size >= 200 +20 as "large"
stage MQL at 40
alert sales on MQL
"""


def version(*texts: str) -> str:
    return dsl.compile({f"{name}.punkty": text for name, text in zip("abc", texts, strict=False)}).version


@pytest.mark.parametrize(
    "other",
    [
        "# a comment\n" + RULES + "\n# another",
        RULES.replace("\n", "\n\n   "),
        RULES.replace("\n", "\r\n"),
        "\ufeff" + RULES,
        RULES.replace("+10", "+10.00").replace("200", "200.0").replace("24h", "1440m"),
        RULES.replace('"/cennik"', '"/Cennik/"'),
        RULES.replace("alert sales on MQL", "alert   sales\non MQL"),
    ],
)
def test_layout_does_not_change_the_version(other: str) -> None:
    """Comments, white space, line ends and other spellings of one value say the same."""
    assert version(RULES) == version(other)


@pytest.mark.parametrize(
    "old, new",
    [
        ("+10", "+11"),
        ("max 150", "max 151"),
        ("every 30d", "every 31d"),
        ("per week", "per month"),
        ("/cennik", "/cennik2"),
        ("24h", "25h"),
        ("200", "201"),
        ("Warsaw", "Prague"),
        ("MQL", "SQL"),
        ('"unread"', '"not read"'),
        ("alert sales", "alert managers"),
        ('plan "B2B"', 'plan "B2C"'),
    ],
)
def test_any_change_of_meaning_changes_the_version(old: str, new: str) -> None:
    """A number, a text, a name: each counts."""
    assert version(RULES) != version(RULES.replace(old, new))


def test_files_are_named_by_nobody() -> None:
    """What stands in an included file might as well stand in the plan."""
    rules = "".join(RULES.splitlines(keepends=True)[2:])  # without `plan`
    apart = dsl.compile({"a.punkty": 'include "_x.punkty"', "_x.punkty": rules})
    together = dsl.compile({"a.punkty": rules})
    assert apart.version == together.version
    assert codec.to_json(apart) != codec.to_json(together)


def test_the_order_of_files_does_not_matter() -> None:
    """Plans are sorted by name."""
    sources = {"b.punkty": RULES, "a.punkty": "on page +5", "c.punkty": "on form +5"}
    backwards = dict(reversed(sources.items()))
    assert codec.to_json(dsl.compile(sources)) == codec.to_json(dsl.compile(backwards))


def test_the_version_is_in_the_json() -> None:
    """It is the hash of the rest."""
    book = dsl.compile({"a.punkty": RULES})
    assert len(book.version) == 64
    assert codec.version(book) == book.version == codec.from_json(codec.to_json(book)).version
