"""The simulated log: reproducible to the byte, shaped like a real one, and true to what its docstring says is planted."""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import defaultdict
from datetime import datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest

import rules
from dsl.engine import Event
from dsl.lab.demo import sorter
from dsl.lab.demo.cast import SHOPS
from dsl.lab.demo.crowd import KINDS
from dsl.lab.demo.households import STAND
from dsl.lab.demo.sorter import in_order
from dsl.lab.simulate import Scenario, packed, simulate

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Json = dict[str, Any]
People = dict[str, list[Json]]

BUNDLED = Path(rules.__file__).parent / "demo.jsonl.gz"
FIRST, AFTER = "2026-05-02T00:00:00.000Z", "2026-07-01T00:00:00.000Z"


def _messages(**options: Any) -> list[Json]:
    return [json.loads(line) for line in simulate(Scenario(**options))]


@pytest.fixture(scope="module")
def bundled() -> list[Json]:
    return [json.loads(line) for line in gzip.decompress(BUNDLED.read_bytes()).splitlines()]


@pytest.fixture(scope="module")
def crowd() -> list[Json]:
    """Enough visitors for shares to come near what is planted."""
    return _messages(seed=7, contacts=5000)


@pytest.fixture(scope="module")
def everyone(crowd: list[Json]) -> People:
    """Each visitor's messages, once each, in the order in which they happened."""
    once = {message["messageId"]: message for message in reversed(crowd)}
    visitors = defaultdict(list)
    for message in once.values():
        visitors[_number(message)].append(message)
    return {number: sorted(sent, key=lambda m: m["timestamp"]) for number, sent in visitors.items()}


@pytest.fixture(scope="module")
def happened(everyone: People) -> People:
    """The same of the software company and the shop alone."""
    return _only("m", everyone)


@pytest.fixture(scope="module")
def viewers(everyone: People) -> People:
    """The same of the streaming service alone."""
    return _only("v", everyone)


@pytest.fixture(scope="module")
def households(everyone: People) -> People:
    """The same of the groceries alone."""
    return _only("f", everyone)


def _only(mark: str, everyone: People) -> People:
    return {number: sent for number, sent in everyone.items() if number[0] == mark}


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
    assert gzip.decompress(BUNDLED.read_bytes()) == b"".join(simulate(Scenario()))


def test_the_bundled_log_is_small() -> None:
    """It ships with the package."""
    assert BUNDLED.stat().st_size < 600_000


def test_every_message_is_an_event(bundled: list[Json]) -> None:
    """Nothing in the log is a bad line."""
    for message in bundled:
        Event.from_message(message)


def test_the_seed_decides_everything() -> None:
    """The same seed makes the same log, another seed another."""
    first, again, other = (list(simulate(Scenario(seed, 30, 10))) for seed in (5, 5, 6))
    assert first == again
    assert first != other


def test_a_visitor_does_not_depend_on_how_many_others_there_are() -> None:
    """A longer log holds the shorter one."""
    few = _messages(seed=5, contacts=20, days=30)
    there = {_number(message) for message in few}
    many = [message for message in _messages(seed=5, contacts=40, days=30) if _number(message) in there]
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


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_log_has_crawlers_and_our_own_people(kind: str) -> None:
    """There is always somebody whom rules must leave out, and somebody whom they must not."""
    messages = _messages(kind=kind, contacts=400)
    addresses = {message["traits"].get("email", "") for message in messages if message["type"] == "identify"}
    assert any(message.get("context", {}).get("bot") for message in messages)
    assert any(address.endswith("@example.com") for address in addresses)
    assert sum(not address.endswith("@example.com") for address in addresses) > 100


def test_a_kind_that_does_not_exist_is_refused() -> None:
    """Not an empty log."""
    with pytest.raises(ValueError, match="opera"):
        Scenario(kind="opera")


@pytest.mark.parametrize("kind, only", [("b2b", "www"), ("shop", "shop"), ("vod", "stream"), ("fmcg", "pantry")])
def test_a_log_of_one_kind_stays_on_its_site(kind: str, only: str) -> None:
    """Nobody of another brand is in it."""
    urls = {m["context"]["page"]["url"] for m in _messages(kind=kind, contacts=100) if m["type"] == "page"}
    assert urls
    assert all(url.startswith(f"https://{only}.example.com/") for url in urls)


