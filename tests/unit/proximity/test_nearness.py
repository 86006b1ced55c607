"""The curve and the levels of devices, on values alone."""

from __future__ import annotations

from itertools import permutations

import pytest

from truyvet.proximity.errors import CallerError
from truyvet.proximity.nearness.device_levels import MIN_OTHERS, UNKNOWN_WINDOWS, DeviceLevels, learn_levels
from truyvet.proximity.nearness.model import load_model
from truyvet.proximity.nearness.windows import RssiWindow

MODEL = load_model()
TYPICAL = -88.0


def test_where_the_signal_says_nothing_the_answer_is_the_prior() -> None:
    for prior in (0.05, 0.5, 0.9):
        assert MODEL.probability(MODEL.even_level, prior) == pytest.approx(prior)
        assert MODEL.probability(MODEL.even_level + 3, prior, receiver_level=4, sender_level=-1) == pytest.approx(prior)
    with pytest.raises(CallerError):
        MODEL.probability(-80, 1.0)


def test_a_phone_that_states_what_phones_state_is_an_ordinary_one() -> None:
    """In 0.2.0 a sender that stated -20 dBm was taken for one heard 20 dB too strongly: all were near."""
    assert MODEL.level(-95, -20.7) == MODEL.level(-95, None) == -95
    assert MODEL.probability(MODEL.level(-95, -20), 0.5) < 0.3
    assert MODEL.probability(MODEL.level(-75, -20), 0.5) > 0.7


def test_an_unknown_sender_makes_the_answer_less_sure() -> None:
    for level in (-70.0, -100.0):
        assert abs(MODEL.probability(level, 0.5) - 0.5) < abs(MODEL.probability(level, 0.5, sender_level=0.0) - 0.5)


def test_levels_are_learned_from_the_signals_alone() -> None:
    receives, sends = {"a": 4.0, "b": -4.0, "c": 0.0, "d": 0.0, "e": 0.0}, {"a": 0.0, "b": 0.0, "c": 6.0, "d": -6.0, "e": 0.0}
    windows = [
        RssiWindow(one, other, start, 20, TYPICAL + receives[one] + sends[other])
        for one, other in permutations(receives, 2) for start in range(0, 30_000, 300)
    ]  # fmt: skip
    found = learn_levels(windows, TYPICAL)
    assert {name: round(level) for name, level in found.receivers.items()} == {"a": 4, "b": -4, "c": 0, "d": 0, "e": 0}
    assert {name: round(level) for name, level in found.senders.items()} == {"a": 0, "b": 0, "c": 6, "d": -6, "e": 0}


def test_the_distance_of_one_pair_is_not_taken_for_a_device() -> None:
    windows = [RssiWindow("a", other, 0, 20, -60.0) for other in "bc"]
    assert learn_levels(windows, TYPICAL) == DeviceLevels({}, {})
    more = [RssiWindow("a", other, 0, 20, -60.0) for other in "bcd"]
    assert MIN_OTHERS == 3
    assert learn_levels(more, TYPICAL) == DeviceLevels({"a": 28.0 * 3 / (3 + UNKNOWN_WINDOWS)}, {})
