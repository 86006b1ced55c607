"""Which entry a check-out closes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.venues.rules.check_out_pairs import pair

LONGEST = 100

CASES = {
    "in and out": ([(0, 1)], [(50, 9)], {9: 1}),
    "twice": ([(0, 1), (60, 2)], [(50, 8), (90, 9)], {8: 1, 9: 2}),
    "way out forgotten, then in again": ([(0, 1), (60, 2)], [(90, 9)], {9: 2}),
    "two ways out": ([(0, 1)], [(50, 8), (60, 9)], {8: 1}),
    "out without in": ([], [(50, 9)], {}),
    "out before in": ([(60, 1)], [(50, 9)], {}),
    "too long": ([(0, 1)], [(101, 9)], {}),
    "just not too long": ([(0, 1)], [(100, 9)], {9: 1}),
    "after one that came too late, nothing is open": ([(0, 1)], [(101, 8), (102, 9)], {}),
    "in and out in one second": ([(5, 1)], [(5, 9)], {9: 1}),
    "out and in again in one second": ([(0, 1), (50, 2)], [(50, 9)], {9: 1}),
    "out and in again and out in one second": ([(0, 1), (50, 2)], [(50, 8), (50, 9)], {8: 1, 9: 2}),
}


@pytest.mark.parametrize("name", CASES)
def test_pairs(name: str) -> None:
    entries, exits, closed = CASES[name]
    assert pair(entries, exits, LONGEST) == closed


moments = st.lists(st.integers(0, 60), max_size=8)


@given(moments, moments, st.randoms())
def test_the_order_of_arrival_does_not_matter(ins: list[int], outs: list[int], chance: object) -> None:
    entries = [(at, row) for row, at in enumerate(ins)]
    exits = [(at, 100 + row) for row, at in enumerate(outs)]
    expected = pair(entries, exits, 20)
    chance.shuffle(entries)  # type: ignore[attr-defined]
    chance.shuffle(exits)  # type: ignore[attr-defined]
    assert pair(entries, exits, 20) == expected


@given(moments, moments)
def test_each_entry_is_closed_once_and_never_before_it_began(ins: list[int], outs: list[int]) -> None:
    entries = dict(enumerate(ins))
    exits = {100 + row: at for row, at in enumerate(outs)}
    closed = pair(((at, row) for row, at in entries.items()), ((at, row) for row, at in exits.items()), 20)
    assert len(set(closed.values())) == len(closed)
    assert all(0 <= exits[out] - entries[entry] <= 20 for out, entry in closed.items())
    for out, entry in closed.items():
        between = range(entries[entry] + 1, exits[out])
        assert not any(at in between for at in (*entries.values(), *exits.values()))
