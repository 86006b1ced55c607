"""The forecast, tried on what was published of 2020 and 2021; the pace; the curve of communes that report on different days."""

from __future__ import annotations

from datetime import date

import pytest

from truyvet.adoption.rules.forecast import forecast, outlook, pace_needed
from truyvet.adoption.rules.install_series import carried_series
from truyvet.adoption.rules.trend import HEIGHT, WIDTH, draw_trend

DOWNLOADS = [
    (date(2020, 8, 11), 15_700_000), (date(2020, 8, 20), 19_400_000), (date(2020, 9, 22), 22_900_000), (date(2021, 3, 2), 30_000_000),
    (date(2021, 5, 27), 33_490_000), (date(2021, 6, 19), 37_900_000), (date(2021, 10, 1), 48_500_000),
]  # fmt: skip
"""The whole country: vietnam.md §7 and §11.9."""


@pytest.mark.parametrize("known", range(2, len(DOWNLOADS)))
def test_the_next_report_of_2020_and_2021_lay_in_the_interval(known: int) -> None:
    day, real = DOWNLOADS[known]
    told = forecast(DOWNLOADS[:known], day)
    assert told is not None and told.low <= real <= told.high and told.low >= DOWNLOADS[known - 1][1]


def test_the_interval_says_something() -> None:
    """Wide as it is, it excludes: that the country would have 60 million a month after September 2020."""
    told = forecast(DOWNLOADS[:3], date(2020, 10, 22))
    assert told is not None and 23_000_000 < told.low < told.value < told.high < 60_000_000
    assert [outlook(told, goal) for goal in (23_000_000, 25_000_000, 60_000_000)] == ["likely", "open", "unlikely"]


def test_days_within_a_week_are_one_report_and_nothing_goes_backwards() -> None:
    assert forecast([(date(2021, 5, 30), 100), (date(2021, 5, 31), 900)], date(2021, 6, 30)) is None
    assert forecast(DOWNLOADS, date(2021, 10, 1)) is None and forecast([], date(2021, 10, 1)) is None
    daily = [(date(2021, 5, day), 1_000 + 100 * day + 50 * (day % 2)) for day in range(1, 31)]
    told = forecast(daily, date(2021, 6, 6))
    assert told is not None and told.per_day == pytest.approx(100, abs=10)
    fallen = forecast([(date(2021, 5, 1), 0), (date(2021, 5, 8), 700), (date(2021, 5, 15), 650)], date(2021, 5, 25))
    assert fallen is not None and (fallen.value, fallen.low, fallen.high) == (650, 650, 650 + 100 * 10)


def test_the_pace_that_is_needed() -> None:
    """Bình Dương, August 2020: 400,000 of about 2.47 million people on the 11th, 60 % by the 20th."""
    pace = pace_needed(400_000, 1_700_000, 60, date(2020, 8, 11), date(2020, 8, 20))
    assert (pace.goal, pace.missing, pace.days, pace.per_day) == (1_020_000, 620_000, 9, 68_889)
    assert pace_needed(1_020_000, 1_700_000, 60, date(2020, 8, 11), date(2020, 8, 20)).is_reached
    assert pace_needed(1, 100, 60, date(2020, 8, 20), date(2020, 8, 20)).per_day is None


def test_a_commune_that_reports_late_is_carried_on_and_one_that_begins_is_no_increase() -> None:
    one, two, three = date(2021, 5, 1), date(2021, 5, 2), date(2021, 5, 3)
    points = carried_series([(one, 1, 10), (two, 1, 12), (two, 2, 100), (three, 2, 110)])
    assert [(point.day, point.value, point.reported) for point in points] == [(two, 112, 2), (three, 122, 1)]


def test_the_drawing_stays_in_its_frame() -> None:
    drawing = draw_trend([DOWNLOADS[:3], []], goal=46_080_000, expected=(date(2020, 10, 22), 23e6, 26e6, 48e6))
    assert drawing is not None and drawing.goal is not None and len(drawing.lines) == 1
    places = [float(each) for text in (*drawing.lines, drawing.band, drawing.ahead) for pair in text.split() for each in pair.split(",")]
    assert min(places) >= 0 and max(places[::2]) <= WIDTH and max(places[1::2]) <= HEIGHT
    assert [tick.value for tick in drawing.ticks] == [0, 20_000_000, 40_000_000, 60_000_000, 80_000_000]
    assert draw_trend([[(date(2021, 5, 1), 5)]]) is None
