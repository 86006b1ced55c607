"""The reproduction number R(t): how many people each infected person infects, by the method of Cori and others (2013).

The serial interval is a gamma distribution, shifted by a day and cut into days, as EpiEstim's ``discr_si`` does; R(t) has a gamma
prior. Local cases are counted, local and imported ones infect. Equal to EpiEstim 3.0.0 (tests/unit/epidemiology).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from truyvet.epidemiology.gamma import gamma_quantile, gamma_share_below

PRIOR_MEAN: Final = 5.0
PRIOR_SD: Final = 5.0
"""EpiEstim's: wide, and above 1, so that an outbreak is not called over for want of data."""
MAX_RATIO: Final = 10_000.0
"""A serial interval whose spread is smaller than this part of its length is no measurement."""


@dataclass(frozen=True, slots=True)
class SerialInterval:
    """Days from one person's onset to that of the person infected: mean above 1, standard deviation above 0. Raises ValueError."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.mean) and self.mean > 1):
            raise ValueError("mean")
        if not (math.isfinite(self.sd) and self.sd > 0 and self.mean - 1 <= MAX_RATIO * self.sd):
            raise ValueError("sd")

    def daily_shares(self, days: int) -> list[float]:
        """Returns the share of intervals that are 0, 1, 2 ... days long, ``days`` of them."""
        shape, scale = ((self.mean - 1) / self.sd) ** 2, self.sd**2 / (self.mean - 1)
        below = [gamma_share_below(day / scale, shape) for day in range(days)]
        below_next = [gamma_share_below(day / scale, shape + 1) for day in range(days)]

        def share(day: int) -> float:
            # Beyond day 0 backwards nothing lies below, so that missing values are zero.
            one, two = (below[day - 1] if day >= 1 else 0.0), (below[day - 2] if day >= 2 else 0.0)
            one_next, two_next = (below_next[day - 1] if day >= 1 else 0.0), (below_next[day - 2] if day >= 2 else 0.0)
            plain = day * below[day] + (day - 2) * two - 2 * (day - 1) * one
            return max(0.0, plain + shape * scale * (2 * one_next - two_next - below_next[day]))

        return [share(day) for day in range(days)]


@dataclass(frozen=True, slots=True)
class WindowEstimate:
    """R over the days ``first`` .. ``last`` (0 is the first day of the counts), with the local cases that it rests on."""

    first: int
    last: int
    cases: int
    mean: float
    sd: float
    q025: float
    median: float
    q975: float


def reproduction_numbers(local: Sequence[int], imported: Sequence[int], interval: SerialInterval, window: int) -> list[WindowEstimate]:
    """Returns R over every window of ``window`` days that starts on the second day or later and ends past the mean serial interval.

    ``local`` and ``imported`` are whole counts of consecutive days, equally many. Raises ValueError where they are not, or window < 1.
    """
    days = len(local)
    if len(imported) != days or window < 1:
        raise ValueError("window" if window < 1 else "days")
    if days <= window:
        return []
    shares = interval.daily_shares(days)
    mean_interval = sum(day * share for day, share in enumerate(shares))
    infectivity = np.convolve(np.asarray(local, float) + np.asarray(imported, float), shares)[:days]
    prior_shape, prior_scale = (PRIOR_MEAN / PRIOR_SD) ** 2, PRIOR_SD**2 / PRIOR_MEAN
    estimates = []
    for first in range(1, days - window + 1):
        last = first + window - 1
        if last + 1 <= mean_interval:
            continue
        cases = sum(local[first : last + 1])
        shape, scale = prior_shape + cases, 1 / (1 / prior_scale + float(infectivity[first : last + 1].sum()))
        low, median, high = (scale * gamma_quantile(share, shape) for share in (0.025, 0.5, 0.975))
        estimates.append(WindowEstimate(first, last, cases, shape * scale, math.sqrt(shape) * scale, low, median, high))
    return estimates
