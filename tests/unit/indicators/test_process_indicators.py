"""Shares with who was left out, and charts as plain numbers."""

from __future__ import annotations

from datetime import date, timedelta

from truyvet.core.local_day import LocalDay
from truyvet.indicators.rules.charts import band_points, day_bars
from truyvet.indicators.rules.process_indicators import PROCESS_INDICATORS, indicator_share
from truyvet.indicators.rules.serial_interval_file import chosen_interval

BY_NAME = {each.name: each for each in PROCESS_INDICATORS}


def test_each_share_says_of_whom_and_who_was_left_out() -> None:
    sums: dict[str, int | None] = {"cases.confirmed": 10, "cases.onset_known": 8, "cases.detected_week": 6, "cases.community": 4}
    week = indicator_share(BY_NAME["detected_week"], sums)
    assert (week.part, week.whole, week.left_out, week.share) == (6, 8, 2, 0.75)
    quarantine = indicator_share(BY_NAME["in_quarantine"], sums)
    assert (quarantine.part, quarantine.whole, quarantine.share) == (6, 10, 0.6)
    assert indicator_share(BY_NAME["unlinked"], sums).share is None, "not counted is not zero"
    nobody = indicator_share(BY_NAME["reached_day"], {"followup.reached_day": 0, "followup.found": 0})
    assert nobody.whole == 0 and nobody.share is None


def test_bars_and_bands() -> None:
    days = [date(2021, 5, 1) + timedelta(days=each) for each in range(4)]
    bars = day_bars(days, [0, 50, None, 1], incomplete=1)
    assert [bar.height for bar in bars] == [0, 100, None, 2] and [bar.is_whole for bar in bars] == [True, True, True, False]
    assert [bar.x for bar in bars] == [0, 10, 20, 30] and day_bars(days, [0, 0, 0, 0])[0].height == 0
    point = band_points([(days[0], 3, 0.5, 1.0, 9.0)], top=2.0)[0]
    assert (point.x, point.y, point.y_low, point.y_high) == (35, 50, 75, 0)
    assert chosen_interval().window_days == 7 and LocalDay.of_date(days[0]) == days[0]
