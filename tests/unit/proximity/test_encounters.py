"""Sightings joined to encounters; Bluezone's log read line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.proximity.bluezone import BluezoneSighting, read_history, write_history
from truyvet.proximity.encounters import Sighting, join_sightings
from truyvet.proximity.errors import CallerError, PeerError


def test_a_silence_ends_an_encounter() -> None:
    found = join_sightings([Sighting(0, -60), Sighting(300, -62), Sighting(1_500, -80), Sighting(300, -62)])
    assert [(each.start, each.end, each.seconds, each.strongest) for each in found] == [(0, 600, 600, -60), (1_500, 1_800, 300, -80)]


@given(st.lists(st.builds(Sighting, st.integers(0, 20_000), st.integers(-100, -30)), max_size=40), st.randoms())
def test_the_order_of_sightings_says_nothing(seen: list[Sighting], dice: object) -> None:
    mixed = list(seen)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    found = join_sightings(seen)
    assert join_sightings(mixed) == found
    assert sum(len(each.sightings) for each in found) == len(set(seen))
    assert all(0 < each.seconds <= each.end - each.start for each in found)


def test_a_sighting_cannot_speak_for_longer_than_the_gap() -> None:
    with pytest.raises(CallerError):
        join_sightings([], gap=10, hold=11)


def test_a_log_is_read_line_by_line_and_wrong_lines_are_answered() -> None:
    good = "130CEA6472130C185D8643DF\t893DAE342437130CE5E23837\t-71\t1596866191387"
    read = list(read_history([good, "", "x", good.replace("-71", "-999"), good.replace("13", "1g", 1), good[:-3] + "\t"]))
    assert read[0] == BluezoneSighting(bytes.fromhex(good[:24]), bytes.fromhex(good[25:49]), -71, 1_596_866_191_387)
    assert [each.reason for each in read[1:] if isinstance(each, PeerError)] == ["bad_fields", "bad_rssi", "bad_value", "bad_fields"]
    assert list(write_history([read[0]])) == [good]  # type: ignore[list-item]
