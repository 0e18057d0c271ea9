"""A made-up event log that looks like a real one, with behaviour planted in it on purpose. No person in it exists.

`python -m dsl.lab.simulate --seed N --contacts N --days N -o FILE` writes it (the bundled `rules/demo.jsonl.gz`: all defaults).
Of the same arguments every Python makes the same bytes of JSON. Knows what a network does to messages; who sends them is
`dsl.lab.demo`.

The planted truth, in shares of what is named
- Visitors: leads of a software company 52%, shop customers 43%, crawlers 2%, our own people (`@example.com`) 2%, a rival 1%.
- Leads are cold (74%), warm (18%) or hot (8%), customers of the shop 60%, 28% and 12%, which nothing in the log says; what
  they do depends on it.
- Anonymous first: everybody begins without a name. All warm and hot and 40% of cold leads leave an address in their second
  or third visit, or the last if there are fewer (`identify` with `anonymousId`, e-mail and, for 75%, `userId`; for those
  also `group` with the company). Shop customers give theirs at the checkout or, half of the warm and hot, for the newsletter.
- Price list: in 4% / 20% / 60% of the visits of cold / warm / hot leads. Trial or call: 0% / 7% / 50% of those who are known.
- Sales contacts who asks for it (trial, call, contact form) or looks at the price list a second time or oftener, at most once
  a day: 75% within 4 hours, the others one or two days later. Up to three days after the last call it accepts 30% / 60% /
  90% and rejects the others; of the accepted 5% / 25% / 60% are won, the others lost, 4 to 20 days later.
- Mails: one on each Wednesday to whom is known (in the shop: who subscribed). 25% / 45% / 75% of a lead's are read (in the
  shop 20% / 40% / 60%), all within 20 hours; of the read 25% are clicked, of the unread 4% end in unsubscribing, 1.5% bounce.
  For 20% of people a mail proxy opens every mail within a minute, flagged `machine_open`.
- Carts: in 7% / 30% / 45% of the visits. 30% / 60% / 80% of carts reach the checkout, and 75% of checkouts a purchase,
  a tenth of these 5 to 20 hours later, the others at once. 6% of checkouts meet the error page.
- Crawlers read the whole site in minutes and send a contact form, all of it flagged `context.bot`.
- On the way: 2% of messages arrive twice (same `messageId`, later `receivedAt`); 3% arrive 1 to 72 hours late, the others
  within 4 seconds; 1% of visitors have a clock that is a day ahead. The log is in the order of arrival.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from dsl.lab.demo.leads import lead
from dsl.lab.demo.others import crawler, rival, staff
from dsl.lab.demo.shoppers import shopper
from dsl.lab.demo.visitor import DAY, HOUR, SECOND, Dice, Json, Visitor

SEED, CONTACTS, DAYS, START = 4, 600, 60, date(2026, 5, 2)
"""What the bundled log is made of: 60 days that end with 2026-06-30."""

_KINDS: Sequence[tuple[Callable[[Visitor], None], int]] = ((lead, 52), (shopper, 43), (crawler, 2), (staff, 2), (rival, 1))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TWICE, _LATE, _FAST_CLOCK = 2, 3, 1  # percent


def simulate(seed: int, contacts: int, days: int, start: date) -> Iterator[dict[str, object]]:
    """Segment messages of `contacts` visitors over `days` days from `start` (UTC), in order of arrival.

    Everything that happens lies in those days; what is late may arrive after them.
    """
    begin = (datetime(start.year, start.month, start.day, tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
    arrivals: list[tuple[int, str, int, Json]] = []
    for number in range(contacts):
        person = _visitor(number, seed, begin, begin + days * DAY)
        arrivals += _arrivals(person.sent, Dice(seed, number, purpose=1), person.end)
    arrivals.sort(key=lambda arrival: arrival[:3])
    for received, _, _, message in arrivals:
        yield {**message, "receivedAt": _iso(received)}


def _visitor(number: int, seed: int, begin: int, end: int) -> Visitor:
    """The visitor of that number with a whole history; the same for the same seed, whoever else there is."""
    dice = Dice(seed, number, purpose=0)
    person = Visitor(number, dice, begin, end, device=f"a-{dice.whole(0, 0xFFFFFF):06x}{number:04x}")
    behave = dice.weighted(_KINDS)
    behave(person)
    return person


def _arrivals(sent: Sequence[tuple[int, Json]], dice: Dice, end: int) -> Iterator[tuple[int, str, int, Json]]:
    """What a network makes of one visitor's messages: (arrival, messageId, copy, message)."""
    ahead = DAY if dice.chance(_FAST_CLOCK) else 0
    for at, message in sent:
        late, twice, delay = dice.chance(_LATE), dice.chance(_TWICE), dice.whole(1, 4 * SECOND)
        if late:
            delay = dice.whole(HOUR, 72 * HOUR)
        again = delay + dice.whole(SECOND, 10 * 60 * SECOND)
        if at >= end:
            continue
        on_the_site = "anonymousId" in message
        told = {**message, "timestamp": _iso(at + ahead * on_the_site)}
        yield at + delay, message["messageId"], 0, told
        if twice:
            yield at + again, message["messageId"], 1, told


def _iso(instant: int) -> str:
    return (_EPOCH + timedelta(milliseconds=instant)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_jsonl(messages: Iterator[dict[str, object]]) -> bytes:
    """One message a line, as compact JSON in UTF-8."""
    lines = (json.dumps(message, ensure_ascii=False, separators=(",", ":")) for message in messages)
    return "".join(f"{line}\n" for line in lines).encode()


def compress(text: bytes) -> bytes:
    """gzip without a name or a time, so that the same text gives the same file."""
    packed = BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as file:
        file.write(text)
    return packed.getvalue()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m dsl.lab.simulate", description="Write a simulated event log.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--contacts", type=int, default=CONTACTS)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--start", type=date.fromisoformat, default=START, help="the first day, as 2026-05-02")
    parser.add_argument("-o", "--output", type=Path, required=True, help="a file; compressed if it ends in .gz")
    given = parser.parse_args(arguments)
    text = to_jsonl(simulate(given.seed, given.contacts, given.days, given.start))
    given.output.write_bytes(compress(text) if given.output.suffix == ".gz" else text)


if __name__ == "__main__":
    main()
