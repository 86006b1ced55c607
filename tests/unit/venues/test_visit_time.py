"""Clocks that are off, days of deletion."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from truyvet.core.local_day import LocalDay
from truyvet.venues.rules import visit_time
from truyvet.venues.rules.visit_time import VisitRefusal

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
    got = visit_time.corrected(happened + off, NOW + off, NOW)
    assert got.skew == skew
    assert got.at == seconds(happened) + (device_ahead if skew == 0 else 0)


def test_without_a_sending_time_the_device_is_believed() -> None:
    assert visit_time.corrected(NOW, None, NOW + HOUR) == visit_time.CorrectedMoment(seconds(NOW), 0)


def test_kept_are_21_local_days() -> None:
    first = visit_time.first_kept(NOW)
    assert LocalDay.of_second(first) == date(2021, 5, 11)
    assert LocalDay.of_second(first - 1) == date(2021, 5, 10)
    assert visit_time.check(first, NOW) is None
    assert visit_time.check(first - 1, NOW) is VisitRefusal.TOO_OLD
    assert visit_time.deleted_on(first) > LocalDay.of_second(seconds(NOW))
    assert visit_time.deleted_on(first - 1) <= LocalDay.of_second(seconds(NOW))


def test_what_is_to_come_is_refused() -> None:
    assert visit_time.check(seconds(NOW) + visit_time.SLACK, NOW) is None
    assert visit_time.check(seconds(NOW) + visit_time.SLACK + 1, NOW) is VisitRefusal.IN_THE_FUTURE
    assert visit_time.check(-1, NOW) is VisitRefusal.TOO_OLD


def test_seconds_of_a_local_day() -> None:
    assert visit_time.clock_seconds(time(7, 30)) == 27_000
    assert visit_time.clock_seconds(None) is None
