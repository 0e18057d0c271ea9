"""`punkty simulate`: a made-up event log with planted behaviour, the same for the same options on every machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from dsl.cli.shared import lang_option, placed, progress
from dsl.cli.show import Say, plain
from dsl.errors import UsageError
from dsl.lab.demo.crowd import KINDS
from dsl.lab.log import STDIN as STDOUT
from dsl.lab.simulate import Scenario, Sink, packed, simulate

_DEMO = Scenario()
_MOST_CONTACTS, _MOST_DAYS, _MOST_SEED = 10_000_000, 3_650, 2**63 - 1


def _start(_ctx: click.Context, _param: click.Parameter, value: datetime) -> datetime:
    if not 2000 <= value.year < 2100:
        raise UsageError("simulate-start", start=f"{value:%Y-%m-%d}")
    return value


@click.command("simulate")
@click.option("-o", "--output", "path", required=True, metavar="FILE", help="Where to write; - is standard output.")
@click.option(
    "--contacts", type=click.IntRange(1, _MOST_CONTACTS), default=_DEMO.contacts, show_default=True, metavar="N",
    help="How many visitors there are.",
)  # fmt: skip
@click.option(
    "--days", type=click.IntRange(1, _MOST_DAYS), default=_DEMO.days, show_default=True, metavar="N",
    help="How many days the log covers.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(0, _MOST_SEED), default=_DEMO.seed, show_default=True, metavar="N",
    help="Another number, other people.",
)  # fmt: skip
@click.option(
    "--start", type=click.DateTime(["%Y-%m-%d"]), default=f"{_DEMO.start}", show_default=True, metavar="DATE", callback=_start,
    help="The first day (UTC).",
)  # fmt: skip
@click.option("--kind", type=click.Choice(tuple(KINDS)), default=_DEMO.kind, show_default=True, help="Whose visitors they are.")
@lang_option
def command(path: str, contacts: int, days: int, seed: int, start: datetime, kind: str, say: Say) -> None:
    """Write a made-up event log: Segment messages as JSON Lines, in order of arrival, packed if FILE ends in .gz or .zst.

    The same options give the same messages, byte for byte, everywhere. No person in it exists. Planted on purpose:

    \b
    - visitors without a name, who later say who they are
    - mails read, left unread, opened by machines, bounced; people who unsubscribe
    - carts left behind, carts paid for at once or hours later (shop)
    - trials, calls, contact forms; deals won and lost; sales that calls in time or not (b2b)
    - free weeks, subscriptions by month and year, failed payments, goodbyes (vod)
    - the app, receipts, coupons, levels, a tablet that many people share (fmcg)
    - crawlers that say so, our own people, a rival
    - messages that come twice, late, or from clocks that are a day ahead

    The shares are written down in dsl/lab/simulate.py. Memory stays bounded; the disk holds the log twice for a while.
    """
    scenario = Scenario(seed, contacts, days, start.date(), kind)
    count = 0
    with progress(say("simulate-making"), contacts) as seen, _written(path) as out:
        for line in simulate(scenario, made=lambda: seen(1)):
            out.write(line)
            count += 1
    if path != STDOUT:
        click.echo(say("simulate-wrote", count=count, contacts=contacts, file=plain(path)), err=True)


@contextmanager
def _written(path: str) -> Iterator[Sink]:
    """Where the bytes go, packed as the name says."""
    if path == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with placed(path) as place, place.open("wb") as file, packed(file, path) as out:
        yield out
