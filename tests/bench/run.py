"""`make bench`: what matching, folding, loading and compiling cost here and now, beside other engines.

Absolute times are this machine's at this moment; what compares is the ratio between things measured in the same rounds.

    --quick            fewer events and rounds: minutes become seconds, figures become rough
    --only PART,...    of matcher, cold, fold, load, compile
    --rules N,...      numbers of rules for the matcher (default 10,100,1000,10000)
    --peers none       without peers; else "NAME,NAME", as printed
    --write FILE       put the results into FILE, between its two marks
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import folding
import loading
import matching
import peers
from log import Log
from report import Report
from settings import Settings

PARTS = ("matcher", "cold", "fold", "load", "compile")


def options() -> argparse.Namespace:
    """What the command line says, its names known and its numbers numbers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", type=_names(PARTS), default=PARTS)
    parser.add_argument("--rules", type=lambda text: tuple(map(int, text.split(","))), default=())
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--peers", type=_names([peer.key for peer in peers.PEERS] + ["none"]), default=())
    parser.add_argument("--write", type=Path)
    return parser.parse_args()


def _names(known: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    def names(text: str) -> tuple[str, ...]:
        found = tuple(part.strip() for part in text.split(","))
        if not set(found) <= set(known):
            raise argparse.ArgumentTypeError(f"choose from: {', '.join(known)}")
        return found

    return names


def settings_of(asked: argparse.Namespace) -> Settings:
    """The sizes of the run."""
    return Settings(
        rules=asked.rules or ((10, 100, 1000) if asked.quick else (10, 100, 1000, 10_000)),
        rounds=asked.rounds or (3 if asked.quick else 7),
        events=60_000 if asked.quick else 300_000,
        warm=40_000 if asked.quick else 200_000,
        peers=tuple(peer for peer in peers.available() if not asked.peers or peer.key in asked.peers),
    )


def machine() -> str:
    """The machine, as far as it tells."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores, {system}"


def main() -> int:
    """Print the report, and write it where asked."""
    asked = options()
    settings, report, parts = settings_of(asked), Report(), asked.only
    report.note(f"{machine()}; {settings.rounds} rounds, {settings.events:,} events, {settings.warm:,} of them to warm up.")
    for peer in settings.peers:
        report.note(f"- {peer.key}: {peer.package} {peers.version_of(peer.package)}, {peer.form}")
    for package in sorted({peer.package for peer in peers.PEERS if not peers.version_of(peer.package)}):
        report.note(f"- {package} is not installed and left out (the extra `peers`)")
    if {"matcher", "fold"} & set(parts):
        whole = Log.of(settings.events)
        if "matcher" in parts:
            matching.Matching(settings, report, whole).run()
        if "fold" in parts:
            folding.the_log(settings, report, whole)
    if "cold" in parts:
        matching.cold(settings, report)
    if "fold" in parts:
        folding.one_lead(settings, report)
    if "load" in parts:
        loading.load(settings, report)
    if "compile" in parts:
        loading.compile_rules(settings, report)
    report.goals()
    if asked.write:
        report.write(asked.write)
    return 0


if __name__ == "__main__":
    sys.exit(main())
