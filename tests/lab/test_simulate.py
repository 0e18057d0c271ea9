"""The simulated log: reproducible to the byte, shaped like a real one, and true to what its docstring says is planted."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import rules
from dsl.engine import Event
from dsl.lab.simulate import CONTACTS, DAYS, SEED, START, compress, main, simulate, to_jsonl

Json = dict[str, Any]

BUNDLED = Path(rules.__file__).parent / "demo.jsonl.gz"
FIRST, AFTER = "2026-05-02T00:00:00.000Z", "2026-07-01T00:00:00.000Z"


@pytest.fixture(scope="module")
def bundled() -> list[Json]:
    return [json.loads(line) for line in gzip.decompress(BUNDLED.read_bytes()).splitlines()]


@pytest.fixture(scope="module")
def crowd() -> list[Json]:
    """Enough visitors for shares to come near what is planted."""
    return list(simulate(7, 3000, 60, START))


@pytest.fixture(scope="module")
def happened(crowd: list[Json]) -> dict[str, list[Json]]:
    """Each visitor's messages, once each, in the order in which they happened."""
    once = {message["messageId"]: message for message in reversed(crowd)}
    visitors = defaultdict(list)
    for message in once.values():
        visitors[_number(message)].append(message)
    return {number: sorted(sent, key=lambda m: m["timestamp"]) for number, sent in visitors.items()}


def _number(message: Json) -> str:
    return str(message["messageId"]).split("-")[0]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _delay(message: Json) -> timedelta:
    return _time(message["receivedAt"]) - _time(message["timestamp"])


def _of(sent: list[Json], event: str) -> list[Json]:
    return [message for message in sent if message.get("event") == event]


def _share(part: int, whole: int) -> float:
    assert whole > 0
    return 100 * part / whole


def test_the_bundled_log_is_what_the_generator_makes() -> None:
    """Whoever doubts the demo can make it again, byte for byte."""
    assert gzip.decompress(BUNDLED.read_bytes()) == to_jsonl(simulate(SEED, CONTACTS, DAYS, START))


def test_the_bundled_log_is_small() -> None:
    """It ships with the package."""
    assert BUNDLED.stat().st_size < 500_000


def test_every_message_is_an_event(bundled: list[Json]) -> None:
    """Nothing in the log is a bad line."""
    for message in bundled:
        Event.from_message(message)


def test_the_seed_decides_everything() -> None:
    """The same seed makes the same log, another seed another."""
    first, again, other = (list(simulate(seed, 30, 10, START)) for seed in (5, 5, 6))
    assert first == again
    assert first != other


def test_a_visitor_does_not_depend_on_how_many_others_there_are() -> None:
    """A longer log holds the shorter one."""
    few = list(simulate(5, 20, 30, START))
    many = [message for message in simulate(5, 40, 30, START) if int(_number(message)[1:]) < 20]
    assert few == many


def test_nothing_happens_outside_the_days(bundled: list[Json]) -> None:
    """Sixty days that end with June; only clocks that run a day ahead say otherwise."""
    assert all(message["timestamp"] >= FIRST for message in bundled)
    assert all(message["timestamp"] < AFTER for message in bundled if _delay(message) >= timedelta(0))


def test_the_log_is_in_the_order_of_arrival_and_not_of_time(bundled: list[Json]) -> None:
    """As a queue would have written it: what comes late stands late."""
    received = [message["receivedAt"] for message in bundled]
    assert received == sorted(received)
    assert [message["timestamp"] for message in bundled] != sorted(message["timestamp"] for message in bundled)


def test_two_percent_of_messages_arrive_twice(crowd: list[Json]) -> None:
    """A second copy has the same id and content, and was received later."""
    copies = defaultdict(list)
    for message in crowd:
        copies[message["messageId"]].append(message)
    twice = [pair for pair in copies.values() if len(pair) == 2]
    assert all(len(pair) <= 2 for pair in copies.values())
    assert 1.5 < _share(len(twice), len(copies)) < 2.5
    for first, second in twice:
        assert first["receivedAt"] < second["receivedAt"]
        assert {**first, "receivedAt": ""} == {**second, "receivedAt": ""}


def test_three_percent_of_messages_are_late(crowd: list[Json]) -> None:
    """An hour to three days; the others are there within seconds."""
    first = {message["messageId"]: _delay(message) for message in reversed(crowd)}
    honest = [delay for delay in first.values() if delay >= timedelta(0)]
    late = [delay for delay in honest if delay >= timedelta(hours=1)]
    assert 2 < _share(len(late), len(honest)) < 4
    assert max(late) <= timedelta(hours=72)
    assert all(delay <= timedelta(seconds=4) for delay in honest if delay < timedelta(hours=1))


