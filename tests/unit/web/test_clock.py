"""The one clock: it can start elsewhere, it ticks, and a day is a day in Vietnam."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from truyvet.core.local_day import LocalDay
from truyvet.web import clock
from truyvet.web.clock import ShiftedClock

REAL = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SHOWN = datetime(2021, 5, 31, 8, 12, tzinfo=timezone(timedelta(hours=7)))


def test_without_a_setting_it_is_the_machines_time(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TRUYVET_CLOCK = None
    monkeypatch.setattr(clock, "real_now", lambda: REAL)
    assert clock.now() == REAL
    assert not clock.is_shifted()


def test_a_shifted_clock_starts_elsewhere_and_ticks(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TRUYVET_CLOCK = ShiftedClock(SHOWN, REAL.timestamp())
    monkeypatch.setattr(clock, "real_now", lambda: REAL + timedelta(minutes=5))
    assert clock.now() == datetime(2021, 5, 31, 1, 17, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert clock.is_shifted()


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2021, 5, 30, 16, 59, 59, tzinfo=UTC), date(2021, 5, 30)),
        (datetime(2021, 5, 30, 17, 0, tzinfo=UTC), date(2021, 5, 31)),
    ],
)
def test_the_day_changes_at_seventeen_hours_utc(at: datetime, day: date) -> None:
    assert LocalDay.of(at) == day


def test_a_time_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        LocalDay.of(datetime(2021, 5, 31))  # noqa: DTZ001 - the mistake is what is tested
