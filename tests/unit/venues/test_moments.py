"""Clocks that are off, days of deletion."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from truyvet.venues.rules import moments
from truyvet.venues.rules.moments import Refusal

NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def seconds(at: datetime) -> int:
    return int(at.timestamp())


@pytest.mark.parametrize(
    ("device_ahead", "skew"),
    [(0, 0), (120, 0), (-120, 0), (121, -121), (3_600, -3_600), (-129_600, 129_600)],
)
def test_a_clock_that_is_off_is_corrected(device_ahead: int, skew: int) -> None:
    happened = NOW - HOUR
    off = timedelta(seconds=device_ahead)
    got = moments.corrected(happened + off, NOW + off, NOW)
    assert got.skew == skew
    assert got.at == seconds(happened) + (device_ahead if skew == 0 else 0)


def test_without_a_sending_time_the_device_is_believed() -> None:
    assert moments.corrected(NOW, None, NOW + HOUR) == moments.Corrected(seconds(NOW), 0)


def test_kept_are_21_local_days() -> None:
    first = moments.first_kept(NOW)
    assert moments.day_of(first) == date(2021, 5, 11)
    assert moments.day_of(first - 1) == date(2021, 5, 10)
    assert moments.check(first, NOW) is None
    assert moments.check(first - 1, NOW) is Refusal.TOO_OLD
    assert moments.deleted_on(first) > moments.day_of(seconds(NOW))
    assert moments.deleted_on(first - 1) <= moments.day_of(seconds(NOW))


def test_what_is_to_come_is_refused() -> None:
    assert moments.check(seconds(NOW) + moments.SLACK, NOW) is None
    assert moments.check(seconds(NOW) + moments.SLACK + 1, NOW) is Refusal.IN_THE_FUTURE
    assert moments.check(-1, NOW) is Refusal.TOO_OLD


def test_seconds_of_a_local_day() -> None:
    assert moments.second_of_day(seconds(NOW)) == 8 * 3_600
    assert moments.clock_seconds(time(7, 30)) == 27_000
    assert moments.clock_seconds(None) is None
