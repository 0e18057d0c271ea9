"""Tests of rules as they are compiled: instants, messages, claims, and which plan they are of."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dsl.compiler import check_sources
from dsl.testing.case import AlertRaised, Case, Expect, GroupIs, NoAlert, RuleFired, ScoreIs, Send, StageIs

PLAN = 'plan "A" timezone "Europe/Warsaw"\n'


def case(steps: str, plan: str = PLAN + "on page +5\n") -> Case:
    """The one test with these steps."""
    checked = check_sources({"a.punkty": plan, "a.test.punkty": f'test "t"\n{steps}'})
    assert [f for f in checked.findings if f.code != "W307"] == []
    (only,) = checked.tests
    return only


def messages(steps: str, plan: str = PLAN + "on page +5\n") -> list[dict[str, object]]:
    """What the steps send, without the parts that all messages have."""
    own = {"messageId", "userId", "timestamp"}
    return [
        {key: value for key, value in step.message.items() if key not in own}
        for step in case(steps, plan).steps
        if isinstance(step, Send)
    ]


def moments(steps: str, plan: str = PLAN + "on page +5\n") -> list[str]:
    """When the steps are, in UTC."""
    instants = [step.at for step in case(steps, plan).steps]
    return [datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")[:-6] for at in instants]


def test_the_contracts_example() -> None:
    """The test of the language's reference, whole."""
    plan = "on add_to_cart +30\non add_to_cart without purchase in 24h -30\nstage MQL at 40\nalert sales on MQL"
    made = case(
        '  day 1 09:00  profile country = "PL", company.size = 250\n'
        '  day 1 10:00  add_to_cart("Boots", value = 399)\n'
        "  day 2 09:59  expect score 30, stage Lead\n"
        "  day 2 10:00  expect score 0\n"
        "  day 2 10:01  expect no alert\n",
        plan,
    )
    assert (made.plan, made.name, made.file, made.line) == ("a", "t", "a.test.punkty", 1)
    profile, cart, *expects = made.steps
    assert isinstance(profile, Send)
    assert profile.message == {
        "type": "identify",
        "traits": {"country": "PL", "company": {"size": 250}},
        "messageId": "000000",
        "userId": "test",
        "timestamp": "2026-01-05T09:00:00.000Z",
    }
    assert isinstance(cart, Send)
    assert (cart.message["event"], cart.message["properties"]) == ("Product Added", {"name": "Boots", "value": 399})
    assert (cart.line, cart.text) == (3, 'day 1 10:00 add_to_cart("Boots", value = 399)')
    assert [claim.claim for e in expects if isinstance(e, Expect) for claim in e.claims] == [
        ScoreIs(Decimal(30)),
        StageIs("Lead"),
        ScoreIs(Decimal(0)),
        NoAlert(),
    ]


def test_each_word_sends_what_its_patterns_match() -> None:
    """The first track name; the text as the subject's first property; settings as properties."""
    plan = 'event demo = "Demo Requested", "Demo Booked" named product.name, name\non demo +5\non page +5'
    assert messages(
        '  day 1 page("/cennik")\n  day 1 page("https://shop.pl/a", utm_source = "x")\n  day 1 screen("Home")\n'
        '  day 1 track("Odd Name", context.locale = "pl")\n  day 1 demo("CRM", size = 2.5)\n  day 1 email("News")\n'
        "  day 1 login\n  day 1 expect score 0",
        plan,
    ) == [
        {"type": "page", "properties": {"path": "/cennik"}},
        {"type": "page", "properties": {"url": "https://shop.pl/a", "utm_source": "x"}},
        {"type": "screen", "name": "Home"},
        {"type": "track", "event": "Odd Name", "context": {"locale": "pl"}},
        {"type": "track", "event": "Demo Requested", "properties": {"product": {"name": "CRM"}, "size": 2.5}},
        {"type": "track", "event": "Email Sent", "properties": {"campaign_name": "News"}},
        {"type": "track", "event": "Signed In"},
    ]


def test_profiles_take_every_kind_of_value() -> None:
    """Texts, numbers, booleans, dates as ISO text, `null` and lists."""
    steps = '  day 1 profile a = "x", b = 1.5, c = true, d = 2026-01-02, e = null, f = ["y", 2], g.h = [], g.i = -3'
    assert messages(steps) == [
        {
            "type": "identify",
            "traits": {
                "a": "x",
                "b": 1.5,
                "c": True,
                "d": "2026-01-02",
                "e": None,
                "f": ["y", 2],
                "g": {"h": [], "i": -3},
            },
        }
    ]


