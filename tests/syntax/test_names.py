"""Keywords are keywords only where the grammar expects them; names are of any alphabet."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from dsl.diagnostics import Source, Span
from dsl.syntax import parse, tree
from dsl.syntax.parser import grammar

RESERVED = ("on", "when", "and", "or", "not", "in", "is")
# Terminals are called after their keyword, but for these.
NO_KEYWORDS = {"name", "no_name", "string", "number", "signed", "date", "time", "duration", "distance", "percent", "op"}
NO_KEYWORDS |= {"text_op", "unit", "or_on", "until_below", "comma", "equals", "lpar", "rpar", "lsqb", "rsqb"}
UNITS = {"day", "week", "month", "time", "hours", "days", "km", "m", "h", "d", "w"}
KEYWORDS = sorted(
    {terminal.name.strip("_").lower() for terminal in grammar().terminals if terminal.name not in grammar().ignore_tokens}
    - NO_KEYWORDS
    - set(RESERVED)
    | {"matches", "contains"}
    | UNITS
)

AS_TRAIT = (
    "when {} = 3 +1",
    "when {}.x = 3 +1",
    "when x.{} = 3 +1",
    'when not {} is known and {} in [1] or ({} matches "a") +1',
    "stage A when {} >= 3 or {} < 1 or on page",
    "exclude when {} is not known",
    "on page({} = 3, {} not in [2]) +1",
    "on page +1 per 2 of {}",
    "on page +1 per 2 of {} once while {} = 3",
    'event a = "A" named {}, {} per {}',
    'test "a"\n day 1 profile {} = 3, {} = null\n day 2 page({} = 1)',
)
AS_NAME = (
    "on {} +1",
    "on {} or {} 2 times in 7d +1",
    "on {} then {} in 7d +1",
    "on {} without {} in 7d +1",
    'on {}("x", {} = 1) +1',
    "on no_{}({}, 24h) +1",
    "on no_{}(24h) +1",
    'on no_{} or no_{}("x") +1',
    "let {} = {} or {}",
    'event {} = "A"',
    "place {} = 1, 2",
    "when within 3km of {} +1",
    "group {}",
    "group {} max 3 min 2 decay half every 3d",
    "stage {} at 40 until below 20 or on {} or {} for 3d",
    "stage {} on {} for 3d until {}",
    "alert {} on {}",
    "alert {} on {} without {} in 3d at most once per day",
    "alert {} on no_{}({}, 3d)",
    'experiment "x" 50% {}, 50% {}',
    "capacity 40 {} per week",
    "reset on {}",
    "ignore {}",
    "outcome won {}",
    'test "a" of {}\n day 1 {}("x")\n day 1 expect stage {}, group {} 3, alert {}, score 3',
)


def findings(text: str) -> list[tuple[str, str]]:
    _, found = parse(Source("x.punkty", text))
    return [(finding.code, text[finding.span.start : finding.span.end]) for finding in found]


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_a_trait_or_property_may_be_called_like_any_keyword(keyword: str) -> None:
    """Only seven words are reserved; a trait may be called `plan`, `score` or `max`."""
    for text in AS_TRAIT:
        assert findings(text.replace("{}", keyword)) == [], text


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_a_declared_name_may_be_any_keyword(keyword: str) -> None:
    """Words, places, groups, stages, channels and plans may be called like a keyword too."""
    for text in AS_NAME:
        assert findings(text.replace("{}", keyword)) == [], text


@pytest.mark.parametrize("word", RESERVED)
def test_a_reserved_word_is_no_name_but_may_be_quoted(word: str) -> None:
    """The seven reserved words are traits in back quotes or behind a dot only."""
    assert findings(f"let {word} = page") == [("E019", word)]
    assert findings(f"when `{word}` = 3 and a.{word} = 2 +1") == []


@pytest.mark.parametrize("name", ["źródło", "größe", "имя", "名前", "नाम", "שם", "ﬁeld_1", "_x", "é"])
def test_names_are_of_any_alphabet_and_compared_after_nfc(name: str) -> None:
    """A name typed with combining marks is the same name."""
    for form in ("NFC", "NFD"):
        text = f"when {normalize(form, name)}.{normalize(form, name)} = 1 +1"
        file, found = parse(Source("x", text))
        assert found == ()
        (rule,) = file.statements
        assert isinstance(rule, tree.WhenRule)
        assert isinstance(rule.condition, tree.Test)
        assert rule.condition.path.parts == (normalize("NFC", name),) * 2


def test_case_counts_in_names() -> None:
    """`Stage` and `stage` are two names."""
    file, _ = parse(Source("x", "ignore Page"))
    assert file.statements == (tree.Ignore(_span(), _pattern("Page")),)
    assert file.statements != (tree.Ignore(_span(), _pattern("page")),)


def test_back_quotes_hold_what_is_no_name() -> None:
    """Any text without a line end may be a part of a path."""
    file, found = parse(Source("x", "when `Feed Type`.`a.b`.c = 1 +1"))
    assert found == ()
    (rule,) = file.statements
    assert isinstance(rule, tree.WhenRule)
    assert isinstance(rule.condition, tree.Test)
    assert rule.condition.path.parts == ("Feed Type", "a.b", "c")


@pytest.mark.parametrize(
    "text, code, place",
    [
        ("let a.b = page", "E032", "a.b"),
        ("let `a` = page", "E032", "`a`"),
        ("on a.b +1", "E032", "a.b"),
        ("when `` = 1 +1", "E034", "``"),
        ("when a.` ` = 1 +1", "E034", "a.` `"),
        ("when a\U0001f600 = 1 +1", "E033", "a\U0001f600"),
    ],
)
def test_what_is_no_name_is_said_so(text: str, code: str, place: str) -> None:
    """Dots and back quotes are for paths; signs are for nobody."""
    assert findings(text) == [(code, place)]


def test_words_are_kept_apart() -> None:
    """`onpage` is one word, not two."""
    assert findings("onpage +1") == [("E003", "onpage")]
    assert findings("on page +1 oncemax 3 times") == [("E001", "oncemax")]
    assert findings("on page+1once") == [("E037", "+1once")]
    assert findings("on page+1 once") == []


def _span() -> tree.Span:
    return Span("x", 0, 0)


def _pattern(word: str) -> tree.Pattern:
    return tree.Pattern(_span(), (tree.EventRef(_span(), tree.Name(_span(), word), (), (), None),))
