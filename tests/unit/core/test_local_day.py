"""A day is a day in Vietnam."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from truyvet.core.local_day import LocalDay, second_of_day


def test_the_day_changes_at_seventeen_utc() -> None:
    assert LocalDay.of(datetime(2021, 5, 30, 16, 59, 59, 999_999, tzinfo=UTC)) == date(2021, 5, 30)
    assert LocalDay.of(datetime(2021, 5, 30, 17, 0, tzinfo=UTC)) == date(2021, 5, 31)


def test_a_time_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        LocalDay.of(datetime(2021, 5, 30, 12, 0))  # noqa: DTZ001 - the mistake itself


def test_the_same_day_in_every_form() -> None:
    day = LocalDay.of(datetime(2021, 5, 30, 17, 0, tzinfo=UTC))
    assert LocalDay.of_second(1_622_394_000) == LocalDay.of_number(day.number) == LocalDay.of_date(date(2021, 5, 31)) == day
    assert day.start == datetime(2021, 5, 30, 17, 0, tzinfo=UTC) and day.start_s == 1_622_394_000


def test_a_day_stays_a_local_day_when_it_is_counted_on() -> None:
    after = LocalDay(2021, 5, 31) + timedelta(days=1)
    assert type(after) is LocalDay and after.isoformat() == "2021-06-01"


def test_before_1975_the_zone_was_eight_hours_ahead() -> None:
    assert LocalDay.of(datetime(1975, 6, 11, 16, 30, tzinfo=UTC)) == date(1975, 6, 12)
    assert LocalDay.of(datetime(1976, 6, 11, 16, 30, tzinfo=UTC)) == date(1976, 6, 11)


def test_seconds_since_local_midnight() -> None:
    assert second_of_day(1_622_394_000) == 0 and second_of_day(1_622_394_000 + 3_661) == 3_661


def test_a_day_at_the_end_of_the_calendar_is_none() -> None:
    for text in ("0001-01-01", "9999-12-31", "1899-12-31"):
        with pytest.raises(ValueError):
            LocalDay.fromisoformat(text)
    assert LocalDay.fromisoformat("1900-01-01") + timedelta(days=1)
