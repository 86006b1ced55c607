"""Aliases followed to the root."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from truyvet.people.rules import merges
from truyvet.people.rules.merges import MergeRefusal

STEPS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.booleans()), max_size=40)


def test_chain() -> None:
    known = {1: 2, 2: 3}
    assert merges.roots(known, [1, 2, 3, 4]) == {1: 3, 2: 3, 3: 3, 4: 4}


def test_refusals() -> None:
    known = {1: 2, 2: 3}
    assert merges.merge_refusal(known, 3, 3) is MergeRefusal.SAME
    assert merges.merge_refusal(known, 1, 4) is MergeRefusal.ALREADY_MERGED
    assert merges.merge_refusal(known, 3, 1) is MergeRefusal.CYCLE
    assert merges.merge_refusal(known, 3, 4) is None


def test_a_ring_would_have_one_answer_for_all() -> None:
    ring = {5: 3, 3: 7, 7: 5, 9: 5}
    assert set(merges.roots(ring, ring).values()) == {3}


@given(STEPS)
def test_merge_then_unmerge_is_nothing_at_all(steps: list[tuple[int, int, bool]]) -> None:
    known: dict[int, int] = {}
    for person, into, undo in steps:
        before = merges.roots(known, range(13))
        if merges.merge_refusal(known, person, into) is not None:
            continue
        known[person] = into
        after = merges.roots(known, range(13))
        assert after[person] == after[into] == before[into]
        assert all(after[each] in (before[each], before[into]) for each in range(13))
        if undo:
            del known[person]
            assert merges.roots(known, range(13)) == before