def test_no_two_people_share_an_id_or_an_address(everyone: People) -> None:
    """Who is joined to whom is the plan of the log, not an accident (names repeat, so the first thousand may)."""
    owners = defaultdict(set)
    for number, sent in everyone.items():
        for message in sent:
            keys = (message.get("anonymousId"), message.get("userId"), message.get("traits", {}).get("email"))
            for key in keys:
                if key and key != STAND and int(number[1:]) >= 1000:
                    owners[key].add(number)
    assert len(owners) > 3000
    assert all(len(numbers) == 1 for numbers in owners.values())


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


def test_some_clocks_are_a_day_ahead(happened: People) -> None:
    """For one visitor in a hundred the browser's time cannot be true."""
    ahead = [sent for sent in happened.values() if any(_delay(message) < timedelta(hours=-23) for message in sent)]
    assert 0.4 < _share(len(ahead), len(happened)) < 2


def test_whoever_is_known_was_anonymous_before(happened: People) -> None:
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


def test_profiles_say_what_fit_asks_for(happened: People) -> None:
    """Leads have a title, a country and a place, and with a userId a company with its size."""
    leads = [m for sent in happened.values() for m in sent if m["type"] == "identify" and "title" in m["traits"]]
    assert {"country", "location", "name", "email"} <= set.intersection(*(set(lead["traits"]) for lead in leads))
    groups = [m for sent in happened.values() for m in sent if m["type"] == "group"]
    assert all(isinstance(group["traits"]["size"], int) for group in groups)
    assert 65 < _share(sum("userId" in lead for lead in leads), len(leads)) < 85


def test_addresses_are_on_domains_reserved_for_examples(happened: People) -> None:
    """No mail to anybody in this log can ever reach a person."""
    addresses = [m["traits"]["email"] for sent in happened.values() for m in sent if m["type"] == "identify"]
    assert all(address.endswith((".example", "@example.com")) for address in addresses)
    assert all(address.isascii() and address == address.lower() for address in addresses)


def test_mails_are_read_or_left(happened: People) -> None:
    """Between a third and two thirds of all delivered mails are read, within 20 hours and once."""
    sent = {m["properties"]["email_id"]: m for mails in happened.values() for m in _of(mails, "Email Delivered")}
    opened = [m for mails in happened.values() for m in _of(mails, "Email Opened") if "machine_open" not in m["properties"]]
    assert 33 < _share(len(opened), len(sent)) < 66
    assert len({m["properties"]["email_id"] for m in opened}) == len(opened)
    for message in opened:
        waited = _time(message["timestamp"]) - _time(sent[message["properties"]["email_id"]]["timestamp"])
        assert timedelta(0) < waited <= timedelta(hours=20)


def test_machines_open_mail_within_a_minute_and_say_so(happened: People) -> None:
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


def test_nobody_is_written_to_after_unsubscribing(happened: People) -> None:
    """An unsubscription follows a mail that was not read, and ends the mails."""
    ended = 0
    for sent in happened.values():
        for last in _of(sent, "Unsubscribed"):
            ended += 1
            delivered = _of(sent, "Email Delivered")
            assert max(m["timestamp"] for m in delivered) < last["timestamp"]
            assert last["properties"]["email_id"] in {m["properties"]["email_id"] for m in delivered}
    assert ended > 10


def test_crawlers_say_what_they_are(happened: People) -> None:
    """All that they send is flagged, they never have a name, and they read the price list."""
    crawlers = [sent for sent in happened.values() if sent[0].get("context", {}).get("bot")]
    assert 1 < _share(len(crawlers), len(happened)) < 3
    for sent in crawlers:
        assert all(message["context"]["bot"] is True and "userId" not in message for message in sent)
        assert any(message.get("properties", {}).get("path") == "/cennik" for message in sent)
    flagged = sum("bot" in message.get("context", {}) for sent in happened.values() for message in sent)
    assert flagged == sum(map(len, crawlers))


def test_most_carts_are_abandoned(happened: People) -> None:
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


def test_a_purchase_follows_a_checkout_with_the_same_value(happened: People) -> None:
    """Nobody pays for what was not in a cart."""
    orders = 0
    for sent in happened.values():
        for order in _of(sent, "Order Completed"):
            orders += 1
            started = [m for m in _of(sent, "Checkout Started") if m["timestamp"] < order["timestamp"]]
            assert order["properties"]["revenue"] in {m["properties"]["value"] for m in started}
    assert orders > 100


def test_sales_follows_whoever_asked(happened: People) -> None:
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


