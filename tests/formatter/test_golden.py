"""The canonical layout, to be read: `golden/NAME.before.punkty` and what becomes of it, `golden/NAME.after.punkty`.

`PUNKTY_UPDATE=1` writes the second of each pair anew, but never in CI.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dsl.diagnostics import Source
from dsl.formatter import formatted

GOLDEN = Path(__file__).parent / "golden"
BEFORE = sorted(GOLDEN.glob("*.before.punkty"))


@pytest.mark.parametrize("before", BEFORE, ids=lambda path: path.name.removesuffix(".before.punkty"))
def test_a_text_becomes_what_stands_beside_it(before: Path) -> None:
    """Byte for byte."""
    after = before.with_name(before.name.replace(".before.", ".after."))
    text = formatted(Source(before.name, before.read_bytes().decode())).text
    assert text is not None
    if os.environ.get("PUNKTY_UPDATE") == "1" and not os.environ.get("CI"):
        after.write_bytes(text.encode())
    assert text.encode() == after.read_bytes()


def test_every_pair_is_complete() -> None:
    """No layout without its origin."""
    names = {path.name.split(".")[0] for path in BEFORE}
    assert names == {path.name.split(".")[0] for path in GOLDEN.glob("*.after.punkty")}
    assert names
