"""Scores a log larger than memory should be: `python tests/bench/large.py [EVENTS]` (default: 5 million).

Makes a log of people who browse unknown and then sign in, with mails, carts, repeated and late messages; scores it with the
shipped `b2b` rules through the command line, and prints the time and the most memory that all its processes held at once.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from universe import pages

import rules

PER_CONTACT = 17
BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)
TRACKS = ("Form Submitted", "File Downloaded", "Webinar Registered", "Signed In", "Email Opened", "Email Link Clicked")


def write(path: Path, count: int) -> int:
    """A log of that many messages; returns its size in bytes."""
    rnd, site = random.Random(5), pages()
    contacts = count // PER_CONTACT
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            who = rnd.randrange(contacts)
            at = BEGIN + timedelta(seconds=number * 90 * 86_400 / count)
            message: dict[str, object] = {
                "messageId": f"m{number if rnd.random() > 0.01 else rnd.randrange(number + 1):08d}",
                "anonymousId": f"a{who:07d}",
                "timestamp": at.isoformat(timespec="milliseconds"),
                "context": {"library": {"name": "analytics.js"}, "locale": "pl-PL"},
            }
            kind = rnd.random()
            if kind < 0.65:
                message |= {"type": "page", "properties": {"path": rnd.choice(("/", "/cennik", "/blog/x", rnd.choice(site)))}}
            elif kind < 0.7:
                traits = {"email": f"p{who}@firm{who % 9999}.example", "company": {"size": who % 900}, "country": "PL"}
                message |= {"type": "identify", "userId": f"u{who}", "traits": traits}
            elif kind < 0.85:
                event = rnd.choice(("Email Sent", "Email Opened"))
                message |= {"type": "track", "event": event, "properties": {"email_id": f"e{number // 40}"}}
            else:
                message |= {"type": "track", "event": rnd.choice(TRACKS), "properties": {"name": "ebook-x"}}
            file.write(json.dumps(message, separators=(",", ":")) + "\n")
    return path.stat().st_size


def resident(root: int) -> int:
    """Bytes that a process and all that it started hold now (Linux)."""
    total, ahead = 0, [root]
    while ahead:
        pid = ahead.pop()
        try:
            status = Path(f"/proc/{pid}/status").read_text()
            ahead += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))
    return total


def main() -> int:
    """Print the report."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    with tempfile.TemporaryDirectory() as folder:
        log, out = Path(folder) / "log.jsonl", Path(folder) / "scores.jsonl"
        size = write(log, count)
        punkty = [sys.executable, "-m", "dsl.cli", "score", str(Path(rules.__file__).parent / "b2b"), str(log)]
        begin, peak = time.perf_counter(), 0
        with subprocess.Popen([*punkty, "--format", "jsonl", "-o", str(out)]) as process:
            done = threading.Event()

            def watch() -> None:
                nonlocal peak
                while not done.wait(0.2):
                    peak = max(peak, resident(process.pid))

            watcher = threading.Thread(target=watch)
            watcher.start()
            code = process.wait()
            done.set()
            watcher.join()
        took = time.perf_counter() - begin
        scored = sum(1 for _ in out.open()) if code == 0 else 0
    print(f"{count} events, {size / 1e6:.0f} MB, {scored} contacts scored, exit code {code}")
    print(f"{took:.0f} s ({took / count * 1e6:.1f} us an event), at most {peak / 2**20:.0f} MiB in all processes together")
    return code


if __name__ == "__main__":
    sys.exit(main())
