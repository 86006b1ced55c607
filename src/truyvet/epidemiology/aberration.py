"""Alerts where a day has more cases than the days before lead one to expect: EARS C1, C2 and C3 (Hutwagner and others, 2003).

They were made for counts far above zero. How often they ring on quiet days was measured here (``FALSE_ALARMS``) and is printed beside each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from types import MappingProxyType
from typing import Final

BASELINE_DAYS: Final = 7
GAP_DAYS: Final = 2
"""Between the baseline of C2 and the day itself, so that a slow rise does not hide in its own baseline."""
C1_C2_LIMIT: Final = 3.0
C3_LIMIT: Final = 2.0
MIN_SD: Final = 0.2
"""Of a baseline without any change, so that a first case after quiet days rings; EARS's own floor [K]."""
DAYS_NEEDED: Final = BASELINE_DAYS + GAP_DAYS + 3

FALSE_ALARMS: Final[Mapping[float, tuple[float, float, float]]] = MappingProxyType(
    {
        0.0: (0.0, 0.0, 0.0),
        0.1: (0.049, 0.049, 0.142),
        0.25: (0.053, 0.053, 0.162),
        0.5: (0.044, 0.044, 0.145),
        1.0: (0.038, 0.038, 0.125),
        2.0: (0.030, 0.030, 0.104),
        5.0: (0.024, 0.024, 0.087),
        10.0: (0.021, 0.021, 0.080),
        20.0: (0.019, 0.019, 0.075),
        50.0: (0.018, 0.018, 0.071),
    }
)
"""Mean cases a day → share of quiet days on which C1, C2, C3 ring, of a million simulated Poisson days (tests/unit/epidemiology)."""


@dataclass(frozen=True, slots=True)
class Aberration:
    """What the three statistics say of the last day of a series, and the mean of the baseline of C2."""

    c1: float
    c2: float
    c3: float
    baseline: float

    @property
    def rings(self) -> tuple[str, ...]:
        """The names of those above their limits."""
        limits = (("C1", self.c1, C1_C2_LIMIT), ("C2", self.c2, C1_C2_LIMIT), ("C3", self.c3, C3_LIMIT))
        return tuple(name for name, value, limit in limits if value > limit)


def last_day_aberration(counts: Sequence[int]) -> Aberration | None:
    """Returns the statistics of the last of consecutive days; None where fewer than ``DAYS_NEEDED`` are given."""
    if len(counts) < DAYS_NEEDED:
        return None
    last = len(counts) - 1
    c3 = sum(max(0.0, _excess(counts, day, GAP_DAYS) - 1) for day in range(last - 2, last + 1))
    return Aberration(_excess(counts, last, 0), _excess(counts, last, GAP_DAYS), c3, fmean(_baseline(counts, last, GAP_DAYS)))


def _baseline(counts: Sequence[int], day: int, gap: int) -> Sequence[int]:
    return counts[day - gap - BASELINE_DAYS : day - gap]


def _excess(counts: Sequence[int], day: int, gap: int) -> float:
    base = _baseline(counts, day, gap)
    return (counts[day] - fmean(base)) / max(stdev(base), MIN_SD)


def false_alarm_shares(baseline: float) -> tuple[float, float, float]:
    """Returns the shares of quiet days on which C1, C2, C3 ring, of the measured mean nearest to ``baseline``."""
    return FALSE_ALARMS[min(FALSE_ALARMS, key=lambda mean: abs(mean - baseline))]
