"""The index of patterns against a scan of all of them, and what a lookup costs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from inspect import ismethod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import Compare, event, message, plan, prop, rule, track
from reference_events import Fact, fact
from reference_match import matching

from dsl import program
from dsl.engine import Event, filters, fold, match
from dsl.engine.match import Matcher
from dsl.engine.text import Glob
from dsl.program import EventPattern, Field, Not

PATH, EVENT = Field("path", (("path",),)), Field("event", (("event",),))
NAME = Field("name", (("name",), ("properties", "name")))
ANY = (PATH, NAME, EVENT)
SUBJECTS = [(), (prop("form"),), (prop("form"), prop("label"))]

_bits = st.text("ab*", min_size=1, max_size=3)
_texts = st.lists(_bits, max_size=2).map(tuple)
_paths = st.lists(_bits.map(lambda bit: "/" + bit) | st.sampled_from(["*", "/"]), max_size=2).map(tuple)
_urls = st.lists(st.sampled_from(["https://e.com/a", "https://e.com/*", "http*b", "*a"]), max_size=1).map(tuple)


@st.composite
def bare(draw: st.DrawFn) -> EventPattern:
    """A pattern without filters."""
    kind = draw(st.sampled_from(["track", "track", "page", "screen", "any"]))
    if kind == "track":
        return EventPattern(
            "w", "track", draw(st.sampled_from([(), ("a",), ("a", "b")])), draw(st.sampled_from(SUBJECTS)), draw(_texts)
        )
    if kind == "page":
        return EventPattern("page", "page", (), (PATH,), paths=draw(_paths), urls=draw(_urls))
    if kind == "screen":
        return EventPattern("screen", "screen", (), (NAME,), draw(_texts))
    return EventPattern("any", "any", (), ANY, draw(_texts), draw(_paths), draw(_urls))


_NAMED: list[dict[str, Any]] = [
    *({"type": "track", "event": name} for name in ("a", "A ", "b", "c", "", 5)),
    *({"type": "screen", "name": name} for name in ("a", "AB", "", None)),
    {"type": "identify", "event": "a", "name": "a"},
    {"type": "page"},
]
_PROPERTIES: list[dict[str, Any]] = [
    {},
    {"path": "/a/", "form": "a"},
    {"path": "/", "form": ["b", ["AB"]]},
    {"path": " ", "url": "https://e.com/a?q#f", "label": "ba"},
    {"url": "http://E.com/aB/", "form": "", "label": "a"},
    {"name": "ab", "form": True, "label": "x"},
]
_CONTEXTS: list[dict[str, Any]] = [{}, {}, {"page": {"path": "/b", "url": "https://e.com/b"}}]
_FRAME = message() | {"event": None}
Known = list[tuple[Event, Fact]]


def read_twice(found: list[dict[str, Any]]) -> Known:
    """As the index reads a message, and as the scan does."""
    return [(Event.from_message(one), fact(one)) for one in found]


_PLACES = [(properties, {}) for properties in _PROPERTIES] + [({}, {"page": {"path": "/b", "url": "https://e.com/b"}})]
MESSAGES = read_twice(
    [_FRAME | named | {"properties": own, "context": context} for named in _NAMED for own, context in _PLACES]
)


def agree(patterns: list[program.Pattern], found: Known) -> None:
    """The index finds of each pattern the first alternative that a scan finds, and nothing else."""
    matcher = Matcher([(pattern, (2, owner, 0)) for owner, pattern in enumerate(patterns)], "Europe/Warsaw")
    for one, read in found:
        scan = [(owner, matching(pattern, read, "Europe/Warsaw")) for owner, pattern in enumerate(patterns)]
        expected = tuple((2, owner, 0, place) for owner, place in scan if place is not None)
        assert matcher.hooks(one) == expected, one.message
        assert matcher.hooks(one) == expected  # from what is kept


@given(st.lists(st.lists(bare(), min_size=1, max_size=2).map(tuple), max_size=6))
@settings(max_examples=settings().max_examples // 2)
def test_the_index_finds_what_a_scan_finds(patterns: list[program.Pattern]) -> None:
    """Names, subjects, paths, urls and globs."""
    agree(patterns, MESSAGES)


_NUMBERS = [Decimal(n) for n in ("-1", "0", "1", "2.5", "10")]
_V = [prop("v"), prop("v"), prop("items", "v"), Field("v", (("properties", "w"), ("properties", "v")))]
_equals = st.builds(
    lambda field, values: Compare(field, "=", tuple(values)),
    st.sampled_from(_V),
    st.lists(st.sampled_from([*_NUMBERS, "1", "a", "ab", "true", "2.5", True, False]), min_size=1, max_size=2),
)
_orders = st.builds(
    lambda field, op, bound: Compare(field, op, (bound,)),
    st.sampled_from(_V),
    st.sampled_from(["<", "<=", ">", ">="]),
    st.sampled_from(_NUMBERS),
)
_texts_of = st.builds(
    lambda field, op, text: Compare(field, op, (text,)), st.sampled_from(_V), st.sampled_from(["matches", "contains"]), _bits
)
_filters: st.SearchStrategy[program.Condition] = _equals | _equals | _orders | _texts_of | _equals.map(Not)
_VALUES: list[Any] = [
    1,
    0,
    1.0,
    2.5,
    "1",
    " 1 ",
    "2.50",
    True,
    False,
    "TRUE",
    "a",
    "AB",
    "ba",
    "",
    None,
    10,
    -1,
    [],
    [1, "a"],
    [["b"], 10],
]


_ITEMS: list[Any] = [{"v": "ab"}, [{"v": 1}, {"v": ["b", 10]}], {"v": "2.5"}, [], "a"]
VALUED = read_twice([message("a", v=value) for value in _VALUES] + [message("a", w=True, items=items) for items in _ITEMS])


@given(st.lists(st.lists(_filters, min_size=1, max_size=2).map(tuple), min_size=1, max_size=8))
def test_filters_are_found_as_a_scan_finds_them(wanted: list[tuple[program.Condition, ...]]) -> None:
    """Numbers, texts, booleans, numbers as text and lists, filed by value and by order."""
    agree([track("a", *parts) for parts in wanted], VALUED)


@pytest.mark.parametrize("text, matches", [("ceo", True), (" CEO ", True), ("ceo's assistant", False), ("vice ceo", False)])
def test_a_glob_without_a_star_is_the_whole_text(text: str, matches: bool) -> None:
    """`role matches "CEO"` is no prefix."""
    only_ceos = plan(rule(10, track("a", Compare(prop("role"), "matches", ("ceo",)))))
    assert fold(only_ceos, [event(role=text)], 1 << 41).score == (10 if matches else 0)
    assert Glob("ceo").matches(text.strip().casefold()) is matches


def test_one_and_true_are_two_filters() -> None:
    """`vip = 1` and `vip = true` are two patterns, although Python takes 1 and True for equal."""
    both = plan(
        rule(1, track("a", Compare(prop("vip"), "=", (Decimal(1),)))),
        rule(10, track("a", Compare(prop("vip"), "=", (True,)))),
    )
    assert fold(both, [event(vip=True)], 1 << 41).score == 10
    assert fold(both, [event(vip=1)], 1 << 41).score == 1


def test_a_value_named_twice_matches_once() -> None:
    """`currency in ["PLN", "pln"]` is one match of an order in PLN."""
    twice = plan(rule(10, track("a", Compare(prop("currency"), "=", ("pln", "pln")))))
    assert fold(twice, [event(currency="PLN")], 1 << 41).score == 10


def test_patterns_that_do_not_match_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many globs and filters are looked at does not grow with the rules that wait for something else."""
    looked: list[str] = []
    matches, compiled = Glob.matches, filters.compile_condition

    def glob(self: Glob, text: str) -> bool:
        looked.append(text)
        return matches(self, text)

    def counting(*given: Any) -> Any:
        holds = compiled(*given)

        def check(subject: Any) -> bool:
            looked.append("filter")
            return holds(subject)

        return check

    monkeypatch.setattr(Glob, "matches", glob)
    monkeypatch.setattr(filters, "compile_condition", counting)

    def cost(rules: int) -> int:
        patterns: list[program.Pattern] = [(EventPattern("page", "page", (), (PATH,), paths=("/a*b",)),)]
        for n in range(rules):
            patterns += [
                (EventPattern("page", "page", (), (PATH,), paths=(f"/b{n}*", f"/c{n}")),),
                (EventPattern("t", "track", (f"t{n}",), (prop("form"),), ("x*",)),),
                (EventPattern("t", "track", ("a",), (prop("form"),), (f"x{n}*", f"*{n}x", f"x{n}")),),
                (
                    EventPattern(
                        "t", "track", ("a",), filters=(Compare(prop("v"), "=", (f"w{n}",)), Compare(prop("w"), "known"))
                    ),
                ),
                (
                    EventPattern(
                        "t", "track", ("a",), filters=(Compare(prop("v"), ">", (Decimal(n + 2),)), Compare(prop("w"), "known"))
                    ),
                ),
            ]
        matcher = Matcher([(pattern, (2, owner, 0)) for owner, pattern in enumerate(patterns)], "UTC")
        page = Event.from_message(message() | {"type": "page", "properties": {"path": "/a/b"}})
        looked.clear()
        assert len(matcher.hooks(page)) == 1
        assert matcher.hooks(event(form="y", v=1, w=1)) == ()
        return len(looked)

    assert cost(400) == cost(1) == 1


