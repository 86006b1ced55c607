"""Group commit: everybody gets their own answer; with a lull those who come while the last group is written come together."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from truyvet.web import group_commit
from truyvet.web.group_commit import GroupCommit


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "_bound_to_this_thread", lambda: False)
    monkeypatch.setattr(group_commit, "close_old_connections", lambda: None)


@pytest.mark.parametrize("wait_share", [0.0, 0.2])
def test_each_gets_their_own_answer(wait_share: float) -> None:
    def write(items: Sequence[int]) -> list[int | Exception]:
        time.sleep(0.005)
        return [ValueError(item) if item % 7 == 0 else item * 2 for item in items]

    grouped: GroupCommit[int, int] = GroupCommit(write, wait_share=wait_share)

    def ask(item: int) -> int:
        try:
            return grouped.submit(item)
        except ValueError as error:
            return -int(str(error))

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(ask, range(1, 200))) == [-item if item % 7 == 0 else item * 2 for item in range(1, 200)]


def test_a_lull_waits_for_late_comers_and_not_for_ever() -> None:
    sizes: list[int] = []

    def write(items: Sequence[int]) -> list[int]:
        sizes.append(len(items))
        time.sleep(0.08)
        return list(items)

    grouped: GroupCommit[int, int] = GroupCommit(write, wait_share=0.4)
    grouped.submit(0)
    with ThreadPoolExecutor(4) as pool:
        late = [pool.submit(lambda place=place: (time.sleep(place * 0.005), grouped.submit(place))) for place in range(4)]  # type: ignore[misc]
        for each in late:
            each.result(5)
    assert sizes[0] == 1
    assert len(sizes) < 4  # without a lull each of the first two comes alone
    began = time.monotonic()
    grouped.submit(9)
    assert time.monotonic() - began < 2
