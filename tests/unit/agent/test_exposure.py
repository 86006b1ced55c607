"""From minutes and published keys to exposures and days, on values alone."""

from __future__ import annotations

import os

from truyvet.agent.diary import Seen
from truyvet.agent.exposure import Thresholds, find
from truyvet.agent.history import days
from truyvet.proximity.keys import DailyKey, Metadata, hide_metadata, rolling_ids
from truyvet.proximity.nearness.model import load

START = 2_703_600
"""The interval of a UTC midnight."""
MODEL = load()


def heard(key: DailyKey, minutes: int, rssi: int, *, first: int = 50, power: int = 0, shift: int = 0) -> list[Seen]:
    """One row in every five minutes, from interval ``first`` of the key."""
    made = []
    for at in range(first * 600, first * 600 + minutes * 60, 300):
        shown = rolling_ids(key)[at // 600]
        hidden = hide_metadata(key.key_data, shown, Metadata(power).encode())
        made.append(Seen(shown, hidden, START * 600 + at + shift, rssi, rssi + 3, 30))
    return made


def published(key: DailyKey, kind: int = 1) -> dict[str, object]:
    return {"key_data": key.key_data, "rolling_start_interval_number": key.start, "rolling_period": key.period, "report_type": kind}


def key() -> DailyKey:
    return DailyKey(os.urandom(16), START)


def test_half_an_hour_beside_somebody_warns() -> None:
    met, other = key(), key()
    (found,) = find([published(met), published(other)], heard(met, 30, -70), MODEL, Thresholds())
    assert (found.minutes, found.total, found.signal, found.warns) == (30, 30, "near", True)
    assert found.key == met.key_data.hex()


def test_brief_or_far_is_told_but_does_not_warn() -> None:
    met = key()
    (brief,) = find([published(met)], heard(met, 10, -70), MODEL, Thresholds())
    assert (brief.minutes, brief.warns) == (10, False)
    (far,) = find([published(met)], heard(met, 120, -103), MODEL, Thresholds())
    assert (far.minutes, far.signal, far.warns) == (120, "far", False)


def test_a_long_stay_far_away_does_not_dilute_the_minutes_beside() -> None:
    met = key()
    (found,) = find([published(met)], heard(met, 20, -70) + heard(met, 180, -103, first=60), MODEL, Thresholds())
    assert (found.minutes, found.total, found.signal, found.warns) == (20, 200, "near", True)


def test_the_senders_power_is_taken_into_account() -> None:
    met = key()
    (weak,) = find([published(met)], heard(met, 30, -90, power=-20), MODEL, Thresholds())
    (strong,) = find([published(met)], heard(met, 30, -70, power=20), MODEL, Thresholds())
    assert weak.confidence > strong.confidence


def test_replayed_later_than_two_hours_is_nobody() -> None:
    met = key()
    assert find([published(met)], heard(met, 30, -40, shift=9_600), MODEL, Thresholds()) == []
    assert find([published(met)], heard(met, 30, -40, shift=-9_600), MODEL, Thresholds()) == []
    assert find([published(met)], heard(met, 30, -70, shift=6_000), MODEL, Thresholds())


def test_a_flash_of_a_relay_does_not_warn() -> None:
    met = key()
    (found,) = find([published(met)], heard(met, 5, -30), MODEL, Thresholds(minutes=1))
    assert not found.warns


def test_keys_taken_back_and_metadata_of_others_expose_nobody() -> None:
    met = key()
    assert find([published(met, 5)], heard(met, 30, -70), MODEL, Thresholds()) == []
    broken = [
        Seen(each.id, hide_metadata(met.key_data, each.id, b"\x00\x00\x00\x00"), each.at, -70, -70, 9) for each in heard(met, 30, -70)
    ]
    assert find([published(met)], broken, MODEL, Thresholds()) == []


def test_thresholds_of_a_server_are_taken_within_reason() -> None:
    assert Thresholds.of({"minutes": 20, "probability": 0.5}) == Thresholds(20, 0.5)
    assert Thresholds.of({"minutes": 0, "probability": 7, "windows": True}) == Thresholds()
    assert Thresholds.of("nonsense") == Thresholds()


def test_a_day_counts_minutes_not_ids() -> None:
    """Two phones on one table all day: Bluezone showed up to 96 contacts; here it is minutes, and one device."""
    met = key()
    seen = heard(met, 600, -70, first=20)
    (day,) = days(seen, MODEL, 0.5)
    assert (day.minutes, day.near, day.most) == (600, 600, 1)
    both = days(seen + heard(key(), 600, -103, first=20), MODEL, 0.5)
    assert (both[0].minutes, both[0].most) == (600, 2)


def test_the_day_is_the_local_one() -> None:
    late = heard(key(), 10, -70, first=103)  # 17:10 UTC is 00:10 of the next day in Việt Nam
    early = heard(key(), 10, -70, first=100)
    assert [each.day for each in days(late + early, MODEL, 0.5)] == [START // 144 + 1, START // 144]
