"""Packets to minutes, and who is near now."""

from __future__ import annotations

import os

from truyvet.agent.gathering import MOST, Gathering
from truyvet.agent.radio import Heard
from truyvet.proximity.nearness.model import load

NOW = 1_622_430_000


def gathering() -> Gathering:
    return Gathering(load(), 0.5)


def test_one_row_for_each_id_and_minute() -> None:
    held, one, other = gathering(), os.urandom(20), os.urandom(20)
    for second in range(120):
        held.hear(Heard(b"a" * 6, one, -60 - second % 3), NOW + second)
    held.hear(Heard(b"b" * 6, other, -80), NOW + 5)
    made = {(each.id, each.at): each for each in held.flush()}
    assert set(made) == {(one[:16], NOW), (one[:16], NOW + 60), (other[:16], NOW + 5)}
    minute = made[one[:16], NOW]
    assert (minute.count, minute.rssi, minute.strongest, minute.hidden) == (60, -61, -60, one[16:])
    assert held.flush() == []


def test_what_is_no_beacon_is_dropped_and_a_flood_is_bounded() -> None:
    held = gathering()
    held.hear(Heard(b"a" * 6, b"short", -60), NOW)
    for _ in range(MOST + 100):
        held.hear(Heard(b"a" * 6, os.urandom(20), -60), NOW)
    assert len(held.flush()) == MOST
    assert len(held.near(NOW)) == MOST


def test_near_now() -> None:
    held, beside, away = gathering(), os.urandom(20), os.urandom(20)
    for second in range(0, 300, 10):
        held.hear(Heard(b"a" * 6, beside, -52), NOW + second)
    held.hear(Heard(b"b" * 6, away, -104), NOW + 290)
    near, far = held.near(NOW + 300)
    assert (near.number, near.signal, near.minutes) == (1, "near", 4)
    assert (far.number, far.signal) == (2, "far")
    assert held.near(NOW + 10_000) == []
