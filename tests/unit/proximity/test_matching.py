"""The fast ways find exactly what the obvious way finds."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from truyvet.proximity.matching import cpu_instructions, reference
from truyvet.proximity.matching.sightings import CLOCK_TOLERANCE_S, PublishedKeys, Sightings, is_in_time
from truyvet.proximity.rolling_identifiers import INTERVAL_S, TemporaryExposureKey, rolling_proximity_identifier


def world(seed: int, keys: int, noise: int) -> tuple[PublishedKeys, Sightings, int]:
    dice = random.Random(seed)
    made = [
        TemporaryExposureKey(dice.randbytes(16), 2_650_000 + 144 * dice.randrange(14), dice.choice([144, 144, 77, 1])) for _ in range(keys)
    ]
    rows = [(dice.randbytes(16), dice.randrange(2**31)) for _ in range(noise)]
    planted = 0
    for key in made:
        for _ in range(dice.choice([0, 0, 1, 3])):
            number = key.rolling_start_interval_number + dice.randrange(key.rolling_period)
            at = number * INTERVAL_S + dice.choice(
                [-CLOCK_TOLERANCE_S, -CLOCK_TOLERANCE_S - 1, 300, INTERVAL_S + CLOCK_TOLERANCE_S - 1, INTERVAL_S + CLOCK_TOLERANCE_S]
            )
            rows += [(rolling_proximity_identifier(key, number), at)] * dice.choice([1, 2])
            planted += 1
    dice.shuffle(rows)
    return PublishedKeys.of(made), Sightings.of(rows), planted


@pytest.mark.skipif(not cpu_instructions.is_present(), reason="this processor has no AES or SHA instructions")
@examples(40)
@given(seed=st.integers(0, 2**32), keys=st.integers(0, 60), noise=st.integers(0, 200))
def test_native_equals_plain(seed: int, keys: int, noise: int) -> None:
    from truyvet.proximity.matching import numba_matcher

    published, seen, _ = world(seed, keys, noise)
    assert sorted(numba_matcher.match_compiled(published, seen)) == sorted(reference.match_reference(published, seen))


def test_the_leeway_has_two_edges() -> None:
    assert is_in_time(100, 60_000 - 7_200) and not is_in_time(100, 60_000 - 7_201)
    assert is_in_time(100, 60_600 + 7_199) and not is_in_time(100, 60_600 + 7_200)


def test_something_was_there_to_find() -> None:
    published, seen, planted = world(3, 60, 200)
    assert planted > 20 and 0 < len(reference.match_reference(published, seen)) < 2 * planted


@pytest.mark.skipif(not cpu_instructions.is_present(), reason="this processor has no AES or SHA instructions")
def test_more_hits_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from truyvet.proximity.matching import numba_matcher

    published, seen, _ = world(5, 60, 0)
    wanted = sorted(reference.match_reference(published, seen))
    monkeypatch.setattr(numba_matcher, "INITIAL_HIT_CAPACITY", 2)
    assert sorted(numba_matcher.match_compiled(published, seen)) == wanted
