"""Bags give back what was put in, from memory or disk."""

from __future__ import annotations

import tempfile
from typing import Any

import pytest

from dsl.lab.spill import Bags, pack, unpack

RECORDS: list[tuple[Any, ...]] = [
    (None, True, 1.5, -(10**30), "zażółć", b"\x00\xff", (), {"a": [1, {"b": None}]}),
    (),
    ("x" * 100_000,),
]


def test_records_come_back_as_they_were() -> None:
    """Every plain value, of any size, survives being packed and joined."""
    assert list(unpack(b"".join(map(pack, RECORDS)))) == RECORDS


@pytest.mark.parametrize("budget", [0, 100, 5_000, 1 << 30])
def test_a_bag_gives_back_what_was_put_in_whatever_the_budget(budget: int) -> None:
    """On disk, in memory or in part on both: the same records in the same order, as often as they are asked for."""
    with Bags(7, budget) as bags:
        for number in range(2_000):
            bags.put(number % 5, pack((number, "x" * (number % 90))))
        assert bags.spilled == (budget < 1 << 20)
        for bag in range(7):
            expected = [(number, "x" * (number % 90)) for number in range(2_000) if number % 5 == bag]
            assert list(unpack(bags.bag(bag))) == expected
            assert [record for data in bags.stretches(bag) for record in unpack(data)] == expected


def test_the_temporary_file_has_no_name_and_ends_with_the_bags(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left behind, not even by a process that is killed: the folder never shows the file."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Bags(2, 10) as bags:
        bags.put(0, pack(("x" * 1000,)))
        assert bags.spilled
        assert list(tmp_path.iterdir()) == []
        file = bags._file
    assert file is not None
    assert file.closed
