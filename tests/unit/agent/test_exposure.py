"""From minutes and published keys to exposures and days, on values alone."""

from __future__ import annotations

import calendar
import os
from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from truyvet.agent.device_log import MinuteSighting
from truyvet.agent.exposure import WarningThresholds, find_exposures
from truyvet.agent.history import day_summaries
from truyvet.agent.match_report import report_fields
from truyvet.agent.page.texts import PageTexts
from truyvet.proximity.local_day import local_day, local_hour
from truyvet.proximity.nearness.model import load_model
from truyvet.proximity.rolling_identifiers import Metadata, TemporaryExposureKey, encrypt_metadata, rolling_proximity_identifiers
from truyvet.tracing import calendar as house_calendar

START = 2_703_600
"""The interval of a UTC midnight."""
MODEL = load_model()
PHONE_DBM = -20
"""What telephones state as their power."""


def heard(
    key: TemporaryExposureKey, minutes: int, rssi: int, *, first: int = 50, power: int = PHONE_DBM, shift: int = 0
) -> list[MinuteSighting]:
    """One row in every five minutes, from interval ``first`` of the key."""
    made = []
    for at in range(first * 600, first * 600 + minutes * 60, 300):
        shown = rolling_proximity_identifiers(key)[at // 600]
        hidden = encrypt_metadata(key.key_data, shown, Metadata(power).encode())
        made.append(MinuteSighting(shown, hidden, START * 600 + at + shift, rssi, rssi + 3, 30))
    return made


def published(key: TemporaryExposureKey, kind: int = 1) -> dict[str, object]:
    return {
        "key_data": key.key_data,
        "rolling_start_interval_number": key.rolling_start_interval_number,
        "rolling_period": key.rolling_period,
        "report_type": kind,
    }


def key() -> TemporaryExposureKey:
    return TemporaryExposureKey(os.urandom(16), START)


def test_half_an_hour_beside_somebody_warns() -> None:
    met, other = key(), key()
    (found,) = find_exposures([published(met), published(other)], heard(met, 30, -70), MODEL, WarningThresholds())
    assert (found.minutes, found.total, found.signal, found.warns) == (30, 30, "near", True)
    assert found.key == met.key_data.hex()


def test_brief_or_far_is_told_but_does_not_warn() -> None:
    met = key()
    (brief,) = find_exposures([published(met)], heard(met, 10, -70), MODEL, WarningThresholds())
    assert (brief.minutes, brief.warns) == (10, False)
    (far,) = find_exposures([published(met)], heard(met, 120, -103), MODEL, WarningThresholds())
    assert (far.minutes, far.signal, far.warns) == (120, "far", False)


def test_a_long_stay_far_away_does_not_dilute_the_minutes_beside() -> None:
    met = key()
    (found,) = find_exposures([published(met)], heard(met, 20, -70) + heard(met, 180, -103, first=60), MODEL, WarningThresholds())
    assert (found.minutes, found.total, found.signal, found.warns) == (20, 200, "near", True)


def test_the_senders_power_is_taken_into_account() -> None:
    met = key()
    (weak,) = find_exposures([published(met)], heard(met, 30, -90, power=-20), MODEL, WarningThresholds())
    (strong,) = find_exposures([published(met)], heard(met, 30, -70, power=20), MODEL, WarningThresholds())
    assert weak.confidence > strong.confidence


def test_a_deaf_receiver_is_not_told_that_everybody_was_far() -> None:
    met = key()
    (usual,) = find_exposures([published(met)], heard(met, 30, -84), MODEL, WarningThresholds())
    (deaf,) = find_exposures([published(met)], heard(met, 30, -84), MODEL, WarningThresholds(), receiver_level=-7.0)
    (sharp,) = find_exposures([published(met)], heard(met, 30, -84), MODEL, WarningThresholds(), receiver_level=7.0)
    assert deaf.confidence > usual.confidence > sharp.confidence


def test_replayed_later_than_two_hours_is_nobody() -> None:
    met = key()
    assert find_exposures([published(met)], heard(met, 30, -40, shift=9_600), MODEL, WarningThresholds()) == []
    assert find_exposures([published(met)], heard(met, 30, -40, shift=-9_600), MODEL, WarningThresholds()) == []
    assert find_exposures([published(met)], heard(met, 30, -70, shift=6_000), MODEL, WarningThresholds())


def test_a_flash_of_a_relay_does_not_warn() -> None:
    met = key()
    (found,) = find_exposures([published(met)], heard(met, 5, -30), MODEL, WarningThresholds(minutes=1))
    assert not found.warns


def test_keys_taken_back_and_metadata_of_others_expose_nobody() -> None:
    met = key()
    assert find_exposures([published(met, 5)], heard(met, 30, -70), MODEL, WarningThresholds()) == []
    broken = [
        MinuteSighting(each.rpi, encrypt_metadata(met.key_data, each.rpi, b"\x00\x00\x00\x00"), each.at, -70, -70, 9)
        for each in heard(met, 30, -70)
    ]
    assert find_exposures([published(met)], broken, MODEL, WarningThresholds()) == []


def test_thresholds_of_a_server_are_taken_within_reason() -> None:
    assert WarningThresholds.of({"minutes": 20, "probability": 0.5}) == WarningThresholds(20, 0.5)
    assert WarningThresholds.of({"minutes": 0, "probability": 7, "windows": True}) == WarningThresholds()
    assert WarningThresholds.of("nonsense") == WarningThresholds()


def test_a_day_counts_minutes_not_ids() -> None:
    """Two phones on one table all day: Bluezone showed up to 96 contacts; here it is minutes, and one device."""
    met = key()
    seen = heard(met, 600, -70, first=20)
    (day,) = day_summaries(seen, MODEL, 0.5, PHONE_DBM)
    assert (day.minutes, day.near, day.most) == (600, 600, 1)
    both = day_summaries(seen + heard(key(), 600, -103, first=20), MODEL, 0.5, PHONE_DBM)
    assert (both[0].minutes, both[0].most) == (600, 2)


def test_the_day_is_the_local_one() -> None:
    late = heard(key(), 10, -70, first=103)  # 17:10 UTC is 00:10 of the next day in Việt Nam
    early = heard(key(), 10, -70, first=100)
    assert [each.day for each in day_summaries(late + early, MODEL, 0.5, PHONE_DBM)] == [START // 144 + 1, START // 144]


def test_a_meeting_before_seven_in_the_morning_has_the_date_that_the_clock_on_the_wall_shows() -> None:
    """00:30 to 01:00 on 29 May in Vietnam is still 28 May by UTC."""
    met, at = key(), 105
    assert START * 600 + at * 600 == calendar.timegm((2021, 5, 28, 17, 30, 0))
    (found,) = find_exposures([published(met)], heard(met, 30, -70, first=at), MODEL, WarningThresholds())
    dates = {PageTexts("vi").date(found.day), PageTexts("vi").date(local_day(found.start)), PageTexts("vi").date(local_day(found.end))}
    assert dates == {"29/05/2021"}
    assert [each.day for each in day_summaries(heard(met, 30, -70, first=at), MODEL, 0.5, PHONE_DBM)] == [found.day]
    assert report_fields({**asdict(found)}, "x")["day"] == "2021-05-29"


@given(st.integers(946_684_800, 2**32))
def test_the_agents_day_is_the_day_of_the_house(at: int) -> None:
    assert local_day(at) == house_calendar.local_day(at)
    assert local_hour(at) == (at - house_calendar.day_start(house_calendar.local_day(at))) // 3_600