def test_some_clocks_are_a_day_ahead(happened: dict[str, list[Json]]) -> None:
    """For one visitor in a hundred the browser's time cannot be true."""
    ahead = [sent for sent in happened.values() if any(_delay(message) < timedelta(hours=-23) for message in sent)]
    assert 0.4 < _share(len(ahead), len(happened)) < 2


def test_whoever_is_known_was_anonymous_before(happened: dict[str, list[Json]]) -> None:
    """The first message names nobody, and the introduction ties that browser to an address."""
    known = 0
    for sent in happened.values():
        introductions = [message for message in sent if message["type"] == "identify"]
        if not introductions:
            assert not any("userId" in message for message in sent)
            continue
        known += 1
        on_the_sites = [m for m in sent if "anonymousId" in m and m["type"] in ("page", "track")]
        before = [m for m in on_the_sites if m["timestamp"] < introductions[0]["timestamp"]]
        assert before
        assert all("userId" not in message for message in before)
        assert {message["anonymousId"] for message in before} == {introductions[0]["anonymousId"]}
        assert "@" in introductions[0]["traits"]["email"]
    assert 40 < _share(known, len(happened)) < 65


def test_profiles_say_what_fit_asks_for(happened: dict[str, list[Json]]) -> None:
    """Leads have a title, a country and a place, and with a userId a company with its size."""
    leads = [m for sent in happened.values() for m in sent if m["type"] == "identify" and "title" in m["traits"]]
    assert {"country", "location", "name", "email"} <= set.intersection(*(set(lead["traits"]) for lead in leads))
    groups = [m for sent in happened.values() for m in sent if m["type"] == "group"]
    assert all(isinstance(group["traits"]["size"], int) for group in groups)
    assert 65 < _share(sum("userId" in lead for lead in leads), len(leads)) < 85


def test_addresses_are_on_domains_reserved_for_examples(happened: dict[str, list[Json]]) -> None:
    """No mail to anybody in this log can ever reach a person."""
    addresses = [m["traits"]["email"] for sent in happened.values() for m in sent if m["type"] == "identify"]
    assert all(address.endswith((".example", "@example.com")) for address in addresses)
    assert all(address.isascii() and address == address.lower() for address in addresses)


def test_mails_are_read_or_left(happened: dict[str, list[Json]]) -> None:
    """Between a third and two thirds of all delivered mails are read, within 20 hours and once."""
    sent = {m["properties"]["email_id"]: m for mails in happened.values() for m in _of(mails, "Email Delivered")}
    opened = [m for mails in happened.values() for m in _of(mails, "Email Opened") if "machine_open" not in m["properties"]]
    assert 33 < _share(len(opened), len(sent)) < 66
    assert len({m["properties"]["email_id"] for m in opened}) == len(opened)
    for message in opened:
        waited = _time(message["timestamp"]) - _time(sent[message["properties"]["email_id"]]["timestamp"])
        assert timedelta(0) < waited <= timedelta(hours=20)


def test_machines_open_mail_within_a_minute_and_say_so(happened: dict[str, list[Json]]) -> None:
    """A fifth of the people have a mail proxy, which opens all that is delivered."""
    readers = proxies = 0
    for sent in happened.values():
        delivered = {m["properties"]["email_id"]: m["timestamp"] for m in _of(sent, "Email Delivered")}
        machine = [m for m in _of(sent, "Email Opened") if m["properties"].get("machine_open") is True]
        readers += bool(delivered)
        proxies += bool(machine)
        for message in machine:
            waited = _time(message["timestamp"]) - _time(delivered[message["properties"]["email_id"]])
            assert waited < timedelta(minutes=1)
        if machine:
            assert len(machine) == len(delivered)
    assert 15 < _share(proxies, readers) < 25


def test_nobody_is_written_to_after_unsubscribing(happened: dict[str, list[Json]]) -> None:
    """An unsubscription follows a mail that was not read, and ends the mails."""
    ended = 0
    for sent in happened.values():
        for last in _of(sent, "Unsubscribed"):
            ended += 1
            delivered = _of(sent, "Email Delivered")
            assert max(m["timestamp"] for m in delivered) < last["timestamp"]
            assert last["properties"]["email_id"] in {m["properties"]["email_id"] for m in delivered}
    assert ended > 10


def test_crawlers_say_what_they_are(happened: dict[str, list[Json]]) -> None:
    """All that they send is flagged, they never have a name, and they read the price list."""
    crawlers = [sent for sent in happened.values() if sent[0].get("context", {}).get("bot")]
    assert 1 < _share(len(crawlers), len(happened)) < 3
    for sent in crawlers:
        assert all(message["context"]["bot"] is True and "userId" not in message for message in sent)
        assert any(message.get("properties", {}).get("path") == "/cennik" for message in sent)
    flagged = sum("bot" in message.get("context", {}) for sent in happened.values() for message in sent)
    assert flagged == sum(map(len, crawlers))