def test_steps_go_by_time_and_an_expect_sees_its_whole_instant() -> None:
    """At one instant messages stand as written, before what is expected."""
    made = case(
        '  day 2 expect score 0\n  day 1 10:00 expect score 5\n  day 1 10:00 page("/b")\n  day 1 10:00 page("/a")\n  day 1 page'
    )
    assert [step.text.removeprefix("day ") for step in made.steps] == [
        "1 page",
        '1 10:00 page("/b")',
        '1 10:00 page("/a")',
        "1 10:00 expect score 5",
        "2 expect score 0",
    ]
    ids = [step.message["messageId"] for step in made.steps if isinstance(step, Send) and "10:00" in step.text]
    assert ids == sorted(ids)


def test_days_are_local() -> None:
    """A step without a time is at midnight, an `expect` at the day's last millisecond, both in the plan's timezone."""
    assert moments("  day 1 page\n  day 1 expect score 5\n  day 10 09:30 page\n  day 10 expect score 10") == [
        "2026-01-04T23:00:00.000",
        "2026-01-05T22:59:59.999",
        "2026-01-14T08:30:00.000",
        "2026-01-14T22:59:59.999",
    ]


@pytest.mark.parametrize(
    "date, time, moment",
    [
        ("2026-03-29", "01:59", "2026-03-29T00:59:00.000"),
        ("2026-03-29", "02:30", "2026-03-29T01:30:00.000"),  # skipped: moves on by the gap, to 03:30
        ("2026-10-25", "02:30", "2026-10-25T00:30:00.000"),  # doubled: the first
        ("2026-10-25", "03:00", "2026-10-25T02:00:00.000"),
    ],
)
def test_clock_changes(date: str, time: str, moment: str) -> None:
    """|--01:59--|gap|--03:00--| in spring, |--02:30--|--02:30--| in autumn, in Warsaw."""
    assert moments(f"  day 1 on {date} {time} page\n  day 1 23:59 expect score 5")[0] == moment


def test_every_claim_is_carried_over() -> None:
    """Score, group, stage, alert, no alert, rule; each with its own words."""
    plan = 'group g\non page +5 as "seen"\nstage A at 5\nalert sales on A'
    (expect,) = case(
        '  day 1 expect score 5, group g 2.50,\n   stage A, alert sales, no alert, rule "seen" 2 times', plan
    ).steps
    assert isinstance(expect, Expect)
    assert [e.claim for e in expect.claims] == [
        ScoreIs(Decimal(5)),
        GroupIs("g", Decimal("2.5")),
        StageIs("A"),
        AlertRaised("sales"),
        NoAlert(),
        RuleFired("seen", 2),
    ]
    assert [(e.line, e.text) for e in expect.claims[1:3]] == [(2, "group g 2.50"), (3, "stage A")]


def test_a_test_is_of_the_plan_that_it_stands_in_or_names() -> None:
    """In a plan: of it, or of the one named; in a file of tests likewise; in an included file: of every plan."""
    checked = check_sources(
        {
            "a.punkty": 'include "_t.punkty"\non page +5\ntest "in a" day 1 expect score 0',
            "b.punkty": 'include "_t.punkty"\non form +5\ntest "of a" of a day 1 expect score 0',
            "_t.punkty": 'test "in both" day 1 expect score 0',
            "b.test.punkty": 'include "_u.punkty"\ntest "b\'s own" day 1 hello\n day 2 expect score 0',
            "_u.punkty": 'event hello = "Hello"\ntest "included" day 1 expect score 0',
        }
    )
    assert [f.code for f in checked.findings] == []
    assert sorted((t.plan, t.name, t.file) for t in checked.tests) == [
        ("a", "in a", "a.punkty"),
        ("a", "in both", "_t.punkty"),
        ("a", "of a", "b.punkty"),
        ("b", "b's own", "b.test.punkty"),
        ("b", "in both", "_t.punkty"),
        ("b", "included", "_u.punkty"),
    ]


def test_a_file_of_tests_changes_no_rule() -> None:
    """Words that it declares are for its own steps."""
    plan = "on page +5"
    with_tests = check_sources({"a.punkty": plan, "a.test.punkty": 'event page = "Seen"\ntest "t" day 1 expect score 0'})
    assert with_tests.rulebook is not None
    assert with_tests.rulebook.plans[0].rules[0].a[0].type == "page"
