"""When will the line be reached: the pace that is needed, and a forecast with its interval.

The pace of installations falls and jumps: in 2020 it fell to a quarter within weeks of a campaign, and in June 2021 it rose
fivefold in three weeks. So the forecast goes on with the latest weekly pace, and its interval is as wide as the paces of the past differ
from one report to the next. Tried on the series of 2020 and 2021 (docs/explanation/adoption.md, tests/unit/adoption/test_forecast.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

MIN_STEP_DAYS: Final = 7
"""Ours: a week has all days of the week in it, and the provinces reported weekly; from day to day the pace says nothing."""
PRIOR_SPREAD: Final = 1.2
"""How much the logarithm of the pace changes between two reports while we have seen none: a factor of 3.3, as in 2020 (1.35 and 0.88)."""
Z_90: Final = 1.645
"""An interval that should hold nine times in ten."""


@dataclass(frozen=True, slots=True)
class AdoptionForecast:
    """What the count will be on a day: ``low`` to ``high`` in nine of ten cases."""

    day: date
    value: float
    low: float
    high: float
    per_day: float
    """The pace with which it goes on."""


def forecast(series: Sequence[tuple[date, int]], day: date) -> AdoptionForecast | None:
    """Returns the forecast of a cumulative count for ``day``; None for fewer than two reports a week apart, or a day that is past.

    ``series``: (day, count), in order of the days.
    """
    points = _weekly(series)
    if len(points) < 2 or day <= points[-1][0]:
        return None
    paces = [(after[1] - before[1]) / (after[0] - before[0]).days for before, after in pairwise(points)]
    last_day, last = points[-1]
    ahead = (day - last_day).days
    grown = [pace for pace in paces if pace > 0]
    if paces[-1] <= 0:
        # Nothing goes on; the best pace that was ever seen may come back.
        return AdoptionForecast(day, last, last, last + max(grown, default=0.0) * ahead, 0.0)
    jumps = [math.log(after / before) for before, after in pairwise(grown)]
    spread = math.sqrt((PRIOR_SPREAD**2 + sum(jump**2 for jump in jumps)) / (1 + len(jumps)))
    factor = math.exp(Z_90 * spread)
    more = paces[-1] * ahead
    return AdoptionForecast(day, last + more, last + more / factor, last + more * factor, paces[-1])


def _weekly(series: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """Returns the newest report, and backwards from it those that are a week or more apart."""
    kept: list[tuple[date, int]] = []
    for point in reversed(series):
        if not kept or kept[-1][0] - point[0] >= timedelta(days=MIN_STEP_DAYS):
            kept.append(point)
    return kept[::-1]


@dataclass(frozen=True, slots=True)
class PaceNeeded:
    """What must happen until the last day of a target. ``per_day`` None: the day is past, or is today, and something is missing."""

    goal: int
    missing: int
    days: int
    per_day: int | None

    @property
    def is_reached(self) -> bool:
        """Whether nothing is missing."""
        return self.missing == 0


def pace_needed(count: int, whole: int, percent: int, today: date, until: date) -> PaceNeeded:
    """Returns how many installations a day reach ``percent`` of ``whole`` by the end of ``until``."""
    goal = -(-whole * percent // 100)
    missing, days = max(0, goal - count), max(0, (until - today).days)
    return PaceNeeded(goal, missing, days, -(-missing // days) if missing and days else None if missing else 0)


def outlook(expected: AdoptionForecast | None, goal: int) -> str:
    """Returns "likely" (even the low end reaches the goal), "open", or "unlikely" (not even the high end does); "" without a forecast."""
    if expected is None:
        return ""
    return "likely" if expected.low >= goal else "open" if expected.high >= goal else "unlikely"
