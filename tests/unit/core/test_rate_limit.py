"""A bucket that refills; one rule says who a sender is."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from truyvet.core import rate_limit
from truyvet.core.rate_limit import MemoryStore, RateLimit, sender_network, take, wait_s

LIMIT = RateLimit("test.what", burst=3, per_hour=3600)


@pytest.fixture(autouse=True)
def full_buckets() -> Iterator[None]:
    rate_limit.MEMORY.clear()
    yield
    rate_limit.MEMORY.clear()


def test_so_many_at_once_then_one_each_second() -> None:
    assert [take(LIMIT, "a", 100.0) for _ in range(4)] == [0, 0, 0, 1]
    assert take(LIMIT, "a", 101.0) == 0 and take(LIMIT, "a", 101.0) == 1
    assert take(LIMIT, "b", 101.0) == 0, "another sender has a bucket of its own"


def test_asking_costs_nothing() -> None:
    assert [wait_s(LIMIT, "a", 0.0) for _ in range(9)] == [0] * 9
    for _ in range(3):
        take(LIMIT, "a", 0.0)
    assert wait_s(LIMIT, "a", 0.0) == 1


def test_the_wait_is_true() -> None:
    slow = RateLimit("test.slow", burst=1, per_hour=4)
    assert take(slow, "a", 0.0) == 0
    wait = take(slow, "a", 0.0)
    assert wait == 900 and take(slow, "a", wait - 1.0) == 1 and take(slow, "a", float(wait)) == 0


def test_a_clock_that_goes_back_gives_nothing() -> None:
    for _ in range(3):
        take(LIMIT, "a", 100.0)
    assert take(LIMIT, "a", 50.0) == 1
    assert take(LIMIT, "a", 100.0) == 1, "the same seconds are not refilled twice"


def test_threads_at_one_bucket_take_no_more_than_it_holds() -> None:
    wide = RateLimit("test.wide", burst=500, per_hour=1)
    with ThreadPoolExecutor(16) as pool:
        passed = list(pool.map(lambda _: take(wide, "a", 0.0), range(1_000)))
    assert passed.count(0) == 500


def test_memory_is_bounded() -> None:
    store = MemoryStore(max_buckets=2)
    for key in ("a", "b", "c"):
        store.write(key, (0.0, 0.0), 1)
    assert store.read("a") is None and store.read("c") == (0.0, 0.0)


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_household_of_ipv6_is_one_sender(address: str, sender: str) -> None:
    assert sender_network(address) == sender