def test_deals_depend_on_behaviour(happened: People) -> None:
    """Who came back to the price list buys several times as often: there is something for a score to find."""

    def looked(sent: list[Json]) -> int:
        return sum(m.get("properties", {}).get("path", "").startswith(("/cennik", "/pricing")) for m in sent)

    leads = [sent for sent in happened.values() if any("title" in m.get("traits", {}) for m in sent)]
    often = [sent for sent in leads if looked(sent) >= 2]
    seldom = [sent for sent in leads if looked(sent) < 2]
    won_often, won_seldom = (_share(sum(bool(_of(sent, "Deal Won")) for sent in of), len(of)) for of in (often, seldom))
    assert won_often > 3 * won_seldom


def test_our_own_people_and_a_rival_come_too(happened: People) -> None:
    """They behave like hot leads, which is why rules must leave them out."""
    addresses = [m["traits"]["email"] for sent in happened.values() for m in sent if m["type"] == "identify"]
    assert any(address.endswith("@example.com") for address in addresses)
    assert any(address.endswith("@rivalis.example") for address in addresses)


def test_viewers_sign_up_for_a_free_week_and_some_of_them_pay(viewers: People) -> None:
    """Whoever pays has signed up a week before, or up to 100 hours more where the first payment failed."""
    joined = started = 0
    for sent in viewers.values():
        signups, payments = _of(sent, "Signed Up"), _of(sent, "Subscription Started")
        joined += len(signups)
        started += len(payments)
        for payment in payments:
            waited = _time(payment["timestamp"]) - min(_time(m["timestamp"]) for m in signups)
            assert timedelta(days=5) < waited < timedelta(days=12)  # a clock may be a day ahead
    assert 55 < _share(joined, len(viewers)) < 72
    assert 30 < _share(started, joined) < 60


def test_a_quarter_of_subscriptions_are_yearly(viewers: People) -> None:
    """The others are paid for every thirty days, until they are cancelled or no payment comes."""
    started = [m["properties"]["plan"] for sent in viewers.values() for m in _of(sent, "Subscription Started")]
    assert 18 < _share(started.count("yearly"), len(started)) < 32
    renewed = [m["properties"]["plan"] for sent in viewers.values() for m in _of(sent, "Subscription Renewed")]
    assert set(renewed) == {"monthly"}
    assert len(renewed) > 30


def test_a_fifth_of_payments_fail_and_most_are_made_good(viewers: People) -> None:
    """Within 100 hours, or the subscription ends."""
    failed = mended = paid = 0
    for sent in viewers.values():
        payments = [m for m in sent if m.get("event") in ("Subscription Started", "Subscription Renewed")]
        paid += len(payments)
        for failure in _of(sent, "Payment Failed"):
            waits = [_time(m["timestamp"]) - _time(failure["timestamp"]) for m in payments]
            failed += 1
            mended += any(timedelta(0) < wait <= timedelta(hours=100) for wait in waits)
    assert 14 < _share(failed, paid + failed - mended) < 27
    assert 45 < _share(mended, failed) < 75


def test_nobody_pays_or_watches_after_cancelling(viewers: People) -> None:
    """The month that is paid for may be watched to its end."""
    goodbyes = 0
    for sent in viewers.values():
        for goodbye in _of(sent, "Subscription Cancelled"):
            goodbyes += 1
            after = [m for m in sent if m["timestamp"] > goodbye["timestamp"]]
            assert not [m for m in after if str(m.get("event")).startswith("Subscription ")]
            watched = [_time(m["timestamp"]) for m in after if str(m.get("event")).startswith("Video ")]
            assert all(at - _time(goodbye["timestamp"]) < timedelta(days=5) for at in watched)
    assert goodbyes > 5


def test_four_of_five_sittings_are_seen_to_the_end(viewers: People) -> None:
    """What is completed was started, and only by people who have signed up."""
    begun = done = 0
    for sent in viewers.values():
        begun += len(_of(sent, "Video Content Started"))
        done += len(_of(sent, "Video Content Completed"))
        if _of(sent, "Video Content Started"):
            assert _of(sent, "Signed Up")
    assert begun > 1000
    assert 76 < _share(done, begun) < 84


def test_households_install_the_app_before_they_scan_receipts(households: People) -> None:
    """The site comes first, the app second, receipts third."""
    installed = 0
    for sent in households.values():
        installs, receipts = _of(sent, "Application Installed"), _of(sent, "Receipt Scanned")
        installed += bool(installs)
        assert len(installs) <= 1
        if receipts:
            assert min(m["timestamp"] for m in receipts) > installs[0]["timestamp"]
    assert 42 < _share(installed, len(households)) < 65