def test_most_carts_are_abandoned(happened: dict[str, list[Json]]) -> None:
    """A cart is abandoned if no purchase follows its last product within 24 hours."""
    day = timedelta(hours=24)
    bought = abandoned = 0
    for sent in happened.values():
        added = [_time(m["timestamp"]) for m in _of(sent, "Product Added")]
        paid = [_time(m["timestamp"]) for m in _of(sent, "Order Completed")]
        last_ones = [at for at, following in pairwise(added) if following - at > day] + added[-1:]
        for at in last_ones:
            if any(timedelta(0) < order - at <= day for order in paid):
                bought += 1
            else:
                abandoned += 1
    assert 45 < _share(abandoned, bought + abandoned) < 70


def test_a_purchase_follows_a_checkout_with_the_same_value(happened: dict[str, list[Json]]) -> None:
    """Nobody pays for what was not in a cart."""
    orders = 0
    for sent in happened.values():
        for order in _of(sent, "Order Completed"):
            orders += 1
            started = [m for m in _of(sent, "Checkout Started") if m["timestamp"] < order["timestamp"]]
            assert order["properties"]["revenue"] in {m["properties"]["value"] for m in started}
    assert orders > 100


def test_sales_follows_whoever_asked(happened: dict[str, list[Json]]) -> None:
    """Contacted after a sign of interest, judged after the last call, won or lost after being accepted; 75% in four hours."""
    in_time = called = 0
    for sent in happened.values():
        deal = " ".join(m["event"].removeprefix("Lead ").removeprefix("Deal ") for m in sent if _is_sales(m))
        assert re.fullmatch(r"((Contacted ?)+(Rejected|Accepted( Won| Lost)?)?)?", deal)
        wishes = [_time(m["timestamp"]) for m in sent if _is_wish(m)]
        for contact in _of(sent, "Lead Contacted"):
            called += 1
            in_time += any(timedelta(0) < _time(contact["timestamp"]) - wish <= timedelta(hours=4) for wish in wishes)
    assert called > 100
    assert 70 < _share(in_time, called) < 82


def _is_sales(message: Json) -> bool:
    return str(message.get("event")).startswith(("Lead ", "Deal "))


def _is_wish(message: Json) -> bool:
    told = message.get("properties", {})
    asks = message.get("event") in ("Trial Started", "Call Booked") or told.get("form") == "contact"
    return asks or str(told.get("path")).startswith(("/cennik", "/pricing"))


def test_deals_depend_on_behaviour(happened: dict[str, list[Json]]) -> None:
    """Who came back to the price list buys several times as often: there is something for a score to find."""

    def looked(sent: list[Json]) -> int:
        return sum(m.get("properties", {}).get("path", "").startswith(("/cennik", "/pricing")) for m in sent)

    leads = [sent for sent in happened.values() if any("title" in m.get("traits", {}) for m in sent)]
    often = [sent for sent in leads if looked(sent) >= 2]
    seldom = [sent for sent in leads if looked(sent) < 2]
    won_often, won_seldom = (_share(sum(bool(_of(sent, "Deal Won")) for sent in of), len(of)) for of in (often, seldom))
    assert won_often > 3 * won_seldom


def test_our_own_people_and_a_rival_come_too(happened: dict[str, list[Json]]) -> None:
    """They behave like hot leads, which is why rules must leave them out."""
    addresses = [m["traits"]["email"] for sent in happened.values() for m in sent if m["type"] == "identify"]
    assert any(address.endswith("@example.com") for address in addresses)
    assert any(address.endswith("@rivalis.example") for address in addresses)


def test_compressing_is_reproducible() -> None:
    """No name and no time of day in the file."""
    packed = compress(b"x" * 1000)
    assert packed[3:8] == b"\0\0\0\0\0"
    assert gzip.decompress(packed) == b"x" * 1000


@pytest.mark.parametrize("name", ["log.jsonl", "log.jsonl.gz"])
def test_the_script_writes_a_log(tmp_path: Path, name: str) -> None:
    """Plain or compressed, as the file's name says."""
    file = tmp_path / name
    main(["--seed", "3", "--contacts", "12", "--days", "7", "--start", "2025-01-06", "-o", str(file)])
    text = gzip.decompress(file.read_bytes()) if name.endswith(".gz") else file.read_bytes()
    assert text == to_jsonl(simulate(3, 12, 7, date(2025, 1, 6)))
    begin = datetime(2025, 1, 6, tzinfo=UTC)
    assert all(_time(json.loads(line)["timestamp"]) >= begin for line in text.splitlines())
