"""The index of patterns against a scan of all of them, and what a lookup costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import event, message, plan, prop, rule, track
from reference_events import fact
from reference_match import matching

from dsl import program
from dsl.engine import Event, filters, fold
from dsl.engine.match import Matcher
from dsl.engine.text import Glob
from dsl.program import EventPattern, Field, Not, Test

PATH, EVENT = Field("path", (("path",),)), Field("event", (("event",),))
NAME = Field("name", (("name",), ("properties", "name")))
ANY = (PATH, NAME, EVENT)
SUBJECTS = [(), (prop("form"),), (prop("form"), prop("label"))]

_bits = st.text("ab*", min_size=1, max_size=4)
_texts = st.lists(_bits, max_size=2).map(tuple)
_paths = st.lists(_bits.map(lambda bit: "/" + bit) | st.just("*") | st.just("/"), max_size=2).map(tuple)
_urls = st.lists(st.sampled_from(["https://e.com/a", "https://e.com/*", "http*b", "*a"]), max_size=1).map(tuple)
_literals: st.SearchStrategy[program.Value] = st.sampled_from(
    [Decimal(1), Decimal(0), Decimal("2.5"), Decimal(10), "1", "a", "ab", "true", "2.5", True, False]
)
_fields = st.sampled_from([prop("v"), prop("w"), prop("items", "v"), Field("v", (("properties", "v"), ("properties", "w")))])
_equals = st.builds(lambda f, values: Test(f, "=", tuple(values)), _fields, st.lists(_literals, min_size=1, max_size=3))
_orders = st.builds(
    lambda f, op, bound: Test(f, op, (bound,)),
    _fields,
    st.sampled_from(["<", "<=", ">", ">="]),
    st.sampled_from([Decimal(n) for n in ("-1", "0", "1", "2.5", "10")]),
)
_globs = st.builds(lambda f, globs: Test(f, "matches", tuple(globs)), _fields, st.lists(_bits, min_size=1, max_size=2))
_others = st.builds(lambda f, op: Test(f, op, ("a",)), _fields, st.sampled_from(["contains"])) | _fields.map(lambda f: Test(f, "known"))
_filters: st.SearchStrategy[program.Condition] = _equals | _orders | _globs | _others | _equals.map(Not)


@st.composite
def alternatives(draw: st.DrawFn) -> EventPattern:
    kind = draw(st.sampled_from(["track", "track", "page", "screen", "any"]))
    filters = tuple(draw(st.lists(_filters, max_size=2)))
    if kind == "track":
        names = draw(st.sampled_from([(), ("a",), ("a", "b")]))
        return EventPattern("w", "track", names, draw(st.sampled_from(SUBJECTS)), draw(_texts), filters=filters)
    if kind == "page":
        return EventPattern("page", "page", (), (PATH,), paths=draw(_paths), urls=draw(_urls), filters=filters)
    if kind == "screen":
        return EventPattern("screen", "screen", (), (NAME,), draw(_texts), filters=filters)
    return EventPattern("any", "any", (), ANY, draw(_texts), draw(_paths), draw(_urls), filters)


_scalars = st.sampled_from([1, 0, 1.0, 2.5, "1", " 1 ", "2.50", True, False, "TRUE", "a", "AB", "ba", "", None, 10, "x", -1])
_values: st.SearchStrategy[Any] = st.recursive(_scalars, lambda inner: st.lists(inner, max_size=3), max_leaves=4)


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["track", "track", "page", "screen", "identify"]))
    found: dict[str, Any] = {"type": kind, "userId": "u", "messageId": "1", "timestamp": "2026-01-05T10:00:00Z"}
    keys = st.sampled_from(["v", "v", "w", "form", "label", "name"])
    properties: dict[str, Any] = draw(st.dictionaries(keys, _values, max_size=3))
    if draw(st.booleans()):
        properties["items"] = draw(st.sampled_from([[{"v": 1}, {"v": ["ab", 10]}], {"v": "2.5"}, [], "a"]))
    if kind == "track":
        found["event"] = draw(st.sampled_from(["a", "A ", "b", "c", ""]))
    if kind == "screen":
        found["name"] = draw(st.sampled_from(["a", "AB", "", None]))
    if kind == "page":
        properties |= draw(
            st.sampled_from(
                [{}, {"path": "/a/"}, {"path": "/"}, {"path": " ", "url": "https://e.com/a?q#f"}, {"url": "http://E.com/aB/"}]
            )
        )
    return found | {"properties": properties}


@given(st.lists(st.lists(alternatives(), min_size=1, max_size=2).map(tuple), max_size=8), st.lists(messages(), min_size=1, max_size=4))
def test_the_index_finds_what_a_scan_finds(patterns: list[program.Pattern], found: list[dict[str, Any]]) -> None:
    """Each pattern that an event matches is found once, as the first of its alternatives that matches, and no other."""
    matcher = Matcher([(pattern, (2, owner, 0)) for owner, pattern in enumerate(patterns)], "Europe/Warsaw")
    for one in found + found:  # the second time from what is kept
        read = fact(one)
        scan = [(owner, matching(pattern, read, "Europe/Warsaw")) for owner, pattern in enumerate(patterns)]
        expected = tuple((2, owner, 0, place) for owner, place in scan if place is not None) if one["type"] != "identify" else ()
        assert matcher.hooks(Event.from_message(one)) == expected


@pytest.mark.parametrize("text, matches", [("ceo", True), (" CEO ", True), ("ceo's assistant", False), ("vice ceo", False)])
def test_a_glob_without_a_star_is_the_whole_text(text: str, matches: bool) -> None:
    """`role matches "CEO"` is no prefix."""
    only_ceos = plan(rule(10, track("a", Test(prop("role"), "matches", ("ceo",)))))
    assert fold(only_ceos, [event(role=text)], 1 << 41).score == (10 if matches else 0)
    assert Glob("ceo").matches(text.strip().casefold()) is matches


def test_one_and_true_are_two_filters() -> None:
    """`vip = 1` and `vip = true` are two patterns, although Python takes 1 and True for equal."""
    both = plan(
        rule(1, track("a", Test(prop("vip"), "=", (Decimal(1),)))),
        rule(10, track("a", Test(prop("vip"), "=", (True,)))),
    )
    assert fold(both, [event(vip=True)], 1 << 41).score == 10
    assert fold(both, [event(vip=1)], 1 << 41).score == 1


def test_a_value_named_twice_matches_once() -> None:
    """`currency in ["PLN", "pln"]` is one match of an order in PLN."""
    twice = plan(rule(10, track("a", Test(prop("currency"), "=", ("pln", "pln")))))
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
        patterns: list[program.Pattern] = [(EventPattern("page", "page", (), (PATH,), paths=("/a*",)),)]
        for n in range(rules):
            patterns += [
                (EventPattern("page", "page", (), (PATH,), paths=(f"/b{n}*", f"/c{n}")),),
                (EventPattern("t", "track", (f"t{n}",), (prop("form"),), ("x*",)),),
                (EventPattern("t", "track", ("a",), (prop("form"),), (f"x{n}*", f"*{n}x", f"x{n}")),),
                (EventPattern("t", "track", ("a",), filters=(Test(prop("v"), "=", (f"w{n}",)), Test(prop("w"), "known"))),),
                (EventPattern("t", "track", ("a",), filters=(Test(prop("v"), ">", (Decimal(n + 2),)), Test(prop("w"), "known"))),),
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
