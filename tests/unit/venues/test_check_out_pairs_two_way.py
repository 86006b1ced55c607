"""Scans of gates that are set to both ways become check-in or check-out by their moments alone."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.venues.rules.check_out_pairs import SAME_PASSAGE_S, PairedVisits, pair, resolve

LONGEST = 10_000
H = 3_600
Moments = list[tuple[int, int]]

CASES: dict[str, tuple[Moments, Moments, Moments, PairedVisits]] = {
    "in and out": ([], [], [(0, 1), (H, 2)], PairedVisits({}, {2: 1}, {2})),
    "in, out, in": ([], [], [(0, 1), (H, 2), (2 * H, 3)], PairedVisits({}, {2: 1}, {2})),
    "scanned twice on the way in": ([], [], [(0, 1), (40, 2), (H, 3)], PairedVisits({}, {3: 1}, {2, 3})),
    "scanned again and again is still one passage": ([], [], [(0, 1), (50, 2), (100, 3)], PairedVisits({}, {}, {2, 3})),
    "a minute later is another passage": ([], [], [(0, 1), (61, 2)], PairedVisits({}, {2: 1}, {2})),
    "the way out was forgotten": ([], [], [(0, 1), (LONGEST + 1, 2)], PairedVisits({}, {}, set())),
    "just not too long": ([], [], [(0, 1), (LONGEST, 2)], PairedVisits({}, {2: 1}, {2})),
    "in by a gate that says so": ([(0, 1)], [], [(H, 2)], PairedVisits({}, {2: 1}, {2})),
    "out by a gate that says so": ([], [(H, 9)], [(0, 1)], PairedVisits({9: 1}, {}, set())),
    "a poster and the gate, one way in": ([(0, 1)], [], [(30, 2), (H, 3)], PairedVisits({}, {3: 1}, {2, 3})),
    "the gate and a poster, one way in": ([(30, 1)], [], [(0, 2), (H, 3)], PairedVisits({}, {3: 1}, {2, 3})),
    "out at two gates": ([(0, 1)], [(H, 9)], [(H + 20, 2)], PairedVisits({9: 1}, {}, {2})),
    "rows of the two tables may have one number": ([(0, 1)], [(H, 2)], [(2 * H, 2)], PairedVisits({2: 1}, {}, set())),
}


@pytest.mark.parametrize("name", CASES)
def test_both_ways(name: str) -> None:
    entries, exits, both, expected = CASES[name]
    assert resolve(entries, exits, both, LONGEST) == expected


def test_what_was_open_before_is_closed() -> None:
    assert resolve((), (), [(H, 5)], LONGEST, waiting=(0, 1)) == PairedVisits({}, {5: 1}, {5})
    assert resolve((), [(H, 9)], (), LONGEST, waiting=(0, 1)) == PairedVisits({9: 1}, {}, set())


seconds = st.lists(st.integers(0, 400), max_size=10)


def visits(entries: Moments, exits: Moments, both: Moments, found: PairedVisits) -> list[tuple[int, int | None]]:
    """Stays as (in, out), whatever rows they stand in."""
    left = {entry: at for at, row in exits for entry in [found.check_outs.get(row)] if entry is not None}
    left |= {entry: at for at, row in both for entry in [found.outs.get(row)] if entry is not None}
    kept = entries + [(at, row) for at, row in both if row not in found.void]
    return sorted(((at, left.get(row)) for at, row in kept), key=lambda stay: (stay[0], stay[1] is None, stay[1] or 0))


def rows(ins: list[int], outs: list[int], either: list[int], order: Random) -> tuple[Moments, Moments, Moments]:
    """Rows numbered in the order in which they arrived."""
    scans = [(at, "in") for at in ins] + [(at, "both") for at in either]
    order.shuffle(scans)
    entries = [(at, row) for row, (at, way) in enumerate(scans) if way == "in"]
    both = [(at, row) for row, (at, way) in enumerate(scans) if way == "both"]
    leaving = list(outs)
    order.shuffle(leaving)
    return entries, [(at, row) for row, at in enumerate(leaving)], both


@given(seconds, seconds, seconds, st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_visits(ins: list[int], outs: list[int], either: list[int], one: Random, two: Random) -> None:
    first, second = rows(ins, outs, either, one), rows(ins, outs, either, two)
    assert visits(*first, resolve(*first, 150)) == visits(*second, resolve(*second, 150))


@given(seconds, seconds, seconds)
def test_each_entry_is_closed_once_and_never_before_it_began(ins: list[int], outs: list[int], either: list[int]) -> None:
    entries, exits, both = rows(ins, outs, either, Random(1))
    found = resolve(entries, exits, both, 150)
    closed = [*found.check_outs.values(), *found.outs.values()]
    assert len(set(closed)) == len(closed)
    began, left, turned = ({row: at for at, row in moments} for moments in ([*entries, *both], exits, both))
    assert all(0 <= left[out] - began[entry] <= 150 for out, entry in found.check_outs.items())
    assert all(SAME_PASSAGE_S < turned[out] - began[entry] <= 150 for out, entry in found.outs.items())
    assert not set(closed) & found.void, "what is void is no entry"
    assert set(found.outs) <= found.void, "a way out is no entry"


@given(seconds, seconds, st.integers(0, 400), st.integers(0, 400))
def test_settling_from_a_quiet_moment_is_settling_the_whole(ins: list[int], either: list[int], cut: int, out: int) -> None:
    """What was open before a pause of more than a passage is all that later scans need to know of the time before."""
    entries, exits, both = rows(ins, [out], either, Random(2))
    if any(cut - SAME_PASSAGE_S <= at < cut for at, _ in [*entries, *exits, *both]):
        return
    whole = resolve(entries, exits, both, 150)
    early = [[moment for moment in part if moment[0] < cut] for part in (entries, exits, both)]
    late = [[moment for moment in part if moment[0] >= cut] for part in (entries, exits, both)]
    before = resolve(*early, 150)
    closed = {*before.check_outs.values(), *before.outs.values()}
    began = [moment for moment in sorted([*early[0], *early[2]]) if moment[1] not in before.void]
    waiting = began[-1] if began and began[-1][1] not in closed else None
    after = resolve(*late, 150, waiting)
    assert before.check_outs | after.check_outs == whole.check_outs
    assert before.outs | after.outs == whole.outs
    assert before.void | after.void == whole.void


@given(seconds, seconds)
def test_gates_of_one_way_are_paired_as_ever(ins: list[int], outs: list[int]) -> None:
    entries, exits, _ = rows(ins, outs, [], Random(3))
    assert resolve(entries, exits, (), 150) == PairedVisits(pair(entries, exits, 150), {}, set())
