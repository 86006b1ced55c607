"""Packets to minutes, and who is near now."""

from __future__ import annotations

import os

from truyvet.agent.radio import ReceivedAdvertisement
from truyvet.agent.sightings import MAX_IDS_PER_MINUTE, SightingCollector
from truyvet.proximity.nearness.model import load_model

NOW = 1_622_430_000


def collector() -> SightingCollector:
    return SightingCollector(load_model(), 0.5)


def test_one_row_for_each_id_and_minute() -> None:
    held, one, other = collector(), os.urandom(20), os.urandom(20)
    for second in range(120):
        held.receive(ReceivedAdvertisement(b"a" * 6, one, -60 - second % 3), NOW + second)
    held.receive(ReceivedAdvertisement(b"b" * 6, other, -80), NOW + 5)
    made = {(each.rpi, each.at): each for each in held.flush()}
    assert set(made) == {(one[:16], NOW), (one[:16], NOW + 60), (other[:16], NOW + 5)}
    minute = made[one[:16], NOW]
    assert (minute.count, minute.rssi, minute.strongest, minute.aem) == (60, -61, -60, one[16:])
    assert held.flush() == []


def test_what_is_no_beacon_is_dropped_and_a_flood_is_bounded() -> None:
    held = collector()
    held.receive(ReceivedAdvertisement(b"a" * 6, b"short", -60), NOW)
    for _ in range(MAX_IDS_PER_MINUTE + 100):
        held.receive(ReceivedAdvertisement(b"a" * 6, os.urandom(20), -60), NOW)
    assert len(held.flush()) == MAX_IDS_PER_MINUTE
    assert len(held.near(NOW)) == MAX_IDS_PER_MINUTE


def test_near_now() -> None:
    held, beside, away = collector(), os.urandom(20), os.urandom(20)
    for second in range(0, 300, 10):
        held.receive(ReceivedAdvertisement(b"a" * 6, beside, -52), NOW + second)
    held.receive(ReceivedAdvertisement(b"b" * 6, away, -104), NOW + 290)
    near, far = held.near(NOW + 300)
    assert (near.number, near.signal, near.minutes) == (1, "near", 4)
    assert (far.number, far.signal) == (2, "far")
    assert held.near(NOW + 10_000) == []