def test_a_path_seen_before_costs_no_glob(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sites have few paths and many visits."""
    matcher = Matcher([((EventPattern("page", "page", (), (PATH,), paths=(f"*{n}*",)),), (2, n, 0)) for n in range(50)], "UTC")
    page = Event.from_message(message() | {"type": "page", "properties": {"path": "/7"}})
    first = matcher.hooks(page)
    monkeypatch.setattr(Glob, "matches", None)
    assert matcher.hooks(page) == first == ((2, 7, 0, 0),)


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many paths and values come, a matcher keeps so many, and finds what it should."""
    monkeypatch.setattr(filters, "_MOST_VALUES", 3)
    monkeypatch.setattr(match, "_MEMO", 3)
    path = EventPattern("page", "page", (), (PATH,))
    patterns: list[program.Pattern] = [
        (replace(path, filters=(Compare(prop(name), op, (value,)),), paths=paths),)
        for paths in ((), ("/a*",), ("/a/*",), ("*b",), ("/c",))
        for name, op, value in (("v", "=", "1"), ("v", "=", "2"), ("w", ">=", Decimal(5)), ("w", "<", Decimal(7)))
    ]
    places = [f"/{a}/{b}" for a in "abcd" for b in "abcdefghijkl"] + ["/a", "/ab", "/c"]
    found = [{"path": at, "v": str(n % 4 if n < 50 else n), "w": n % 9} for n, at in enumerate(places * 2)]
    agree(patterns, read_twice([message() | {"type": "page", "properties": own} for own in found]))
    matcher = Matcher([(pattern, (2, owner, 0)) for owner, pattern in enumerate(patterns)], "UTC")
    for own in found:
        matcher.hooks(Event.from_message(message() | {"type": "page", "properties": own}))
    seen: list[object] = [matcher]
    sizes = []
    for one in seen:  # all that hangs on it
        if isinstance(one, dict):
            sizes.append(len(one))
        parts = [part for part in _parts(one) if not isinstance(part, str | int | type)]
        seen += [part for part in parts if all(part is not other for other in seen)]
    assert any(isinstance(one, filters.Equal) for one in seen)
    assert max(sizes) <= len(patterns)


def _parts(one: object) -> list[object]:
    """What an object holds: values, attributes, what a method is bound to."""
    parts: list[object] = list(one.values()) if isinstance(one, dict) else list(one) if isinstance(one, list | tuple) else []
    if ismethod(one):
        return [one.__self__]
    return [*parts, *getattr(one, "__dict__", {}).values(), *(getattr(one, name) for name in getattr(one, "__slots__", ()))]
