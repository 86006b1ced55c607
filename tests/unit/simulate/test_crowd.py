"""The crowd in numbers, against a slow look at every pair, and what the nearness model makes of it."""

from __future__ import annotations

import numpy as np

from truyvet.proximity.nearness.model import load_model
from truyvet.simulate.crowd import Crowd, area_under_curve, score_nearness


def test_pairs_are_those_of_looking_at_everybody() -> None:
    crowd = Crowd(300, 3)
    for _ in range(3):
        one, other, metres = crowd.pairs()
        found = {(min(a, b), max(a, b)): m for a, b, m in zip(one.tolist(), other.tolist(), metres.tolist(), strict=True)}
        assert len(found) == one.size, "a pair came twice"
        slow = {(a, b): crowd.metres(a, b) for a in range(300) for b in range(a + 1, 300) if crowd.metres(a, b) <= 25}
        assert found.keys() == slow.keys()
        assert all(abs(found[pair] - slow[pair]) < 1e-9 for pair in slow)
        crowd.walk()


def test_the_same_seed_is_the_same_crowd() -> None:
    assert np.array_equal(Crowd(50, 1).x, Crowd(50, 1).x)
    assert not np.array_equal(Crowd(50, 1).x, Crowd(50, 2).x)


def test_area_of_a_known_order() -> None:
    assert area_under_curve(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])) == 0.75
    assert area_under_curve(np.array([0.5, 0.5]), np.array([True, False])) == 0.5


def test_two_thousand_devices_are_ranked_well_but_not_perfectly() -> None:
    made = score_nearness(Crowd(2_000, 1), 6, load_model(), 0.5)
    assert made.pairs > 50_000
    assert made.near > 2_000
    assert 0.85 < made.area_under_curve < 0.999
    assert made.precision > 0.5, "of what is called near, more than half is"
    assert made.recall < 0.95, "bags and bodies hide some: the model must not look better than radio is"