def test_some_households_sign_up_on_one_tablet(households: People) -> None:
    """A tenth of the introductions name the same device, each with a userId of its own: a case that must join nobody."""
    introductions = [m for sent in households.values() for m in sent if m["type"] == "identify"]
    at_the_stand = [m for m in introductions if m["anonymousId"] == STAND]
    assert len({m["userId"] for m in at_the_stand}) == len(at_the_stand) > 20
    assert 6 < _share(len(at_the_stand), len(introductions) - len(at_the_stand)) < 14


def test_levels_follow_the_third_and_the_sixth_receipt(households: People) -> None:
    """Silver and gold, each once."""
    silver = gold = 0
    for sent in households.values():
        receipts = len(_of(sent, "Receipt Scanned"))
        levels = [m["properties"]["level"] for m in _of(sent, "Loyalty Level Reached")]
        assert levels == ["silver", "gold"][: 0 if receipts < 3 else 1 if receipts < 6 else 2]
        silver, gold = silver + ("silver" in levels), gold + ("gold" in levels)
    assert silver > gold > 20


def test_coupons_go_with_receipts_and_homes_with_shops(households: People) -> None:
    """Just under half of the receipts have a coupon, and over half of the homes are near a shop of the brand."""
    coupons = sum(len(_of(sent, "Coupon Applied")) for sent in households.values())
    receipts = sum(len(_of(sent, "Receipt Scanned")) for sent in households.values())
    assert 40 < _share(coupons, receipts) < 50
    homes = [m["traits"] for sent in households.values() for m in sent if m["type"] == "identify"]
    near = sum(any(_near(home, shop) for shop in SHOPS.values()) for home in homes)
    assert 47 < _share(near, len(homes)) < 63


def _near(home: Json, shop: tuple[float, float]) -> bool:
    return abs(home["latitude"] - shop[0]) < 0.011 and abs(home["longitude"] - shop[1]) < 0.011


def test_households_leave_lists_by_name(households: People) -> None:
    """The newsletter by a mail, the leaflets without."""
    left = [m["properties"] for sent in households.values() for m in _of(sent, "Unsubscribed")]
    assert {told["list"] for told in left} == {"newsletter", "leaflets"}
    assert all(("email_id" in told) == (told["list"] == "newsletter") for told in left)


def test_lines_are_put_in_order_with_little_memory() -> None:
    """What does not fit is laid aside, in more files than are read side by side; the order is that of the bytes."""
    lines = [b"%05d\n" % (number * 7919 % 10_007) for number in range(10_007)]
    assert list(in_order(lines, budget=600)) == sorted(lines)
    assert list(in_order([])) == []


def test_few_files_are_open_at_once_while_lines_are_put_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many were laid aside: a machine has only so many."""
    opened: list[Any] = []
    most = 0

    def counted() -> Any:
        nonlocal most
        opened.append(TemporaryFile())  # noqa: SIM115 - the sorter closes it, which is what is tested
        most = max(most, sum(not file.closed for file in opened))
        return opened[-1]

    monkeypatch.setattr(sorter.tempfile, "TemporaryFile", counted)
    assert sum(1 for _ in sorter.in_order((b"%03d\n" % number for number in range(300)), budget=1)) == 300
    assert len(opened) > 300
    assert most <= 65
    assert all(file.closed for file in opened)


def test_a_visitor_is_told_of_when_made() -> None:
    """Whoever shows progress learns of every one."""
    told = []
    list(simulate(Scenario(contacts=7, days=3), made=lambda: told.append(1)))
    assert len(told) == 7


@pytest.mark.parametrize("name", ["log.jsonl.gz", "log.jsonl.zst", "log.jsonl"])
def test_packing_is_reproducible(name: str) -> None:
    """No name and no time of day in the file, and what was packed comes out again."""
    text = b"x" * 1000
    files = [BytesIO(), BytesIO()]
    for file in files:
        with packed(file, name) as out:
            out.write(text)
    first, second = (file.getvalue() for file in files)
    assert first == second
    unpack = {"gz": gzip.decompress, "zst": zstd.decompress}.get(name.rsplit(".", 1)[1], bytes)
    assert unpack(first) == text
    if name.endswith(".gz"):
        assert first[3:8] == b"\0\0\0\0\0"
