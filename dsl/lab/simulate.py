"""A made-up event log that looks like a real one, with behaviour planted in it on purpose. No person in it exists.

`punkty simulate` writes it (the bundled `rules/demo.jsonl.gz`: all defaults). Of the same scenario every Python on every
machine makes the same bytes of JSON (packed files differ with the packer's version, what is in them does not). Knows what a
network does to messages; who sends them is `dsl.lab.demo`. One visitor at a time is in memory; the log is put in the order
of arrival by way of temporary files (`dsl.lab.demo.sorter`), so that millions of messages need no more than some hundred MB.

The planted truth, in shares of what is named
- Visitors: of ten, six come to a software company and a shop (of these leads 52%, shop customers 43%, crawlers 2%, our own
  people, whose address ends with `@example.com`, 2%, a rival 1%), two to a streaming service, two to a brand of groceries
  (of both 2% are crawlers and 2% our own people). A log of one kind has only its own, likewise with crawlers and staff.
- Leads are cold (74%), warm (18%) or hot (8%), customers of the shop 60%, 28% and 12%, viewers 55%, 30% and 15%, households
  55%, 32% and 13%, which nothing in the log says; what they do depends on it.
- Anonymous first: everybody begins without a name. All warm and hot and 40% of cold leads leave an address in their second
  or third visit, or the last if there are fewer (`identify` with `anonymousId`, e-mail and, for 75%, `userId`; for those
  also `group` with the company). Shop customers give theirs at the checkout or, half of the warm and hot, for the newsletter.
- Price list: in 4% / 20% / 60% of the visits of cold / warm / hot leads. Trial or call: 0% / 7% / 50% of those who are known.
- Sales contacts who asks for it (trial, call, contact form) or looks at the price list a second time or oftener, at most once
  a day: 75% within 4 hours, the others one or two days later. Up to three days after the last call it accepts 30% / 60% /
  90% and rejects the others; of the accepted 5% / 25% / 60% are won, the others lost, 4 to 20 days later.
- Mails: one on each Wednesday to whom is known (in the shop: who subscribed). 25% / 45% / 75% of a lead's are read (in the
  shop 20% / 40% / 60%, viewers 20% / 35% / 55%, households 20% / 40% / 55%), all within 20 hours; of the read 25% are
  clicked, of the unread 4% end in unsubscribing, 1.5% bounce.
  For 20% of people a mail proxy opens every mail within a minute, flagged `machine_open`.
- Carts: in 7% / 30% / 45% of the visits. 30% / 60% / 80% of carts reach the checkout, and 75% of checkouts a purchase,
  a tenth of these 5 to 20 hours later, the others at once. 6% of checkouts meet the error page.
- Viewers watch trailers, and 35% / 100% / 100% sign up for a free week in their second or third visit. It ends in a
  subscription for 12% / 50% / 85%, of which 25% are yearly. Of payments 20% fail: 60% of these are made good within 100
  hours, the others end it. Towards the end of each 30 days 50% / 25% / 6% of the monthly ones are cancelled. A film pack:
  5% / 20% / 45%. One sitting in five is not seen to the end. Whoever has no subscription left watches nothing.
- Households: 25% / 80% / 100% install the app in their second or third visit, one in ten of them having signed up on the
  same tablet at a stand, and subscribe to the newsletter (60% to the leaflets, too). Then 25% / 45% / 65% of visits scan a
  receipt, 45% of these with a coupon; the third makes silver, the sixth gold. After 2% of visits a fault is reported;
  after 6% of their visits cold ones leave the leaflets. 55% live within some kilometres of a shop of the brand.
- Crawlers read the whole site in minutes (that of the software company sends a contact form), all of it flagged `context.bot`.
- On the way: 2% of messages arrive twice (same `messageId`, later `receivedAt`); 3% arrive 1 to 72 hours late, the others
  within 4 seconds; 1% of visitors have a clock that is a day ahead. The log is in the order of arrival.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import IO, Protocol

from dsl.lab.demo.crowd import KINDS, visitor
from dsl.lab.demo.sorter import in_order
from dsl.lab.demo.visitor import DAY, HOUR, SECOND, Dice, Json, Visitor

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TWICE, _LATE, _FAST_CLOCK = 2, 3, 1  # percent
_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a log is made of: `contacts` visitors over `days` days from `start` (UTC). The defaults make the bundled one."""

    seed: int = 4
    contacts: int = 1000
    days: int = 60
    start: date = date(2026, 5, 2)
    kind: str = "all"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of log: {self.kind}")


def simulate(scenario: Scenario, made: Callable[[], None] = lambda: None) -> Iterator[bytes]:
    """Segment messages, each a line of compact JSON in UTF-8, in order of arrival; `made` is told of each visitor.

    Everything that happens lies in the days of the scenario; what is late may arrive after them. OSError on a full disk.
    """
    for line in in_order(_arrivals(scenario, made)):
        yield line[line.index(b"\t") + 1 :]


def _arrivals(scenario: Scenario, made: Callable[[], None]) -> Iterator[bytes]:
    """Every message behind what it is sorted by: instant of arrival, messageId, copy."""
    start = scenario.start
    begin = (datetime(start.year, start.month, start.day, tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
    end = begin + scenario.days * DAY
    for place in range(scenario.contacts):
        person, dice = visitor(scenario.kind, place, scenario.seed, begin, end)
        for received, copy, message in _on_the_way(person, dice):
            text = _text({**message, "receivedAt": _iso(received)})
            yield f"{received:015d} {message['messageId']} {copy}\t{text}\n".encode()
        made()


def _on_the_way(person: Visitor, dice: Dice) -> Iterator[tuple[int, int, Json]]:
    """What a network makes of one visitor's messages: (arrival, copy, message)."""
    ahead = DAY if dice.chance(_FAST_CLOCK) else 0
    for at, message in person.sent:
        late, twice, delay = dice.chance(_LATE), dice.chance(_TWICE), dice.whole(1, 4 * SECOND)
        if late:
            delay = dice.whole(HOUR, 72 * HOUR)
        again = delay + dice.whole(SECOND, 10 * 60 * SECOND)
        if at >= person.end:
            continue
        on_the_site = "anonymousId" in message
        told = {**message, "timestamp": _iso(at + ahead * on_the_site)}
        yield at + delay, 0, told
        if twice:
            yield at + again, 1, told


def _iso(instant: int) -> str:
    return (_EPOCH + timedelta(milliseconds=instant)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Sink(Protocol):
    """Where bytes can be written."""

    def write(self, data: bytes, /) -> int: ...


@contextmanager
def packed(file: IO[bytes], name: str) -> Iterator[Sink]:
    """Where bytes are to be written so that they lie in `file` as a file of that name is read: .gz, .zst, else plain.

    Without a name or a time in it: the same bytes give the same file, as long as the packer is the same.
    """
    if name.endswith(".gz"):
        with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=file, mtime=0) as gz:
            yield gz
    elif name.endswith(".zst"):
        with zstd.ZstdFile(file, "wb") as zst:
            yield zst
    else:
        yield file
